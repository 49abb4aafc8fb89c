package store

import (
	"slices"
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
	looked   map[string]bool  // rooms looked at since list

	items       []room.Item // of all entries, sorted
	broken      []*room.Meeting
	invitations []room.Invitation
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
		s.index.looked[id] = true
		s.indexRoom(s.model.Room(id))
	}
	if len(s.index.dirty) > 0 {
		return false
	}
	if s.invitationsChanged() {
		s.index.invitations = s.model.Invitations(s.Params.RoomID)
	}
	if len(s.index.looked) > 0 {
		s.index.list()
	}
	return true
}

// invitationsChanged reports whether one of the rooms looked at can make a
// difference: a room with metadata is a meeting, not an invitation.
func (s *Store) invitationsChanged() bool {
	for id := range s.index.looked {
		if _, visible := s.model.Room(id).State(event.TypeMetadata, ""); !visible {
			return true
		}
	}
	return slices.ContainsFunc(s.index.invitations, func(i room.Invitation) bool { return s.index.looked[i.RoomID] })
}

// list puts what has changed in its place. The old lists are left as they are,
// because views hold them.
func (x *index) list() {
	var fresh []room.Item
	x.broken = nil
	for id, e := range x.entries {
		if x.looked[id] {
			fresh = append(fresh, e.items...)
		}
		if e.broken {
			x.broken = append(x.broken, e.meeting)
		}
	}
	room.Sort(fresh)
	sort.Slice(x.broken, func(i, j int) bool { return x.broken[i].RoomID < x.broken[j].RoomID })
	x.items = merge(x.items, x.looked, fresh)
	clear(x.looked)
}

// merge returns the sorted items of old, without those of the rooms in gone, and of
// fresh.
func merge(old []room.Item, gone map[string]bool, fresh []room.Item) []room.Item {
	all := make([]room.Item, 0, len(old)+len(fresh))
	for _, item := range old {
		if gone[item.Meeting.RoomID] {
			continue
		}
		for len(fresh) > 0 && fresh[0].Before(item) {
			all, fresh = append(all, fresh[0]), fresh[1:]
		}
		all = append(all, item)
	}
	return append(all, fresh...)
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
