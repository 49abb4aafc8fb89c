package ical

import (
	"sort"
	"strings"
	"time"

	"parley/shared/calendar"
)

// Limits of a file's own time zone.
const (
	maxObservances = 200
	maxChanges     = 2000
	maxYears       = 100
)

// custom is a time zone that a file defines (VTIMEZONE, RFC 5545 §3.6.5), in the
// time in which it is used.
type custom struct {
	location string // X-LIC-LOCATION
	before   int    // offset before all changes
	changes  []change
}

// change is an offset in seconds east of UTC, from an instant on.
type change struct {
	at     time.Time
	offset int
}

// observance is a STANDARD or DAYLIGHT component.
type observance struct {
	starts   []time.Time // in local time, before the change, labelled UTC
	from, to int
	rule     string
}

func (r *reader) timezone(c *component) {
	for i := range c.properties {
		if p := &c.properties[i]; p.name == "TZID" && r.custom[text(p)] == nil {
			r.custom[text(p)] = c
		}
	}
}

// definition reads the file's own definition of a place, nil when it has none.
func (r *reader) definition(p *place) *custom {
	c := r.custom[p.tzid]
	if c == nil {
		return nil
	}
	if p.span.to.After(p.span.from.AddDate(maxYears, 0, 0)) {
		p.span.to = p.span.from.AddDate(maxYears, 0, 0)
	}
	z := &custom{}
	for i := range c.properties {
		if c.properties[i].name == "X-LIC-LOCATION" {
			z.location = text(&c.properties[i])
		}
	}
	first := time.Time{}
	for i, child := range c.children {
		o, ok := readObservance(child)
		if !ok || i >= maxObservances || len(z.changes) >= maxChanges {
			r.lost(Problem{Code: Unsupported, Component: shorten(child.name), Line: child.line})
			continue
		}
		z.add(o, p.span)
		if first.IsZero() || o.starts[0].Before(first) {
			first, z.before = o.starts[0], o.from
		}
	}
	sort.SliceStable(z.changes, func(i, j int) bool { return z.changes[i].at.Before(z.changes[j].at) })
	if len(z.changes) == 0 {
		return nil
	}
	return z
}

func readObservance(c *component) (o observance, ok bool) {
	var start, from, to bool
	var dates []time.Time
	for i := range c.properties {
		p := &c.properties[i]
		switch p.name {
		case "DTSTART":
			var s stamp
			s, start = readStamp(p, p.value)
			o.starts = []time.Time{s.wall}
		case "TZOFFSETFROM":
			o.from, from = readOffset(p.value)
		case "TZOFFSETTO":
			o.to, to = readOffset(p.value)
		case "RRULE":
			o.rule = strings.ToUpper(strings.TrimRight(p.value, "; "))
		case "RDATE":
			for _, value := range strings.Split(p.value, ",") {
				if s, ok := readStamp(p, value); ok && s.form != inUTC && len(dates) < maxChanges {
					dates = append(dates, s.wall)
				}
			}
		}
	}
	o.starts = append(o.starts, dates...)
	return o, start && from && to
}

// readOffset reads a UTC-OFFSET (RFC 5545 §3.3.14) in seconds.
func readOffset(value string) (int, bool) {
	sign := 1
	if strings.HasPrefix(value, "-") {
		sign = -1
	}
	digits := strings.TrimLeft(value, "+-")
	if len(digits) == 4 {
		digits += "00"
	}
	t, err := time.Parse("150405", digits)
	return sign * int(clock(t)/time.Second), err == nil && len(value) == len(strings.TrimLeft(value, "+-"))+1
}

// add adds the changes that an observance brings in a time.
func (z *custom) add(o observance, s span) {
	shift := time.Duration(o.from) * time.Second
	for _, wall := range append(o.starts, o.recur(s)...) {
		if len(z.changes) < maxChanges {
			z.changes = append(z.changes, change{at: wall.Add(-shift), offset: o.to})
		}
	}
}

// seldom reports a rule with a few dates a year at most, as those of time zones have.
func seldom(rule *calendar.Rule) bool {
	return len(rule.ByMonth) <= 1 && len(rule.ByDay) <= 1 && len(rule.ByWeekNo) <= 1 && len(rule.ByYearDay) <= 7 &&
		(len(rule.ByMonth) == 1 || len(rule.ByDay) == 0 || rule.ByDay[0].N != 0 || len(rule.ByWeekNo)+len(rule.ByYearDay) > 0)
}

// recur expands the rule of an observance, from a time before the span on in which
// it still has an effect.
func (o *observance) recur(s span) []time.Time {
	rule, err := calendar.ParseRule(o.rule)
	if err != nil || rule.Freq != calendar.Yearly || !seldom(rule) {
		return nil
	}
	from := s.from.AddDate(-2, 0, 0)
	if until := rule.Until; until != "" {
		end, err := time.Parse(utcForm, until)
		if err != nil {
			end, err = time.Parse("20060102", until[:8])
		} else {
			end = end.Add(time.Duration(o.from) * time.Second)
			o.rule = strings.Replace(o.rule, until, end.Format(calendar.Layout), 1)
		}
		if early := end.AddDate(-2, 0, 0); err == nil && early.Before(from) {
			from = early
		}
	}
	start := o.starts[0]
	entry := calendar.Entry{UID: "change", RRule: o.rule, DTStart: calendar.At(start, utc, time.UTC),
		DTEnd: calendar.At(start.Add(time.Second), utc, time.UTC)}
	found, _ := calendar.Occurrences([]calendar.Entry{entry}, from, s.to.Add(2*calendarDay), onlyUTC)
	var all []time.Time
	for _, f := range found {
		all = append(all, f.Start)
	}
	return all
}

var onlyUTC = calendar.ZoneFunc(func(string) (*time.Location, error) { return time.UTC, nil })

// offset is what is added to UTC at an instant.
func (z *custom) offset(at time.Time) int {
	i := sort.Search(len(z.changes), func(i int) bool { return z.changes[i].at.After(at) })
	if i == 0 {
		return z.before
	}
	return z.changes[i-1].offset
}

// resolve is calendar.Resolve for this zone.
func (z *custom) resolve(wall time.Time) time.Time {
	before, after := z.offset(wall.Add(-calendarDay)), z.offset(wall.Add(calendarDay))
	early, late := wall.Add(-time.Duration(before)*time.Second), wall.Add(-time.Duration(after)*time.Second)
	if z.offset(early) != before && z.offset(late) == after {
		return late
	}
	return early
}
