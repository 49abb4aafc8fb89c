package ical

import (
	"strings"
	"time"

	"parley/shared/calendar"
)

// stamp is a date or a time as a file says it.
type stamp struct {
	wall time.Time // labelled UTC
	form form
	tzid string // of a zoned one
}

type form byte

const (
	allDay   form = iota // DATE
	floating             // a local time without a zone
	inUTC                // a time with Z
	zoned                // a local time with TZID
)

// readStamp reads one value of a property.
func readStamp(p *property, value string) (s stamp, ok bool) {
	value = strings.ToUpper(strings.TrimSpace(value))
	s.tzid = p.parameter("TZID")
	var err error
	switch len(value) {
	case len("20060102"):
		s.form = allDay
		s.wall, err = time.Parse("20060102", value)
	case len(calendar.Layout):
		s.form = floating
		if s.tzid != "" {
			s.form = zoned
		}
		s.wall, err = time.Parse(calendar.Layout, value)
	case len(utcForm):
		s.form = inUTC
		s.wall, err = time.Parse(utcForm, value)
	default:
		return s, false
	}
	return s, err == nil
}

// length is a DURATION: days are days of the calendar, whatever their length.
type length struct {
	days  int
	exact time.Duration
}

// maxDays limits a DURATION, so that no date leaves the calendar.
const maxDays = 3660

// duration reads a DURATION value (RFC 5545 §3.3.6). Negative ones have no use here.
func duration(value string) (d length, ok bool) {
	rest, ok := strings.CutPrefix(strings.TrimPrefix(strings.ToUpper(strings.TrimSpace(value)), "+"), "P")
	n, digits, seconds := 0, false, 0
	for i := range len(rest) {
		c := rest[i]
		switch {
		case c >= '0' && c <= '9':
			n, digits = min(10*n+int(c-'0'), maxDays*86400), true
			continue
		case c == 'T' && !digits:
			continue
		case !digits:
			return d, false
		}
		switch c {
		case 'W':
			d.days += 7 * n
		case 'D':
			d.days += n
		case 'H':
			seconds += 3600 * n
		case 'M':
			seconds += 60 * n
		case 'S':
			seconds += n
		default:
			return d, false
		}
		if n, digits = 0, false; d.days > maxDays || seconds > maxDays*86400 {
			return d, false
		}
	}
	d.exact = time.Duration(seconds) * time.Second
	return d, ok && rest != "" && !digits
}
