package calendar

import "errors"

// Normalize returns the entries as they are written out: each series starts with
// its first instance, has its rule in canonical text (UNTIL in UTC, as RFC 5545 §3.3.10
// wants it of a start with a zone), and its exclusions sorted, without duplicates and
// without those that match no instance. Exclusions and recurrence ids are local times
// in the zone of their series. Overrides stay, also those of an occurrence that the
// rule does not yield, and so does the text of a rule that is not expanded. What
// cannot be read stays as it is and is reported in the error, which joins one error for
// each. The entries given are not changed.
func Normalize(entries []Entry, zones Zones) ([]Entry, error) {
	all := append([]Entry(nil), entries...)
	var errs []error
	x := expand(entries, zones)
	for x.next() {
		if !x.recurs {
			continue
		}
		errs = x.normalize(&all[x.at-1], zones, errs)
		for i := range all {
			if e := &all[i]; e.IsOverride() && e.UID == x.entry.UID {
				if day, ok, _ := x.find(*e.RecurrenceID, zones); ok {
					e.RecurrenceID = x.id(day)
				}
			}
		}
	}
	return all, errors.Join(append(errs, x.errs...)...)
}

func (s *series) normalize(e *Entry, zones Zones, errs []error) []error {
	days, unread := s.excluded(zones)
	e.ExDate = unread
	for _, day := range days {
		e.ExDate = append(e.ExDate, *s.id(day))
	}
	if c := s.forward(s.start, lastDay); c.next() && c.day != s.start {
		if err := s.moveEnd(e, c.day, zones); err != nil {
			errs = append(errs, err)
		}
		e.DTStart = *s.id(c.day)
	}
	rule := s.rule
	if u, err := parseUntil(rule.Until); err == nil {
		if !u.utc {
			u.second = s.instant(u.second)
		}
		rule.Until = string(appendWall(nil, u.second)) + "Z"
	}
	e.RRule = rule.String()
	return errs
}

// excluded returns the days that EXDATE takes out, in order, and the dates that
// cannot be read.
func (s *series) excluded(zones Zones) (days []int, unread []DateTime) {
	for _, d := range s.entry.ExDate {
		day, ok, err := s.find(d, zones)
		switch {
		case err != nil:
			unread = append(unread, d)
		case ok:
			days = insert(days, day)
		}
	}
	return days, unread
}

// moveEnd lets the first occurrence end as the rule has it on that day.
func (s *series) moveEnd(e *Entry, day int, zones Zones) error {
	loc, err := zones.Location(e.DTEnd.TZID)
	if err == nil {
		wall := s.day(day, false) + s.length
		if e.DTEnd.TZID != e.DTStart.TZID {
			wall = (&zoneClock{loc: loc}).local(s.instant(wall))
		}
		e.DTEnd.Value = string(appendWall(nil, wall))
	}
	return err
}
