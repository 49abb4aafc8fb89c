package calendar

import (
	"cmp"
	"errors"
	"sort"
	"strings"
	"time"

	"github.com/teambition/rrule-go"
)

// Bounds of one expansion: no entry costs more, whatever its rule says.
const (
	maxOccurrences = 10_000 // yielded for one entry
	maxSteps       = 50_000 // generated for one entry, those outside the window included
)

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
	var errs []error
	for i := range entries {
		if entries[i].IsOverride() {
			continue
		}
		found, err := expand(&entries[i], entries, to, zones)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		for _, o := range found {
			if overlaps(o, from, to) {
				all = append(all, o)
			}
		}
	}
	sort.SliceStable(all, func(i, j int) bool {
		return cmp.Or(all[i].Start.Compare(all[j].Start), strings.Compare(all[i].UID, all[j].UID)) < 0
	})
	return all, errors.Join(errs...)
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
	for i := range entries {
		if entries[i].IsOverride() {
			continue
		}
		found, err := expand(&entries[i], entries, farFuture, zones)
		if err != nil {
			return time.Time{}, false, err
		}
		for _, o := range found {
			if o.End.After(end) {
				end = o.End
			}
		}
	}
	return end, true, nil
}

var farFuture = time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)

// expand returns the occurrences of one single event or series that start before
// to, with those of its overrides whatever their time.
func expand(e *Entry, entries []Entry, to time.Time, zones Zones) ([]Occurrence, error) {
	start, err := e.DTStart.Time(zones)
	if err != nil {
		return nil, err
	}
	end, err := e.DTEnd.Time(zones)
	if err != nil {
		return nil, err
	}
	first := Occurrence{UID: e.UID, Start: start, End: end, Entry: e}
	if !e.IsSeries() {
		return []Occurrence{first}, nil
	}
	rule, err := ParseRule(e.RRule)
	if err != nil {
		return nil, err
	}
	if !rule.Expandable() {
		return []Occurrence{first}, nil
	}
	s, err := newSeries(e, entries, start, end, zones)
	if err != nil {
		return nil, err
	}
	return s.occurrences(rule, to)
}

// series expands one rule in local time, labelled UTC.
type series struct {
	entry     *Entry
	loc       *time.Location
	wall      time.Time     // DTSTART
	length    time.Duration // in local time: an end keeps its wall clock over a change of offset
	excluded  map[int64]bool
	overrides map[int64]Occurrence // by the local start they replace, in Unix seconds
	last      time.Time            // start of the latest occurrence that an override replaces
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
	if id.After(s.last) {
		s.last = id
	}
	s.overrides[s.local(id).Unix()] = Occurrence{UID: o.UID, Start: start, End: end, Entry: o}
	return nil
}

// local returns the wall clock of an instant in the series' zone, labelled UTC.
func (s *series) local(t time.Time) time.Time {
	wall := t.In(s.loc)
	return time.Date(wall.Year(), wall.Month(), wall.Day(), wall.Hour(), wall.Minute(), wall.Second(), 0, time.UTC)
}

func (s *series) occurrences(rule *Rule, to time.Time) ([]Occurrence, error) {
	if s.last.After(to) {
		to = s.last.Add(time.Second)
	}
	generator, err := rrule.NewRRule(s.option(rule))
	if err != nil {
		return nil, err
	}
	var all []Occurrence
	next := generator.Iterator()
	for range maxSteps {
		wall, ok := next()
		if !ok {
			break
		}
		start := Resolve(wall, s.loc)
		if !start.Before(to) {
			break
		}
		if s.excluded[wall.Unix()] {
			continue
		}
		all = append(all, s.occurrence(wall, start))
		if len(all) > maxOccurrences {
			all = all[1:]
		}
	}
	return all, nil
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

var frequencies = map[Freq]rrule.Frequency{Daily: rrule.DAILY, Weekly: rrule.WEEKLY, Monthly: rrule.MONTHLY, Yearly: rrule.YEARLY}

var generatorDays = map[time.Weekday]rrule.Weekday{
	time.Sunday: rrule.SU, time.Monday: rrule.MO, time.Tuesday: rrule.TU, time.Wednesday: rrule.WE,
	time.Thursday: rrule.TH, time.Friday: rrule.FR, time.Saturday: rrule.SA,
}

func (s *series) option(r *Rule) rrule.ROption {
	o := rrule.ROption{
		Freq: frequencies[r.Freq], Interval: r.Interval, Count: r.Count, Dtstart: s.wall,
		Wkst:       generatorDays[r.WeekStart],
		Bymonthday: r.ByMonthDay, Bymonth: r.ByMonth, Bysetpos: r.BySetPos,
	}
	for _, d := range r.ByDay {
		day := generatorDays[d.Weekday]
		if d.N != 0 {
			day = day.Nth(d.N)
		}
		o.Byweekday = append(o.Byweekday, day)
	}
	if r.Until != "" {
		until, utc, _ := parseUntil(r.Until)
		if utc {
			until = s.local(until)
		}
		o.Until = until
	}
	if r.Freq == Yearly && len(r.ByMonthDay) > 0 && len(r.ByMonth) == 0 {
		o.Bymonth = []int{int(s.wall.Month())}
	}
	return o
}
