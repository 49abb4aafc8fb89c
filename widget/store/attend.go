package store

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"sort"
	"time"

	"parley/shared/calendar"
	"parley/shared/command"
	"parley/shared/event"
	"parley/shared/room"
	"parley/widget/host"
)

// Reply is what the person has said to an invitation. Views show the meeting as if the
// homeserver had taken it already, and as it was before when it was not taken.
type Reply struct {
	RoomID string
	Title  string
	Accept bool
	State  State // Sending, Rejected or Unsent
}

// MayReply reports whether invitations can be accepted and declined from here.
func (s *Store) MayReply() bool { return s.client.Approved(host.CanSendState(event.TypeMember)) }

// Reply accepts or declines an invitation. There is one reply at a time.
func (s *Store) Reply(id string, accept bool) {
	s.change(func() {
		open := s.model.Room(id).Membership(s.Params.UserID) == event.MembershipInvite
		if open && !s.replies[id].isSending() {
			s.reply(id, accept)
		}
	})
}

func (r Reply) isSending() bool { return r.RoomID != "" && r.State == Sending }

func (s *Store) reply(id string, accept bool) {
	s.joined[id] = true
	s.replies[id] = Reply{RoomID: id, Title: s.model.Room(id).Title(), Accept: accept}
	content := event.Member{Membership: event.MembershipLeave}
	if accept {
		avatar := s.model.Room(s.Params.RoomID).Member(s.Params.UserID).AvatarURL
		content = event.Member{Membership: event.MembershipJoin, DisplayName: s.Params.DisplayName, AvatarURL: avatar}
	}
	go s.sendReply(id, content)
}

func (s *Store) sendReply(id string, content event.Member) {
	err := s.setState(id, event.TypeMember, content)
	s.change(func() {
		r := s.replies[id]
		if r.State = outcome(err); r.State == Done {
			delete(s.replies, id)
		} else {
			s.replies[id] = r
		}
	})
}

// ForgetReply takes away what is said about a reply that was not taken.
func (s *Store) ForgetReply(id string) {
	s.change(func() {
		if !s.replies[id].isSending() {
			delete(s.replies, id)
		}
	})
}

// failedReplies are those to invitations that are still open.
func (s *Store) failedReplies() (failed []Reply) {
	for id, r := range s.replies {
		switch {
		case r.isSending():
		case s.model.Room(id).Membership(s.Params.UserID) != event.MembershipInvite:
			delete(s.replies, id) // it was taken after all, or there is nothing left to say
		default:
			failed = append(failed, r)
		}
	}
	sort.Slice(failed, func(i, j int) bool { return failed[i].RoomID < failed[j].RoomID })
	return failed
}

// assumeReplies shows a view as if the homeserver had taken what is on its way.
func (s *Store) assumeReplies(v *View) {
	for id, r := range s.replies {
		if r.isSending() {
			v.assume(id, r.Accept)
		}
	}
}

func (s *Store) openInvitations() (rooms []string) {
	for _, i := range s.agenda.Lists().Invitations {
		rooms = append(rooms, i.RoomID)
	}
	return rooms
}

// hideOwn leaves out the invitations to what the bot is just making for the person: they
// are accepted as soon as it says which rooms these are.
func (s *Store) hideOwn(v *View) {
	for _, c := range s.commands {
		if titles := c.makes(); len(titles) > 0 {
			v.Invitations = slices.DeleteFunc(slices.Clone(v.Invitations), func(i room.Invitation) bool {
				return i.Sender == s.Config.BotUserID && slices.Contains(titles, i.Name) && !slices.Contains(c.open, i.RoomID)
			})
		}
	}
}

// makes are the titles of the rooms that an order is making.
func (c *Command) makes() (titles []string) {
	if c.State.Over() {
		return nil
	}
	for _, step := range c.Steps {
		switch d := step.Data.(type) {
		case command.Create:
			titles = append(titles, d.Title)
		case command.Breakouts:
			for _, g := range d.Groups {
				titles = append(titles, g.Title)
			}
		}
	}
	return titles
}

func (v *View) assume(id string, accepted bool) {
	invitations, upcoming, items := v.Invitations, v.Upcoming, v.Items
	v.Invitations, v.Upcoming, v.Items = nil, nil, nil
	for _, i := range invitations {
		if i.RoomID != id {
			v.Invitations = append(v.Invitations, i)
		}
	}
	for _, i := range upcoming {
		if i.Meeting.RoomID != id {
			v.Upcoming = append(v.Upcoming, i)
		}
	}
	for _, i := range items {
		switch {
		case i.Meeting.RoomID != id:
			v.Items = append(v.Items, i)
		case accepted:
			joined := *i.Meeting
			joined.Membership = event.MembershipJoin
			v.Items = append(v.Items, &room.Item{Meeting: &joined, Occurrence: i.Occurrence})
		}
	}
}

// upcoming is what was found for a list of meetings at a time.
type upcoming struct {
	of    []*room.Meeting
	at    time.Time
	items []*room.Item
}

