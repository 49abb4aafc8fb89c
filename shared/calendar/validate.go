package calendar

import (
	"errors"
	"strconv"
	"time"
	"unicode/utf8"

	"parley/shared/fault"
)

// Limits of one meeting's calendar.
const (
	MaxEntries = 1000 // entries of one meeting, overrides included
	MaxSeries  = 50   // series of one meeting
	MaxExDates = 1000 // excluded dates of one series
	MaxUID     = 255  // characters of a uid

	MaxLength = 366 * 24 * time.Hour // of an occurrence of a series
)

// Validate lists all that is wrong with the entries of one meeting. path is the
// JSON path of the array, such as "data.calendar".
func Validate(entries []Entry, path string, zones Zones) fault.List {
	switch {
	case len(entries) == 0:
		return fault.List{fault.New(fault.Required, path)}
	case len(entries) > MaxEntries:
		return fault.List{fault.New(fault.TooMany, path)}
	}
	v := validator{zones: zones, series: map[string]bool{}}
	recurring := 0
	for i, e := range entries {
		if e.IsOverride() {
			continue
		}
		if _, twice := v.series[e.UID]; twice {
			v.add(fault.DuplicateUID, at(path, i)+".uid", nil)
		}
		v.series[e.UID] = e.IsSeries()
		if e.IsSeries() {
			recurring++
		}
	}
	if recurring > MaxSeries {
		v.add(fault.TooMany, path, nil)
	}
	for i, e := range entries {
		v.entry(e, at(path, i))
	}
	return v.faults
}

var (
	errTooFast = errors.New("FREQ: want DAILY, WEEKLY, MONTHLY or YEARLY")
	errTooLong = errors.New("an occurrence of a series lasts longer than 366 days")
)

type validator struct {
	zones  Zones
	series map[string]bool // uid of each entry that is no override: is it a series?
	faults fault.List
}

func (v *validator) add(code fault.Code, field string, cause error) {
	v.faults = append(v.faults, &fault.Fault{Code: code, Field: field, Cause: cause})
}

func (v *validator) entry(e Entry, path string) {
	switch {
	case e.UID == "":
		v.add(fault.Required, path+".uid", nil)
	case utf8.RuneCountInString(e.UID) > MaxUID:
		v.add(fault.TooLong, path+".uid", nil)
	}
	started, ended := v.dateTime(e.DTStart, path+".dtstart"), v.dateTime(e.DTEnd, path+".dtend")
	if started && ended {
		switch span, _ := spanOf(&e, v.zones); {
		case !span.End.After(span.Start):
			v.add(fault.EndBeforeStart, path+".dtend", nil)
		case e.IsSeries() && span.End.Sub(span.Start) > MaxLength:
			v.add(fault.BadRule, path+".rrule", errTooLong)
		}
	}
	if e.RRule != "" {
		rule, err := ParseRule(e.RRule)
		if err == nil && !rule.Slow() {
			err = errTooFast
		}
		if err != nil {
			v.add(fault.BadRule, path+".rrule", err)
		}
	}
	if len(e.ExDate) > MaxExDates {
		v.add(fault.TooMany, path+".exdate", nil)
		return
	}
	for i, d := range e.ExDate {
		v.dateTime(d, at(path+".exdate", i))
	}
	if e.IsOverride() {
		if v.dateTime(*e.RecurrenceID, path+".recurrenceId") && !v.series[e.UID] {
			v.add(fault.BadRecurrence, path+".recurrenceId", nil)
		}
	}
}

func (v *validator) dateTime(d DateTime, path string) bool {
	if d == (DateTime{}) {
		v.add(fault.Required, path, nil)
		return false
	}
	n := len(v.faults)
	if d.TZID == "" {
		v.add(fault.Required, path+".tzid", nil)
	} else if _, err := v.zones.Location(d.TZID); err != nil {
		v.add(fault.UnknownZone, path+".tzid", nil)
	}
	if d.Value == "" {
		v.add(fault.Required, path+".value", nil)
	} else if _, err := d.Wall(); err != nil {
		v.add(fault.BadDate, path+".value", nil)
	}
	return len(v.faults) == n
}

func at(path string, i int) string { return path + "[" + strconv.Itoa(i) + "]" }
