package room

import (
	"cmp"
	"strconv"

	"parley/shared/command"
	"parley/shared/event"
)

// Reason is why somebody may not do something.
type Reason string

// The reasons.
const (
	NotJoined  Reason = "not_joined"  // not a member of the room, as far as is known
	NotMeeting Reason = "not_meeting" // the room is neither a meeting nor a breakout session
	TooLow     Reason = "too_low"     // the power level is below the one that is needed
	NotAbove   Reason = "not_above"   // the power level is not above that of the other person
	Banned     Reason = "banned"      // not even the room's moderators want them
	TooMany    Reason = "too_many"    // more rooms are below it than can be looked at
)

// Denied is why somebody may not do something; nil when they may. Need and Have are
// the levels of TooLow and NotAbove.
type Denied struct {
	Reason     Reason
	Room       string // whose state forbids it
	Need, Have Level
}

// Error is written for the operator's log.
func (d *Denied) Error() string {
	s := string(d.Reason) + " in " + d.Room
	if d.Reason == TooLow || d.Reason == NotAbove {
		s += ": has " + strconv.FormatInt(int64(d.Have), 10) + ", needs " + strconv.FormatInt(int64(d.Need), 10)
	}
	return s
}

// The functions below say whether a user may have the bot do something, from the
// current state of the room that it is done to. Whoever asks must be joined to it.

// MayCreate is about meetings below the room.
func (r *Room) MayCreate(user string) *Denied {
	return r.because(cmp.Or(r.joined(user), r.Powers().send(user, command.TypeMeetingCreate)))
}

// MayCreateBreakouts is about breakout sessions of the meeting that the room is.
func (r *Room) MayCreateBreakouts(user string) *Denied {
	return r.because(cmp.Or(r.MayMessageBreakouts(user), r.Powers().send(user, command.TypeBreakoutsCreate)))
}

// MayMessageBreakouts is about messages to all breakout sessions of the meeting that
// the room is.
func (r *Room) MayMessageBreakouts(user string) *Denied {
	if d := r.MayUpdate(user); d != nil || r.Type() == event.RoomTypeMeeting {
		return d
	}
	return r.because(&Denied{Reason: NotMeeting})
}

// MayUpdate is about title, description and calendar.
func (r *Room) MayUpdate(user string) *Denied {
	return r.because(cmp.Or(r.meets(user), r.Powers().state(user, event.TypeName, event.TypeTopic, event.TypeMetadata)))
}

// MayRemind is about when people are reminded.
func (r *Room) MayRemind(user string) *Denied {
	return r.because(cmp.Or(r.MayUpdate(user), r.Powers().state(user, event.TypeSettings)))
}

// MayHandleWidgets is about adding and removing widgets.
func (r *Room) MayHandleWidgets(user string) *Denied {
	return r.because(cmp.Or(r.meets(user), r.Powers().state(user, event.TypeWidget, event.TypeLayout)))
}

// MayInvite is about inviting.
func (r *Room) MayInvite(user string) *Denied {
	return r.because(cmp.Or(r.meets(user), r.Powers().invite(user)))
}

// MayKick is about removing another user. One who is banned is only let back in by
// removing them, which needs the level to ban, too.
func (r *Room) MayKick(user, other string) *Denied {
	d := cmp.Or(r.meets(user), r.Powers().kick(user, other))
	if d == nil && r.Membership(other) == event.MembershipBan {
		d = r.Powers().unban(user)
	}
	return r.because(d)
}

// MayChangeMessagePermissions is about who may write messages.
func (r *Room) MayChangeMessagePermissions(user string) *Denied {
	return r.because(cmp.Or(r.meets(user), r.Powers().state(user, event.TypePowerLevels)))
}

// MaySetMessageLevel is about the level that it takes to write messages: neither that of
// before nor the new one may be above one's own.
func (r *Room) MaySetMessageLevel(user string, level Level) *Denied {
	if d := r.MayChangeMessagePermissions(user); d != nil {
		return d
	}
	p := r.Powers()
	return r.because(cmp.Or(p.need(user, or(p.levels.eventsDefault, 0)), p.need(user, level)))
}

// MayModerateNotes is about the notes of a meeting, which need a configured level.
func (r *Room) MayModerateNotes(user string, level Level) *Denied {
	return r.because(cmp.Or(r.meets(user), r.Powers().need(user, level)))
}

// MayRSVP is about saying whether one takes part: a state event of one's own.
func (r *Room) MayRSVP(user string) *Denied {
	return r.because(cmp.Or(r.meets(user), r.Powers().state(user, event.TypeRSVP)))
}

// MayClose is about closing a meeting or breakout session with all that is open below
// it, by tombstone or, with kick, by removing everybody; see Closing. The user needs the
// power in each of the rooms, but must be joined only to the first: people leave a
// breakout session when it is over.
func (m *Model) MayClose(user, id string, kick bool) *Denied {
	target := m.rooms[id]
	if d := cmp.Or(target.meets(user), target.mayClose(user, kick)); d != nil {
		return target.because(d)
	}
	w := m.closing(user, id, kick)
	for _, r := range w.found {
		if r.Closed() {
			continue
		}
		if d := r.mayClose(user, kick); d != nil {
			return r.because(d)
		}
	}
	if !w.all {
		return target.because(&Denied{Reason: TooMany})
	}
	return nil
}

// Closing returns the rooms below a meeting or breakout session that are closed with it,
// children before parents, and the meetings that are not: a meeting that a member has put
// below it and in which the user lacks the power. It goes on, with all that is below it.
func (m *Model) Closing(user, id string, kick bool) (below, spared []*Room) {
	w := m.closing(user, id, kick)
	return w.found, w.spared
}

func (m *Model) closing(user, id string, kick bool) *walk {
	return m.walk(id, func(r *Room) bool {
		return r.Type() == event.RoomTypeMeeting && !r.Closed() && r.mayClose(user, kick) != nil
	})
}

func (r *Room) mayClose(user string, kick bool) *Denied {
	if r.Membership(user) == event.MembershipBan {
		return &Denied{Reason: Banned}
	}
	if kick {
		return r.Powers().remove(user)
	}
	return r.Powers().state(user, event.TypeTombstone)
}

// joined says that a user is not joined.
func (r *Room) joined(user string) *Denied {
	if user == "" || r.Membership(user) != event.MembershipJoin {
		return &Denied{Reason: NotJoined}
	}
	return nil
}

// meets says that the room is no meeting or that a user is not joined.
func (r *Room) meets(user string) *Denied {
	d := r.joined(user)
	if d == nil && !r.IsMeeting() {
		d = &Denied{Reason: NotMeeting}
	}
	return d
}

// because notes which room it is about.
func (r *Room) because(d *Denied) *Denied {
	if d != nil && r != nil {
		d.Room = r.ID
	}
	return d
}
