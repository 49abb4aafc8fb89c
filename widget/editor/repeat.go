package editor

import (
	"strconv"
	"time"

	"parley/shared/calendar"
	"parley/shared/fault"
)

// Repeat is how often a meeting takes place, as the controls have it.
type Repeat struct {
	Kind     string `json:"kind,omitempty"`     // one of the kinds; "" once
	Interval string `json:"interval,omitempty"` // of custom, as typed
	Freq     string `json:"freq,omitempty"`     // of custom: a calendar.Freq
	Days     int    `json:"days,omitempty"`     // of custom weeks: a bit for each time.Weekday
	Nth      int    `json:"nth,omitempty"`      // of custom months and years: 1 to 4, -1 the last weekday; 0 the date
	Rule     string `json:"rule,omitempty"`     // of kept: one that the controls cannot show

	End   string `json:"end,omitempty"`   // "" never, endOn or endAfter
	Until string `json:"until,omitempty"` // the last date, 2006-01-02
	Count string `json:"count,omitempty"` // how often, as typed
}

// Kinds of recurrence, as the page calls them. Those between daily and yearly begin on the
// weekday and date of the start.
const (
	once       = ""
	daily      = "daily"
	workdays   = "workdays"
	weekly     = "weekly"
	monthlyOn  = "monthly-date"
	monthlyNth = "monthly-nth"
	monthlyEnd = "monthly-last"
	yearly     = "yearly"
	custom     = "custom"
	kept       = "kept"
)

// Ends of a recurrence.
const (
	endNever = ""
	endOn    = "on"
	endAfter = "after"
)

// defaults are how often each frequency takes place when an end after so many is chosen.
var defaults = map[calendar.Freq]int{calendar.Daily: 30, calendar.Weekly: 13, calendar.Monthly: 12, calendar.Yearly: 5}

const workingDays = 1<<time.Monday | 1<<time.Tuesday | 1<<time.Wednesday | 1<<time.Thursday | 1<<time.Friday

// kinds are the recurrences that a start offers.
func kinds(start time.Time) []string {
	all := []string{once, daily, workdays, weekly, monthlyOn}
	if nthOf(start) <= 4 {
		all = append(all, monthlyNth)
	}
	if isLast(start) {
		all = append(all, monthlyEnd)
	}
	return append(all, yearly, custom)
}

// nthOf is which one of its weekday in the month a date is.
func nthOf(t time.Time) int { return (t.Day()-1)/7 + 1 }

// isLast reports whether a date is the last of its weekday in the month.
func isLast(t time.Time) bool { return t.AddDate(0, 0, 7).Month() != t.Month() }

// dates is the rule without its end. A text that is no number makes no interval, which the
// rules refuse.
func (r Repeat) dates(start time.Time) calendar.Rule {
	interval, _ := strconv.Atoi(r.Interval)
	switch r.Kind {
	case daily:
		return every(1, calendar.Daily)
	case workdays:
		rule := every(1, calendar.Weekly)
		rule.ByDay = weekdays(workingDays)
		return rule
	case weekly:
		return every(1, calendar.Weekly)
	case monthlyOn:
		return every(1, calendar.Monthly)
	case monthlyNth:
		return nth(every(1, calendar.Monthly), start, nthOf(start))
	case monthlyEnd:
		return nth(every(1, calendar.Monthly), start, -1)
	case yearly:
		return every(1, calendar.Yearly)
	}
	rule := every(interval, calendar.Freq(r.Freq))
	switch {
	case rule.Freq == calendar.Weekly:
		rule.ByDay = weekdays(r.Days)
	case rule.Freq != calendar.Daily && r.Nth != 0:
		rule = nth(rule, start, r.Nth)
	}
	return rule
}

func every(interval int, freq calendar.Freq) calendar.Rule {
	return calendar.Rule{Freq: freq, Interval: interval, WeekStart: time.Monday}
}

// nth has a rule mean the nth weekday of the month.
func nth(rule calendar.Rule, start time.Time, n int) calendar.Rule {
	rule.ByDay, rule.BySetPos = []calendar.Day{{Weekday: start.Weekday()}}, []int{n}
	if rule.Freq == calendar.Yearly {
		rule.ByMonth = []int{int(start.Month())}
	}
	return rule
}

// weekdays are the days of a set, from Monday on.
func weekdays(set int) (days []calendar.Day) {
	for n := range 7 {
		if day := time.Weekday((n + 1) % 7); set&(1<<day) != 0 {
			days = append(days, calendar.Day{Weekday: day})
		}
	}
	return days
}

// rule is the RRULE of a meeting that starts at a local time in a zone; "" for one that
// takes place once.
func (r Repeat) rule(start time.Time, zone string, zones calendar.Zones) string {
	switch r.Kind {
	case once:
		return ""
	case kept:
		return r.Rule
	}
	rule := r.dates(start)
	switch r.End {
	case endAfter:
		rule.Count, _ = strconv.Atoi(r.Count)
	case endOn:
		rule.Until = endOf(r.Until, zone, zones)
	}
	return rule.String()
}

