package store

import (
	"encoding/json"
	"errors"
	"slices"
	"time"

	"parley/shared/command"
	"parley/shared/event"
	"parley/shared/fault"
	"parley/widget/host"
)

// State is how far a command has come.
type State int

// The states of a command, in the order in which they follow each other.
const (
	Sending  State = iota // not yet taken by the homeserver
	Running               // the bot is working
	Late                  // the bot has not answered yet; we go on waiting
	Done                  // carried out
	Rejected              // refused by the bot or the homeserver, see Fault
	Unsent                // the client or the homeserver could not be reached
)

// Over reports that nothing more will come.
func (s State) Over() bool { return s >= Done }

// Command is a command that this widget has sent.
type Command struct {
	ID       int
	Title    string // of the meeting
	Draft    string // what the person typed, in the form of the screen that sent it
	State    State
	Fault    *fault.Fault  // of a rejected command
	Details  string        // room with what the bot has to say about a rejection
	Room     string        // that was created
	Warnings []event.Tally // of a command that was carried out, except for these
}

// tardy is when an answer of the bot is late.
const tardy = 10 * time.Second

// CreateMeeting sends the command and returns its id in the view's commands, where
// it replaces those that have succeeded. draft comes back in the view, for a new
// attempt.
func (s *Store) CreateMeeting(c command.Create, context command.Context, draft string) (id int) {
	content, err := command.Content(c, context)
	s.change(func() {
		s.commands = slices.DeleteFunc(s.commands, func(c *Command) bool { return c.State == Done && len(c.Warnings) == 0 })
		s.lastID++
		id = s.lastID
		s.commands = append(s.commands, &Command{ID: id, Title: c.Title, Draft: draft})
	})
	if err != nil {
		s.settle(id, event.Reaction{}, err)
		return id
	}
	go s.send(id, command.TypeMeetingCreate, content)
	return id
}

func (s *Store) send(id int, typ string, content json.RawMessage) {
	var late *time.Timer
	answer, err := s.client.Command(s.ctx, s.Config.BotUserID, typ, content, func(string) {
		s.advance(id, Running)
		late = time.AfterFunc(tardy, func() {
			s.advance(id, Late)
			s.checkBot()
		})
	})
	if late != nil {
		late.Stop()
	}
	s.settle(id, answer, err)
	if answer.Meta.CreatedRoomID != "" {
		// Most homeservers do not show whose meeting it is before one has joined.
		s.change(func() { s.join(answer.Meta.CreatedRoomID) })
	}
}

// advance moves a command on, never back.
func (s *Store) advance(id int, to State) {
	s.edit(id, func(c *Command) { c.State = max(c.State, to) })
}

// settle records the outcome of a command.
func (s *Store) settle(id int, answer event.Reaction, err error) {
	s.edit(id, func(c *Command) {
		var refusal *host.Refusal
		switch {
		case errors.As(err, &refusal) && refusal.Code == "M_FORBIDDEN":
			c.State, c.Fault = Rejected, fault.New(fault.Forbidden, "")
		case err != nil:
			c.State = Unsent
		case answer.RelatesTo.Key == event.KeyDone:
			c.State, c.Warnings = Done, answer.Meta.Warnings
		default:
			c.State, c.Fault = Rejected, fault.New(fault.Internal, "")
			if e := answer.Meta.Error; e != nil {
				c.Fault = fault.New(e.Code, e.Field)
			}
		}
		c.Room, c.Details = answer.Meta.CreatedRoomID, answer.Meta.RoomID
	})
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

// Command returns how a command is doing at this moment, which views show a little
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

// Dismiss forgets a command that is over.
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
