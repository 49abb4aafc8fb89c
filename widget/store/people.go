package store

import (
	"cmp"
	"context"
	"slices"
	"sort"
	"strings"

	"parley/shared/command"
	"parley/shared/event"
	"parley/widget/host"
)

const maxPeople = 20

// SearchPeople finds people to invite by parts of name or id: in the user
// directory, or among the members of the room when that is denied or does not
// answer. A complete user id is always found. The person and the bot are left out.
func (s *Store) SearchPeople(ctx context.Context, term string) ([]host.Person, error) {
	var found []host.Person
	err := host.ErrSilent
	if s.client.Approved(host.CanSearch) {
		found, err = s.client.SearchPeople(ctx, term, maxPeople)
	}
	if err != nil && ctx.Err() == nil {
		found, err = s.searchMembers(ctx, term)
	}
	if err != nil {
		return nil, err
	}
	found = slices.DeleteFunc(found, func(p host.Person) bool {
		return p.UserID == s.Params.UserID || p.UserID == s.Config.BotUserID || !command.ValidUserID(p.UserID)
	})
	exact := func(p host.Person) bool { return p.UserID == term }
	if command.ValidUserID(term) && !slices.ContainsFunc(found, exact) {
		found = append(found, host.Person{UserID: term})
	}
	return found, nil
}

func (s *Store) searchMembers(ctx context.Context, term string) ([]host.Person, error) {
	members, err := s.Members(ctx, s.Params.RoomID)
	term = strings.ToLower(term)
	members = slices.DeleteFunc(members, func(p host.Person) bool {
		return !strings.Contains(strings.ToLower(p.DisplayName+"\n"+p.UserID), term)
	})
	return members[:min(len(members), maxPeople)], err
}

// Members returns who is joined or invited to a room, sorted by name.
func (s *Store) Members(ctx context.Context, id string) ([]host.Person, error) {
	err := s.client.ReadState(ctx, host.Query{Type: event.TypeMember, Rooms: []string{id}}, s.apply)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	var members []host.Person
	if r := s.model.Room(id); r != nil {
		r.Members(func(user string, m event.Member) {
			if m.Membership == event.MembershipJoin || m.Membership == event.MembershipInvite {
				members = append(members, host.Person{UserID: user, DisplayName: m.DisplayName})
			}
		})
	}
	sort.Slice(members, func(i, j int) bool {
		a, b := members[i], members[j]
		return cmp.Or(strings.Compare(a.Name(), b.Name()), strings.Compare(a.UserID, b.UserID)) < 0
	})
	return members, nil
}

// Open makes the client show a room.
func (s *Store) Open(id string) {
	go func() { _ = s.client.Navigate(s.ctx, "https://matrix.to/#/"+escape(id)) }()
}

// escape is percent-encoding of all but unreserved characters (RFC 3986 §2.3).
func escape(id string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for _, c := range []byte(id) {
		if 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte("-._~", c) >= 0 {
			b.WriteByte(c)
		} else {
			b.Write([]byte{'%', hex[c>>4], hex[c&15]})
		}
	}
	return b.String()
}
