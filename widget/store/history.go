package store

import (
	"context"
	"slices"
	"sync"
	"time"

	"parley/shared/event"
	"parley/shared/room"
	"parley/widget/host"
)

// Past is a change with the names of people.
type Past struct {
	room.Change
	Name  string // of who made it
	Names []string
}

// ReadHistory reads who has changed what of a meeting, the newest first, as far as the client
// has loaded the past of the rooms in which people ask for changes. It ends with how the
// meeting was created. ok is false when the client did not answer.
func (s *Store) ReadHistory(ctx context.Context, id string) (changes []Past, ok bool) {
	s.mu.Lock()
	rooms := []string{id}
	for _, other := range append([]string{s.Params.RoomID}, s.model.Room(id).Parents()...) {
		if !slices.Contains(rooms, other) {
			rooms = append(rooms, other)
		}
	}
	s.mu.Unlock()

	var all sync.WaitGroup
	var mu sync.Mutex
	var events []event.Event
	ok = true
	for _, typ := range room.HistoryTypes {
		if !s.client.Approved(host.CanReceive(typ)) {
			continue
		}
		all.Go(func() {
			err := s.client.ReadTimeline(ctx, typ, rooms, func(some []event.Event) {
				mu.Lock()
				defer mu.Unlock()
				events = append(events, some...)
			})
			mu.Lock()
			defer mu.Unlock()
			ok = ok && err == nil
		})
	}
	all.Wait()

	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.model.Room(id)
	for _, c := range s.withCreation(r, room.History(id, s.Config.BotUserID, events)) {
		named := Past{Change: c, Name: r.NameOf(c.By)}
		for _, user := range c.Users {
			named.Names = append(named.Names, r.NameOf(user))
		}
		changes = append(changes, named)
	}
	return changes, ok
}

// withCreation adds who has created a meeting, and when, if that is only known from its state.
func (s *Store) withCreation(r *room.Room, changes []room.Change) []room.Change {
	created, known := r.State(event.TypeCreate, "")
	m := r.Meeting()
	if last := len(changes) - 1; last >= 0 && changes[last].What[0] == room.AspectCreated || !known || m == nil || m.Creator == "" || created.OriginServerTS == 0 {
		return changes
	}
	return append(changes, room.Change{By: m.Creator, At: time.UnixMilli(created.OriginServerTS), What: []room.Aspect{room.AspectCreated}})
}
