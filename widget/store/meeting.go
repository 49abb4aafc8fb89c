package store

import (
	"context"
	"slices"
	"strings"
	"time"

	"parley/shared/command"
	"parley/shared/event"
	"parley/shared/room"
	"parley/widget/host"
)

// Examine reads what only a closer look at meetings needs: who is in their rooms, and who
// may do what there and in the rooms below them. It reports whether the client answered.
func (s *Store) Examine(ctx context.Context, ids ...string) bool {
	s.mu.Lock()
	rooms := slices.Clone(ids)
	for _, id := range ids {
		below, _ := s.model.Descendants(id)
		for _, r := range below {
			rooms = append(rooms, r.ID)
		}
	}
	s.mu.Unlock()
	return s.read(ctx, []host.Query{
		{Type: event.TypePowerLevels, StateKey: new(string), Rooms: rooms},
		{Type: event.TypeMember, Rooms: ids},
		{Type: event.TypeWidget, Rooms: ids},
		{Type: event.TypeSettings, StateKey: new(string), Rooms: ids},
		{Type: event.TypeNotes, StateKey: new(string), Rooms: ids},
		{Type: event.TypeEncryption, StateKey: new(string), Rooms: ids},
	}) && s.readNames(ctx, ids)
}

// Detail is a meeting as a closer look shows it.
type Detail struct {
	Meeting      *room.Meeting // as the orders under way will leave it; nil: it is gone
	Base         string        // id of the event that says when it takes place
	Participants []room.Participant
	Widgets      []string // ids
	Quiet        bool     // only organisers may write messages
	Encrypted    bool     // messages are
	Reminders    []int64  // minutes before it at which people are reminded
	Rights

	From, To time.Time // of a breakout session: when its meeting takes place; zero: any time
}

// Rights are what the person may do with a meeting, as far as is known.
type Rights struct {
	Update, Invite, Remove, Messages, Widgets, Remind, Close bool

	Elsewhere string // the address of another program, in which the person updates and closes it instead
}

// Detail returns what is known of a meeting.
func (s *Store) Detail(id string) Detail {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.model.Room(id)
	metadata, _ := r.State(event.TypeMetadata, "")
	d := Detail{Meeting: r.Meeting(), Base: metadata.EventID, Participants: r.Participants(), Widgets: r.Widgets(), Encrypted: r.Encrypted()}
	if d.Reminders = r.Settings().Reminders; d.Reminders == nil {
		d.Reminders = s.Config.Reminders
	}
	if _, known := r.State(event.TypePowerLevels, ""); d.Meeting == nil || !known {
		return d
	}
	d.From, d.To = s.frame(d.Meeting)
	me, may := s.Params.UserID, s.may
	powers := r.Powers()
	d.Quiet = !powers.MaySend("", event.TypeMessage)
	d.Rights = Rights{
		Update:   may(host.CanSend(command.TypeMeetingUpdate)) && r.MayUpdate(me) == nil,
		Invite:   may(host.CanSend(command.TypeParticipantsHandle)) && r.MayInvite(me) == nil,
		Remove:   may(host.CanSend(command.TypeParticipantsHandle)) && r.MayKick(me, "") == nil,
		Messages: may(host.CanSend(command.TypeMessagePermissions)) && r.MayChangeMessagePermissions(me) == nil,
		Widgets:  may(host.CanSend(command.TypeWidgetsHandle)) && r.MayHandleWidgets(me) == nil,
		Remind:   s.client.Approved(host.CanReceiveState(event.TypeSettings)) && r.MayRemind(me) == nil,
		Close:    may(host.CanSend(command.TypeMeetingClose)) && s.model.MayClose(me, id, false) == nil,
	}
	if address := s.groupware(metadata); address != "" && d.Update {
		d.Update, d.Close, d.Elsewhere = false, false, address
	}
	return d
}

// may reports whether the client lets us use a capability, or the widget for which this page
// is a form: that sends what is asked for.
func (s *Store) may(capability string) bool {
	return s.Params.Modal != "" || s.client.Approved(capability)
}

// groupware is the address at which a meeting is changed that was made in Open-Xchange,
// which otherwise would change it back; "" for other meetings.
func (s *Store) groupware(metadata event.Event) string {
	if s.Config.Groupware == "" {
		return ""
	}
	m, _ := event.DecodeMetadata(metadata.Content)
	folder, id := m.Appointment()
	if id == "" {
		return ""
	}
	return strings.NewReplacer("{{id}}", room.Escape(id, ""), "{{folder}}", room.Escape(folder, "")).Replace(s.Config.Groupware)
}

// MayRemove reports whether the person may remove another one from a meeting.
func (s *Store) MayRemove(id, user string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.model.Room(id).MayKick(s.Params.UserID, user) == nil
}

// frame is when the meeting takes place that a breakout session belongs to.
func (s *Store) frame(session *room.Meeting) (from, to time.Time) {
	if session.Type != event.RoomTypeBreakout || len(session.Calendar) == 0 {
		return from, to
	}
	start, err := session.Calendar[0].DTStart.Time(s.zones)
	for _, parent := range s.model.Room(session.RoomID).Parents() {
		if meeting := s.model.Room(parent).Meeting(); err == nil && meeting != nil {
			o, _ := meeting.Upcoming(start, s.zones)
			return o.Start, o.End
		}
	}
	return from, to
}

// Last returns the meeting that the person has created last in the widget's room; nil
// without one.
func (s *Store) Last() (last *room.Meeting) {
	s.mu.Lock()
	defer s.mu.Unlock()
	newest := int64(0)
	own := room.Filter{Type: event.RoomTypeMeeting, Parent: s.Params.RoomID, Organiser: s.Params.UserID}
	for _, m := range s.model.Meetings(own) {
		created, _ := s.model.Room(m.RoomID).State(event.TypeCreate, "")
		if m.Broken == nil && created.OriginServerTS > newest {
			last, newest = m, created.OriginServerTS
		}
	}
	return last
}
