// Package room turns Matrix state events, in any order and however often they
// come, into meetings, invitations and permissions. It is the one reducer and
// the one set of rules of bot and widget.
package room

import (
	"bytes"
	"cmp"
	"encoding/json"
	"sort"
	"strings"

	"parley/shared/event"
)

// read are the state events that the model keeps; all others are dropped.
var read = map[string]bool{
	event.TypeCreate: true, event.TypeName: true, event.TypeTopic: true, event.TypeMember: true,
	event.TypePowerLevels: true, event.TypeTombstone: true, event.TypeSpaceParent: true,
	event.TypeSpaceChild: true, event.TypeMetadata: true, event.TypeWidget: true,
}

// Model is the state of all rooms that one user sees. It is not safe for
// concurrent use.
type Model struct {
	user  string
	rooms map[string]*Room
}

// NewModel returns an empty model of what the user sees.
func NewModel(user string) *Model { return &Model{user: user, rooms: map[string]*Room{}} }

// Apply takes state events. The result does not depend on their order: of two
// events for the same key the newer wins (origin_server_ts, then event id). It
// returns the ids of the rooms that changed.
func (m *Model) Apply(events ...event.Event) []string {
	var changed []string
	seen := map[string]bool{}
	for _, e := range events {
		if e.StateKey == nil || e.RoomID == "" || !read[e.Type] {
			continue
		}
		r := m.rooms[e.RoomID]
		if r == nil {
			r = &Room{ID: e.RoomID, user: m.user, state: map[stateKey]event.Event{}}
			m.rooms[e.RoomID] = r
		}
		if r.apply(e) && !seen[e.RoomID] {
			seen[e.RoomID] = true
			changed = append(changed, e.RoomID)
		}
	}
	return changed
}

// Room returns a room, nil when nothing of it is known.
func (m *Model) Room(id string) *Room { return m.rooms[id] }

type stateKey struct{ typ, key string }

// Room is the state of one room.
type Room struct {
	ID      string
	user    string
	state   map[stateKey]event.Event
	meeting *Meeting // derived from state on demand
	derived bool
}

func (r *Room) apply(e event.Event) bool {
	key := stateKey{e.Type, *e.StateKey}
	if old, ok := r.state[key]; ok && compare(e, old) <= 0 {
		return false
	}
	r.state[key] = e
	r.meeting, r.derived = nil, false
	return true
}

func compare(a, b event.Event) int {
	return cmp.Or(cmp.Compare(a.OriginServerTS, b.OriginServerTS), strings.Compare(a.EventID, b.EventID),
		bytes.Compare(a.Content, b.Content))
}

// State returns the current state event of a type and key.
func (r *Room) State(typ, key string) (event.Event, bool) {
	e, ok := r.state[stateKey{typ, key}]
	return e, ok
}

// content decodes the current state event into to; false when there is none or
// it cannot be decoded.
func (r *Room) content(typ, key string, to any) bool {
	e, ok := r.state[stateKey{typ, key}]
	return ok && json.Unmarshal(e.Content, to) == nil
}

// Type returns the type in m.room.create; "" for an ordinary room.
func (r *Room) Type() string {
	var c event.Create
	r.content(event.TypeCreate, "", &c)
	return c.Type
}

// Name returns the name; "" when there is none.
func (r *Room) Name() string {
	var n event.Name
	r.content(event.TypeName, "", &n)
	return n.Name
}

// Membership returns the membership of a user; "" when unknown.
func (r *Room) Membership(user string) string {
	var m event.Member
	r.content(event.TypeMember, user, &m)
	return m.Membership
}

// Powers returns who may do what in the room.
func (r *Room) Powers() Powers {
	create := r.state[stateKey{event.TypeCreate, ""}]
	levels, ok := r.state[stateKey{event.TypePowerLevels, ""}]
	if !ok {
		return NewPowers(create, nil)
	}
	return NewPowers(create, levels.Content)
}

// HasParent reports whether the room says that parent is one of its parents.
func (r *Room) HasParent(parent string) bool { return r.linked(event.TypeSpaceParent, parent) }

// Parents returns the rooms that the room says are its parents, in the order of
// their ids.
func (r *Room) Parents() []string {
	var all []string
	for key := range r.state {
		if key.typ == event.TypeSpaceParent && r.HasParent(key.key) {
			all = append(all, key.key)
		}
	}
	sort.Strings(all)
	return all
}

// HasChild reports whether the room says that child is one of its children.
func (r *Room) HasChild(child string) bool { return r.linked(event.TypeSpaceChild, child) }

func (r *Room) linked(typ, key string) bool {
	var l event.SpaceLink
	return r.content(typ, key, &l) && len(l.Via) > 0
}

// Members calls f for each member event of the room, in no order.
func (r *Room) Members(f func(user string, m event.Member)) {
	for key, e := range r.state {
		var m event.Member
		if key.typ == event.TypeMember && json.Unmarshal(e.Content, &m) == nil {
			f(key.key, m)
		}
	}
}
