package room

import (
	"bytes"
	"cmp"
	"strings"

	"parley/shared/event"
)

// What is remembered of one state key besides its current event. Within these
// limits the order of delivery makes no difference.
const (
	maxRivals   = 16 // events that nobody is known to have replaced
	maxReplaced = 64 // ids of events that were replaced by others
)

// slot is all that is known about one state key of a room.
//
// The homeserver says of each state event which one it replaces (replaces_state in
// unsigned), whatever time its sender has written into it. An event that another one
// replaces is never current; of the rest the newest is.
type slot struct {
	typ, key string
	events   []*event.Event // that are not replaced, the current one first
	replaced []string       // ids, besides those that events name
	value    any            // decoded content of the current event; nil: not yet
}

// current returns the event that holds; nil when all were replaced.
func (s *slot) current() *event.Event {
	if s == nil || len(s.events) == 0 {
		return nil
	}
	return s.events[0]
}

// add takes an event of the slot's key and reports whether another one holds now.
func (s *slot) add(e *event.Event) bool {
	before := s.current()
	if e.EventID == "" || e.EventID == e.Unsigned.ReplacesState {
		e.Unsigned.ReplacesState = ""
	}
	if e = s.unite(e); e == nil {
		return false
	}
	if s.isReplaced(e.EventID) {
		s.remember(e.Unsigned.ReplacesState)
	} else {
		s.insert(e)
	}
	s.drop(e.Unsigned.ReplacesState)
	if len(s.events) > maxRivals {
		s.remember(s.events[maxRivals].Unsigned.ReplacesState)
		s.events = s.events[:maxRivals]
	}
	if s.current() == before {
		return false
	}
	s.value = nil
	return true
}

// unite takes out what is there of the same event and returns which of the two to
// keep; nil when there is nothing to do. A redacted event is shorter than before.
func (s *slot) unite(e *event.Event) *event.Event {
	for i, old := range s.events {
		if old.EventID != e.EventID || e.EventID == "" && compare(old, e) != 0 {
			continue
		}
		other, kept := e, old
		if cmp.Or(cmp.Compare(len(e.Content), len(old.Content)), compare(e, old)) < 0 {
			other, kept = old, e
		}
		if other.Unsigned.ReplacesState != kept.Unsigned.ReplacesState {
			s.remember(other.Unsigned.ReplacesState)
			s.drop(other.Unsigned.ReplacesState)
		}
		if kept == old {
			return nil
		}
		s.events = append(s.events[:i:i], s.events[i+1:]...)
		return kept
	}
	return e
}

func (s *slot) isReplaced(id string) bool {
	if id == "" {
		return false
	}
	for _, e := range s.events {
		if e.Unsigned.ReplacesState == id {
			return true
		}
	}
	return s.remembers(id)
}

func (s *slot) remembers(id string) bool {
	for _, r := range s.replaced {
		if r == id {
			return true
		}
	}
	return false
}

// remember notes that an event is replaced by one that is not kept.
func (s *slot) remember(id string) {
	if id == "" || s.remembers(id) {
		return
	}
	if len(s.replaced) == maxReplaced {
		s.replaced = s.replaced[1:]
	}
	s.replaced = append(s.replaced, id)
}

// drop takes out the event with an id, because it is replaced.
func (s *slot) drop(id string) {
	for i, e := range s.events {
		if id != "" && e.EventID == id {
			s.events = append(s.events[:i:i], s.events[i+1:]...)
			s.remember(e.Unsigned.ReplacesState)
			return
		}
	}
}

func (s *slot) insert(e *event.Event) {
	i := 0
	for i < len(s.events) && compare(s.events[i], e) > 0 {
		i++
	}
	s.events = append(s.events, nil)
	copy(s.events[i+1:], s.events[i:])
	s.events[i] = e
}

// compare orders events that do not replace each other: by time, then id. Stripped
// state, which has neither, comes first.
func compare(a, b *event.Event) int {
	if (a.EventID == "") != (b.EventID == "") {
		return len(a.EventID) - len(b.EventID)
	}
	return cmp.Or(cmp.Compare(a.OriginServerTS, b.OriginServerTS), strings.Compare(a.EventID, b.EventID),
		bytes.Compare(a.Content, b.Content), strings.Compare(a.Sender, b.Sender))
}
