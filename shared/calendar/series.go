package calendar

import (
	"errors"
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
	ends := s.local(end)
	if e.DTEnd.TZID == e.DTStart.TZID {
		ends, _ = parseWall(e.DTEnd.Value) // which a gap on the first day does not move
	}
	s.second, s.length = wall-int64(day)*daySeconds, max(ends-wall, 0)
	if e.IsSeries() && s.length > int64(MaxLength/time.Second)+daySeconds {
		return errTooLong
	}
	if e.IsSeries() {
		if err := s.rule.parse(e.RRule); err != nil {
			return err
		}
		s.endless = s.rule.Endless() || !s.rule.expandable(wall)
		s.recurs = s.rule.expandable(wall)
	}
	if !s.recurs {
		o := s.lasting(s.instant(wall), end)
		o.End = e.ending(o.Start, o.End)
		s.fixed = []Occurrence{o}
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
