package text

import (
	"strconv"
	"time"

	"parley/shared/calendar"
)

// weekdaysOrStart are the weekdays of BYDAY, else that of DTSTART.
func (r *recurrence) weekdaysOrStart() []calendar.Day {
	if len(r.rule.ByDay) > 0 {
		return r.rule.ByDay
	}
	return []calendar.Day{{Weekday: r.start.Weekday()}}
}

// workdays reports whether these are the days from Monday to Friday.
func workdays(days []calendar.Day) bool {
	for _, d := range days {
		if d.N != 0 || d.Weekday == time.Saturday || d.Weekday == time.Sunday {
			return false
		}
	}
	return len(days) == 5
}

// plainDays are weekdays within a week.
func (r *recurrence) plainDays(days []calendar.Day) string {
	switch {
	case workdays(days):
		return r.get(RepeatWorkdays)
	case len(days) == 7:
		return r.get(RepeatAllDays)
	}
	return r.get(RepeatDays, "days", r.formats.And(r.names(days)))
}

// names of weekdays, from the day on which the rule's weeks begin.
func (r *recurrence) names(days []calendar.Day) []string {
	var names []string
	for i := range time.Weekday(7) {
		for _, d := range days {
			if weekday := (r.rule.WeekStart + i) % 7; d.Weekday == weekday {
				names = append(names, r.formats.Weekday(weekday))
			}
		}
	}
	return names
}

// set is a word for several weekdays of which one is meant.
func (r *recurrence) set(days []calendar.Day) string {
	switch {
	case workdays(days):
		return r.get(RepeatWorkday)
	case len(days) == 7:
		return r.get(RepeatDay)
	}
	return r.formats.Or(r.names(days))
}

// weekdays within a month or a year: those that are counted, and those of which
// every one is meant.
func (r *recurrence) weekdays() string {
	counted, each := r.divide()
	var parts []string
	if len(counted) > 0 {
		parts = append(parts, r.counted(counted))
	}
	if len(each) > 0 {
		days := r.formats.And(r.names(each))
		if workdays(each) || len(each) == 7 {
			days = r.set(each)
		}
		parts = append(parts, r.get(RepeatEach, "days", days))
	}
	return r.formats.And(parts)
}

func (r *recurrence) divide() (counted, each []calendar.Day) {
	for _, d := range r.rule.ByDay {
		if d.N != 0 {
			counted = append(counted, d)
		} else {
			each = append(each, d)
		}
	}
	return counted, each
}

// counted weekdays: "on the first and third Monday", "on the first Monday and last
// Friday".
func (r *recurrence) counted(days []calendar.Day) string {
	var items []string
	same := true
	numbers := make([]int, 0, len(days))
	for _, d := range days {
		same = same && d.Weekday == days[0].Weekday
		numbers = append(numbers, d.N)
		items = append(items, r.get(RepeatNth, "nth", r.nth(d.N), "day", r.formats.Weekday(d.Weekday)))
	}
	if same {
		return r.the(r.get(RepeatNth, "nth", r.nths(numbers), "day", r.formats.Weekday(days[0].Weekday)))
	}
	return r.the(r.formats.And(items))
}

// nthOfSet is BYSETPOS as people say it: "on the last weekday". It is "" for rules
// with other parts than weekdays that are not counted.
func (r *recurrence) nthOfSet() string {
	if counted, _ := r.divide(); len(counted) > 0 || len(r.rule.BySetPos) == 0 {
		return ""
	}
	return r.the(r.get(RepeatNth, "nth", r.nths(r.rule.BySetPos), "day", r.set(r.rule.ByDay)))
}

// onlyWeekdays leaves out the dates that are no such weekdays.
func (r *recurrence) onlyWeekdays() {
	counted, each := r.divide()
	switch {
	case len(r.rule.ByDay) == 0:
	case len(counted) > 0 && r.rule.Freq == calendar.Yearly:
		r.only(r.on(r.weekdays(), r.scope()))
	case len(counted) > 0:
		r.only(r.weekdays())
	case workdays(each):
		r.only(r.get(RepeatWorkdays))
	case len(each) < 7:
		r.only(r.get(RepeatDays, "days", r.formats.Or(r.names(each))))
	}
}

// dates are days of a month: "on the 1st, 15th and last day".
func (r *recurrence) dates(days []int) string {
	if days[len(days)-1] < 0 {
		return r.the(r.days(days))
	}
	var items []string
	for _, n := range forwardFirst(days) {
		if n > 0 {
			items = append(items, r.get(RepeatDate, "n", strconv.Itoa(n)))
		} else {
			items = append(items, r.days([]int{n}))
		}
	}
	return r.the(r.formats.And(items))
}

func (r *recurrence) onlyDates() {
	if len(r.rule.ByMonthDay) > 0 {
		r.only(r.on(r.dates(r.rule.ByMonthDay), r.get(RepeatOfMonth)))
	}
}

// days by their numbers: "100th and last day".
func (r *recurrence) days(numbers []int) string {
	return r.get(RepeatNth, "nth", r.nths(numbers), "day", r.get(RepeatDay))
}

func (r *recurrence) the(days string) string { return r.get(RepeatThe, "days", days) }

// pick is BYSETPOS: it leaves some of the dates of each period.
func (r *recurrence) pick(k Key) {
	if len(r.rule.BySetPos) > 0 {
		r.clauses = append(r.clauses, r.get(k, "nth", r.nths(r.rule.BySetPos)))
	}
}

// nths are ordinals: "first, third and last".
func (r *recurrence) nths(numbers []int) string {
	words := make([]string, 0, len(numbers))
	for _, n := range forwardFirst(numbers) {
		words = append(words, r.nth(n))
	}
	return r.formats.And(words)
}

// nth is an ordinal, from the end when negative.
func (r *recurrence) nth(n int) string {
	if n < 0 {
		return r.get(RepeatLast, "n", strconv.Itoa(-n))
	}
	return r.get(RepeatFirst, "n", strconv.Itoa(n))
}

// forwardFirst puts the numbers that count from the end, which are sorted before
// the others, behind them.
func forwardFirst(sorted []int) []int {
	for i, n := range sorted {
		if n > 0 {
			return append(append([]int{}, sorted[i:]...), sorted[:i]...)
		}
	}
	return sorted
}
