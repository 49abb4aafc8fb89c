// Package calendar holds the entries of a meeting and the only date logic of
// Parley: validation, recurrence, time zones and occurrences. It is pure: no
// clock, no state, no time zone files of its own (see Zones), and the same in
// bot and widget.
//
// The dates of a rule are generated without a zone, counted in days; times are
// turned into instants here only. Source: RFC 5545.
package calendar

import (
	"errors"
	"strings"
	"time"
)

// Layout is the form of DateTime.Value: RFC 5545 §3.3.5 form 1, local time.
const Layout = "20060102T150405"

// DateTime is a local date and time in an IANA time zone, as calendar entries
// hold it on the wire.
type DateTime struct {
	TZID  string `json:"tzid"`
	Value string `json:"value"`
}

// Entry is one calendar entry of a meeting: a single event (no RRule, no
// RecurrenceID), a series (RRule) or an override of one occurrence of the
// series with the same UID (RecurrenceID).
type Entry struct {
	UID          string     `json:"uid"`
	DTStart      DateTime   `json:"dtstart"`
	DTEnd        DateTime   `json:"dtend"`
	RRule        string     `json:"rrule,omitempty"`
	ExDate       []DateTime `json:"exdate,omitempty"`
	RecurrenceID *DateTime  `json:"recurrenceId,omitempty"`
}

// Zones finds time zones by IANA name. The bot reads those linked into it, the
// widget those it has fetched. An error means that the zone is not known (yet).
type Zones interface {
	Location(name string) (*time.Location, error)
}

// ZoneFunc adapts a function such as time.LoadLocation to Zones. It refuses the
// names that only mean something on one machine.
type ZoneFunc func(name string) (*time.Location, error)

var (
	errNoZone = errors.New("not an IANA time zone name")
	errNoDate = errors.New("want a date of the form yyyyMMddTHHmmss")
)

// Location implements Zones.
func (f ZoneFunc) Location(name string) (*time.Location, error) {
	if name == "" || name == "Local" || len(name) > 64 {
		return nil, errNoZone
	}
	return f(name)
}

// Wall returns the local date and time, labelled UTC.
func (d DateTime) Wall() (time.Time, error) {
	wall, ok := parseWall(d.Value)
	if !ok {
		return time.Time{}, errNoDate
	}
	return time.Unix(wall, 0).UTC(), nil
}

// Time returns the instant. A local time that a change of offset skips moves
// forward by the gap, one that it repeats is the first (RFC 5545 §3.3.5).
func (d DateTime) Time(zones Zones) (time.Time, error) {
	wall, err := d.Wall()
	if err != nil {
		return time.Time{}, err
	}
	loc, err := zones.Location(d.TZID)
	if err != nil {
		return time.Time{}, err
	}
	return Resolve(wall, loc), nil
}

// At returns the local date and time of an instant in a zone.
func At(t time.Time, tzid string, loc *time.Location) DateTime {
	return DateTime{TZID: tzid, Value: t.In(loc).Format(Layout)}
}

// Resolve turns a local time, labelled UTC, into the instant in a zone. Unlike
// time.Date, whose choice around a change of offset is not defined, it follows
// RFC 5545 §3.3.5: gaps move forward, overlaps are the first.
func Resolve(wall time.Time, loc *time.Location) time.Time {
	before, after := offsetAt(wall.Add(-24*time.Hour), loc), offsetAt(wall.Add(24*time.Hour), loc)
	early, late := wall.Add(-before), wall.Add(-after)
	if offsetAt(early, loc) != before && offsetAt(late, loc) == after {
		return late.In(loc)
	}
	return early.In(loc)
}

func offsetAt(t time.Time, loc *time.Location) time.Duration {
	_, seconds := t.In(loc).Zone()
	return time.Duration(seconds) * time.Second
}

// IsOverride reports whether the entry replaces one occurrence of a series.
func (e Entry) IsOverride() bool { return e.RecurrenceID != nil }

// IsSeries reports whether the entry recurs.
func (e Entry) IsSeries() bool { return e.RRule != "" && e.RecurrenceID == nil }

// ZoneNames returns the distinct time zone names that the entries use.
func ZoneNames(entries []Entry) []string {
	var names []string
	add := func(d DateTime) {
		for _, n := range names {
			if n == d.TZID {
				return
			}
		}
		names = append(names, strings.Clone(d.TZID))
	}
	for _, e := range entries {
		add(e.DTStart)
		add(e.DTEnd)
		for _, d := range e.ExDate {
			add(d)
		}
		if e.RecurrenceID != nil {
			add(*e.RecurrenceID)
		}
	}
	return names
}