// stillToCome returns the occurrences of meetings that run or come next, in their order.
// It is looked for once a minute, or when there are other meetings.
func (s *Store) stillToCome(meetings []*room.Meeting) []*room.Item {
	u, now := &s.upcoming, s.now()
	if at := now.Truncate(time.Minute); !at.Equal(u.at) || !slices.Equal(u.of, meetings) {
		*u = upcoming{of: meetings, at: at}
		for _, m := range meetings {
			if s.zones.loading(calendar.ZoneNames(m.Calendar)) {
				u.at = time.Time{} // to be looked for again
			} else if o, ok := m.Upcoming(now, s.zones); ok {
				u.items = append(u.items, &room.Item{Meeting: m, Occurrence: o})
			}
		}
		sort.Slice(u.items, func(i, j int) bool { return u.items[i].Before(u.items[j]) })
	}
	return u.items
}

// NameOf returns how somebody is called, in a room or else in the calendar room.
func (s *Store) NameOf(id, user string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if name := s.model.Room(id).NameOf(user); name != user {
		return name
	}
	return s.model.Room(s.Params.RoomID).NameOf(user)
}

// Attendance is who comes to an occurrence of a meeting, as far as is known.
type Attendance struct {
	People    []room.Participant
	Answers   map[string]event.Answer // by user id
	Tally     room.Tally
	Own       event.Answer // the person's
	Whole     event.Answer // theirs for the series that the occurrence belongs to
	MayAnswer bool
	Allowed   bool  // by the client, to read answers and to send one
	State     State // of the last answer: Sending, Rejected, Unsent, or Done
}

// Attendance returns what is known about who comes; see ReadAttendance.
func (s *Store) Attendance(id string, o calendar.Occurrence) Attendance {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, user := s.model.Room(id), s.Params.UserID
	a := Attendance{
		People: r.Participants(), State: Done, MayAnswer: r.MayRSVP(user) == nil,
		Allowed: all([]string{host.CanReceiveState(event.TypeRSVP), host.CanSendState(event.TypeRSVP)}, s.client.Approved),
	}
	if s.client.Approved(host.CanReceiveState(event.TypeRSVP)) { // else nobody's answer is known
		a.Answers, a.Tally = r.Answers(o)
	}
	own := r.RSVP(user)
	if sent := s.answers[id]; sent != nil && !sent.answers.Equal(own) { // else it was taken after all
		if a.State = sent.state; a.State == Sending {
			own = sent.answers
		}
	}
	if r.Membership(user) == event.MembershipJoin {
		own = own.OfMember()
	}
	a.Own, a.Whole = own.For(o), own.Status
	if before, there := a.Answers[user]; there && before != a.Own {
		a.Tally[before]--
		a.Tally[a.Own]++
		a.Answers[user] = a.Own
	}
	return a
}

// ReadAttendance reads who takes part in a meeting and what they have answered, and
// reports whether the client has told.
func (s *Store) ReadAttendance(ctx context.Context, id string) bool {
	rooms := []string{id}
	return s.read(ctx, []host.Query{
		{Type: event.TypeMember, Rooms: rooms}, {Type: event.TypeRSVP, Rooms: rooms},
		{Type: event.TypePowerLevels, StateKey: new(string), Rooms: rooms},
	}) && s.readNames(ctx, rooms)
}

// answering are the answers to a meeting that are on their way, or were not taken.
type answering struct {
	answers event.RSVP
	changes int // of answers
	state   State
}

// Answer says whether the person comes to an occurrence of a meeting. One that is no part
// of a series stands for the whole meeting; see event.RSVP.With. While an answer is on its
// way, the next one waits, and only the last of those that wait is sent.
func (s *Store) Answer(id string, o calendar.Occurrence, answer event.Answer) {
	s.change(func() {
		sent := s.answers[id]
		if sent != nil && sent.state == Sending {
			sent.answers, sent.changes = sent.answers.With(o, answer), sent.changes+1
			return
		}
		delete(s.answers, id)
		if known := s.model.Room(id).RSVP(s.Params.UserID); !known.Says(o, answer) {
			s.answers[id] = &answering{answers: known.With(o, answer)}
			go s.sendAnswers(id, *s.answers[id])
		}
	})
}

func (s *Store) sendAnswers(id string, now answering) {
	for more := true; more; {
		err := s.setState(id, event.TypeRSVP, now.answers)
		s.change(func() {
			sent := s.answers[id]
			if more = sent.changes != now.changes; more {
				now = *sent
			} else if sent.state = outcome(err); err == nil {
				delete(s.answers, id)
			}
		})
	}
}

// outcome is what has become of a state event that was sent.
func outcome(err error) State {
	var refusal *host.Refusal
	switch {
	case err == nil:
		return Done
	case errors.As(err, &refusal) && refusal.Code != "":
		return Rejected
	}
	return Unsent
}

// setState sends a state event about the person and knows it from then on, even if it
// never comes back.
func (s *Store) setState(id, typ string, content any) error {
	user := s.Params.UserID
	s.mu.Lock()
	before, _ := s.model.Room(id).State(typ, user)
	s.mu.Unlock()
	eventID, err := s.client.SendState(s.ctx, id, typ, user, content)
	raw, invalid := json.Marshal(content)
	if err != nil || invalid != nil || eventID == "" {
		return errors.Join(err, invalid)
	}
	e := event.Event{
		Type: typ, RoomID: id, StateKey: &user, Sender: user, EventID: eventID, Content: raw,
		OriginServerTS: before.OriginServerTS + 1, // whatever the clock of this computer says
	}
	e.Unsigned.ReplacesState = before.EventID
	s.apply([]event.Event{e})
	return nil
}
