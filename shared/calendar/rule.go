package calendar

import (
	"fmt"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"
)

// Limits of a recurrence rule.
const (
	MaxRule     = 1000   // characters of a rule
	MaxInterval = 1000   // INTERVAL
	MaxCount    = 10_000 // COUNT
)

// Freq is how often a rule repeats. Rules of an hour or faster are no meetings.
type Freq string

// The frequencies of RFC 5545 §3.3.10 that meetings can have.
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
// duplicates. Count is 0 and Until "" when the rule does not end.
type Rule struct {
	Freq       Freq
	Interval   int
	Count      int
	Until      string // yyyyMMdd, yyyyMMddTHHmmss (local) or yyyyMMddTHHmmssZ (UTC)
	ByDay      []Day
	ByMonthDay []int
	ByMonth    []int
	BySetPos   []int
	WeekStart  time.Weekday

	// Other holds the parts that RFC 5545 allows and Parley does not expand
	// (BYHOUR, BYMINUTE, BYSECOND, BYWEEKNO, BYYEARDAY), by name.
	Other map[string][]int
}

// Endless reports whether the rule has neither COUNT nor UNTIL.
func (r *Rule) Endless() bool { return r.Count == 0 && r.Until == "" }

// Expandable reports whether Occurrences generates the rule's dates. One that is
// not stays in the entry as text; only its first occurrence is known. The nth
// weekday that is also a certain day of the month is one of these: its dates may be
// centuries apart.
func (r *Rule) Expandable() bool {
	return len(r.Other) == 0 && !(r.byDayCounts() && len(r.ByMonthDay) > 0)
}

func (r *Rule) byDayCounts() bool {
	return slices.ContainsFunc(r.ByDay, func(d Day) bool { return d.N != 0 })
}

var weekdays = map[string]time.Weekday{
	"SU": time.Sunday, "MO": time.Monday, "TU": time.Tuesday, "WE": time.Wednesday,
	"TH": time.Thursday, "FR": time.Friday, "SA": time.Saturday,
}

// numbers are the parts that are lists of integers, with their largest
// magnitude and whether zero or negative values are allowed.
var numbers = map[string]struct{ low, high int }{
	"BYMONTH": {1, 12}, "BYMONTHDAY": {-31, 31}, "BYSETPOS": {-366, 366},
	"BYYEARDAY": {-366, 366}, "BYWEEKNO": {-53, 53},
	"BYHOUR": {0, 23}, "BYMINUTE": {0, 59}, "BYSECOND": {0, 60},
}

// ParseRule parses the value of an RRULE, without the name and without DTSTART.
// It is case-insensitive and strict otherwise; an error tells the position.
func ParseRule(text string) (*Rule, error) {
	if len(text) > MaxRule {
		return nil, fmt.Errorf("longer than %d characters", MaxRule)
	}
	r := &Rule{Interval: 1, WeekStart: time.Monday}
	seen := map[string]bool{}
	pos := 0
	for _, part := range strings.Split(strings.ToUpper(text), ";") {
		name, value, ok := strings.Cut(part, "=")
		if !ok || value == "" {
			return nil, fmt.Errorf("position %d: want NAME=value", pos)
		}
		if seen[name] {
			return nil, fmt.Errorf("position %d: %s is there twice", pos, name)
		}
		seen[name] = true
		if err := r.part(name, value); err != nil {
			return nil, fmt.Errorf("position %d: %s: %w", pos, name, err)
		}
		pos += len(part) + 1
	}
	return r, r.check(seen)
}

func (r *Rule) part(name, value string) (err error) {
	switch name {
	case "FREQ":
		r.Freq = Freq(value)
		if !slices.Contains([]Freq{Daily, Weekly, Monthly, Yearly}, r.Freq) {
			return fmt.Errorf("want DAILY, WEEKLY, MONTHLY or YEARLY")
		}
	case "INTERVAL":
		r.Interval, err = number(value, 1, MaxInterval)
	case "COUNT":
		r.Count, err = number(value, 1, MaxCount)
	case "UNTIL":
		r.Until = value
		_, _, err = parseUntil(value)
	case "WKST":
		var ok bool
		if r.WeekStart, ok = weekdays[value]; !ok {
			return fmt.Errorf("want a weekday such as MO")
		}
	case "BYDAY":
		r.ByDay, err = days(value)
	case "RSCALE":
		if value != "GREGORIAN" {
			return fmt.Errorf("want GREGORIAN")
		}
	default:
		return r.list(name, value)
	}
	return err
}

