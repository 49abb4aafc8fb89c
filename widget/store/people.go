package store

import (
	"context"
	"slices"

	"parley/shared/command"
	"parley/shared/event"
	"parley/shared/room"
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
		for i, p := range found { // anybody can be in the directory, under any name
			found[i].DisplayName = room.NameOf(p.DisplayName, p.UserID)
		}
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
	var found []host.Person
	for _, p := range members {
		if len(found) < maxPeople && room.Found(p.Name+"\n"+p.UserID, term) {
			found = append(found, host.Person{UserID: p.UserID, DisplayName: p.Name})
		}
	}
	return found, err
}

// Members returns who takes part in a room; see room.Room.Participants.
func (s *Store) Members(ctx context.Context, id string) ([]room.Participant, error) {
	err := s.client.ReadState(ctx, host.Query{Type: event.TypeMember, Rooms: []string{id}}, s.apply)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.model.Room(id).Participants(), nil
}

// maxNames is how many names are asked for at once.
const maxNames = 50

// readNames reads how those participants of meetings are called of whom their rooms do not
// tell it, from the rooms that these belong to.
func (s *Store) readNames(ctx context.Context, ids []string) bool {
	s.mu.Lock()
	var queries []host.Query
	for _, id := range ids {
		r := s.model.Room(id)
		parents := r.Parents()
		if len(parents) == 0 {
			continue // without rooms, a query is about all of them
		}
		for _, user := range r.Nameless() {
			queries = append(queries, host.Query{Type: event.TypeMember, StateKey: &user, Rooms: parents})
		}
	}
	s.mu.Unlock()
	return s.read(ctx, queries[:min(len(queries), maxNames)])
}

// Open makes the client show a room.
func (s *Store) Open(id string) {
	go func() { _ = s.client.Navigate(s.ctx, "https://matrix.to/#/"+room.Escape(id, "")) }()
}
