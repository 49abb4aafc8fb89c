package calendar

import (
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

// Limits of a recurrence rule.
const (
	MaxRule     = 1000   // characters of a rule
	MaxInterval = 1000   // INTERVAL
	MaxCount    = 10_000 // COUNT
)

// parts are the parts of a rule, those with numbers with the smallest and the
// largest of them.
var parts = [...]struct {
	name      string
	low, high int
}{
	partFreq: {"FREQ", 0, 0}, partInterval: {"INTERVAL", 1, MaxInterval}, partCount: {"COUNT", 1, MaxCount},
	partUntil: {"UNTIL", 0, 0}, partWeekStart: {"WKST", 0, 0}, partByDay: {"BYDAY", -53, 53}, partScale: {"RSCALE", 0, 0},
	partByMonth: {"BYMONTH", 1, 12}, partByWeekNo: {"BYWEEKNO", -53, 53}, partByYearDay: {"BYYEARDAY", -366, 366},
	partByMonthDay: {"BYMONTHDAY", -31, 31}, partByHour: {"BYHOUR", 0, 23}, partByMinute: {"BYMINUTE", 0, 59},
	partBySecond: {"BYSECOND", 0, 60}, partBySetPos: {"BYSETPOS", -366, 366},
}

const (
	partFreq = iota
	partInterval
	partCount
	partUntil
	partWeekStart
	partByDay
	partScale
	partByMonth // from here on lists of numbers
	partByWeekNo
	partByYearDay
	partByMonthDay
	partByHour
	partByMinute
	partBySecond
	partBySetPos
)

// partSet are the parts that a rule has: bit n is that of parts[n].
type partSet uint

func (s partSet) has(part int) bool { return s>>part&1 == 1 }

// ParseRule parses the value of an RRULE, without the name and without DTSTART. It
// is case-insensitive, takes a semicolon at the end and is strict otherwise; an error
// tells the position.
func ParseRule(text string) (*Rule, error) {
	r := &Rule{}
	if err := r.parse(text); err != nil {
		return nil, err
	}
	return r, nil
}

func (r *Rule) parse(text string) error {
	if len(text) > MaxRule {
		return fmt.Errorf("longer than %d characters", MaxRule)
	}
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf { // ToUpper would make letters of some
			return fmt.Errorf("position %d: not a part of a rule", i)
		}
	}
	*r = Rule{Interval: 1, WeekStart: time.Monday}
	var seen partSet
	rest := strings.TrimSuffix(strings.ToUpper(text), ";")
	for pos, more := 0, true; more; {
		var part string
		part, rest, more = strings.Cut(rest, ";")
		if err := r.part(part, &seen); err != nil {
			return fmt.Errorf("position %d: %w", pos, err)
		}
		pos += len(part) + 1
	}
	return r.check(seen)
}

func (r *Rule) part(text string, seen *partSet) error {
	name, value, ok := strings.Cut(text, "=")
	if !ok || value == "" {
		return errors.New("want NAME=value")
	}
	for i := range parts {
		if parts[i].name != name {
			continue
		}
		if seen.has(i) {
			return fmt.Errorf("%s is there twice", name)
		}
		*seen |= 1 << i
		if err := r.set(i, value); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		return nil
	}
	return errors.New("not a part of a rule")
}

func (r *Rule) set(part int, value string) (err error) {
	switch part {
	case partFreq:
		return r.setFreq(value)
	case partInterval:
		r.Interval, err = number(value, part)
	case partCount:
		r.Count, err = number(value, part)
	case partUntil:
		r.Until = value
		_, err = parseUntil(value)
	case partWeekStart:
		r.WeekStart, err = parseWeekday(value)
	case partByDay:
		r.ByDay, err = parseDays(value)
	case partScale:
		if value != "GREGORIAN" {
			err = errors.New("want GREGORIAN")
		}
	default:
		err = parseList(r.list(part), part, value)
	}
	return err
}

func (r *Rule) setFreq(value string) error {
	for _, f := range [...]Freq{Daily, Weekly, Monthly, Yearly, "HOURLY", "MINUTELY", "SECONDLY"} {
		if string(f) == value {
			r.Freq = f
			return nil
		}
	}
	return errors.New("want DAILY, WEEKLY, MONTHLY or YEARLY")
}

func (r *Rule) list(part int) *[]int {
	return [...]*[]int{&r.ByMonth, &r.ByWeekNo, &r.ByYearDay, &r.ByMonthDay, &r.ByHour, &r.ByMinute, &r.BySecond, &r.BySetPos}[part-partByMonth]
}

// check applies what RFC 5545 §3.3.10 says about several parts together.
func (r *Rule) check(has partSet) error {
	ordinals := r.ordinals()
	byNumbers := has >> partByMonth &^ (1 << (partBySetPos - partByMonth))
	for _, c := range [...]struct {
		wrong bool
		text  string
	}{
		{r.Freq == "", "FREQ is missing"},
		{has.has(partCount) && has.has(partUntil), "COUNT and UNTIL exclude each other"},
		{ordinals && r.Freq != Monthly && r.Freq != Yearly, "BYDAY with a number needs MONTHLY or YEARLY"},
		{r.beyondMonth(), "a month has at most 5 of a weekday"},
		{ordinals && has.has(partByWeekNo), "BYDAY with a number and BYWEEKNO exclude each other"},
		{has.has(partByWeekNo) && r.Freq != Yearly, "BYWEEKNO needs YEARLY"},
		{has.has(partByYearDay) && (r.Freq == Daily || r.Freq == Weekly || r.Freq == Monthly), "BYYEARDAY needs YEARLY"},
		{has.has(partByMonthDay) && r.Freq == Weekly, "BYMONTHDAY and WEEKLY exclude each other"},
		{has.has(partBySetPos) && byNumbers == 0 && !has.has(partByDay), "BYSETPOS needs another BY part"},
	} {
		if c.wrong {
			return errors.New(c.text)
		}
	}
	return nil
}

// beyondMonth reports a weekday that a month does not have so many of.
func (r *Rule) beyondMonth() bool {
	for _, d := range r.ByDay {
		if (r.Freq == Monthly || len(r.ByMonth) > 0) && (d.N < -5 || d.N > 5) {
			return true
		}
	}
	return false
}