// check finds what is wrong with the controls themselves; the rules of calendars see the rest.
func (r Repeat) check(found faults, start Moment) {
	within := func(field, typed string, limit int) {
		if n, err := strconv.Atoi(typed); err != nil || n < 1 || n > limit {
			found[field] = fault.OutOfRange
		}
	}
	if r.Kind == once || r.Kind == kept {
		return
	}
	if r.Kind == custom {
		within(fieldInterval, r.Interval, calendar.MaxInterval)
	}
	switch r.End {
	case endAfter:
		within(fieldCount, r.Count, calendar.MaxCount)
	case endOn:
		if _, err := time.Parse(dateLayout, r.Until); err != nil {
			found[fieldUntil] = fault.BadDate
		} else if r.Until < start.Date {
			found[fieldUntil] = fault.EndBeforeStart
		}
	}
}

// endOf is the last second of a date in a zone, in UTC (RFC 5545 §3.3.10).
func endOf(date, zone string, zones calendar.Zones) string {
	day, err := time.Parse(dateLayout, date)
	loc, unknown := zones.Location(zone)
	if err != nil || unknown != nil {
		return ""
	}
	return calendar.Resolve(day.AddDate(0, 0, 1).Add(-time.Second), loc).UTC().Format(calendar.Layout) + "Z"
}

// repeatOf shows a rule in the controls.
func repeatOf(text string, start calendar.DateTime, zones calendar.Zones) Repeat {
	if text == "" {
		return Repeat{}
	}
	wall, err := start.Wall()
	rule, bad := calendar.ParseRule(text)
	loc, unknown := zones.Location(start.TZID)
	if err != nil || bad != nil || unknown != nil || !rule.Slow() {
		return Repeat{Kind: kept, Rule: text}
	}
	r := Repeat{Interval: strconv.Itoa(max(rule.Interval, 1)), Freq: string(rule.Freq)}
	switch {
	case rule.Count > 0:
		r.End, r.Count = endAfter, strconv.Itoa(rule.Count)
	case rule.Until != "":
		r.End, r.Until = endOn, untilOf(rule.Until, loc)
	}
	for _, d := range rule.ByDay {
		r.Days |= 1 << d.Weekday
	}
	if len(rule.BySetPos) == 1 {
		r.Nth = rule.BySetPos[0]
	} else if len(rule.ByDay) == 1 && rule.ByDay[0].N != 0 {
		r.Nth = rule.ByDay[0].N
	}
	same := func(kind string) bool {
		r.Kind = kind
		if kind == custom && rule.Freq != calendar.Weekly {
			r.Days = 0
		}
		return alike(r.rule(wall, start.TZID, zones), rule, wall)
	}
	for _, kind := range kinds(wall) {
		if kind == once || !same(kind) {
			continue
		}
		if kind != custom {
			r.Interval, r.Freq, r.Days, r.Nth = "", "", 0, 0
		}
		return r
	}
	return Repeat{Kind: kept, Rule: text}
}

// alike reports that a rule's text means the same as a rule.
func alike(text string, rule *calendar.Rule, start time.Time) bool {
	other, err := calendar.ParseRule(text)
	return err == nil && plain(*other, start) == plain(*rule, start)
}

// plain is the text of a rule without its end and without what its start says anyway.
func plain(r calendar.Rule, start time.Time) string {
	r.Until, r.Count = "", 0
	day := calendar.Day{Weekday: start.Weekday()}
	if len(r.ByDay) == 1 && r.Freq == calendar.Weekly && r.ByDay[0] == day {
		r.ByDay = nil
	}
	if len(r.ByDay) == 1 && r.ByDay[0].N != 0 && len(r.BySetPos) == 0 && (r.Freq == calendar.Monthly || r.Freq == calendar.Yearly && len(r.ByMonth) > 0) {
		r.BySetPos, r.ByDay = []int{r.ByDay[0].N}, []calendar.Day{{Weekday: r.ByDay[0].Weekday}}
	}
	inMonth := len(r.ByMonth) == 1 && r.ByMonth[0] == int(start.Month()) && r.Freq == calendar.Yearly
	onDate := len(r.ByMonthDay) == 1 && r.ByMonthDay[0] == start.Day() && len(r.ByDay) == 0
	if onDate && (inMonth || r.Freq == calendar.Monthly) {
		r.ByMonthDay = nil
	}
	if inMonth && len(r.ByDay) == 0 && len(r.ByMonthDay) == 0 {
		r.ByMonth = nil
	}
	if r.Freq != calendar.Weekly || r.Interval <= 1 {
		r.WeekStart = time.Monday
	}
	return r.String()
}

// untilOf is the date of an end in a zone.
func untilOf(until string, loc *time.Location) string {
	if t, err := time.Parse(calendar.Layout+"Z", until); err == nil {
		return t.In(loc).Format(dateLayout)
	}
	t, _ := time.Parse("20060102", until[:min(len(until), 8)])
	return t.Format(dateLayout)
}
