package ical

import (
	"strconv"
	"strings"
	"time"
)

// wellKnown is a zone that may stand for one of a file's own.
type wellKnown struct {
	name string
	loc  *time.Location
}

// preferred are tried before all others: zones by which people know a time.
const preferred = "Europe/Berlin Europe/London Europe/Athens America/New_York America/Chicago America/Denver " +
	"America/Los_Angeles Asia/Tokyo Asia/Shanghai Asia/Kolkata Australia/Sydney"

// candidates are the zones of Windows, and before them the reader's own and the
// preferred ones.
func (r *reader) candidates() []wellKnown {
	if r.wellKnown != nil {
		return r.wellKnown
	}
	names := append([]string{r.tzid}, strings.Fields(preferred)...)
	for _, line := range strings.Split(windowsZones, "\n") {
		_, name, _ := strings.Cut(line, "=")
		names = append(names, name)
	}
	for _, name := range names {
		if loc, err := r.zones.Location(name); err == nil {
			r.wellKnown = append(r.wellKnown, wellKnown{name, loc})
		}
	}
	return r.wellKnown
}

// same returns a zone whose offsets are those of a file's own zone in the time in
// which that is used, "" when there is none.
func (r *reader) same(p *place) string {
	for _, each := range r.candidates() {
		if p.custom.agrees(each.loc, p.span) {
			return each.name
		}
	}
	return ""
}

func (z *custom) agrees(loc *time.Location, s span) bool {
	from, to := s.from.Add(-2*calendarDay), s.to.Add(2*calendarDay)
	same := func(at time.Time) bool {
		_, offset := at.In(loc).Zone()
		return offset == z.offset(at)
	}
	if !same(from) {
		return false
	}
	for _, c := range z.changes {
		if c.at.After(from) && c.at.Before(to) && !(same(c.at) && same(c.at.Add(-time.Second))) {
			return false
		}
	}
	for _, t := range transitions(loc, from, to) {
		if !same(t.at) || !same(t.at.Add(-time.Second)) {
			return false
		}
	}
	return true
}

// similar returns a zone that has the offset of a file's own zone where that is used
// first, "" when there is none.
func (r *reader) similar(p *place) string {
	at := p.custom.resolve(p.span.from)
	offset := p.custom.offset(at)
	if name := fixed(offset); r.isZone(name) {
		return name
	}
	for _, each := range r.candidates() {
		if _, its := at.In(each.loc).Zone(); its == offset {
			return each.name
		}
	}
	return ""
}

// fixed returns the zone that always has an offset of whole hours, "" for others.
func fixed(offset int) string {
	switch hours := offset / 3600; {
	case offset%3600 != 0:
		return ""
	case hours > 0:
		return "Etc/GMT-" + strconv.Itoa(hours) // the sign is that of POSIX
	case hours < 0:
		return "Etc/GMT+" + strconv.Itoa(-hours)
	}
	return utc
}
