package calendar

import (
	"cmp"
	"errors"
	"sort"
	"strings"
	"time"
)

// errTooManySeries is said of what lies beyond MaxSeries: together with maxSteps
// that limits what a hostile calendar can cost.
var errTooManySeries = errors.New("too many series in one meeting")

// Occurrence is one taking place of an entry. RecurrenceID is the local start
// that the series' rule gave it, nil for a single event.
type Occurrence struct {
	UID          string
	Start, End   time.Time
	RecurrenceID *DateTime
	Entry        *Entry // the single event, the series or the override it comes from
}

// Occurrences returns all occurrences that overlap [from, to), sorted by start
// and then uid; one without length counts when its start lies in the window.
// Overrides replace exactly the occurrence at their RecurrenceID, also when they
// move it into the window from outside. An entry that cannot be expanded is left
// out and reported in the error, which joins one error for each such entry; the
// occurrences of the others are valid then.
func Occurrences(entries []Entry, from, to time.Time, zones Zones) ([]Occurrence, error) {
	var all []Occurrence
	err := eachExpanded(entries, from, to, zones, func(found []Occurrence) {
		for _, o := range found {
			if overlaps(o, from, to) {
				all = append(all, o)
			}
		}
	})
	sort.SliceStable(all, func(i, j int) bool {
		return cmp.Or(all[i].Start.Compare(all[j].Start), strings.Compare(all[i].UID, all[j].UID)) < 0
	})
	return all, err
}

// eachExpanded calls f with the occurrences of each single event and series, and
// joins the errors of those that cannot be expanded.
func eachExpanded(entries []Entry, from, to time.Time, zones Zones, f func([]Occurrence)) error {
	var errs []error
	series := 0
	for i := range entries {
		if entries[i].IsOverride() {
			continue
		}
		if entries[i].IsSeries() {
			if series++; series > MaxSeries {
				return errors.Join(append(errs, errTooManySeries)...)
			}
		}
		found, err := expand(&entries[i], entries, from, to, zones)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		f(found)
	}
	return errors.Join(errs...)
}

func overlaps(o Occurrence, from, to time.Time) bool {
	if o.End.Equal(o.Start) {
		return !o.Start.Before(from) && o.Start.Before(to)
	}
	return o.Start.Before(to) && o.End.After(from)
}

// End returns the end of the last occurrence. It is not finite for a meeting
// that has a series without end, and zero when nothing takes place.
func End(entries []Entry, zones Zones) (end time.Time, finite bool, err error) {
	for _, e := range entries {
		if !e.IsSeries() {
			continue
		}
		rule, err := ParseRule(e.RRule)
		if err != nil {
			return time.Time{}, false, err
		}
		if rule.Endless() {
			return time.Time{}, false, nil
		}
	}
	err = eachExpanded(entries, time.Time{}, farFuture, zones, func(found []Occurrence) {
		for _, o := range found {
			if o.End.After(end) {
				end = o.End
			}
		}
	})
	return end, err == nil, err
}

var farFuture = time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)

// expand returns the occurrences of one single event or series that may overlap
// [from, to), with those of its overrides whatever their time. A panic of the
// generator quarantines the entry.
func expand(e *Entry, entries []Entry, from, to time.Time, zones Zones) (found []Occurrence, err error) {
	defer func() {
		if recover() != nil {
			found, err = nil, errors.New("the rule cannot be expanded")
		}
	}()
	start, err := e.DTStart.Time(zones)
	if err != nil {
		return nil, err
	}
	end, err := e.DTEnd.Time(zones)
	if err != nil {
		return nil, err
	}
	first := []Occurrence{{UID: e.UID, Start: start, End: end, Entry: e}}
	if !e.IsSeries() {
		return first, nil
	}
	rule, err := ParseRule(e.RRule)
	if err != nil || !rule.Expandable() {
		return first, err
	}
	s, err := newSeries(e, entries, start, end, zones)
	if err != nil {
		return nil, err
	}
	return s.occurrences(rule, from, to)
}

// series expands one rule in local time, labelled UTC.
type series struct {
	entry     *Entry
	loc       *time.Location
	wall      time.Time     // DTSTART
	length    time.Duration // in local time: an end keeps its wall clock over a change of offset
	excluded  map[int64]bool
	overrides map[int64]Occurrence // by the local start they replace, in Unix seconds
	early     time.Time            // the earliest and the latest local start that an override replaces
	late      time.Time
}

func newSeries(e *Entry, entries []Entry, start, end time.Time, zones Zones) (*series, error) {
	s := &series{entry: e, loc: start.Location(), excluded: map[int64]bool{}, overrides: map[int64]Occurrence{}}
	s.wall, _ = e.DTStart.Wall()
	s.length = s.local(end).Sub(s.wall)
	for _, d := range e.ExDate {
		t, err := d.Time(zones)
		if err != nil {
			return nil, err
		}
		s.excluded[s.local(t).Unix()] = true
	}
	for i := range entries {
		if o := &entries[i]; o.IsOverride() && o.UID == e.UID {
			if err := s.override(o, zones); err != nil {
				return nil, err
			}
		}
	}
	return s, nil
}

func (s *series) override(o *Entry, zones Zones) error {
	id, err := o.RecurrenceID.Time(zones)
	if err != nil {
		return err
	}
	start, err := o.DTStart.Time(zones)
	if err != nil {
		return err
	}
	end, err := o.DTEnd.Time(zones)
	if err != nil {
		return err
	}
	wall := s.local(id)
	if len(s.overrides) == 0 || wall.Before(s.early) {
		s.early = wall
	}
	if wall.After(s.late) {
		s.late = wall
	}
	s.overrides[wall.Unix()] = Occurrence{UID: o.UID, Start: start, End: end, Entry: o}
	return nil
}

// local returns the wall clock of an instant in the series' zone, labelled UTC.
func (s *series) local(t time.Time) time.Time {
	wall := t.In(s.loc)
	return time.Date(wall.Year(), wall.Month(), wall.Day(), wall.Hour(), wall.Minute(), wall.Second(), 0, time.UTC)
}

// occurrences generates the dates of the window, and those that overrides
// replace, which may lie outside of it.
func (s *series) occurrences(rule *Rule, from, to time.Time) ([]Occurrence, error) {
	low, high := s.local(from).Add(-s.length-day), s.local(to).Add(day) // a day is more than any change of offset
	if len(s.overrides) > 0 && s.early.Before(low) {
		low = s.early
	}
	if s.late.After(high) {
		high = s.late
	}
	var all []Occurrence
	err := s.generate(rule, low, high, func(wall time.Time) {
		if !s.excluded[wall.Unix()] {
			all = append(all, s.occurrence(wall, Resolve(wall, s.loc)))
		}
	})
	return all, err
}

func (s *series) occurrence(wall, start time.Time) Occurrence {
	o, moved := s.overrides[wall.Unix()]
	if !moved {
		o = Occurrence{UID: s.entry.UID, Start: start, End: Resolve(wall.Add(s.length), s.loc), Entry: s.entry}
		if o.End.Before(start) { // only the start fell into a gap and moved past the end
			o.End = start.Add(s.length)
		}
	}
	o.RecurrenceID = &DateTime{TZID: s.entry.DTStart.TZID, Value: wall.Format(Layout)}
	return o
}
