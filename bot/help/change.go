package help

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"parley/bot/chat"
	"parley/bot/engine"
	"parley/bot/store"
	"parley/bot/talk"
	"parley/shared/calendar"
	"parley/shared/command"
	"parley/shared/event"
	"parley/shared/fault"
	"parley/shared/text"
)

// chosen is the meeting that somebody wants to change.
type chosen struct {
	Room   string `json:"room"`
	Title  string `json:"title"`
	When   string `json:"when"` // as they are told
	Hidden bool   `json:"hidden,omitempty"`
}

// choose returns the meeting of a number in the list, or that of the room without one; nil
// when there is none, with what to say then. It is the same in every attempt, and is
// changed in the lane of its room, as by a command.
func (d *Desk) choose(ctx context.Context, q *question, number string) (*chosen, event.Message, error) {
	c, otherwise, err := d.kept(ctx, q)
	if c == nil && err == nil {
		c, otherwise, err = d.chooseNow(ctx, q, number)
	}
	if c != nil && err == nil && q.item.Lane != c.Room {
		err = &engine.Elsewhere{Lane: c.Room}
	}
	return c, otherwise, err
}

func (d *Desk) kept(ctx context.Context, q *question) (*chosen, event.Message, error) {
	kept, err := d.store.Step(ctx, q.item.EventID, store.StepChosen)
	if kept == "" || err != nil {
		return nil, event.Message{}, err
	}
	var c chosen
	return &c, event.Message{}, json.Unmarshal([]byte(kept), &c)
}

func (d *Desk) chooseNow(ctx context.Context, q *question, number string) (*chosen, event.Message, error) {
	if number == "" && (q.about == nil || q.about.Meeting() == nil) {
		return nil, talk.Asked(q.locale, text.ChatWhich, q.Verb, "1"), nil
	}
	l, otherwise, err := d.numbered(ctx, q, number)
	if l == nil {
		return nil, otherwise, err
	}
	if l.Membership != event.MembershipJoin {
		return nil, talk.Join(q.locale, l.Title, d.link(l.RoomID)), nil
	}
	c := chosen{l.RoomID, l.Title, d.described(*l).Times(q.locale), hides(q.here, *l)}
	kept, err := json.Marshal(c)
	if err != nil {
		return nil, event.Message{}, err
	}
	return &c, event.Message{}, d.store.SaveStep(ctx, q.item.EventID, store.StepChosen, string(kept))
}

// cancel closes a meeting, as the command does.
func (d *Desk) cancel(ctx context.Context, q *question) (event.Message, bool, error) {
	number, rest := chat.Number(q.Rest)
	if rest != "" {
		return talk.Asked(q.locale, text.ChatWhich, q.Verb, "1"), false, nil
	}
	c, otherwise, err := d.choose(ctx, q, number)
	if c == nil || err != nil {
		return otherwise, false, err
	}
	data := command.Close{TargetRoomID: c.Room, Method: command.CloseTombstone}
	return d.change(ctx, q, c, command.TypeMeetingClose, data, c.When)
}

// invite invites people to a meeting, as the command does.
func (d *Desk) invite(ctx context.Context, q *question) (event.Message, bool, error) {
	number, rest := chat.Number(q.Rest)
	people, rest := chat.People(rest)
	mentioned := chat.Mentioned(q.event.Content, d.matrix.UserID())
	switch people = append(people, mentioned...); {
	case rest != "" && len(mentioned) == 0: // else it is the names of those who are mentioned
		return talk.Refusal(q.locale, fault.List{fault.New(fault.BadUserID, "")}), false, nil
	case len(people) == 0:
		return talk.Whom(q.locale), false, nil
	}
	c, otherwise, err := d.choose(ctx, q, number)
	if c == nil || err != nil {
		return otherwise, false, err
	}
	slices.Sort(people)
	people = slices.Compact(people)
	data := command.Participants{TargetRoomID: c.Room, Invite: true, UserIDs: people}
	return d.change(ctx, q, c, command.TypeParticipantsHandle, data, strings.Join(people, ", "))
}

// change carries out a command and says what came of it.
func (d *Desk) change(ctx context.Context, q *question, c *chosen, typ string, data command.Data, about string) (event.Message, bool, error) {
	done, faults, err := d.carry(ctx, q, typ, data, command.Context{Locale: q.locale, Timezone: d.settings.Timezone})
	switch {
	case err != nil:
		return event.Message{}, false, err
	case len(faults) > 0:
		return talk.Refusal(q.locale, faults), c.Hidden, nil
	}
	return talk.Done(q.locale, typ, c.Title, about, done.Warnings), c.Hidden, nil
}

// move moves a meeting that does not repeat to another time, as the command does.
func (d *Desk) move(ctx context.Context, q *question) (event.Message, bool, error) {
	number, line := chat.Number(q.Rest)
	if line == "" {
		return talk.Whither(q.locale), false, nil
	}
	c, otherwise, err := d.choose(ctx, q, number)
	if c == nil || err != nil {
		return otherwise, false, err
	}
	v, err := d.look(ctx, c.Room, q.event.Sender)
	if err != nil {
		return event.Message{}, false, err
	}
	if !v.botIsIn() || v.Meeting() == nil {
		return talk.Refusal(q.locale, fault.List{fault.New(fault.NotFound, "")}), false, nil
	}
	entries := v.Meeting().Calendar
	if len(entries) != 1 || entries[0].RRule != "" {
		return talk.Sentence(q.locale, text.ChatSeries), false, nil
	}
	entry, mistake := d.shifted(q, line, entries[0])
	if mistake != nil {
		return talk.Unmoved(q.locale, *mistake), false, nil
	}
	m := talk.Meeting{Calendar: []calendar.Entry{entry}, Zones: d.meetings.Zones()}
	m.When, _ = calendar.Next(m.Calendar, time.Time{}, m.Zones)
	data := command.Update{TargetRoomID: c.Room, Calendar: m.Calendar, MoveBreakouts: true}
	return d.change(ctx, q, c, command.TypeMeetingUpdate, data, m.Times(q.locale))
}

// shifted is an entry at the time that a line says.
func (d *Desk) shifted(q *question, line string, e calendar.Entry) (calendar.Entry, *chat.Mistake) {
	from, badFrom := e.DTStart.Wall()
	to, badTo := e.DTEnd.Wall()
	draft, mistake := chat.ParseMove(line, from, to, d.meetings.Zones())
	if mistake != nil || badFrom != nil || badTo != nil {
		return e, cmp.Or(mistake, &chat.Mistake{Code: chat.BadWord, Word: line})
	}
	zone := cmp.Or(draft.Zone, e.DTStart.TZID)
	loc, err := d.meetings.Zones().Location(zone)
	if err != nil {
		return e, &chat.Mistake{Code: chat.BadWord, Word: zone}
	}
	plan, mistake := draft.At(wall(q.item.Received, loc))
	if mistake != nil {
		return e, mistake
	}
	at := plan.Entry(e.UID, zone, loc)
	e.DTStart, e.DTEnd = at.DTStart, at.DTEnd
	return e, nil
}