func (r *Rule) list(name, value string) error {
	limits, ok := numbers[name]
	if !ok {
		return fmt.Errorf("not a part of a rule")
	}
	var list []int
	for _, text := range strings.Split(value, ",") {
		n, err := number(text, limits.low, limits.high)
		if err != nil {
			return err
		}
		if n == 0 && limits.low < 0 {
			return fmt.Errorf("0 is no position")
		}
		list = append(list, n)
	}
	sort.Ints(list)
	list = slices.Compact(list)
	switch name {
	case "BYMONTH":
		r.ByMonth = list
	case "BYMONTHDAY":
		r.ByMonthDay = list
	case "BYSETPOS":
		r.BySetPos = list
	default:
		if r.Other == nil {
			r.Other = map[string][]int{}
		}
		r.Other[name] = list
	}
	return nil
}

// check applies the rules of RFC 5545 §3.3.10 that concern several parts.
func (r *Rule) check(has map[string]bool) error {
	byDayCounts := r.byDayCounts()
	inMonths := r.Freq == Monthly || has["BYMONTH"]
	switch {
	case r.Freq == "":
		return fmt.Errorf("FREQ is missing")
	case has["COUNT"] && has["UNTIL"]:
		return fmt.Errorf("COUNT and UNTIL exclude each other")
	case byDayCounts && (r.Freq == Daily || r.Freq == Weekly):
		return fmt.Errorf("BYDAY with a number needs MONTHLY or YEARLY")
	case inMonths && slices.ContainsFunc(r.ByDay, func(d Day) bool { return max(d.N, -d.N) > 5 }):
		return fmt.Errorf("a month has at most 5 of a weekday")
	case byDayCounts && has["BYWEEKNO"]:
		return fmt.Errorf("BYDAY with a number and BYWEEKNO exclude each other")
	case has["BYWEEKNO"] && r.Freq != Yearly:
		return fmt.Errorf("BYWEEKNO needs YEARLY")
	case has["BYYEARDAY"] && r.Freq != Yearly:
		return fmt.Errorf("BYYEARDAY needs YEARLY")
	case has["BYMONTHDAY"] && r.Freq == Weekly:
		return fmt.Errorf("BYMONTHDAY and WEEKLY exclude each other")
	case has["BYSETPOS"] && !(has["BYDAY"] || has["BYMONTHDAY"] || has["BYMONTH"] || len(r.Other) > 0):
		return fmt.Errorf("BYSETPOS needs another BY part")
	}
	return nil
}

func number(text string, low, high int) (int, error) {
	n, err := strconv.Atoi(text)
	if err != nil || n < low || n > high {
		return 0, fmt.Errorf("want a number from %d to %d", low, high)
	}
	return n, nil
}

func days(value string) ([]Day, error) {
	var list []Day
	for _, text := range strings.Split(value, ",") {
		split := max(len(text)-2, 0)
		day, ok := weekdays[text[split:]]
		n := 0
		if split > 0 {
			var err error
			if n, err = strconv.Atoi(text[:split]); err != nil || n == 0 || n < -53 || n > 53 {
				ok = false
			}
		}
		if !ok {
			return nil, fmt.Errorf("want weekdays such as MO or -1FR")
		}
		list = append(list, Day{N: n, Weekday: day})
	}
	sort.Slice(list, func(i, j int) bool {
		a, b := list[i], list[j]
		return a.Weekday < b.Weekday || a.Weekday == b.Weekday && a.N < b.N
	})
	return slices.Compact(list), nil
}

// parseUntil returns the time in UNTIL as written, and whether it is UTC. A date
// means the end of that day.
func parseUntil(value string) (t time.Time, utc bool, err error) {
	switch len(value) {
	case len("20060102"):
		t, err = time.Parse("20060102", value)
		t = t.Add(24*time.Hour - time.Second)
	case len(Layout):
		t, err = time.Parse(Layout, value)
	case len(Layout) + 1:
		utc = true
		t, err = time.Parse(Layout+"Z", value)
	default:
		err = fmt.Errorf("length %d", len(value))
	}
	if err != nil {
		err = fmt.Errorf("want yyyyMMdd or yyyyMMddTHHmmssZ")
	}
	return t, utc, err
}
