package store

import (
	"context"
	"sort"
	"time"

	"parley/shared/event"
	"parley/shared/room"
	"parley/widget/host"
)

// maxClashes is how many meetings at the same time are found.
const maxClashes = 4

// Clashes returns meetings, other than one, that take place at [from, to) and in which the
// person takes part, or one of others as far as the person sees. Rooms are looked at in
// slices, so that the browser can paint; of those in question it is read who is there.
func (s *Store) Clashes(ctx context.Context, except string, from, to time.Time, others []string) (found []room.Clash) {
	users := append([]string{s.Params.UserID}, others...)
	s.mu.Lock()
	ids := s.model.MeetingIDs()
	s.mu.Unlock()
	var busy []string
	for len(ids) > 0 && ctx.Err() == nil {
		s.mu.Lock()
		for begun := time.Now(); len(ids) > 0 && time.Since(begun) <= slice; ids = ids[1:] {
			if _, is := s.model.Room(ids[0]).Clash(from, to, users, s.zones); is && ids[0] != except && len(busy) < maxClashes {
				busy = append(busy, ids[0])
			}
		}
		s.mu.Unlock()
		time.Sleep(pause)
	}
	if len(busy) > 0 && len(others) > 0 {
		s.read(ctx, []host.Query{{Type: event.TypeMember, Rooms: busy}})
	}
	sort.Strings(busy)
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, id := range busy {
		if c, is := s.model.Room(id).Clash(from, to, users, s.zones); is {
			found = append(found, c)
		}
	}
	return found
}
