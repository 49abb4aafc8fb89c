package text

import (
	"fmt"
	"strings"
	"time"
)

// plainFormats writes as British and German people do.
type plainFormats Lang

var germanMonths = []string{"Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"}
var germanDays = []string{"Sonntag", "Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag"}

func (f plainFormats) german() bool { return Lang(f) == German }

func (f plainFormats) Date(day time.Time) string {
	return f.MonthDay(day.Month(), day.Day()) + fmt.Sprintf(" %d", day.Year())
}

func (f plainFormats) MonthDay(month time.Month, day int) string {
	if f.german() {
		return fmt.Sprintf("%d. %s", day, f.Month(month))
	}
	return fmt.Sprintf("%d %s", day, f.Month(month))
}

func (f plainFormats) Month(m time.Month) string {
	if f.german() {
		return germanMonths[m-1]
	}
	return m.String()
}

func (f plainFormats) Weekday(d time.Weekday) string {
	if f.german() {
		return germanDays[d]
	}
	return d.String()
}

func (f plainFormats) And(items []string) string {
	return f.list(items, map[bool]string{true: " und ", false: " and "}[f.german()])
}

func (f plainFormats) Or(items []string) string {
	return f.list(items, map[bool]string{true: " oder ", false: " or "}[f.german()])
}

func (f plainFormats) list(items []string, last string) string {
	if len(items) < 2 {
		return strings.Join(items, "")
	}
	return strings.Join(items[:len(items)-1], ", ") + last + items[len(items)-1]
}

func (f plainFormats) ZonedDates(from, to time.Time, zone string) string {
	return from.Format(time.DateTime) + "/" + to.Format(time.DateTime) + " " + zone
}
