package room

import (
	"time"

	"parley/shared/calendar"
	"parley/shared/event"
	"parley/shared/fault"
)

// Meeting is a room of a meeting or a breakout session. Nobody changes one.
type Meeting struct {
	RoomID      string
	Type        string // event.RoomTypeMeeting or event.RoomTypeBreakout
	Title       string
	Description string
	Creator     string
	Membership  string // of the model's user: join or invite
	Inviter     string // who sent that membership
	Reason      string // that comes with an invitation; plain text
	Calendar    []calendar.Entry
	DeleteAt    time.Time    // when the room is deleted; zero: never
	Broken      *fault.Fault // why the metadata cannot be read; the fields from it are empty then
}

// Meeting returns the meeting that the room is, nil when it is none: another room
// type, closed, without name or metadata, or the user is neither joined nor
// invited. Metadata that cannot be read make a broken meeting, not none.
func (r *Room) Meeting() *Meeting {
	if r == nil {
		return nil
	}
	if !r.derived.meeting {
		r.meeting, r.derived.meeting = r.derive(), true
	}
	return r.meeting
}

func (r *Room) derive() *Meeting {
	data, visible := r.find(event.TypeMetadata, "").decoded().(*metadata)
	member, _ := r.State(event.TypeMember, r.model.user)
	membership := r.Membership(r.model.user)
	present := membership == event.MembershipJoin || membership == event.MembershipInvite
	if !visible || !present || r.Closed() || !r.IsMeeting() || r.Title() == "" {
		return nil
	}
	m := Meeting{
		RoomID: r.ID, Type: r.Type(), Title: r.Title(), Description: r.Topic(),
		Membership: membership, Inviter: member.Sender,
	}
	if membership == event.MembershipInvite {
		m.Reason = r.Member(r.model.user).Reason
	}
	m.Creator, m.Calendar, m.Broken = data.Creator, data.Calendar, data.broken
	if data.ForceDeletionAt != nil {
		m.DeleteAt = time.UnixMilli(*data.ForceDeletionAt)
	}
	return r.awaited(m)
}

// Recurring reports that one of the meeting's entries is a series.
func (m *Meeting) Recurring() bool {
	for _, e := range m.Calendar {
		if e.IsSeries() {
			return true
		}
	}
	return false
}

// Upcoming returns the occurrence that is running at now, else the next one.
func (m *Meeting) Upcoming(now time.Time, zones calendar.Zones) (calendar.Occurrence, bool) {
	if o, runs := calendar.Current(m.Calendar, now, zones); runs {
		return o, true
	}
	return calendar.Next(m.Calendar, now, zones)
}

// explained returns the meeting with why it cannot be placed in time.
func (m *Meeting) explained(zones calendar.Zones) *Meeting {
	if m.Broken != nil {
		return m
	}
	broken := *m
	if broken.Broken = fault.Of(calendar.Validate(m.Calendar, "calendar", zones).Err()); broken.Broken == nil {
		broken.Broken = fault.New(fault.BadRule, "calendar")
	}
	return &broken
}
