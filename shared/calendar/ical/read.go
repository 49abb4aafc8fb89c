package ical

import (
	"errors"
	"strings"
	"time"

	"parley/shared/calendar"
	"parley/shared/fault"
)

// maxProblems is how many different problems of a file are told.
const maxProblems = 1000

var (
	errRead = errors.New("the file cannot be read")
	errZone = errors.New("unknown time zone")
)

// Read returns the meetings of a file, one per UID, in the order of the file. The
// entries pass calendar.Validate. Times without a zone and whole days are taken as
// those of the zone that the file names (X-WR-TIMEZONE), else of tzid.
//
// An error is a *fault.Fault: the file is too large, or holds no calendar. All that
// does not get into the meetings is told as a problem, except for what only concerns
// the file (such as DTSTAMP).
func Read(data []byte, tzid string, zones calendar.Zones) (f Feed, problems []Problem, err error) {
	r := &reader{tzid: tzid, zones: remember(zones), seen: map[Problem]int{}, custom: map[string]*component{}, places: map[string]*place{}}
	defer func() {
		if recover() != nil {
			f, problems, err = Feed{}, nil, &fault.Fault{Code: fault.Malformed, Cause: errRead}
		}
	}()
	root, err := parse(data, r.lost)
	if err != nil {
		return Feed{}, nil, err
	}
	r.components(root)
	r.findPlaces()
	r.meetings()
	return r.feed, r.problems, nil
}

// reader collects what a file holds.
type reader struct {
	tzid      string
	zones     calendar.Zones
	feed      Feed
	problems  []Problem
	seen      map[Problem]int       // place in problems, by what makes them different
	custom    map[string]*component // VTIMEZONE, by TZID
	events    []*draft
	places    map[string]*place // by TZID
	searched  int               // custom zones that were compared with others
	wellKnown []wellKnown
}

// lost tells a problem, once for all of its kind.
func (r *reader) lost(p Problem) {
	key := p
	key.Line = 0
	if i, ok := r.seen[key]; ok {
		r.problems[i].Count++
		return
	}
	if len(r.problems) >= maxProblems {
		last := &r.problems[maxProblems-1]
		*last = Problem{Code: TooMany, Line: last.Line, Count: last.Count + 1}
		return
	}
	p.Count = 1
	r.seen[key] = len(r.problems)
	r.problems = append(r.problems, p)
}

func (r *reader) components(parent *component) {
	for _, c := range parent.children {
		switch c.name {
		case "VCALENDAR":
			r.calendar(c)
			r.components(c)
		case "VTIMEZONE":
			r.timezone(c)
		case "VEVENT":
			r.events = append(r.events, r.event(c))
		default:
			r.lost(Problem{Code: Unsupported, Component: shorten(c.name), Line: c.line})
		}
	}
}

// calendar reads what a file says about itself.
func (r *reader) calendar(c *component) {
	for i := range c.properties {
		p := &c.properties[i]
		switch p.name {
		case "NAME":
			r.feed.Name = text(p)
		case "X-WR-CALNAME":
			if r.feed.Name == "" {
				r.feed.Name = text(p)
			}
		case "REFRESH-INTERVAL", "X-PUBLISHED-TTL":
			if every, ok := duration(p.value); ok && every.exact > 0 && every.days == 0 {
				r.feed.Refresh = every.exact
			}
		case "X-WR-TIMEZONE":
			if _, err := r.zones.Location(p.value); err == nil {
				r.tzid = p.value
			}
		case "VERSION", "PRODID", "METHOD":
		case "CALSCALE":
			if !strings.EqualFold(p.value, "GREGORIAN") {
				r.unsupported(c, p)
			}
		default:
			r.unsupported(c, p)
		}
	}
}

// unsupported tells that a property has no place in a meeting.
func (r *reader) unsupported(c *component, p *property) {
	r.lost(Problem{Code: Unsupported, Component: c.name, Property: shorten(p.name), Line: p.line})
}

// text is the value of a property that is one TEXT; commas that should have been
// escaped are part of it.
func text(p *property) string { return unescape(p.value) }

// span is a time in the life of a file's zones, in local time labelled UTC.
type span struct{ from, to time.Time }

func (s *span) add(t time.Time) {
	if s.from.IsZero() || t.Before(s.from) {
		s.from = t
	}
	if t.After(s.to) {
		s.to = t
	}
}

// remember asks for each zone once.
func remember(zones calendar.Zones) calendar.Zones {
	known := map[string]*time.Location{}
	return calendar.ZoneFunc(func(name string) (*time.Location, error) {
		loc, ok := known[name]
		if !ok {
			loc, _ = zones.Location(name)
			known[name] = loc
		}
		if loc == nil {
			return nil, errZone
		}
		return loc, nil
	})
}
