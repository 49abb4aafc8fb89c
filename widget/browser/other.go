//go:build !js

package browser

import (
	"context"
	"strings"
	"time"
)

// Intl writes dates as ISO 8601 does, names in English and lists with commas. It
// implements text.Formats.
type Intl struct{}

// NewIntl returns the formats, which are the same for every locale.
func NewIntl(string) *Intl { return &Intl{} }

// Breathe sleeps for a moment.
func Breathe() { time.Sleep(time.Millisecond) }

// TimeZone is UTC.
func TimeZone() string { return "UTC" }

// TimeZones are some.
func TimeZones() []string { return []string{"Europe/Berlin", "Europe/Lisbon", "UTC"} }

// FirstWeekday is Monday.
func FirstWeekday(string) time.Weekday { return time.Monday }

// Day is a date.
func (*Intl) Day(t time.Time, zone string) string { return in(t, zone).Format("2006-01-02") }

// DayOfYear is a date, in words.
func (*Intl) DayOfYear(t time.Time, zone string) string { return in(t, zone).Format("2 January 2006") }

// Clock is a time of day.
func (*Intl) Clock(t time.Time, zone string) string { return in(t, zone).Format("15:04") }

// ShortWeekday is the abbreviated name of a day.
func (*Intl) ShortWeekday(t time.Time, zone string) string { return in(t, zone).Format("Mon") }

// Days is a range of dates.
func (i *Intl) Days(from, to time.Time, zone string) string {
	return i.Day(from, zone) + "/" + i.Day(to, zone)
}

// MonthYear is a month with its year.
func (*Intl) MonthYear(t time.Time, zone string) string { return in(t, zone).Format("2006-01") }

// Times is a range of times of day, with the dates when those differ.
func (i *Intl) Times(from, to time.Time, zone string) string {
	if i.Day(from, zone) != i.Day(to, zone) {
		return i.Dates(from, to, zone)
	}
	return in(from, zone).Format("15:04") + "/" + in(to, zone).Format("15:04")
}

// ZonedTimes is Times with the name of the zone.
func (i *Intl) ZonedTimes(from, to time.Time, zone string) string {
	return i.Times(from, to, zone) + " " + zone
}

// Dates is a range of dates and times.
func (*Intl) Dates(from, to time.Time, zone string) string {
	return in(from, zone).Format("2006-01-02T15:04") + "/" + in(to, zone).Format("2006-01-02T15:04")
}

// ZonedDates is Dates with the name of the zone.
func (i *Intl) ZonedDates(from, to time.Time, zone string) string {
	return i.Dates(from, to, zone) + " " + zone
}

// Date is a date.
func (*Intl) Date(day time.Time) string { return day.Format("2006-01-02") }

// MonthDay is a date without a year.
func (*Intl) MonthDay(month time.Month, day int) string {
	return time.Date(2000, month, day, 0, 0, 0, 0, time.UTC).Format("--01-02")
}

// Month is an English name.
func (*Intl) Month(m time.Month) string { return m.String() }

// Weekday is an English name.
func (*Intl) Weekday(d time.Weekday) string { return d.String() }

// And joins with commas.
func (*Intl) And(items []string) string { return strings.Join(items, ", ") }

// Or joins with slashes.
func (*Intl) Or(items []string) string { return strings.Join(items, "/") }

func in(t time.Time, zone string) time.Time {
	loc, err := time.LoadLocation(zone)
	if err != nil {
		loc = time.UTC
	}
	return t.In(loc)
}

// Fetch fails with ErrUnavailable.
func Fetch(context.Context, string, int) (int, []byte, error) { return 0, nil, ErrUnavailable }

// FetchAs fails with ErrUnavailable.
func FetchAs(context.Context, string, string, []byte, int) (int, []byte, error) {
	return 0, nil, ErrUnavailable
}

// Tab is none.
type Tab struct{}

// OpenTab opens none.
func OpenTab(_, _ string) Tab { return Tab{} }

// Show reports false.
func (Tab) Show(string) bool { return false }

// Close does nothing.
func (Tab) Close() {}

// Focus is none.
type Focus struct{}

// Focused returns none.
func Focused() Focus { return Focus{} }

// Restore does nothing.
func (Focus) Restore() {}

// Offer does nothing.
func Offer(string, string, []byte) {}

func load(string) (string, error) { return "", ErrUnavailable }

func save(string, string) error { return ErrUnavailable }

func remove(string) error { return ErrUnavailable }

// Copy reports false.
func Copy(string) bool { return false }
