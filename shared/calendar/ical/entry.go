package ical

import (
	"time"

	"parley/shared/calendar"
	"parley/shared/fault"
)

// entry makes an entry of an event, and reports whether it is valid. It is no
// override yet.
func (r *reader) entry(d *draft, uid string) (calendar.Entry, bool) {
	e := calendar.Entry{UID: uid, DTStart: r.date(d.start, &d.start), DTEnd: r.end(d), RRule: d.rule}
	switch {
	case d.replaces != nil && d.rule != "":
		r.lost(d.about(Unsupported, "RRULE", d.rule))
		e.RRule = ""
	case d.rule == "" && len(d.excluded) > 0:
		r.lost(d.about(Unsupported, "EXDATE", ""))
	case d.rule != "":
		for _, s := range d.excluded {
			e.ExDate = append(e.ExDate, r.date(onDay(s, &d.start), &d.start))
		}
	}
	if !r.valid(d, &e, nil) {
		return e, false
	}
	switch d.start.form {
	case allDay:
		r.lost(Problem{Code: AllDay, Component: "VEVENT", Property: "DTSTART", Line: d.line, Detail: r.tzid})
	case floating:
		r.lost(Problem{Code: Floating, Component: "VEVENT", Property: "DTSTART", Line: d.line, Detail: r.tzid})
	}
	return e, true
}

// valid tells what is wrong with an entry. A rule is removed, all else makes it
// unusable.
func (r *reader) valid(d *draft, e, series *calendar.Entry) bool {
	entries := []calendar.Entry{*e}
	if series != nil {
		entries = append(entries, calendar.Entry{UID: series.UID, DTStart: series.DTStart, DTEnd: series.DTEnd, RRule: series.RRule})
	}
	for _, f := range calendar.Validate(entries, "", r.zones) {
		if f.Code == fault.BadRule {
			p := d.about(BadRule, "RRULE", e.RRule)
			p.Line = d.ruleLine
			r.lost(p)
			e.RRule, e.ExDate = "", nil
			continue
		}
		r.lost(d.about(codeOf(f.Code), "", e.DTStart.TZID))
		return false
	}
	return true
}

func codeOf(c fault.Code) Code {
	switch c {
	case fault.EndBeforeStart:
		return NoLength
	case fault.UnknownZone:
		return UnknownZone
	case fault.TooMany:
		return TooMany
	}
	return BadDate
}

// end is the end of an event: DTEND, or DTSTART and DURATION, or the end of the day.
func (r *reader) end(d *draft) calendar.DateTime {
	switch {
	case d.end != nil:
		return r.date(*d.end, &d.start)
	case d.length != nil:
		s := d.start
		s.wall = s.wall.AddDate(0, 0, d.length.days)
		return r.after(r.date(s, &d.start), d.length.exact, d.rule != "")
	case d.start.form == allDay:
		s := d.start
		s.wall = s.wall.AddDate(0, 0, 1)
		return r.date(s, &d.start)
	}
	return r.date(d.start, &d.start)
}

// after is a time after a date: by the clock on the wall for a series, which keeps
// that, whatever happens on its first day; by a clock that runs on for a single event,
// in UTC where the zone's clock would show that time twice.
func (r *reader) after(d calendar.DateTime, t time.Duration, series bool) calendar.DateTime {
	at, err := d.Time(r.zones)
	if err != nil || t == 0 {
		return d
	}
	if wall, err := d.Wall(); err == nil && series {
		return calendar.DateTime{TZID: d.TZID, Value: wall.Add(t).Format(calendar.Layout)}
	}
	end := calendar.At(at.Add(t), d.TZID, at.Location())
	if back, err := end.Time(r.zones); err == nil && back.Equal(at.Add(t)) {
		return end
	}
	return calendar.At(at.Add(t), utc, time.UTC)
}
