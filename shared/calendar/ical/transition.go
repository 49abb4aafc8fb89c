package ical

import (
	"sort"
	"time"
)

// transition is a change of a zone's offset.
type transition struct {
	at       time.Time // the instant
	from, to int       // offsets in seconds east of UTC
	daylight bool      // summer time begins
	name     string    // abbreviation afterwards
}

// wall is the local time of the change, before it, labelled UTC.
func (t transition) wall() time.Time { return t.at.Add(time.Duration(t.from) * time.Second).UTC() }

// maxTransitions bounds a VTIMEZONE, and the work for it.
const maxTransitions = 1000

// transitions returns all changes of offset after from and before to.
func transitions(loc *time.Location, from, to time.Time) []transition {
	var all []transition
	for at := from.In(loc); len(all) < maxTransitions; {
		end := nextChange(at)
		if end.IsZero() || !end.Before(to) {
			break
		}
		_, before := at.Zone()
		name, after := end.Zone()
		if before != after {
			// Where "summer" is the zone's name for its earlier clock (Ireland, Morocco)
			// the later clock counts as daylight time, as everywhere.
			daylight := after > before && (at.IsDST() || end.IsDST())
			all = append(all, transition{at: end, from: before, to: after, daylight: daylight, name: name})
		}
		at = end
	}
	return all
}

// nextChange returns an instant after at up to which the offset does not change, zero
// when it never does.
func nextChange(at time.Time) time.Time {
	_, end := at.ZoneBounds()
	if end.IsZero() || end.After(at) {
		return end
	}
	// On the last day of a leap year the bounds end before the time asked for.
	_, before := at.Zone()
	seconds := 1 + sort.Search(86400, func(i int) bool {
		_, offset := at.Add(time.Duration(i+1) * time.Second).Zone()
		return offset != before
	})
	return at.Add(time.Duration(seconds) * time.Second)
}

// yearly is a change of offset that comes every year.
type yearly struct {
	transition // the first
	month      time.Month
	weekday    time.Weekday
	nth        int // of the month; -1 is the last
}

// pair returns the two changes that all years from the first to the last have, and
// whether they are the same in each: on the nth or last weekday of a month, at the
// same local time.
func pair(all []transition, first, last int) (two [2]yearly, ok bool) {
	if len(all) != 2*(last-first+1) {
		return two, false
	}
	for i := range two {
		if two[i], ok = fit(all[i:], first); !ok {
			return two, false
		}
	}
	return two, true
}

// fit finds the rule of every second of the changes, the first of which is in the
// year given.
func fit(all []transition, year int) (yearly, bool) {
	start := all[0].wall()
	y := yearly{transition: all[0], month: start.Month(), weekday: start.Weekday(), nth: nth(start)}
	last := true
	for i := 0; i < len(all); i += 2 {
		t, wall := all[i], all[i].wall()
		if wall.Year() != year+i/2 || wall.Month() != y.month || wall.Weekday() != y.weekday ||
			clock(wall) != clock(start) || t.from != y.from || t.to != y.to || t.daylight != y.daylight {
			return y, false
		}
		last = last && wall.AddDate(0, 0, 7).Month() != y.month
		if nth(wall) != y.nth {
			y.nth = 0
		}
	}
	if last {
		y.nth = -1
	}
	return y, y.nth != 0
}

// nth is which of its weekdays in the month a day is.
func nth(t time.Time) int { return (t.Day()-1)/7 + 1 }

func clock(t time.Time) time.Duration {
	return time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute + time.Duration(t.Second())*time.Second
}

// in returns the local time of the change in a year.
func (y yearly) in(year int) time.Time {
	day := time.Date(year, y.month, 1, 0, 0, 0, 0, time.UTC)
	day = day.AddDate(0, 0, int(y.weekday-day.Weekday()+7)%7)
	if y.nth > 0 {
		return day.AddDate(0, 0, 7*(y.nth-1)).Add(clock(y.wall()))
	}
	for day.AddDate(0, 0, 7).Month() == y.month {
		day = day.AddDate(0, 0, 7)
	}
	return day.Add(clock(y.wall()))
}
