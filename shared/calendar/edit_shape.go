package calendar

import (
	"time"

	"parley/shared/fault"
)

// shape is a series without its exceptions: which dates its rule yields, when they
// begin and when they end. Dates are named by their local start as it is written:
// their order is that of time.
type shape struct {
	series
	begins string    // the first date
	wall   time.Time // the same as a time, labelled UTC
	opaque bool      // the rule is kept as text; only its first date is known
	zones  Zones
}

// newShape reads a series or a single event. An error is a *fault.Fault.
func newShape(e *Entry, zones Zones) (*shape, error) {
	v := validator{zones: zones}
	if !v.dateTime(e.DTStart, "dtstart") || !v.dateTime(e.DTEnd, "dtend") {
		return nil, v.faults[0]
	}
	s := &shape{series: series{entry: e}, begins: e.DTStart.Value, zones: zones}
	err := s.begin(zones)
	if s.opaque = e.IsSeries() && !s.recurs; err == nil && s.recurs {
		c := s.forward(s.start, lastDay)
		if !c.next() {
			err = errNothing
		}
		s.begins = s.id(c.day).Value
	}
	if err != nil {
		return nil, &fault.Fault{Code: fault.BadRule, Field: "rrule", Cause: err}
	}
	s.wall, _ = time.Parse(Layout, s.begins)
	return s, nil
}

// at is the date and time of a local start.
func (s *shape) at(value string) DateTime {
	return DateTime{TZID: s.entry.DTStart.TZID, Value: value}
}

// yields reports whether the rule yields a local start.
func (s *shape) yields(value string) bool {
	wall, ok := parseWall(value)
	if !ok || !s.recurs {
		return ok && s.opaque
	}
	return s.day(dayOf(wall), false) == wall && s.has(dayOf(wall))
}

// instance returns the date of the rule that an EXDATE or recurrenceId is about.
func (s *shape) instance(d DateTime) (value string, ok bool) {
	if !s.recurs {
		t, err := d.Time(s.zones)
		return At(t, "", s.loc).Value, err == nil && s.opaque
	}
	day, ok, err := s.find(d, s.zones)
	return s.id(day).Value, ok && err == nil
}

// count returns how many dates the rule yields before one of its own.
func (s *shape) count(value string) (n int) {
	wall, _ := parseWall(value)
	for c := s.forward(s.start, dayOf(wall)-1); c.next(); {
		n++
	}
	return n
}

// halfDay is the largest shift that counts as a change of the time of day across
// midnight: 23:00 to 01:00 is two hours later.
const halfDay = 12 * time.Hour

// shift is how the dates of another series move when the anchor of that becomes the
// first of this: by the change of the time of day, never by days.
func (s *shape) shift(anchor time.Time) time.Duration {
	by := s.wall.Sub(anchor)
	if by > halfDay || by < -halfDay {
		by = s.wall.Sub(s.wall.Truncate(2*halfDay)) - anchor.Sub(anchor.Truncate(2*halfDay))
	}
	return by
}

// shifted returns the date of this series that a date of another becomes.
func (s *shape) shifted(value, anchor string) (string, bool) {
	from, err := time.Parse(Layout, value)
	first, wrong := time.Parse(Layout, anchor)
	if err != nil || wrong != nil {
		return "", false
	}
	value = from.Add(s.shift(first)).Format(Layout)
	return value, s.yields(value)
}

// span is when the occurrence with a local start takes place.
func (s *shape) span(value string) Span {
	wall, _ := parseWall(value)
	at := s.series
	at.second = wall - int64(dayOf(wall))*daySeconds // another than DTSTART's where the rule is only text
	o := at.on(dayOf(wall))
	return Span{o.Start, o.End}
}

// times is span as it is written.
func (s *shape) times(value string) (start, end DateTime) {
	wall, _ := parseWall(value)
	return s.at(value), s.at(string(appendWall(nil, wall+s.length)))
}

// override is the entry that moves one occurrence.
func (s *shape) override(uid, value string, start, end DateTime) Entry {
	id := s.at(value)
	return Entry{UID: uid, DTStart: start, DTEnd: end, RecurrenceID: &id}
}

// unmoved reports that an override has the times of the occurrence that it replaces.
func (s *shape) unmoved(o *Entry, value string) bool {
	span, ok := spanOf(o, s.zones)
	return ok && span.same(s.span(value))
}

// clock is the wall clock of an instant in the zone of the series, labelled UTC.
func (s *shape) clock(t time.Time) time.Time { return time.Unix(s.local(t.Unix()), 0).UTC() }

// spanOf is when a single event or an override takes place.
func spanOf(e *Entry, zones Zones) (Span, bool) {
	start, err := e.DTStart.Time(zones)
	end, wrong := e.DTEnd.Time(zones)
	return Span{start, e.ending(start, end)}, err == nil && wrong == nil
}

// ending is the end of an entry. Where only the start falls into a gap of the clock, it
// moves past the end, which moves along.
func (e *Entry) ending(start, end time.Time) time.Time {
	if end.After(start) {
		return end
	}
	from, _ := parseWall(e.DTStart.Value)
	to, _ := parseWall(e.DTEnd.Value)
	if e.DTStart.TZID != e.DTEnd.TZID || to < from {
		return start
	}
	return start.Add(time.Duration(to-from) * time.Second)
}
