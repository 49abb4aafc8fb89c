package text

import "time"

// Formats writes dates and lists as people of one locale do: the browser's Intl in
// the widget, CLDR data in the bot.
type Formats interface {
	// Date writes a day, given as its midnight in UTC: "3 October 2040".
	Date(day time.Time) string
	// MonthDay writes a day of every year: "3 October". The month has that day.
	MonthDay(month time.Month, day int) string
	// Month and Weekday write full names.
	Month(m time.Month) string
	Weekday(d time.Weekday) string
	// And and Or write lists: "a, b and c", "a, b or c".
	And(items []string) string
	Or(items []string) string
	// ZonedDates writes a span of time in an IANA time zone, with its short name:
	// "Tue, 24 November 2026, 10:00–11:30 CET".
	ZonedDates(from, to time.Time, zone string) string
}
