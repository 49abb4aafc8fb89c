package store

import (
	"slices"
	"time"

	"parley/shared/event"
	"parley/shared/room"
	"parley/widget/host"
)

// Choice is what of the calendar a person wants to see.
type Choice struct {
	Span   room.Span
	Day    time.Time // around which; zero for today
	Search string    // words; see room.Found

	Organiser string // user id: only the meetings that they have made; "" for all
}

// Show shows another span of time around the same day.
func (s *Store) Show(span room.Span) { s.choose(func(c *Choice) { c.Span = span }) }

// Turn shows so many pages later, or earlier.
func (s *Store) Turn(pages int) {
	s.choose(func(c *Choice) { c.Day = c.Span.Turn(s.around(), pages) })
}

// GoTo shows a day, in the reader's zone; the zero time stands for today.
func (s *Store) GoTo(day time.Time) { s.choose(func(c *Choice) { c.Day = day }) }

// Search shows the meetings in which all the words are found. Who takes part in them is
// read when it is first asked for.
func (s *Store) Search(words string) {
	s.choose(func(c *Choice) { c.Search = words })
	if words != "" {
		s.people.Do(func() { go s.readPeople() })
	}
}

// peopleAtOnce is of how many meetings it is read who takes part: the page stands still
// while an answer is taken in.
const peopleAtOnce = 50

// readPeople reads who takes part in which meeting.
func (s *Store) readPeople() {
	var ids []string
	s.mu.Lock()
	ready := s.phase == Ready
	for _, m := range s.model.Meetings(room.Filter{Parent: s.Params.RoomID}) {
		ids = append(ids, m.RoomID)
	}
	s.mu.Unlock()
	if !ready { // others will follow
		s.read(s.ctx, []host.Query{{Type: event.TypeMember}})
		return
	}
	for rooms := range slices.Chunk(ids, peopleAtOnce) {
		s.read(s.ctx, []host.Query{{Type: event.TypeMember, Rooms: rooms}})
	}
}

// ShowOf shows only the meetings of an organiser, or all for "". How they are called is read
// with the room, or now when that has been read already.
func (s *Store) ShowOf(organiser string) {
	s.choose(func(c *Choice) { c.Organiser = organiser })
	s.mu.Lock()
	read := organiser != "" && s.phase != Connecting && s.model.Room(s.Params.RoomID).NameOf(organiser) == organiser
	s.mu.Unlock()
	if read {
		go s.read(s.ctx, []host.Query{{Type: event.TypeMember, StateKey: &organiser, Rooms: []string{s.Params.RoomID}}})
	}
}

// Organisers returns who has made meetings, whenever those take place, by name.
func (s *Store) Organisers() []room.Participant {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := s.filter()
	all.Search, all.Organiser = "", ""
	return s.model.Organisers(all)
}

// NameOrganisers reads how organisers are called of whom that is not known.
func (s *Store) NameOrganisers() {
	var queries []host.Query
	for _, p := range s.Organisers() {
		if p.Name == p.UserID {
			queries = append(queries, host.Query{Type: event.TypeMember, StateKey: &p.UserID, Rooms: []string{s.Params.RoomID}})
		}
	}
	s.read(s.ctx, queries[:min(len(queries), maxNames)])
}

// choose also takes away what was said of orders that have succeeded: the person goes on.
func (s *Store) choose(set func(*Choice)) {
	s.change(func() {
		before := s.filter()
		set(&s.choice)
		s.later = 0
		s.commands = slices.DeleteFunc(s.commands, func(c *Command) bool { return c.succeeded() && len(c.Undo) == 0 })
		if s.filter() != before {
			s.agenda.Filter(s.filter())
		}
	})
}

// filter is which meetings are shown.
func (s *Store) filter() room.Filter {
	f := room.Filter{Type: event.RoomTypeMeeting, Parent: s.Params.RoomID, Search: s.choice.Search, Organiser: s.choice.Organiser}
	if s.inside() {
		f.Type = event.RoomTypeBreakout
	}
	return f
}

// inside reports that the widget's room is a meeting: below it are breakout sessions.
func (s *Store) inside() bool {
	return s.model.Room(s.Params.RoomID).Type() == event.RoomTypeMeeting
}

// around is the day that is shown.
func (s *Store) around() time.Time {
	if s.choice.Day.IsZero() {
		return s.now()
	}
	return s.choice.Day
}

// covered is the time that is shown.
func (s *Store) covered() (from, to time.Time) {
	if s.choice.Span == room.SpanList {
		return room.Window(s.around(), s.env.FirstWeekday, s.later*laterWeeks)
	}
	return s.choice.Span.Around(s.around(), s.env.FirstWeekday)
}
