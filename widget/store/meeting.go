package store

import (
	"context"

	"parley/shared/command"
	"parley/shared/event"
	"parley/shared/room"
	"parley/widget/host"
)

// Examine reads what only a closer look at a meeting needs: who is in its room, and who may
// do what there and in the rooms below it. It reports whether the client answered.
func (s *Store) Examine(ctx context.Context, id string) bool {
	s.mu.Lock()
	rooms := []string{id}
	below, _ := s.model.Descendants(id)
	for _, r := range below {
		rooms = append(rooms, r.ID)
	}
	s.mu.Unlock()
	return s.read(ctx, []host.Query{
		{Type: event.TypePowerLevels, StateKey: new(string), Rooms: rooms},
		{Type: event.TypeMember, Rooms: []string{id}},
	})
}

// Detail is a meeting as a closer look shows it.
type Detail struct {
	Meeting      *room.Meeting // as the orders under way will leave it; nil: it is gone
	Base         string        // id of the event that says when it takes place
	Participants []room.Participant
	Quiet        bool // only organisers may write messages
	Rights
}

// Rights are what the person may do with a meeting, as far as is known.
type Rights struct {
	Update, Invite, Remove, Messages, Widgets, Close bool
}

// Detail returns what is known of a meeting.
func (s *Store) Detail(id string) Detail {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.model.Room(id)
	metadata, _ := r.State(event.TypeMetadata, "")
	d := Detail{Meeting: r.Meeting(), Base: metadata.EventID, Participants: r.Participants()}
	if _, known := r.State(event.TypePowerLevels, ""); d.Meeting == nil || !known {
		return d
	}
	me, may := s.Params.UserID, s.client.Approved
	powers := r.Powers()
	d.Quiet = !powers.MaySend("", event.TypeMessage)
	d.Rights = Rights{
		Update:   may(host.CanSend(command.TypeMeetingUpdate)) && r.MayUpdate(me) == nil,
		Invite:   may(host.CanSend(command.TypeParticipantsHandle)) && r.MayInvite(me) == nil,
		Remove:   may(host.CanSend(command.TypeParticipantsHandle)) && r.MayKick(me, "") == nil,
		Messages: may(host.CanSend(command.TypeMessagePermissions)) && r.MayChangeMessagePermissions(me) == nil,
		Widgets:  may(host.CanSend(command.TypeWidgetsHandle)) && r.MayHandleWidgets(me) == nil,
		Close:    may(host.CanSend(command.TypeMeetingClose)) && s.model.MayClose(me, id, false) == nil,
	}
	return d
}

// MayRemove reports whether the person may remove another one from a meeting.
func (s *Store) MayRemove(id, user string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.model.Room(id).MayKick(s.Params.UserID, user) == nil
}
