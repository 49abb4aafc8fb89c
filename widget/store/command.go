package store

import (
	"errors"
	"slices"
	"time"

	"parley/shared/command"
	"parley/shared/event"
	"parley/shared/fault"
	"parley/widget/host"
)

// Verb is what a person asks for.
type Verb int

// The verbs. One can need several commands.
const (
	Create Verb = iota
	Change
	Delete
	SetUp // breakout sessions
	Tell  // all of them something
	Extend
	CloseAll
)

// Order is something that a person asks for: commands that are sent one after the other,
// each when the one before has been carried out.
type Order struct {
	Verb    Verb
	Title   string // of the meeting
	Target  string // room of the meeting; "" where one is created, or several are changed
	Draft   string // what the person typed, in the form of the screen that sent it
	Steps   []Step
	Undo    []Step // what restores what was; none where that cannot be
	Context command.Context
	At, Was Times // when what it is about takes place then, and did before; zero: not known
}

// Times are when something takes place, in the reader's zone.
type Times struct{ Start, End time.Time }

// succeeded reports that there is nothing left to say of an order.
func (c *Command) succeeded() bool { return c.State == Done && len(c.Warnings) == 0 }

// targets are the rooms that an order changes.
func (o Order) targets() (rooms []string) {
	for _, step := range o.Steps {
		if id := command.TargetOf(step.Data); id != "" && !slices.Contains(rooms, id) {
			rooms = append(rooms, id)
		}
	}
	return rooms
}

// Step is a command of an order.
type Step struct {
	Type string
	Data command.Data
}

// State is how far an order has come.
type State int

// The states of an order, in the order in which they follow each other.
const (
	Sending  State = iota // not yet taken by the homeserver
	Stuck                 // the same, for a long time
	Running               // the bot is working
	Late                  // the bot has not answered yet; we go on waiting
	Done                  // carried out
	Rejected              // refused by the bot or the homeserver, see Fault
	Unsent                // the client or the homeserver could not be reached
	Unsure                // the client does not say whether it was sent
)

// Unexplained is the fault of a command that the bot refuses without a word, as the
// existing one does.
const Unexplained fault.Code = "unexplained"

// Over reports that nothing more will come.
func (s State) Over() bool { return s >= Done }

// Command is an order and what has become of it. State and what follows are about its first
// step that has not been carried out.
type Command struct {
	Order
	ID       int
	Carried  int // steps that were carried out
	State    State
	Fault    *fault.Fault  // of a rejected command
	Details  string        // room with what the bot has to say about a rejection
	Room     string        // that was created
	Warnings []event.Tally // of what was carried out, except for these

	open []string // rooms of the invitations that were open when it was sent
}

// tardy is when an answer of the homeserver or the bot is late.
const tardy = 10 * time.Second

// Send sends the commands of an order and returns its id in the view's commands, where it
// replaces those that have succeeded.
func (s *Store) Send(o Order) (id int) {
	s.change(func() {
		s.commands = slices.DeleteFunc(s.commands, (*Command).succeeded)
		s.lastID++
		id = s.lastID
		s.commands = append(s.commands, &Command{ID: id, Order: o, open: s.openInvitations()})
		s.expect(o)
		s.begin(id, o, 0)
	})
	return id
}

// Resume sends again what of an order has not been carried out.
func (s *Store) Resume(id int) {
	c, ok := s.Command(id)
	if !ok || !c.State.Over() || c.State == Done {
		return
	}
	s.edit(id, func(c *Command) {
		c.State, c.Fault, c.Details = Sending, nil, ""
		s.expect(c.Order)
		s.begin(id, c.Order, c.Carried)
	})
}

// begin carries an order out from a step on, after those before it that are about the same
// meetings.
func (s *Store) begin(id int, o Order, from int) {
	var before []chan struct{}
	done := make(chan struct{})
	for _, target := range o.targets() {
		if last := s.lanes[target]; last != nil {
			before = append(before, last)
		}
		s.lanes[target] = done
	}
	go func() {
		if len(before) > 0 {
			o = s.await(id, o, from, before)
		}
		s.carry(id, o, from)
		close(done)
		s.change(func() {
			for _, target := range o.targets() {
				if s.lanes[target] == done {
					delete(s.lanes, target)
				}
			}
		})
	}()
}

// await waits for the orders before one and returns it as it is then.
func (s *Store) await(id int, o Order, from int, before []chan struct{}) Order {
	late := time.AfterFunc(tardy, func() { s.advance(id, from, Late) })
	for _, other := range before {
		<-other
	}
	late.Stop()
	o = s.rebased(o)
	s.edit(id, func(c *Command) { c.Order, c.State = o, Sending })
	return o
}

