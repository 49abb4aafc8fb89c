package room

import (
	"cmp"
	"sort"
	"strings"
	"unicode"

	"parley/shared/command"
	"parley/shared/event"
)

// Room is the state of one room. A nil Room is one of which nothing is known.
type Room struct {
	ID     string
	model  *Model
	state  []*slot // sorted by type and key
	recent []*slot // what is not yet in the state of a large room, sorted too

	expected []command.Data // see Model.Expect

	// Derived from state on demand.
	meeting      *Meeting
	participants []Participant
	names        map[string]string // of the participants, by user id
	words        string            // what a search looks at
	derived      derived
}

// derived says what has been derived from a room's state.
type derived struct{ meeting, participants, words bool }

// apply takes an event of a type that the model keeps and returns the slot that
// holds another event now, nil if none does.
func (r *Room) apply(typ string, e event.Event) *slot {
	s := r.slot(typ, *e.StateKey)
	if s == nil {
		if s = r.add(typ, *e.StateKey); s == nil {
			return nil
		}
	}
	e.Type, e.RoomID, e.StateKey = s.typ, r.ID, &s.key // one copy of each for all events
	if !s.add(&e) {
		return nil
	}
	r.meeting, r.participants, r.names, r.words, r.derived = nil, nil, nil, "", derived{}
	return s
}

// slot returns what is known about a state key, nil for nothing.
func (r *Room) slot(typ, key string) *slot {
	for _, list := range [2][]*slot{r.state, r.recent} {
		if i := search(list, typ, key); i < len(list) && list[i].typ == typ && list[i].key == key {
			return list[i]
		}
	}
	return nil
}

// maxRecent is how many slots are inserted one by one.
const maxRecent = 512

// add makes a new slot, nil when there are too many.
func (r *Room) add(typ, key string) *slot {
	needed := key == "" || typ == event.TypeMember && (key == r.model.user || key == r.model.bot)
	if len(r.state)+len(r.recent) >= maxState && !needed {
		return nil
	}
	list := &r.state
	if len(r.state) >= maxRecent {
		list = &r.recent
	}
	s := &slot{typ: typ, key: key}
	i := search(*list, typ, key)
	*list = append(*list, nil)
	copy((*list)[i+1:], (*list)[i:])
	if (*list)[i] = s; len(r.recent) >= maxRecent {
		r.settle()
	}
	return s
}

// settle moves what is recent to where it belongs.
func (r *Room) settle() {
	all := make([]*slot, 0, len(r.state)+len(r.recent))
	for _, s := range r.recent {
		n := search(r.state, s.typ, s.key)
		all, r.state = append(append(all, r.state[:n]...), s), r.state[n:]
	}
	r.state, r.recent = append(all, r.state...), nil
}

// search returns where a slot is or belongs in a list.
func search(list []*slot, typ, key string) int {
	return sort.Search(len(list), func(i int) bool {
		return cmp.Or(strings.Compare(list[i].typ, typ), strings.Compare(list[i].key, key)) >= 0
	})
}

// find returns a slot; nil when no event holds there.
func (r *Room) find(typ, key string) *slot {
	if r == nil {
		return nil
	}
	if s := r.slot(typ, key); s.current() != nil {
		return s
	}
	return nil
}

// of returns the slots of a type, sorted by key.
func (r *Room) of(typ string) []*slot {
	if r == nil {
		return nil
	}
	if len(r.recent) > 0 {
		r.settle()
	}
	rest := r.state[search(r.state, typ, ""):]
	return rest[:sort.Search(len(rest), func(i int) bool { return rest[i].typ != typ })]
}

// decoded returns the content of the current event; see decode. It is decoded once.
func (s *slot) decoded() any {
	if s.current() == nil {
		return nil
	}
	if s.value == nil {
		s.value = decode(s.typ, s.events[0].Content)
	}
	return s.value
}

// State returns the current state event of a type and key.
func (r *Room) State(typ, key string) (event.Event, bool) {
	e := r.find(typ, key).current()
	if e == nil {
		return event.Event{}, false
	}
	return *e, true
}

// Create returns the content of m.room.create; known is false when it was not seen.
func (r *Room) Create() (content event.Create, known bool) {
	if c, ok := r.find(event.TypeCreate, "").decoded().(*event.Create); ok {
		return *c, true
	}
	return event.Create{}, false
}

// Type returns the type in m.room.create; "" for an ordinary room.
func (r *Room) Type() string {
	c, _ := r.Create()
	return c.Type
}

// Version returns the room version: "1" when m.room.create names none, "" when that
// was not seen.
func (r *Room) Version() string {
	c, known := r.Create()
	if known && c.RoomVersion == "" {
		return "1"
	}
	return c.RoomVersion
}

// Name returns the name; "" when there is none.
func (r *Room) Name() string {
	if n, ok := r.find(event.TypeName, "").decoded().(*event.Name); ok {
		return n.Name
	}
	return ""
}

// Title returns the name on one line, without what turns the direction of writing: in a
// question, it would turn what comes behind it, too.
func (r *Room) Title() string {
	return strings.TrimSpace(strings.Map(func(c rune) rune {
		switch {
		case unicode.IsSpace(c) || c == '\u2028' || c == '\u2029':
			return ' '
		case unicode.IsControl(c) || turns(c):
			return -1
		}
		return c
	}, r.Name()))
}

// Topic returns the topic; "" when there is none.
func (r *Room) Topic() string {
	if t, ok := r.find(event.TypeTopic, "").decoded().(*event.Topic); ok {
		return t.Topic
	}
	return ""
}

// Settings returns what Parley remembers of the meeting; empty when there is nothing.
func (r *Room) Settings() event.Settings {
	if s, ok := r.find(event.TypeSettings, "").decoded().(*event.Settings); ok {
		return *s
	}
	return event.Settings{}
}

// Notes returns how the meeting's notes are; empty when there are none.
func (r *Room) Notes() event.Notes {
	if n, ok := r.find(event.TypeNotes, "").decoded().(*event.Notes); ok {
		return *n
	}
	return event.Notes{}
}

// Encrypted reports that messages in the room are end-to-end encrypted.
func (r *Room) Encrypted() bool { return r.find(event.TypeEncryption, "") != nil }

// Member returns the content of a user's membership; empty when unknown.
func (r *Room) Member(user string) event.Member {
	return r.find(event.TypeMember, user).member()
}

// Membership returns the membership of a user; "" when unknown.
func (r *Room) Membership(user string) string { return r.Member(user).Membership }

func (s *slot) member() event.Member {
	if m, ok := s.decoded().(*event.Member); ok {
		return *m
	}
	return event.Member{}
}

// Closed reports that the room has been replaced or closed.
func (r *Room) Closed() bool { return r.find(event.TypeTombstone, "") != nil }

// IsMeeting reports that the room was made for a meeting or a breakout session.
func (r *Room) IsMeeting() bool {
	t := r.Type()
	return t == event.RoomTypeMeeting || t == event.RoomTypeBreakout
}

// Widgets returns the ids of the widgets that the room has, sorted.
func (r *Room) Widgets() (ids []string) {
	for _, s := range r.of(event.TypeWidget) {
		if w, ok := s.decoded().(*event.Widget); ok && w.URL != "" {
			ids = append(ids, s.key)
		}
	}
	return ids
}
