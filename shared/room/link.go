package room

import "parley/shared/event"

// Limits of a hierarchy of rooms. What lies beyond is left out.
const (
	maxDepth       = 8
	maxDescendants = 1000
)

// linked reports whether the current event is a link: one names servers.
func (s *slot) linked() bool {
	l, ok := s.decoded().(*event.SpaceLink)
	return ok && len(l.Via) > 0
}

// links returns the rooms that the room links, in the order of their ids.
func (r *Room) links(typ string) []string {
	var all []string
	for _, s := range r.of(typ) {
		if s.linked() {
			all = append(all, s.key)
		}
	}
	return all
}

// HasParent reports whether the room says that parent is one of its parents.
func (r *Room) HasParent(parent string) bool { return r.find(event.TypeSpaceParent, parent).linked() }

// ChildIDs returns the rooms that the room says are its children, sorted.
func (r *Room) ChildIDs() []string { return r.links(event.TypeSpaceChild) }

// HasChild reports whether the room says that child is one of its children.
func (r *Room) HasChild(child string) bool { return r.find(event.TypeSpaceChild, child).linked() }

// Parents returns the rooms that the room says are its parents, sorted by id.
func (r *Room) Parents() []string { return r.links(event.TypeSpaceParent) }

// Children returns the known rooms that are below a room by both their words: it
// names them as children, and they name it as parent. They are sorted by id.
func (m *Model) Children(id string) []*Room {
	var all []*Room
	for _, child := range m.below[id] {
		if m.rooms[id].HasChild(child.ID) {
			all = append(all, child)
		}
	}
	return all
}

// IsAbove reports whether another room is below this one by both their words. Below a
// meeting only those count that the same account has created; see Descendants.
func (r *Room) IsAbove(other *Room) bool {
	return r.HasChild(other.ID) && other.HasParent(r.ID) && (!r.IsMeeting() || r.IsMadeLike(other))
}

// IsMadeLike reports that the same account has created the room and another one.
func (r *Room) IsMadeLike(other *Room) bool { return r.creator() == other.creator() }

// Descendants returns the meetings and breakout sessions below a room, children
// before their parents, each once, closed ones included. Below a meeting only those
// count that the same account has created, which is the bot's: others were linked by
// somebody else. The room itself is not among them, even where links run in a circle. all is false when there are
// more than maxDescendants or some are deeper than maxDepth.
func (m *Model) Descendants(id string) (rooms []*Room, all bool) {
	w := m.walk(id, func(*Room) bool { return false })
	return w.found, w.all
}

// walk goes through the rooms below a room, except for those that are spared and what is
// below these only.
func (m *Model) walk(id string, spare func(*Room) bool) *walk {
	w := &walk{model: m, spare: spare, seen: map[string]bool{id: true}, all: true}
	if r := m.rooms[id]; r.IsMeeting() {
		w.creator = r.creator()
	}
	w.below(id, 1)
	return w
}

// creator returns who has created the room, "" when that is not known.
func (r *Room) creator() string {
	e, _ := r.State(event.TypeCreate, "")
	return e.Sender
}

type walk struct {
	model   *Model
	creator string // of rooms that count, "" for any
	spare   func(*Room) bool
	seen    map[string]bool
	found   []*Room
	spared  []*Room
	all     bool
}

func (w *walk) below(id string, depth int) {
	for _, child := range w.model.Children(id) {
		if w.seen[child.ID] || !child.IsMeeting() || w.creator != "" && child.creator() != w.creator {
			continue
		}
		if w.spare(child) {
			w.seen[child.ID] = true
			w.spared = append(w.spared, child)
			continue
		}
		if depth > maxDepth || len(w.seen)-len(w.spared) > maxDescendants {
			w.all = false
			return
		}
		w.seen[child.ID] = true
		w.below(child.ID, depth+1)
		w.found = append(w.found, child)
	}
}
