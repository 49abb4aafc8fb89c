package ical

import (
	"strings"
	"time"

	"parley/shared/calendar"
)

// place is a time zone that a file names, and the IANA zone that stands for it.
type place struct {
	tzid   string // as in the file
	line   int
	span   span   // in which its offsets matter
	series bool   // some event in it recurs
	name   string // IANA; "" when the times become UTC
	custom *custom
}

// Limits of what is done for the time zones of a file; those beyond are not known.
const (
	maxPlaces   = 1000 // names that are looked up
	maxSearched = 50   // zones of the file's own that are compared with all others
)

// findPlaces finds the zone for each TZID that the events use.
func (r *reader) findPlaces() {
	var order []*place
	use := func(d *draft, s stamp) {
		if s.form != zoned {
			return
		}
		p := r.places[s.tzid]
		if p == nil {
			p = &place{tzid: s.tzid, line: d.line}
			r.places[s.tzid] = p
			order = append(order, p)
		}
		p.span.add(s.wall)
		if d.rule != "" {
			p.series = true
			p.span.add(last(d.rule, s.wall))
		}
	}
	for _, d := range r.events {
		use(d, d.start)
		for _, s := range []*stamp{d.end, d.replaces} {
			if s != nil {
				use(d, *s)
			}
		}
		for _, s := range d.excluded {
			use(d, s)
		}
	}
	for i, p := range order {
		if i < maxPlaces {
			r.find(p)
		} else {
			r.unknown(p)
		}
	}
}

// last is until when the offsets of a series matter.
func last(rule string, start time.Time) time.Time {
	end := start.AddDate(horizon, 0, 0)
	if parsed, err := calendar.ParseRule(rule); err == nil && len(parsed.Until) >= 8 {
		if until, err := time.Parse("20060102", parsed.Until[:8]); err == nil && until.Before(end) {
			end = until
		}
	}
	return end
}

// find sets what stands for a place.
func (r *reader) find(p *place) {
	if name := r.iana(p.tzid); name != "" {
		p.name = name
		return
	}
	var c *custom
	if r.searched < maxSearched {
		c = r.definition(p)
	}
	if c == nil {
		r.unknown(p)
		return
	}
	r.searched++
	p.custom = c
	p.name = c.location
	if loc, err := r.zones.Location(p.name); err != nil || !c.agrees(loc, p.span) { // a name may be wrong
		p.name = r.same(p)
	}
	code := MappedZone
	if p.name == "" && p.series {
		code = ApproximateZone
		if p.name = r.similar(p); p.name == "" {
			p.name = r.tzid
			code = UnknownZone
		}
	}
	r.told(p, code)
}

// unknown takes the times of a place as those of the reader's zone.
func (r *reader) unknown(p *place) {
	p.name = r.tzid
	r.told(p, UnknownZone)
}

func (r *reader) told(p *place, code Code) {
	name := p.name
	if name == "" {
		name = utc
	}
	r.lost(Problem{Code: code, Component: "VTIMEZONE", Property: "TZID", Line: p.line, Detail: shorten(p.tzid) + " = " + name})
}

func (r *reader) isZone(name string) bool {
	_, err := r.zones.Location(name)
	return err == nil
}

// iana returns the IANA zone that a TZID names: as itself, behind the prefix of a
// program (/mozilla.org/20050126_1/Europe/Berlin), or by its name on Windows.
func (r *reader) iana(tzid string) string {
	if r.isZone(tzid) {
		return tzid
	}
	if rest, ok := strings.CutPrefix(tzid, "/"); ok && len(tzid) < 200 {
		for ok {
			if r.isZone(rest) {
				return rest
			}
			_, rest, ok = strings.Cut(rest, "/")
		}
	}
	if name := fromWindows(tzid); r.isZone(name) {
		return name
	}
	return ""
}

// fromWindows returns the IANA zone for one of Windows' names, "" for others.
func fromWindows(name string) string {
	_, rest, ok := strings.Cut(windowsZones, "\n"+name+"=")
	if !ok || strings.ContainsAny(name, "\n=") {
		return ""
	}
	iana, _, _ := strings.Cut(rest, "\n")
	return iana
}

// zoneOf returns the IANA name of the zone in which a time is written; start is that
// of its event, which counts for times without a zone.
func (r *reader) zoneOf(s stamp, start *stamp) string {
	switch {
	case s.form == inUTC:
		return utc
	case s.form == zoned:
		return r.places[s.tzid].name
	case s != *start && start.form != allDay && start.form != floating:
		return r.zoneOf(*start, start)
	}
	return r.tzid
}

// date returns a time in its IANA zone.
func (r *reader) date(s stamp, start *stamp) calendar.DateTime {
	name := r.zoneOf(s, start)
	if name != "" {
		return calendar.DateTime{TZID: name, Value: s.wall.Format(calendar.Layout)}
	}
	tzid := s.tzid
	if s.form != zoned {
		tzid = start.tzid
	}
	return calendar.At(r.places[tzid].custom.resolve(s.wall), utc, time.UTC)
}
