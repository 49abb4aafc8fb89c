package store

import (
	"context"
	"encoding/json"
	"strings"

	"parley/shared/event"
	"parley/shared/room"
)

// Link is the address by which others open a room.
func (s *Store) Link(id string) string {
	base := s.Config.LinkShare
	switch {
	case base != "":
	case strings.HasPrefix(s.Params.ParentOrigin, "http"):
		base = s.Params.ParentOrigin + "/#/room/"
	default: // a desktop client, whose addresses only lead to itself
		base = "https://matrix.to/#/"
	}
	via := s.Config.BotUserID // is in all meetings
	if via == "" {
		via = s.Params.UserID
	}
	_, server, _ := strings.Cut(via, ":")
	return room.Address(base, id, server)
}

// NameIn returns how somebody is called in a room, as far as that is known.
func (s *Store) NameIn(id, user string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.model.Room(id).NameOf(user)
}

// DialIn is how people take part by telephone; what there is none of is empty.
type DialIn struct {
	Number string `json:"jitsi_dial_in_number"`
	PIN    int64  `json:"jitsi_pin"`
}

// HasDialIn reports whether it makes sense to ask for the DialIn of a meeting: only
// members get an answer.
func (s *Store) HasDialIn(m *room.Meeting) bool {
	return s.Config.DialIn && s.Config.APIBaseURL != "" && m.Membership == event.MembershipJoin
}

const maxDialIn = 4 << 10 // bytes

// DialIn asks the bot's API how people take part in a meeting by telephone. The client may
// ask the person first whether we may know who they are.
func (s *Store) DialIn(ctx context.Context, id string) (d DialIn, err error) {
	body, err := s.ask(ctx, "/meeting/"+room.Escape(id, "")+"/sharingInformation", nil, maxDialIn)
	if err != nil {
		return d, err
	}
	return d, json.Unmarshal(body, &d)
}
