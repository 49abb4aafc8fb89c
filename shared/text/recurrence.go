package text

import (
	"strconv"
	"strings"
	"time"

	"parley/shared/calendar"
)

// maxRaw is how much of a rule that is not understood is shown, in bytes.
const maxRaw = 200

// Describe says how an entry recurs, every part of its rule and what DTSTART adds
// to it: "Every 2 weeks on Monday and Wednesday until 3 October 2040". It is ""
// for an entry that does not recur, and shows the rule as written where Parley
// does not expand it. Two rules with the same text have the same dates.
func Describe(l Lang, f Formats, e *calendar.Entry, zones calendar.Zones) string {
	if !e.IsSeries() {
		return ""
	}
	rule, err := calendar.ParseRule(e.RRule)
	start, broken := e.DTStart.Wall()
	if err != nil || broken != nil || !rule.Expandable(e.DTStart) {
		return Get(l, RepeatUnsupported, "rule", printable(e.RRule))
	}
	r := recurrence{lang: l, formats: f, rule: *rule, start: start}
	r.simplify()
	return r.sentence(r.end(e.DTStart.TZID, zones))
}

// printable is text on one line, cut to maxRaw.
func printable(s string) string {
	return strings.Map(func(c rune) rune {
		if c < ' ' || c > '~' {
			return -1
		}
		return c
	}, s[:min(len(s), maxRaw)])
}

// recurrence is a rule on its way to a sentence: how often, when, and clauses that
// leave out some of these dates.
type recurrence struct {
	lang    Lang
	formats Formats
	rule    calendar.Rule
	start   time.Time // DTSTART, local
	clauses []string
}

func (r *recurrence) get(k Key, params ...string) string { return Get(r.lang, k, params...) }

// on appends when to what is said so far.
func (r *recurrence) on(said, when string) string {
	if when == "" {
		return said
	}
	return r.get(RepeatOn, "rule", said, "when", when)
}

// only leaves out all but some dates.
func (r *recurrence) only(when string) {
	r.clauses = append(r.clauses, r.get(RepeatOnly, "when", when))
}

// simplify turns a daily rule for some weekdays into a weekly one, and a weekly one
// for all weekdays into a daily one.
func (r *recurrence) simplify() {
	rule := &r.rule
	if rule.Interval > 1 || len(rule.BySetPos) > 0 || len(rule.ByMonthDay) > 0 {
		return
	}
	if rule.Freq == calendar.Daily && len(rule.ByDay) > 0 {
		rule.Freq = calendar.Weekly
	}
	if rule.Freq == calendar.Weekly && len(rule.ByDay) == 7 {
		rule.Freq, rule.ByDay = calendar.Daily, nil
	}
}

func (r *recurrence) sentence(end string) string {
	said := r.often()
	for _, clause := range r.clauses {
		said = r.get(RepeatClause, "rule", said, "clause", clause)
	}
	switch {
	case end == "":
		return said
	case len(r.clauses) == 0 && r.rule.Count == 0:
		return r.on(said, end)
	}
	return r.get(RepeatClause, "rule", said, "clause", end)
}

// often is the frequency with the dates that it yields.
func (r *recurrence) often() string {
	count := strconv.Itoa(r.rule.Interval)
	switch r.rule.Freq {
	case calendar.Daily:
		r.daily()
		return r.get(RepeatDaily, "count", count)
	case calendar.Weekly:
		when := r.weekly()
		if r.rule.Interval == 1 && workdays(r.rule.ByDay) {
			return r.get(RepeatEachWorkday)
		}
		return r.on(r.get(RepeatWeekly, "count", count), when)
	case calendar.Monthly:
		return r.on(r.get(RepeatMonthly, "count", count), r.monthly())
	}
	return r.on(r.get(RepeatYearly, "count", count), r.yearly())
}

func (r *recurrence) daily() {
	r.onlyMonths()
	r.onlyDates()
	r.onlyWeekdays()
	for _, n := range r.rule.BySetPos {
		if n == 1 || n == -1 {
			return // a day has one date, which is its first and its last
		}
	}
	r.pick(RepeatPickDay)
}

func (r *recurrence) weekly() string {
	r.onlyMonths()
	r.pick(RepeatPickWeek)
	days := r.weekdaysOrStart()
	if len(r.rule.BySetPos) > 0 || r.rule.Interval > 1 && r.weekStartDivides(days) {
		r.weekStart()
	}
	return r.plainDays(days)
}

func (r *recurrence) monthly() (when string) {
	r.onlyMonths()
	switch {
	case len(r.rule.ByMonthDay) > 0:
		when = r.dates(r.rule.ByMonthDay)
		r.onlyWeekdays()
	case len(r.rule.ByDay) > 0:
		if when = r.nthOfSet(); when != "" {
			return when
		}
		when = r.weekdays()
	default:
		when = r.dates([]int{r.start.Day()})
	}
	r.pick(RepeatPickMonth)
	return when
}

// end is the clause about COUNT or UNTIL.
func (r *recurrence) end(tzid string, zones calendar.Zones) string {
	switch {
	case r.rule.Count > 0:
		return r.get(RepeatTimes, "count", strconv.Itoa(r.rule.Count))
	case r.rule.Until != "":
		return r.get(RepeatUntil, "date", r.formats.Date(r.lastDay(tzid, zones)))
	}
	return ""
}

// lastDay is the last local day on which an occurrence can start, as its midnight
// labelled UTC.
func (r *recurrence) lastDay(tzid string, zones calendar.Zones) time.Time {
	until := r.rule.Until
	day, _ := time.Parse("20060102", until[:min(8, len(until))])
	if len(until) < len(calendar.Layout) {
		return day
	}
	last, _ := time.Parse(calendar.Layout, until[:len(calendar.Layout)])
	if loc, err := zones.Location(tzid); err == nil && len(until) > len(calendar.Layout) {
		last, _ = calendar.At(last, tzid, loc).Wall()
	}
	day = last.Truncate(24 * time.Hour)
	if clock := r.start.Sub(r.start.Truncate(24 * time.Hour)); last.Sub(day) < clock {
		return day.AddDate(0, 0, -1)
	}
	return day
}
