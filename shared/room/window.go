package room

import (
	"time"

	"parley/shared/calendar"
)

// Window returns the days of a planner in the zone of now: from today to the end of
// next week, and so many weeks more. first is the first day of weeks.
func Window(now time.Time, first time.Weekday, weeks int) (from, to time.Time) {
	return dayAfter(now, 0), dayAfter(now, 14-into(now, first)+7*weeks)
}

// NextDay returns when the day after that of t begins in the zone of t: mostly at
// midnight, but where clocks go forward then, later.
func NextDay(t time.Time) time.Time { return dayAfter(t, 1) }

func dayAfter(t time.Time, days int) time.Time {
	year, month, day := t.Date()
	return calendar.Resolve(time.Date(year, month, day+days, 0, 0, 0, 0, time.UTC), t.Location())
}
