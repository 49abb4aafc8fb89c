package calendar

import (
	"errors"
	"strings"
	"time"
)

// series is what takes place because of one entry that is no override: a single
// event, or the dates of a rule with its exclusions and overrides.
type series struct {
	generator
	zoneClock
	entry   *Entry
	fixed   []Occurrence // the single event, or the overrides of occurrences that there are
	marked  map[int]bool // days that the rule yields and that are excluded or overridden
	recurs  bool         // the generator has dates
	endless bool         // or not known to end
	second  int64        // DTSTART's, in its day
	length  int64        // in local time: an end keeps its wall clock over a change of offset
}

// errTooManySeries is said of what lies beyond MaxSeries: together with the bounds
// of a walk that limits what a hostile calendar can cost.
var errTooManySeries = errors.New("too many series in one meeting")

// expander goes through the entries of a calendar:
//
//	for x := expand(entries, zones); x.next(); { x.series … }
type expander struct {
	series
	entries []Entry
	zones   Zones
	at      int // the next entry
	rules   int // series up to here
	errs    []error
}

func expand(entries []Entry, zones Zones) expander {
	return expander{entries: entries, zones: zones}
}

// next goes to what takes place because of the next entry that is no override, and
// reports whether there is one. Entries that mean nothing are left out.
func (x *expander) next() bool {
	for x.at < len(x.entries) {
		e := &x.entries[x.at]
		x.at++
		if e.IsOverride() {
			continue
		}
		if e.IsSeries() {
			if x.rules++; x.rules > MaxSeries {
				x.errs = append(x.errs, errTooManySeries)
				return false
			}
		}
		x.series = series{entry: e}
		if err := x.begin(x.zones); err != nil {
			x.errs = append(x.errs, err)
			continue
		}
		if x.recurs {
			x.errs = x.except(x.entries, x.zones, x.errs)
		}
		return true
	}
	return false
}

// err joins the errors of the entries, overrides and exclusions that mean nothing.
func (x *expander) err() error { return errors.Join(x.errs...) }

// begin reads the entry itself.
func (s *series) begin(zones Zones) error {
	e := s.entry
	wall, ok := parseWall(e.DTStart.Value)
	if !ok {
		return errNoDate
	}
	loc, err := zones.Location(e.DTStart.TZID)
	if err != nil {
		return err
	}
	s.loc = loc
	end, err := s.read(e.DTEnd, zones)
	if err != nil {
		return err
	}
	day := dayOf(wall)
	s.second, s.length = wall-int64(day)*daySeconds, max(s.local(end)-wall, 0)
	if e.IsSeries() {
		if err := s.rule.parse(e.RRule); err != nil {
			return err
		}
		s.endless = s.rule.Endless() || !s.rule.expandable(wall)
		s.recurs = s.rule.expandable(wall)
	}
	if !s.recurs {
		s.fixed = []Occurrence{s.on(day)}
		return nil
	}
	s.generator.begin(day)
	s.end()
	return nil
}

// read returns the instant of a date.
func (s *series) read(d DateTime, zones Zones) (int64, error) {
	wall, ok := parseWall(d.Value)
	if !ok {
		return 0, errNoDate
	}
	if d.TZID == s.entry.DTStart.TZID {
		return s.instant(wall), nil
	}
	loc, err := zones.Location(d.TZID)
	if err != nil {
		return 0, err
	}
	return Resolve(time.Unix(wall, 0).UTC(), loc).Unix(), nil
}

// readTime returns the same, in the zone of the date.
func (s *series) readTime(d DateTime, zones Zones) (time.Time, error) {
	if d.TZID != s.entry.DTStart.TZID {
		return d.Time(zones)
	}
	at, err := s.read(d, zones)
	return s.time(at), err
}

// end applies UNTIL: instants are compared where it is in UTC, local times otherwise.
func (s *series) end() {
	if s.rule.Until == "" {
		return
	}
	u, _ := parseUntil(s.rule.Until)
	last := u.second
	if u.utc {
		last = s.local(last)
	}
	day := dayOf(last) + 1 // because a change of offset can repeat a midnight
	for s.day(day, u.utc) > u.second {
		day--
	}
	s.last = min(s.last, day)
}

// day returns the start on a day, as an instant or as a local time.
func (s *series) day(day int, instant bool) int64 {
	wall := int64(day)*daySeconds + s.second
	if instant {
		return s.instant(wall)
	}
	return wall
}

// except reads the exclusions and overrides; those that mean nothing harm only
// themselves. An exclusion wins over an override, a later override over an earlier.
func (s *series) except(entries []Entry, zones Zones, errs []error) []error {
	for _, d := range s.entry.ExDate {
		day, ok, err := s.find(d, zones)
		if err != nil {
			errs = append(errs, err)
		} else if ok {
			s.mark(day)
		}
	}
	for i := len(entries) - 1; i >= 0; i-- {
		if o := &entries[i]; o.IsOverride() && o.UID == s.entry.UID {
			if err := s.override(o, zones); err != nil {
				errs = append(errs, err)
			}
		}
	}
	return errs
}

func (s *series) mark(day int) {
	if s.marked == nil {
		s.marked = map[int]bool{}
	}
	s.marked[day] = true
}

func (s *series) override(o *Entry, zones Zones) error {
	day, ok, err := s.find(*o.RecurrenceID, zones)
	if err != nil {
		return err
	}
	start, err := s.readTime(o.DTStart, zones)
	if err != nil {
		return err
	}
	end, err := s.readTime(o.DTEnd, zones)
	if err != nil {
		return err
	}
	if end.Before(start) {
		end = start
	}
	if ok && !s.marked[day] {
		s.mark(day)
		s.fixed = append(s.fixed, Occurrence{UID: o.UID, Start: start, End: end, RecurrenceID: s.id(day), Entry: o})
	}
	return nil
}

// find returns the day of the occurrence that a date in the calendar means: the one
// that starts at that instant, or at that local time where the date is in another
// zone, because an edit has changed that of the series.
func (s *series) find(d DateTime, zones Zones) (day int, ok bool, err error) {
	at, err := s.read(d, zones)
	if err != nil {
		return 0, false, err
	}
	wall, _ := parseWall(d.Value)
	written, other := dayOf(wall), d.TZID != s.entry.DTStart.TZID
	fits := wall == s.day(written, false)
	if !other && fits {
		return written, s.has(written), nil
	}
	day = dayOf(s.local(at))
	for _, day := range [...]int{day, day - 1} { // the day before: a gap may lie over midnight
		if s.day(day, true) == at && s.has(day) {
			return day, true, nil
		}
	}
	return written, other && fits && s.has(written), nil
}

// on returns the occurrence of a day, without its RecurrenceID.
func (s *series) on(day int) Occurrence {
	wall := s.day(day, false)
	start, end := s.instant(wall), s.instant(wall+s.length)
	if end <= start { // only the start fell into a gap and moved past the end
		end = start + s.length
	}
	return Occurrence{UID: s.entry.UID, Start: s.time(start), End: s.time(end), Entry: s.entry}
}

func (s *series) id(day int) *DateTime {
	return &DateTime{TZID: s.entry.DTStart.TZID, Value: string(appendWall(nil, s.day(day, false)))}
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
	for _, day := range days {
		all = append(all, s.on(day))
		if o := &all[first+n]; overlaps(o, from, to) {
			days[n] = day
			n++
		} else {
			all = all[:first+n]
		}
	}
	s.identify(all[first:], days)
	return all
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
