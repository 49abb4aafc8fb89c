package ical

import (
	"strconv"
	"time"

	"parley/shared/calendar"
)

// Zones whose changes are the same every year are written as if they had always
// been, which is what Outlook and Google accept; epoch is always.
const epoch = 1970

// lastYear is the last year in which a zone is looked at: its final rules, which
// hold for ever, have been in force for long.
const lastYear = 2100

// timezone writes a VTIMEZONE (RFC 5545 §3.6.5) that is right in the time in which
// events use the zone: two yearly changes if the zone has these, else each change
// of that time, and the yearly ones from where they begin.
func (e *encoder) timezone(z *zone) {
	e.start("BEGIN").plain("VTIMEZONE")
	e.start("TZID").plain(z.tzid)
	first, last := years(z.from.In(z.loc), z.to.In(z.loc))
	from := time.Date(first, 1, 1, 0, 0, 0, 0, time.UTC)
	all := transitions(z.loc, from.Add(-calendarDay), from.AddDate(last-first+1, 0, 1))
	if two, ok := pair(all, first, last); ok {
		for _, y := range two {
			e.yearly(y, min(epoch, first-1))
		}
	} else {
		e.initial(z.loc, from.Add(-calendarDay))
		e.changes(all, first, last)
	}
	e.start("END").plain("VTIMEZONE")
}

const calendarDay = 24 * time.Hour

// years limits the time that is looked at to sensible years.
func years(from, to time.Time) (first, last int) {
	first = min(max(from.Year(), 2), lastYear)
	return first, max(min(to.Year(), lastYear), first)
}

// changes writes each change, and the yearly ones as such from the first year of
// which on they are regular.
func (e *encoder) changes(all []transition, first, last int) {
	for i, t := range all {
		year := t.wall().Year()
		if two, ok := pair(all[i:], year, last); ok && year < last {
			for _, y := range two {
				e.yearly(y, year)
			}
			return
		}
		e.observance(t, t.wall())
		e.end(t)
	}
}

// initial writes the offset that holds before all changes.
func (e *encoder) initial(loc *time.Location, at time.Time) {
	name, offset := at.In(loc).Zone()
	t := transition{from: offset, to: offset, name: name}
	start := time.Date(min(epoch, at.Year()), 1, 1, 0, 0, 0, 0, time.UTC)
	e.observance(t, start)
	e.end(t)
}

func (e *encoder) yearly(y yearly, from int) {
	start := y.in(from)
	e.observance(y.transition, start)
	e.start("RRULE").plain("FREQ=YEARLY;BYMONTH=" + strconv.Itoa(int(y.month)) +
		";BYDAY=" + strconv.Itoa(y.nth) + weekdayNames[2*y.weekday:][:2])
	e.end(y.transition)
}

const weekdayNames = "SUMOTUWETHFRSA"

// observance begins a STANDARD or DAYLIGHT component.
func (e *encoder) observance(t transition, start time.Time) {
	e.start("BEGIN").plain(t.kind())
	e.start("DTSTART").plain(start.Format(calendar.Layout))
	e.start("TZOFFSETFROM").plain(offset(t.from))
	e.start("TZOFFSETTO").plain(offset(t.to))
	if isAbbreviation(t.name) {
		e.start("TZNAME").plain(t.name)
	}
}

func (e *encoder) end(t transition) { e.start("END").plain(t.kind()) }

func (t transition) kind() string {
	if t.daylight {
		return "DAYLIGHT"
	}
	return "STANDARD"
}

// offset is a UTC-OFFSET value (RFC 5545 §3.3.14).
func offset(seconds int) string {
	sign := byte('+')
	if seconds < 0 {
		sign, seconds = '-', -seconds
	}
	text := digits([]byte{sign}, seconds/3600)
	text = digits(text, seconds/60%60)
	if seconds%60 != 0 {
		text = digits(text, seconds%60)
	}
	return string(text)
}

func digits(to []byte, n int) []byte { return append(to, byte('0'+n/10%10), byte('0'+n%10)) }

// isAbbreviation reports whether a zone's abbreviation is letters: where there are
// none, it is an offset.
func isAbbreviation(name string) bool {
	for _, r := range name {
		if (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') {
			return false
		}
	}
	return name != ""
}
