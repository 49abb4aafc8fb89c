// Package room turns Matrix state events, in any order and however often they
// come, into meetings, invitations, participants and permissions. It is the one
// reducer and the one set of rules of bot and widget.
//
// Limits, because rooms may be hostile: an event larger than homeservers pass on
// is dropped, and so are members and links of a room beyond maxState.
package room

import (
	"sort"

	"parley/shared/event"
	"parley/shared/wire"
)

// Limits of the specification for events, and ours for what a room may hold.
const (
	maxID    = 255    // of types, ids and state keys
	maxState = 50_000 // state keys of one room; one's own membership and the bot's always count
)

// Model is the state of all rooms that one user sees. It is not safe for
// concurrent use.
type Model struct {
	user, bot string
	rooms     map[string]*Room
	below     map[string][]*Room // by id: the rooms that say it is their parent
	naming    map[string][]*Room // by id: the rooms that say it is their child
	invited   map[string]*Room   // rooms that the user is invited to
	revision  int                // counts what may have changed the invitations
}

// NewModel returns an empty model of what the user sees. The bot, which is in every
// room, is not among the participants.
func NewModel(user, bot string) *Model {
	return &Model{
		user: user, bot: bot, rooms: map[string]*Room{},
		below: map[string][]*Room{}, naming: map[string][]*Room{}, invited: map[string]*Room{},
	}
}

// Apply takes state events. The result does not depend on their order, nor on how
// often they come: an event that another one replaces, as the homeserver says in
// unsigned, is never current; of those left the newest is (origin_server_ts, then
// event id); stripped state yields to all other. Apply returns the ids of the rooms
// that changed.
func (m *Model) Apply(events ...event.Event) []string {
	var changed []string
	seen := map[*Room]bool{}
	for i := range events {
		e := &events[i]
		typ := known(e)
		if typ == "" {
			continue
		}
		r := m.rooms[e.RoomID]
		if r == nil {
			r = &Room{ID: e.RoomID, model: m}
			m.rooms[r.ID] = r
		}
		if s := r.apply(typ, *e); s != nil {
			m.index(r, s)
			if !seen[r] {
				seen[r] = true
				changed = append(changed, r.ID)
			}
		}
	}
	return changed
}

// Room returns a room, nil when nothing of it is known.
func (m *Model) Room(id string) *Room { return m.rooms[id] }

// known returns the type of a state event that the model keeps; "" for all others
// and for those that no homeserver passes on.
func known(e *event.Event) string {
	if e.StateKey == nil || e.RoomID == "" || wire.TooLarge(e.Content) ||
		max(len(e.RoomID), len(*e.StateKey), len(e.Sender), len(e.EventID), len(e.Unsigned.ReplacesState)) > maxID {
		return ""
	}
	for _, typ := range []string{event.TypeMember, event.TypeRSVP, event.TypeSpaceParent, event.TypeSpaceChild, event.TypeWidget} {
		if e.Type == typ && *e.StateKey != "" {
			return typ
		}
	}
	for _, typ := range []string{
		event.TypeCreate, event.TypeName, event.TypeTopic, event.TypeMetadata, event.TypePowerLevels, event.TypeTombstone,
		event.TypeSettings, event.TypeNotes, event.TypeEncryption,
	} {
		if e.Type == typ && *e.StateKey == "" {
			return typ
		}
	}
	return ""
}

// index follows what another event in a slot of a room means for the other rooms.
func (m *Model) index(r *Room, s *slot) {
	_, was := m.invited[r.ID]
	is := was
	switch s.typ {
	case event.TypeMember:
		if s.key == m.user {
			is = r.Membership(m.user) == event.MembershipInvite
			set(m.invited, r, is)
		}
	case event.TypeSpaceParent:
		link(m.below, s.key, r, s.linked())
	case event.TypeSpaceChild:
		link(m.naming, s.key, r, s.linked())
		is = is || m.invited[s.key] != nil
	case event.TypeCreate:
		is = is || len(r.of(event.TypeSpaceChild)) > 0
	}
	if was || is {
		m.revision++
	}
}

func set(rooms map[string]*Room, r *Room, in bool) {
	delete(rooms, r.ID)
	if in {
		rooms[r.ID] = r
	}
}

// link puts a room into the list at a key, which is sorted by id, or takes it out.
func link(lists map[string][]*Room, key string, r *Room, in bool) {
	list := lists[key]
	i := sort.Search(len(list), func(i int) bool { return list[i].ID >= r.ID })
	is := i < len(list) && list[i] == r
	switch {
	case in && !is:
		list = append(list, nil)
		copy(list[i+1:], list[i:])
		list[i] = r
	case is && !in:
		list = append(list[:i], list[i+1:]...)
	}
	if lists[key] = list; len(list) == 0 {
		delete(lists, key)
	}
}