// rebased is an order that has waited for another one of the same person about the same
// meeting: what that has changed is no conflict, but what others have is.
func (s *Store) rebased(o Order) Order {
	o.Steps = slices.Clone(o.Steps)
	for i, step := range o.Steps {
		if u, ok := step.Data.(command.Update); ok && u.BaseEventID != "" && s.isOurs(u.TargetRoomID) {
			u.BaseEventID = s.Detail(u.TargetRoomID).Base
			o.Steps[i].Data = u
		}
	}
	return o
}

// isOurs reports that nobody else has changed a meeting last, as far as the homeserver says
// what was changed.
func (s *Store) isOurs(id string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	last, _ := s.model.Room(id).State(event.TypeMetadata, "")
	before := last.Unsigned.ReplacesState
	return before == "" || s.ours[before]
}

// carry sends the commands of an order from a step on.
func (s *Store) carry(id int, o Order, from int) {
	for n := from; n < len(o.Steps); n++ {
		answer, err := s.send(id, n, o)
		for _, id := range created(answer.Meta) {
			// Most homeservers do not show whose meeting it is before one has joined.
			s.change(func() { s.join(id) })
		}
		s.settle(id, answer, err, n+1 == len(o.Steps))
		if err != nil || answer.RelatesTo.Key != event.KeyDone {
			return
		}
	}
	if len(o.targets()) > 0 {
		select { // until what was carried out is seen
		case <-time.After(settling):
		case <-s.ctx.Done():
		}
		s.change(func() { s.expect(o) })
	}
}

// created are the rooms that the bot says it has made; the existing one names only the first.
func created(m event.BotMeta) []string {
	if len(m.CreatedRoomIDs) == 0 && m.CreatedRoomID != "" {
		return []string{m.CreatedRoomID}
	}
	return m.CreatedRoomIDs
}

// send sends a step and waits for its answer.
func (s *Store) send(id, n int, o Order) (event.Reaction, error) {
	step := o.Steps[n]
	content, err := command.Content(step.Data, o.Context)
	if err != nil {
		return event.Reaction{}, err
	}
	late := time.AfterFunc(tardy, func() { s.advance(id, n, Stuck) })
	defer func() { late.Stop() }()
	return s.client.Command(s.ctx, s.Config.BotUserID, step.Type, content, func(string) {
		late.Stop()
		s.advance(id, n, Running)
		late = time.AfterFunc(tardy, func() {
			s.advance(id, n, Late)
			s.checkBot()
		})
	})
}

// advance moves a step of an order on, never back, unless it has been carried out meanwhile.
func (s *Store) advance(id, n int, to State) {
	s.edit(id, func(c *Command) {
		if c.Carried == n {
			c.State = max(c.State, to)
		}
	})
}

// settle records the outcome of a step.
func (s *Store) settle(id int, answer event.Reaction, err error, last bool) {
	s.edit(id, func(c *Command) {
		var refusal *host.Refusal
		switch {
		case errors.As(err, &refusal) && refusal.Code == "M_FORBIDDEN":
			c.State, c.Fault = Rejected, fault.New(fault.Forbidden, "")
		case errors.Is(err, host.ErrSilent):
			c.State = Unsure
		case err != nil:
			c.State = Unsent
		case answer.RelatesTo.Key == event.KeyDone:
			if u, ok := c.Steps[c.Carried].Data.(command.Update); ok {
				s.ours[u.BaseEventID] = true
			}
			c.Carried++
			c.Warnings = append(c.Warnings, answer.Meta.Warnings...)
			if c.State = Sending; last {
				c.State = Done
			}
		default:
			c.State, c.Fault = Rejected, fault.New(Unexplained, "")
			if e := answer.Meta.Error; e != nil {
				c.Fault = fault.New(e.Code, e.Field)
			}
		}
		c.Room, c.Details = answer.Meta.CreatedRoomID, answer.Meta.RoomID
		if c.State.Over() && c.State != Done {
			s.expect(c.Order)
		}
	})
}

// expect has the meetings of an order shown as the orders that are under way, or have just
// been carried out, will leave them.
func (s *Store) expect(o Order) {
	for _, target := range o.targets() {
		var commands []command.Data
		for _, c := range s.commands {
			for _, step := range c.Steps {
				if !c.State.Over() && command.TargetOf(step.Data) == target {
					commands = append(commands, step.Data)
				}
			}
		}
		s.model.Expect(target, commands)
		s.agenda.Touch(target)
	}
}

func (s *Store) edit(id int, f func(*Command)) {
	s.change(func() {
		for _, c := range s.commands {
			if c.ID == id {
				f(c)
			}
		}
	})
}

// Command returns how an order is doing at this moment, which views show a little
// later.
func (s *Store) Command(id int) (c Command, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, known := range s.commands {
		if known.ID == id {
			return *known, true
		}
	}
	return Command{}, false
}

// Dismiss forgets an order that is over.
func (s *Store) Dismiss(id int) {
	s.change(func() {
		for i, c := range s.commands {
			if c.ID == id && c.State.Over() {
				s.commands = append(s.commands[:i:i], s.commands[i+1:]...)
				return
			}
		}
	})
}
