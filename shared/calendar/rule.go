package calendar

import (
	"strconv"
	"time"
)

// Freq is how often a rule repeats.
type Freq string

// The frequencies of RFC 5545 §3.3.10 that meetings can have. The faster ones
// (HOURLY, MINUTELY, SECONDLY) are read and kept, not expanded.
const (
	Daily   Freq = "DAILY"
	Weekly  Freq = "WEEKLY"
	Monthly Freq = "MONTHLY"
	Yearly  Freq = "YEARLY"
)

// Day is an element of BYDAY: a weekday, every one of the period (N is 0) or
// the Nth, counted from the end when negative.
type Day struct {
	N       int
	Weekday time.Weekday
}

// Rule is a parsed RRULE value (RFC 5545 §3.3.10). Lists are sorted and free of
// duplicates; weekdays begin with Monday. Count is 0 and Until "" when the rule does
// not end.
type Rule struct {
	Freq       Freq
	Interval   int
	Count      int
	Until      string // yyyyMMdd, yyyyMMddTHHmmss (local) or yyyyMMddTHHmmssZ (UTC)
	ByMonth    []int
	ByWeekNo   []int
	ByYearDay  []int
	ByMonthDay []int
	ByDay      []Day
	ByHour     []int
	ByMinute   []int
	BySecond   []int
	BySetPos   []int
	WeekStart  time.Weekday
}

// Endless reports whether the rule has neither COUNT nor UNTIL.
func (r *Rule) Endless() bool { return r.Count == 0 && r.Until == "" }

// Slow reports whether the rule repeats daily or slower. What is faster is no meeting.
func (r *Rule) Slow() bool {
	return r.Freq == Daily || r.Freq == Weekly || r.Freq == Monthly || r.Freq == Yearly
}

// Expandable reports whether the dates of a series with this rule and start are
// generated. One that is not stays in its entry as text, and only its first
// occurrence is known: what repeats faster than daily, and times of day (BYHOUR,
// BYMINUTE, BYSECOND) other than that of the start.
func (r *Rule) Expandable(start DateTime) bool {
	wall, ok := parseWall(start.Value)
	return ok && r.expandable(wall)
}

func (r *Rule) expandable(wall int64) bool {
	second := int(wall - int64(dayOf(wall))*daySeconds)
	return r.Slow() && only(r.ByHour, second/3600) && only(r.ByMinute, second/60%60) && only(r.BySecond, second%60)
}

// only reports that a list is empty or says nothing but n.
func only(list []int, n int) bool { return len(list) == 0 || len(list) == 1 && list[0] == n }

func (r *Rule) ordinals() bool {
	for _, d := range r.ByDay {
		if d.N != 0 {
			return true
		}
	}
	return false
}

// String returns the rule's canonical text: upper case, the parts in a fixed order,
// without those that say what holds anyway (INTERVAL=1, WKST=MO).
func (r *Rule) String() string {
	b := append([]byte("FREQ="), r.Freq...)
	if r.Interval > 1 {
		b = appendList(b, ";INTERVAL=", []int{r.Interval})
	}
	if r.Count > 0 {
		b = appendList(b, ";COUNT=", []int{r.Count})
	}
	if r.Until != "" {
		b = append(append(b, ";UNTIL="...), r.Until...)
	}
	b = appendList(b, ";BYMONTH=", r.ByMonth)
	b = appendList(b, ";BYWEEKNO=", r.ByWeekNo)
	b = appendList(b, ";BYYEARDAY=", r.ByYearDay)
	b = appendList(b, ";BYMONTHDAY=", r.ByMonthDay)
	b = r.appendDays(b)
	b = appendList(b, ";BYHOUR=", r.ByHour)
	b = appendList(b, ";BYMINUTE=", r.ByMinute)
	b = appendList(b, ";BYSECOND=", r.BySecond)
	b = appendList(b, ";BYSETPOS=", r.BySetPos)
	if r.WeekStart != time.Monday {
		b = append(append(b, ";WKST="...), weekday(r.WeekStart)...)
	}
	return string(b)
}

func appendList(b []byte, name string, list []int) []byte {
	for _, n := range list {
		b = strconv.AppendInt(append(b, name...), int64(n), 10)
		name = ","
	}
	return b
}

func (r *Rule) appendDays(b []byte) []byte {
	name := ";BYDAY="
	for _, d := range r.ByDay {
		b = append(b, name...)
		if d.N != 0 {
			b = strconv.AppendInt(b, int64(d.N), 10)
		}
		b = append(b, weekday(d.Weekday)...)
		name = ","
	}
	return b
}

// weekdays are the names of RFC 5545 in the order of time.Weekday.
const weekdays = "SUMOTUWETHFRSA"

func weekday(d time.Weekday) string { return weekdays[2*d : 2*d+2] }
