package calendar

import (
	"strings"
	"time"
)

// setPart sets one part of a rule's text, or removes it where value is empty, and
// leaves the others as they are written.
func setPart(rule, name, value string) string {
	var parts []string
	for _, part := range strings.Split(strings.TrimSuffix(rule, ";"), ";") {
		known, _, _ := strings.Cut(part, "=")
		switch {
		case !strings.EqualFold(known, name):
			parts = append(parts, part)
		case value != "":
			parts, value = append(parts, known+"="+value), ""
		}
	}
	if value != "" {
		parts = append(parts, name+"="+value)
	}
	return strings.Join(parts, ";")
}

// clockParts gives the parts of a rule that repeat the time of day that of its new
// start.
func clockParts(rule *Rule, text string, start DateTime) string {
	wall, _ := start.Wall()
	if len(rule.ByHour) > 0 {
		text = setPart(text, "BYHOUR", wall.Format("15"))
	}
	if len(rule.ByMinute) > 0 {
		text = setPart(text, "BYMINUTE", wall.Format("4"))
	}
	if len(rule.BySecond) > 0 {
		text = setPart(text, "BYSECOND", wall.Format("5"))
	}
	return text
}

// sameRule reports that two rules say the same, however they are written.
func (s *shape) sameRule(o *shape) bool {
	if strings.EqualFold(s.entry.RRule, o.entry.RRule) {
		return true
	}
	a, err := ParseRule(s.entry.RRule)
	b, wrong := ParseRule(o.entry.RRule)
	if err != nil || wrong != nil || s.entry.RRule == "" || o.entry.RRule == "" || !s.sameUntil(o, a.Until, b.Until) {
		return false
	}
	a.Until, b.Until = "", ""
	if a.String() == b.String() {
		return true
	}
	s.explain(a)
	o.explain(b)
	return a.String() == b.String()
}

// explain adds the parts that DTSTART stands for where the rule names no day, and
// removes a start of the week that changes nothing.
func (s *shape) explain(r *Rule) {
	days := len(r.ByDay) + len(r.ByMonthDay) + len(r.ByYearDay) + len(r.ByWeekNo)
	switch {
	case days > 0 || r.Freq == Daily:
	case r.Freq == Weekly:
		r.ByDay = []Day{{Weekday: s.wall.Weekday()}}
	default:
		r.ByMonthDay = []int{s.wall.Day()}
		if r.Freq == Yearly && len(r.ByMonth) == 0 {
			r.ByMonth = []int{int(s.wall.Month())}
		}
	}
	if len(r.ByWeekNo) == 0 && (r.Freq != Weekly || r.Interval == 1 && len(r.BySetPos) == 0) {
		r.WeekStart = time.Monday
	}
}

// sameUntil compares the ends of two rules as instants.
func (s *shape) sameUntil(o *shape, a, b string) bool {
	if a == b || a == "" || b == "" {
		return a == b
	}
	return s.until(a).Equal(o.until(b)) || o.carryUntil(s, s.begins, a).Equal(o.until(b))
}

// carryUntil is the end of another series moved along with its dates.
func (s *shape) carryUntil(old *shape, anchor, until string) time.Time {
	first, _ := time.Parse(Layout, anchor)
	return Resolve(old.clock(old.until(until)).Add(s.shift(first)), s.loc)
}

// keepRule returns the text of a rule that nobody touched for a series that starts at
// another time: as it is written, but for the parts that tell the old time. These are
// a time of day, and an UNTIL that would take or give a date.
func (e *editor) keepRule(series *Entry, anchor string) string {
	rule, err := ParseRule(series.RRule)
	if err != nil || e.shape.opaque {
		return series.RRule
	}
	text := clockParts(rule, series.RRule, series.DTStart)
	open := *series
	open.RRule = setPart(text, "UNTIL", "")
	endless, err := newShape(&open, e.zones)
	if err != nil || rule.Until == "" {
		return text
	}
	was, now := endless.until(rule.Until), endless.carryUntil(e.shape, anchor, rule.Until)
	if !endless.startsWithin(was, now) {
		return text
	}
	return setPart(text, "UNTIL", now.UTC().Format(Layout+"Z"))
}

// startsWithin reports whether the series has a date between two instants, the later of
// them included.
func (s *shape) startsWithin(a, b time.Time) bool {
	low, high := min(a.Unix(), b.Unix()), max(a.Unix(), b.Unix())
	for c := s.forward(dayOf(s.local(low))-1, dayOf(s.local(high))+1); c.next(); {
		if at := s.day(c.day, true); low < at && at <= high {
			return true
		}
	}
	return false
}

// until is the last instant of a rule: a date means the end of that day, local times
// are those of the series (RFC 5545 §3.3.10).
func (s *shape) until(text string) time.Time {
	if t, err := time.Parse(Layout+"Z", text); err == nil {
		return t
	}
	if len(text) == len("20060102") {
		text += "T235959"
	}
	wall, _ := time.Parse(Layout, text)
	return Resolve(wall, s.loc)
}
