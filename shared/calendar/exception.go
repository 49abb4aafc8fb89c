package calendar

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
	end = o.ending(start, end)
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

func (s *series) id(day int) *DateTime {
	return &DateTime{TZID: s.entry.DTStart.TZID, Value: string(appendWall(nil, s.day(day, false)))}
}
