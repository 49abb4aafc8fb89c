package ical

import (
	"strconv"
	"strings"
	"time"

	"parley/shared/calendar"
)

// draft is a VEVENT whose times are not in any zone yet.
type draft struct {
	line       int
	uid        string // as in the file
	meeting    Meeting
	start      stamp
	end        *stamp
	length     *length
	replaces   *stamp // RECURRENCE-ID
	excluded   []stamp
	rule       string
	ruleLine   int
	unreadable bool // a time cannot be read: the event is left out
}

// event reads a VEVENT (RFC 5545 §3.6.1).
func (r *reader) event(c *component) *draft {
	d := &draft{line: c.line}
	seen := map[string]bool{}
	for i := range c.properties {
		p := &c.properties[i]
		if p.name == "UID" && d.uid == "" {
			d.uid = text(p)
		}
	}
	for i := range c.properties {
		p := &c.properties[i]
		if seen[p.name] && isSingle(p.name) {
			r.lost(d.problem(Duplicate, p))
			continue
		}
		seen[p.name] = true
		if !r.when(d, p) && !r.what(d, p) {
			r.unsupported(c, p)
		}
	}
	for _, child := range c.children {
		r.lost(Problem{Code: Unsupported, Component: shorten(child.name), Line: child.line})
	}
	if !seen["DTSTART"] {
		r.lost(Problem{Code: Missing, Component: c.name, UID: shorten(d.uid), Property: "DTSTART", Line: d.line})
		d.unreadable = true
	}
	return d
}

func (d *draft) problem(code Code, p *property) Problem {
	return Problem{Code: code, Component: "VEVENT", UID: shorten(d.uid), Property: p.name, Line: p.line, Detail: shorten(p.value)}
}

// isSingle reports whether an event may have the property once only, or Parley can
// hold one only.
func isSingle(name string) bool {
	switch name {
	case "UID", "DTSTART", "DTEND", "DURATION", "RECURRENCE-ID", "RRULE", "SUMMARY", "DESCRIPTION",
		"LOCATION", "URL", "ORGANIZER", "STATUS", "SEQUENCE", "LAST-MODIFIED":
		return true
	}
	return false
}

// when reads the properties that are times, and reports whether p is one.
func (r *reader) when(d *draft, p *property) bool {
	var ok bool
	var at stamp
	var l length
	switch p.name {
	case "DTSTART":
		d.start, ok = readStamp(p, p.value)
	case "DTEND":
		at, ok = readStamp(p, p.value)
		d.end = &at
	case "DURATION":
		l, ok = duration(p.value)
		d.length = &l
	case "RECURRENCE-ID":
		at, ok = readStamp(p, p.value)
		d.replaces = &at
		if p.parameter("RANGE") != "" {
			r.lost(d.problem(Unsupported, p))
		}
	case "EXDATE":
		if !r.excluded(d, p) {
			r.lost(d.problem(BadDate, p))
		}
		ok = true
	case "RRULE":
		d.rule, d.ruleLine, ok = strings.TrimRight(strings.TrimSpace(p.value), ";"), p.line, true
	default:
		return false
	}
	if !ok {
		r.lost(d.problem(BadDate, p))
		d.unreadable = true
	}
	return true
}

func (r *reader) excluded(d *draft, p *property) bool {
	all := true
	for rest, more := p.value, true; more; {
		var value string
		value, rest, more = strings.Cut(rest, ",")
		if len(d.excluded) == calendar.MaxExDates {
			r.lost(Problem{Code: TooMany, Component: "VEVENT", UID: shorten(d.uid), Property: p.name, Line: p.line})
			break
		}
		s, ok := readStamp(p, value)
		if ok {
			d.excluded = append(d.excluded, s)
		}
		all = all && ok
	}
	return all
}

// Limits of what one event is read with.
const (
	maxCategories = 100
	maxAttendees  = 10_000
)

// addCategories adds a list of TEXT values, and reports whether all had room.
func (m *Meeting) addCategories(value string) bool {
	for more := true; more; {
		if len(m.Categories) == maxCategories {
			return false
		}
		var category string
		category, value, more = nextText(value)
		m.Categories = append(m.Categories, category)
	}
	return true
}

// what reads the other properties of a meeting, and reports whether p is one.
func (r *reader) what(d *draft, p *property) bool {
	m := &d.meeting
	switch p.name {
	case "SUMMARY":
		m.Title = text(p)
	case "DESCRIPTION":
		m.Description = text(p)
	case "LOCATION":
		m.Location = text(p)
	case "CATEGORIES":
		if !m.addCategories(p.value) {
			r.lost(d.problem(TooMany, p))
		}
	case "URL":
		m.URL = uri(p)
	case "CONFERENCE":
		c := Conference{URI: uri(p), Label: p.parameter("LABEL")}
		if features := p.parameter("FEATURE"); features != "" {
			c.Features = strings.Split(features, ",")
		}
		m.Conferences = append(m.Conferences, c)
	case "ORGANIZER":
		m.Organizer = &Person{Address: uri(p), Name: p.parameter("CN")}
	case "ATTENDEE":
		status := Status(strings.ToUpper(p.parameter("PARTSTAT")))
		if len(m.Attendees) == maxAttendees {
			r.lost(d.problem(TooMany, p))
			break
		}
		m.Attendees = append(m.Attendees, Person{Address: uri(p), Name: p.parameter("CN"), Status: partstat(status)})
	case "STATUS":
		r.status(d, p)
	case "SEQUENCE":
		n, err := strconv.Atoi(p.value)
		if err == nil {
			m.Sequence = min(max(n, 0), maxEdits)
		}
	case "LAST-MODIFIED":
		m.Updated, _ = time.Parse(utcForm, p.value)
	case "UID", "DTSTAMP", "CREATED":
	default:
		return false
	}
	return true
}

func (r *reader) status(d *draft, p *property) {
	switch strings.ToUpper(p.value) {
	case "CANCELLED":
		d.meeting.Cancelled = true
	case "CONFIRMED":
	default:
		r.lost(d.problem(Unsupported, p))
	}
}

func uri(p *property) string { return clean(strings.TrimSpace(p.value)) }
