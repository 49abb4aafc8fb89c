package calendar

import "time"

// Current returns the occurrence that is running at now (start ≤ now < end); of
// several the one that started first. Entries that mean nothing are left out here and
// in the questions below.
func Current(entries []Entry, now time.Time, zones Zones) (Occurrence, bool) {
	running, _ := Occurrences(entries, now, now.Add(1), zones)
	for _, o := range running {
		if o.End.After(now) {
			return o, true
		}
	}
	return Occurrence{}, false
}

// Next returns the earliest occurrence that starts after now; of several the first
// by uid.
func Next(entries []Entry, now time.Time, zones Zones) (next Occurrence, ok bool) {
	later := func(o *Occurrence) bool { return o.Start.After(now) }
	take := func(o *Occurrence) {
		if later(o) && (!ok || before(o, &next)) {
			next, ok = *o, true
		}
	}
	for x := expand(entries, zones); x.next(); {
		for i := range x.fixed {
			take(&x.fixed[i])
		}
		if x.recurs {
			o, _ := x.first(dayOf(x.local(now.Unix()))-1, later)
			take(&o)
		}
	}
	return next, ok
}

// Last returns the occurrence that has ended at now (end ≤ now), the latest to end;
// of several the one that started last.
func Last(entries []Entry, now time.Time, zones Zones) (last Occurrence, ok bool) {
	past := func(o *Occurrence) bool { return !o.End.After(now) }
	take := func(o *Occurrence) {
		if past(o) && (!ok || o.End.After(last.End) || o.End.Equal(last.End) && before(&last, o)) {
			last, ok = *o, true
		}
	}
	for x := expand(entries, zones); x.next(); {
		for i := range x.fixed {
			take(&x.fixed[i])
		}
		if x.recurs {
			if o, found := x.latest(dayOf(x.local(now.Unix())-x.length)+1, past); found {
				take(&o)
			}
		}
	}
	return last, ok
}

// End returns the end of the last occurrence, after overrides and exclusions. It is
// not finite for a meeting with a series that has no end or whose dates are not
// known, and zero when nothing takes place.
func End(entries []Entry, zones Zones) (end time.Time, finite bool, err error) {
	finite = true
	x := expand(entries, zones)
	for x.next() {
		finite = finite && !x.endless
		if latest := x.latestEnd(); latest.After(end) {
			end = latest
		}
	}
	err = x.err()
	if !finite {
		end = time.Time{}
	}
	return end, finite && err == nil, err
}

func (s *series) latestEnd() (end time.Time) {
	if s.endless {
		return end
	}
	for i := range s.fixed {
		if s.fixed[i].End.After(end) {
			end = s.fixed[i].End
		}
	}
	if s.recurs {
		o, _ := s.latest(lastDay, func(*Occurrence) bool { return true })
		if o.End.After(end) {
			end = o.End
		}
	}
	return end
}

// Find returns one occurrence: that of a series at recurrenceID, whether moved or
// not, or, where recurrenceID is nil, that of a single event. The occurrences that
// are excluded, and those that the rule does not yield, are not found.
func Find(entries []Entry, uid string, recurrenceID *DateTime, zones Zones) (Occurrence, bool) {
	for x := expand(entries, zones); x.next(); {
		switch {
		case x.entry.UID != uid || x.recurs != (recurrenceID != nil):
		case !x.recurs:
			return x.fixed[0], true
		default:
			return x.occurrence(*recurrenceID, zones)
		}
	}
	return Occurrence{}, false
}

// occurrence returns the one that a RECURRENCE-ID means.
func (s *series) occurrence(id DateTime, zones Zones) (Occurrence, bool) {
	day, ok, err := s.find(id, zones)
	if err != nil || !ok {
		return Occurrence{}, false
	}
	canonical := s.id(day)
	for _, o := range s.fixed {
		if *o.RecurrenceID == *canonical {
			return o, true
		}
	}
	if s.marked[day] {
		return Occurrence{}, false
	}
	o := s.on(day)
	o.RecurrenceID = canonical
	return o, true
}
