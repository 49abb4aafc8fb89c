package chat

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// day is a day as it is written. Which one that is may depend on today's.
type day struct {
	word     string
	absolute bool // day and month are written
	on       func(today time.Time) (time.Time, bool)
}

// dayForms are how days are written, with the day that the parts of each stand for.
var dayForms = []struct {
	pattern  *regexp.Regexp
	absolute bool
	on       func(parts []string, today time.Time) (time.Time, bool)
}{
	{pattern(`{on}(?:({weekday}|{short})\.?,?\s+)?(\d{4})-(\d{1,2})-(\d{1,2})`), true, func(m []string, today time.Time) (time.Time, bool) {
		return date(m[1], m[2], number(m[3]), m[4], today)
	}},
	{pattern(`{on}(?:({weekday}|{short})\.?,?\s+)?(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})?`), true, func(m []string, today time.Time) (time.Time, bool) {
		return date(m[1], m[4], number(m[3]), m[2], today)
	}},
	{pattern(`{on}(?:({weekday}|{short})\.?,?\s+)?(\d{1,2})(?:\.|st|nd|rd|th)?\s*({month})\.?(?:,?\s+(\d{4}))?`), true, func(m []string, today time.Time) (time.Time, bool) {
		return date(m[1], m[4], int(months[key(m[3])]), m[2], today)
	}},
	{pattern(`{on}(?:({weekday}|{short})\.?,?\s+)?({month})\.?\s+(\d{1,2})(?:st|nd|rd|th)?(?:,?\s+(\d{4}))?`), true, func(m []string, today time.Time) (time.Time, bool) {
		return date(m[1], m[4], int(months[key(m[2])]), m[3], today)
	}},
	{pattern(`({day})`), false, func(m []string, today time.Time) (time.Time, bool) {
		return today.AddDate(0, 0, days[key(m[1])]), true
	}},
	{pattern(`{on}{next}({weekday})`), false, func(m []string, today time.Time) (time.Time, bool) {
		return onWeekday(today.AddDate(0, 0, 1), weekdays[key(m[1])]), true
	}},
}

// readDay reads the day that a text begins with.
func readDay(s string) (d day, rest string, ok bool) {
	for _, form := range dayForms {
		if m := form.pattern.FindStringSubmatch(s); m != nil {
			on := func(today time.Time) (time.Time, bool) { return form.on(m, today) }
			return day{written(m[0]), form.absolute, on}, s[len(m[0]):], true
		}
	}
	return day{}, s, false
}

// written is a part of a line without what separates it from the next.
func written(part string) string { return strings.TrimRight(part, " \t\r\n,;") }

// date returns the day of a year, the next one without a year. ok is false when there is
// none, or when it is another weekday than the one that is written.
func date(weekday, year string, month int, dayOfMonth string, today time.Time) (t time.Time, ok bool) {
	const leap = 8 // years between two leap years, at most
	first, last := today.Year(), today.Year()+leap
	if year != "" {
		first = number(year)
		if len(year) == 2 {
			first += 2000
		}
		last = first
	}
	for y := first; y <= last; y++ {
		t = time.Date(y, time.Month(month), number(dayOfMonth), 0, 0, 0, 0, time.UTC)
		real := y > 0 && t.Day() == number(dayOfMonth) && int(t.Month()) == month
		if real && (year != "" || !t.Before(today)) {
			return t, weekday == "" || t.Weekday() == weekdayOf(weekday)
		}
	}
	return t, false
}

func weekdayOf(word string) time.Weekday {
	if w, ok := weekdays[key(word)]; ok {
		return w
	}
	return shortWeekdays[key(word)]
}

// onWeekday returns the first day of a weekday that is not before another day.
func onWeekday(t time.Time, w time.Weekday) time.Time {
	return t.AddDate(0, 0, (int(w)-int(t.Weekday())+7)%7)
}

func number(digits string) int {
	n, _ := strconv.Atoi(digits) // what is none is 0, which no date has
	return n
}
