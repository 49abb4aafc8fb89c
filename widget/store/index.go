package store

import (
	"sort"
	"time"

	"parley/shared/calendar"
	"parley/shared/event"
	"parley/shared/fault"
	"parley/shared/room"
)

// index holds what each listed room has in the view's window, so that an event
// costs the same however many meetings there are.
type index struct {
	from, to time.Time
	entries  map[string]entry // by room id
	dirty    map[string]bool  // rooms to look at again
}

// entry is one listed meeting. It is pending while a time zone of it is fetched.
type entry struct {
	meeting *room.Meeting
	items   []room.Item
	broken  bool
	pending bool
}

// Work that takes long is done in slices, so that the browser can paint.
const (
	slice = 20 * time.Millisecond
	pause = time.Millisecond
)

// update brings the index up to date and publishes a new view.
func (s *Store) update() {
	for !s.indexSlice() {
		time.Sleep(pause)
	}
	s.mu.Lock()
	s.view = s.snapshot()
	called := make([]func(), 0, len(s.subscribers))
	for f := range s.subscribers {
		called = append(called, *f)
	}
	s.mu.Unlock()
	for _, f := range called {
		f()
	}
}

// indexSlice looks at some of the changed rooms; true when none is left. Before all
// meetings are known there is no sense in looking at parts of them.
func (s *Store) indexSlice() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.phase != Ready {
		return true
	}
	s.moveWindow()
	begun := time.Now()
	for id := range s.index.dirty {
		if time.Since(begun) > slice {
			break
		}
		delete(s.index.dirty, id)
		s.indexRoom(s.model.Room(id))
	}
	return len(s.index.dirty) == 0
}

// moveWindow has every meeting placed anew when the view covers other days.
func (s *Store) moveWindow() {
	from, to := window(s.now(), s.env.FirstWeekday, s.later)
	if from.Equal(s.index.from) && to.Equal(s.index.to) {
		return
	}
	s.index.from, s.index.to = from, to
	for id := range s.index.entries {
		s.index.dirty[id] = true
	}
}

func (s *Store) indexRoom(r *room.Room) {
	m := s.filter().Match(r)
	if m == nil {
		delete(s.index.entries, r.ID)
		return
	}
	s.joinOwn(r, m)
	e := entry{meeting: m, pending: s.zones.loading(calendar.ZoneNames(m.Calendar))}
	if !e.pending {
		var broken []*room.Meeting
		e.items, broken = room.Agenda([]*room.Meeting{m}, s.index.from, s.index.to, s.zones)
		if e.broken = len(broken) > 0; e.broken {
			e.meeting = s.explain(*m)
		}
	}
	s.index.entries[r.ID] = e
}

// explain adds why a meeting cannot be placed in time, where its metadata could be
// read.
func (s *Store) explain(m room.Meeting) *room.Meeting {
	if m.Broken == nil {
		m.Broken = fault.Of(calendar.Validate(m.Calendar, "calendar", s.zones).Err())
	}
	if m.Broken == nil {
		m.Broken = fault.New(fault.BadRule, "calendar")
	}
	return &m
}

func (s *Store) filter() room.Filter {
	return room.Filter{Type: event.RoomTypeMeeting, Parent: s.Params.RoomID}
}

// retryPending looks again at meetings that wait for a time zone.
func (s *Store) retryPending() {
	s.change(func() {
		for id, e := range s.index.entries {
			if e.pending {
				s.index.dirty[id] = true
			}
		}
	})
}

func (s *Store) snapshot() *View {
	v := &View{
		Phase: s.phase, Language: s.language, Now: s.now(), From: s.index.from, To: s.index.to,
		MayCreate: s.mayCreate(), Problems: s.sortedProblems(),
	}
	if s.phase == Ready {
		v.Invitations = s.model.Invitations(s.Params.RoomID)
	}
	if here := s.model.Room(s.Params.RoomID); here != nil && s.phase == Ready {
		v.Here, v.Parents = here.Meeting(), here.Parents()
	}
	for _, e := range s.index.entries {
		v.Items = append(v.Items, e.items...)
		if e.broken {
			v.Broken = append(v.Broken, e.meeting)
		}
	}
	room.Sort(v.Items)
	sort.Slice(v.Broken, func(i, j int) bool { return v.Broken[i].RoomID < v.Broken[j].RoomID })
	for _, c := range s.commands {
		v.Commands = append(v.Commands, *c)
	}
	return v
}

// now is the time in the reader's zone.
func (s *Store) now() time.Time {
	loc, err := s.zones.Location(s.env.Zone)
	if err != nil {
		loc = time.Local // an offset at least
	}
	return s.env.Now().In(loc)
}
