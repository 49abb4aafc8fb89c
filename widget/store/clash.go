package store

import (
	"context"
	"sort"
	"time"

	"parley/shared/event"
	"parley/shared/room"
	"parley/widget/browser"
	"parley/widget/host"
)

const (
	maxClashes = 4  // meetings at the same time that are found
	atOnce     = 20 // rooms that are looked at before the clock, which costs a browser as much as they
)

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
		for begun := time.Now(); len(ids) > 0 && time.Since(begun) <= slice; {
			some := ids[:min(atOnce, len(ids))]
			ids = ids[len(some):]
			for _, id := range some {
				if _, is := s.model.Room(id).Clash(from, to, users, s.zones); is && id != except && len(busy) < maxClashes {
					busy = append(busy, id)
				}
			}
		}
		s.mu.Unlock()
		browser.Breathe()
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
