package room

import (
	"cmp"
	"sort"
	"strings"
	"time"

	"parley/shared/calendar"
)

// Item is one occurrence of a meeting. Nobody changes one.
type Item struct {
	Meeting *Meeting
	calendar.Occurrence
}

// Before is the order of agendas: by start, then room id, then uid.
func (i *Item) Before(other *Item) bool {
	return cmp.Or(i.Start.Compare(other.Start), strings.Compare(i.Meeting.RoomID, other.Meeting.RoomID), strings.Compare(i.UID, other.UID)) < 0
}

// Lists are what an agenda shows. They never change.
type Lists struct {
	Items       []*Item    // occurrences that overlap the window, sorted; see Item.Before
	Broken      []*Meeting // that cannot be placed in time, with why, sorted by room id
	Invitations []Invitation
	Invited     []*Meeting // whose metadata the homeserver shows, whenever they take place; see Model.Invited
}

// Agenda is a live view of a model: what takes place in a window of time. An event
// costs it the look at one room, and a copy of the lists, however many meetings
// there are. The work is done in steps, so that others can be done in between.
type Agenda struct {
	// Waits, when set, is asked whether one of the time zones is still on its way. A
	// meeting that waits is neither placed nor broken.
	Waits func(zones []string) bool

	model    *Model
	filter   Filter
	zones    calendar.Zones
	from, to time.Time
	entries  map[string]*entry // by room id: the meetings that match
	queue    []string          // rooms to look at again
	queued   map[string]bool
	looked   map[string]*entry // by room id: what has changed since the lists were made
	broken   bool              // so has which meetings are broken
	revision int               // of the model when the invitations were listed
	lists    Lists
}

// entry is one meeting. It waits for a time zone, is broken, or is placed.
type entry struct {
	meeting *Meeting // nil: no longer there
	items   []*Item
	listed  []*Item // that are in the list, until that is made anew
	broken  bool
	waits   bool
}

// NewAgenda returns an agenda of a model, which has all its rooms to look at. It
// covers no time yet; see Window.
func NewAgenda(m *Model, f Filter, zones calendar.Zones) *Agenda {
	a := &Agenda{model: m, zones: zones, entries: map[string]*entry{}, queued: map[string]bool{}, looked: map[string]*entry{}}
	a.Filter(f)
	return a
}

// Filter has all rooms looked at with another filter.
func (a *Agenda) Filter(f Filter) {
	a.filter, a.revision = f, -1
	for id := range a.model.rooms {
		a.Touch(id)
	}
}

// Window has the meetings placed anew when it is another one than before.
func (a *Agenda) Window(from, to time.Time) {
	if from.Equal(a.from) && to.Equal(a.to) {
		return
	}
	a.from, a.to = from, to
	for id := range a.entries {
		a.Touch(id)
	}
}

// Touch has rooms looked at again; see Model.Apply.
func (a *Agenda) Touch(rooms ...string) {
	for _, id := range rooms {
		if !a.queued[id] {
			a.queued[id], a.queue = true, append(a.queue, id)
		}
	}
}

// Retry has the meetings looked at again that wait for a time zone.
func (a *Agenda) Retry() {
	for id, e := range a.entries {
		if e.waits {
			a.Touch(id)
		}
	}
}

// Step looks at one of the rooms that are to be looked at and returns its meeting,
// nil when it is not asked for. more is false when there was none left to look at.
func (a *Agenda) Step() (looked *Meeting, more bool) {
	if len(a.queue) == 0 {
		return nil, false
	}
	id := a.queue[0]
	a.queue = a.queue[1:]
	if delete(a.queued, id); len(a.queue) == 0 {
		a.queue, a.queued = nil, map[string]bool{} // one that was large stays slow
	}
	return a.look(id), true
}

// look finds out what has become of a room.
func (a *Agenda) look(id string) *Meeting {
	m := a.filter.Match(a.model.rooms[id])
	e := cmp.Or(a.entries[id], a.looked[id])
	if e == nil {
		if m == nil {
			return nil
		}
		e = &entry{}
	}
	a.entries[id], a.looked[id] = e, e
	a.broken = a.broken || e.broken
	e.meeting, e.items, e.broken, e.waits = m, nil, false, false
	if m == nil {
		delete(a.entries, id)
		return nil
	}
	if a.Waits != nil && a.Waits(calendar.ZoneNames(m.Calendar)) {
		e.waits = true
		return m
	}
	found, err := calendar.Occurrences(m.Calendar, a.from, a.to, a.zones)
	e.items = itemsOf(m, found)
	if m.Broken != nil || err != nil {
		e.meeting, e.broken, a.broken = m.explained(a.zones), true, true
	}
	return m
}

func itemsOf(m *Meeting, found []calendar.Occurrence) []*Item {
	items := make([]*Item, len(found))
	for i, o := range found {
		items[i] = &Item{m, o}
	}
	return items
}

// Lists returns what is known after the steps done so far.
func (a *Agenda) Lists() Lists {
	if len(a.looked) > 0 {
		a.list()
	}
	if a.broken {
		a.lists.Broken, a.broken = a.listBroken(), false
	}
	if a.revision != a.model.revision {
		a.lists.Invitations, a.lists.Invited = a.model.Invitations(a.filter), a.model.Invited(a.filter)
		a.revision = a.model.revision
	}
	return a.lists
}

func (a *Agenda) list() {
	var gone, fresh []*Item
	for _, e := range a.looked {
		gone, fresh = append(gone, e.listed...), append(fresh, e.items...)
		e.listed = e.items
	}
	a.looked = map[string]*entry{}
	if len(gone)+len(fresh) > 0 {
		a.lists.Items = merge(a.lists.Items, sorted(gone), sorted(fresh))
	}
}

func (a *Agenda) listBroken() []*Meeting {
	var all []*Meeting
	for _, e := range a.entries {
		if e.broken {
			all = append(all, e.meeting)
		}
	}
	sort.Slice(all, func(i, j int) bool { return all[i].RoomID < all[j].RoomID })
	return all
}

func sorted(items []*Item) []*Item {
	sort.SliceStable(items, func(i, j int) bool { return items[i].Before(items[j]) })
	return items
}

// merge returns a new list of the old items without those gone and with the fresh
// ones. All are sorted.
func merge(old, gone, fresh []*Item) []*Item {
	all := make([]*Item, 0, len(old)-len(gone)+len(fresh))
	upTo := func(i *Item) {
		n := sort.Search(len(old), func(n int) bool { return !old[n].Before(i) })
		all, old = append(all, old[:n]...), old[n:]
	}
	for len(gone)+len(fresh) > 0 {
		if len(fresh) == 0 || len(gone) > 0 && !fresh[0].Before(gone[0]) {
			upTo(gone[0])
			old, gone = old[1:], gone[1:]
		} else {
			upTo(fresh[0])
			all, fresh = append(all, fresh[0]), fresh[1:]
		}
	}
	return append(all, old...)
}
