package ical

import (
	"strconv"
	"strings"
	"time"

	"parley/shared/calendar"
)

const (
	product  = "-//Parley//Parley//EN"
	utcForm  = calendar.Layout + "Z"
	maxEdits = 1<<31 - 1 // the largest INTEGER (RFC 5545 §3.3.8)
)

// Write returns the file. What could not be written is told, and harms nothing else.
// Entries are written as they are: what other programs are to show as Parley does goes
// through calendar.Normalize before.
func Write(f Feed, zones calendar.Zones) ([]byte, []Problem) {
	w := &writer{zones: zones, stamp: f.Stamp, byName: map[string]*zone{}}
	for i := range f.Meetings {
		m := &f.Meetings[i]
		for j := range m.Entries {
			w.event(m, &m.Entries[j])
		}
	}
	head := &encoder{}
	head.calendar(f)
	for _, z := range w.used {
		if z.events {
			head.timezone(z)
		}
	}
	head.out = append(head.out, w.out...)
	head.start("END").plain("VCALENDAR")
	return head.out, w.problems
}

func (e *encoder) calendar(f Feed) {
	e.start("BEGIN").plain("VCALENDAR")
	e.start("VERSION").plain("2.0")
	e.start("PRODID").plain(product)
	e.start("CALSCALE").plain("GREGORIAN")
	if f.Name != "" {
		e.start("NAME").text(f.Name)
		e.start("X-WR-CALNAME").text(f.Name)
	}
	if minutes := int(f.Refresh / time.Minute); minutes > 0 {
		every := "PT" + strconv.Itoa(minutes) + "M"
		e.start("REFRESH-INTERVAL").token("VALUE", "DURATION").plain(every)
		e.start("X-PUBLISHED-TTL").plain(every)
	}
}

// writer collects the events of a file, and the time zones that they use.
type writer struct {
	encoder
	zones    calendar.Zones
	stamp    time.Time
	used     []*zone
	byName   map[string]*zone
	problems []Problem
}

// zone is a time zone of the file, with the time in which its offsets matter.
type zone struct {
	tzid     string
	loc      *time.Location // nil when the zone is not known
	from, to time.Time
	events   bool // some event uses it
}

func (w *writer) zone(tzid string) *zone {
	if z := w.byName[tzid]; z != nil {
		return z
	}
	z := &zone{tzid: tzid}
	if loc, err := w.zones.Location(tzid); err == nil && isToken(tzid) {
		z.loc = loc
	}
	w.byName[tzid] = z
	w.used = append(w.used, z)
	return z
}

// moment is a date of an entry, as the file says it.
type moment struct {
	date calendar.DateTime
	zone *zone
	at   time.Time
}

// moment resolves a date. A code other than "" says why it cannot be written.
func (w *writer) moment(d calendar.DateTime) (moment, Code) {
	z := w.zone(d.TZID)
	if z.loc == nil {
		return moment{}, UnknownZone
	}
	wall, err := d.Wall()
	if err != nil {
		return moment{}, BadDate
	}
	return moment{date: d, zone: z, at: calendar.Resolve(wall, z.loc)}, ""
}

// date writes a property that is a local time with its zone, or a UTC time.
func (w *writer) date(name string, m moment, until time.Time) {
	if m.date.TZID == utc {
		w.start(name).plain(m.date.Value + "Z")
		return
	}
	m.zone.use(m.at, until)
	w.start(name).token("TZID", m.date.TZID).plain(m.date.Value)
}

func (z *zone) use(from, to time.Time) {
	if !z.events || from.Before(z.from) {
		z.from = from
	}
	if !z.events || to.After(z.to) {
		z.to = to
	}
	z.events = true
}

func (w *writer) problem(code Code, uid, property, detail string) {
	w.problems = append(w.problems, Problem{Code: code, Component: "VEVENT", UID: uid, Property: property, Detail: detail, Count: 1})
}

// instant writes a property that is a UTC time. Years that the form cannot say
// become 1970.
func (e *encoder) instant(name string, t time.Time) {
	t = t.UTC()
	if t.Year() < 1 || t.Year() > 9999 {
		t = time.Unix(0, 0).UTC()
	}
	e.start(name).plain(t.Format(utcForm))
}

// isASCII reports whether text has printable ASCII characters only.
func isASCII(text string) bool {
	return strings.IndexFunc(text, func(r rune) bool { return r < ' ' || r > '~' }) < 0
}
