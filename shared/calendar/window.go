package calendar

import (
	"strings"
	"time"
)

// on returns the occurrence of a day, without its RecurrenceID.
func (s *series) on(day int) Occurrence { return s.lasting(s.span(day)) }

// span returns when the occurrence of a day starts and ends.
func (s *series) span(day int) (start, end int64) {
	wall := s.day(day, false)
	start, end = s.instant(wall), s.instant(wall+s.length)
	if end <= start { // only the start fell into a gap and moved past the end
		end = start + s.length
	}
	return start, end
}

func (s *series) lasting(start, end int64) Occurrence {
	return Occurrence{UID: s.entry.UID, Start: s.time(start), End: s.time(end), Entry: s.entry}
}

// window appends the occurrences that overlap [from, to).
func (s *series) window(all []Occurrence, from, to time.Time) []Occurrence {
	for i := range s.fixed {
		if o := &s.fixed[i]; overlaps(o, from, to) {
			all = append(all, *o)
		}
	}
	if !s.recurs {
		return all
	}
	high := dayOf(s.local(to.Unix())) + 1 // before low, so that the clock is set to the start
	low := dayOf(s.local(from.Unix())-s.length) - 1
	var space [40]int // for the days of a window of a month
	days := s.between(space[:0], low, high)
	first, n := len(all), 0
	if first+len(days) > cap(all) {
		all = append(make([]Occurrence, 0, 2*first+len(days)), all...)
	}
	after, until := from.Unix(), seconds(to)
	for _, day := range days {
		start, end := s.span(day)
		if start < until && (end > after || start == end && start >= seconds(from)) {
			days[n] = day
			n++
			all = append(all, s.lasting(start, end))
		}
	}
	s.identify(all[first:], days)
	return all
}

// seconds rounds up: what starts before t, starts before that.
func seconds(t time.Time) int64 {
	if t.Nanosecond() > 0 {
		return t.Unix() + 1
	}
	return t.Unix()
}

// between appends the days from low to high, without those marked.
func (s *series) between(days []int, low, high int) []int {
	for c := s.forward(low, high); len(days) < MaxOccurrences && c.next(); {
		if !s.marked[c.day] {
			days = append(days, c.day)
		}
	}
	return days
}

// identify sets the RecurrenceIDs of the days, all in one piece of memory.
func (s *series) identify(found []Occurrence, days []int) {
	ids := make([]DateTime, len(found))
	var text strings.Builder
	text.Grow(len(found) * len(Layout))
	var space [len(Layout)]byte
	month, wall := lastDay, space[:0]
	for i := range found {
		d := days[i] - month
		if d < 0 || d >= 28 { // not in the month of the one before, as far as is known
			wall = appendWall(space[:0], s.day(days[i], false))
			_, _, d = civil(days[i])
			d--
			month = days[i] - d
		}
		wall[6], wall[7] = byte('0'+(d+1)/10), byte('0'+(d+1)%10)
		text.Write(wall)
		ids[i] = DateTime{TZID: s.entry.DTStart.TZID, Value: text.String()[i*len(Layout):]}
		found[i].RecurrenceID = &ids[i]
	}
}

// first returns the first occurrence of the rule from a day on that is wanted.
func (s *series) first(low int, wanted func(*Occurrence) bool) (found Occurrence, ok bool) {
	return s.search(s.forward(low, lastDay), wanted)
}

// latest returns the last one up to a day that is wanted.
func (s *series) latest(high int, wanted func(*Occurrence) bool) (found Occurrence, ok bool) {
	return s.search(s.backward(high), wanted)
}

func (s *series) search(c cursor, wanted func(*Occurrence) bool) (found Occurrence, ok bool) {
	for c.next() {
		if s.marked[c.day] {
			continue
		}
		if o := s.on(c.day); wanted(&o) {
			o.RecurrenceID = s.id(c.day)
			return o, true
		}
	}
	return found, false
}
