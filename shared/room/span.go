package room

import "time"

// Span is how much time a planner shows at once. Its text is kept by browsers.
type Span string

// The spans: a list from a day on, a day, Monday to Friday, a week, a month.
const (
	SpanList     Span = "list"
	SpanDay      Span = "day"
	SpanWorkWeek Span = "workweek"
	SpanWeek     Span = "week"
	SpanMonth    Span = "month"
)

// Spans are all of them, in the order in which they are offered.
var Spans = []Span{SpanList, SpanDay, SpanWorkWeek, SpanWeek, SpanMonth}

// Valid reports whether s is one of Spans.
func (s Span) Valid() bool {
	for _, known := range Spans {
		if s == known {
			return true
		}
	}
	return false
}

// Around returns the days [from, to) that are shown with a day, in its zone. first is the
// first day of weeks. A month is shown in whole weeks; of a list, these are the first days.
func (s Span) Around(day time.Time, first time.Weekday) (from, to time.Time) {
	switch s {
	case SpanDay:
		return dayAfter(day, 0), dayAfter(day, 1)
	case SpanWorkWeek:
		monday := into(day, time.Monday)
		return dayAfter(day, -monday), dayAfter(day, 5-monday)
	case SpanWeek:
		begin := into(day, first)
		return dayAfter(day, -begin), dayAfter(day, 7-begin)
	case SpanMonth:
		begin, next := dayAfter(day, 1-day.Day()), dayAfter(day, 1-day.Day()+daysIn(day))
		last := dayAfter(next, -1)
		return dayAfter(begin, -into(begin, first)), dayAfter(last, 7-into(last, first))
	}
	return Window(day, first, 0)
}

// Turn returns the day to show when somebody turns so many pages forward, or back: in
// another month the same day, or its last one. A list is turned by weeks.
func (s Span) Turn(day time.Time, pages int) time.Time {
	switch s {
	case SpanDay:
		return dayAfter(day, pages)
	case SpanMonth:
		begin := dayAfter(day, 1-day.Day())
		year, month, _ := begin.Date()
		begin = time.Date(year, month+time.Month(pages), 1, 12, 0, 0, 0, day.Location())
		return dayAfter(begin, min(day.Day(), daysIn(begin))-1)
	}
	return dayAfter(day, 7*pages)
}

// into is how many days a day is after the first of its week.
func into(day time.Time, first time.Weekday) int { return (int(day.Weekday()) - int(first) + 7) % 7 }

func daysIn(t time.Time) int {
	year, month, _ := t.Date()
	return time.Date(year, month+1, 0, 0, 0, 0, 0, time.UTC).Day()
}
