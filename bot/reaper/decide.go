package reaper

import (
	"time"

	"parley/shared/event"
	"parley/shared/room"
)

// Step is what is done next with a room.
type Step string

// Steps, in their order.
const (
	Nothing Step = ""
	Warn    Step = "warn"
	Empty   Step = "empty"
	Purge   Step = "purge"
)

// rest is how long a room stays empty at least: Dendrite crashes when it deletes a room
// while it still works on the last ones that left.
const rest = 5 * time.Second

// mark is what was done with a room, noted by the bot's account; times are in
// milliseconds since 1970. It says nothing once the room is to be deleted at another time.
type mark struct {
	For       int64 `json:"for,omitempty"`        // when the room is to be deleted
	Telling   bool  `json:"telling,omitempty"`    // the warning may have been sent
	WarnedAt  int64 `json:"warned_at,omitempty"`  // 0 before it was
	EmptiedAt int64 `json:"emptied_at,omitempty"` // 0 before everybody was removed
}

// candidate is a room that the bot is to delete, as it is now.
type candidate struct {
	*room.Room
	at     time.Time // when
	others []string  // who is in it, is invited, or has knocked
	mark   mark
}

// own returns the room with this state if it is a meeting or breakout session of the
// bot's own that is to be deleted some time, else nil. Whoever may write in a room of
// somebody else's, or over the metadata in one of the bot's, cannot have it deleted.
func own(id string, state []event.Event, me string) *candidate {
	for i := range state {
		state[i].RoomID = id
	}
	model := room.NewModel(me, me)
	model.Apply(state...)
	r := model.Room(id)
	create, _ := r.State(event.TypeCreate, "")
	planned, _ := r.State(event.TypeMetadata, "")
	if create.Sender != me || planned.Sender != me || !r.IsMeeting() || r.Settings().Keep || r.Membership(me) != event.MembershipJoin {
		return nil
	}
	metadata, err := event.DecodeMetadata(planned.Content)
	if err != nil || metadata.ForceDeletionAt == nil || *metadata.ForceDeletionAt <= 0 {
		return nil
	}
	return &candidate{Room: r, at: time.UnixMilli(*metadata.ForceDeletionAt), others: others(state, me)}
}

func others(state []event.Event, me string) (users []string) {
	for _, e := range state {
		if e.Type != event.TypeMember || *e.StateKey == me {
			continue
		}
		switch m, _ := event.DecodeMember(e.Content); m.Membership {
		case event.MembershipJoin, event.MembershipInvite, event.MembershipKnock:
			users = append(users, *e.StateKey)
		}
	}
	return users
}

// remember takes over what was done, unless the room is to be deleted at another time.
func (c *candidate) remember(m mark) {
	if c.mark = m; m.For != c.at.UnixMilli() {
		c.mark = mark{For: c.at.UnixMilli()}
	}
}

// next returns what is to be done with the room now, or when to look again. People have
// the whole lead after a warning, however late that came.
func (c *candidate) next(now time.Time, lead time.Duration) (Step, time.Time) {
	due := c.at
	if lead > 0 && len(c.others) > 0 && c.mark.EmptiedAt == 0 {
		if c.mark.WarnedAt == 0 {
			return at(Warn, due.Add(-lead), now)
		}
		if told := time.UnixMilli(c.mark.WarnedAt).Add(lead); told.After(due) {
			due = told
		}
	}
	if c.mark.EmptiedAt == 0 || len(c.others) > 0 {
		return at(Empty, due, now)
	}
	return at(Purge, time.UnixMilli(c.mark.EmptiedAt).Add(rest), now)
}

// at is a step that is not taken before its time.
func at(s Step, due, now time.Time) (Step, time.Time) {
	if now.Before(due) {
		return Nothing, due
	}
	return s, due
}
