package talk

import (
	"strings"
	"time"

	"github.com/agentable/go-intl/datetimeformat"
)

// Date implements text.Formats.
func (f *Formats) Date(day time.Time) string { return f.as(longDate, "UTC").Format(day) }

// MonthDay implements text.Formats.
func (f *Formats) MonthDay(m time.Month, day int) string {
	return f.as(monthDay, "UTC").Format(time.Date(2000, m, day, 0, 0, 0, 0, time.UTC))
}

// Month implements text.Formats.
func (f *Formats) Month(m time.Month) string {
	return f.as(month, "UTC").Format(time.Date(2000, m, 1, 0, 0, 0, 0, time.UTC))
}

// Weekday implements text.Formats.
func (f *Formats) Weekday(d time.Weekday) string {
	const sunday = 2 // 2 January 2000
	return f.as(weekday, "UTC").Format(time.Date(2000, 1, sunday+int(d), 0, 0, 0, 0, time.UTC))
}

// And implements text.Formats.
func (f *Formats) And(items []string) string { return f.and.Format(items) }

// Or implements text.Formats.
func (f *Formats) Or(items []string) string { return f.or.Format(items) }

// ZonedDates implements text.Formats. The library repeats the date and the zone of a
// span within a day, so spans are put together here as ICU does. Where the clocks
// change within that day both offsets are shown; ICU shows one.
func (f *Formats) ZonedDates(from, to time.Time, zone string) string {
	day, last := f.as(weekdayDate, zone).Format(from), f.as(weekdayDate, zone).Format(to)
	first, second := " "+f.zoneName(from, zone), " "+f.zoneName(to, zone)
	switch {
	case from.Equal(to):
		return f.as(dateTime, zone).Format(from) + first
	case day != last:
		return f.as(dateTime, zone).Format(from) + first + f.dash() + f.as(dateTime, zone).Format(to) + second
	case first == second:
		return day + ", " + f.times(from, to, zone) + first
	}
	return day + ", " + f.as(clock, zone).Format(from) + first + f.dash() + f.as(clock, zone).Format(to) + second
}

// ZonedTimes is ZonedDates in a zone without the date, where that is the same day as in
// another zone: "10:00–11:30 CET". ok is false where it is not.
func (f *Formats) ZonedTimes(from, to time.Time, zone, other string) (times string, ok bool) {
	day := f.as(weekdayDate, zone)
	date := day.Format(from)
	for _, same := range []string{day.Format(to), f.as(weekdayDate, other).Format(from), f.as(weekdayDate, other).Format(to)} {
		if same != date {
			return "", false
		}
	}
	return strings.CutPrefix(f.ZonedDates(from, to, zone), date+", ")
}

// dash is between the two dates of a span, with its spaces.
func (f *Formats) dash() string {
	for _, part := range f.as(dateTime, "UTC").FormatRangeToParts(time.Unix(0, 0), time.Unix(1e9, 0)) {
		if part.Source == datetimeformat.SourceShared && strings.Contains(part.Value, "–") {
			return part.Value
		}
	}
	return " – "
}

// times writes a span of times of a day: "10:00–11:30", "10:00 – 11:30 AM". The
// library's pattern is right, but its hours lack a zero that single times have, and
// it takes the pattern for one half of the day when the span has both.
func (f *Formats) times(from, to time.Time, zone string) string {
	as := f.as(clock, zone)
	first, last := as.FormatToParts(from), as.FormatToParts(to)
	halves := value(first, datetimeformat.PartDayPeriod) != value(last, datetimeformat.PartDayPeriod)
	var b strings.Builder
	for _, part := range as.FormatRangeToParts(from, to) {
		switch {
		case halves && part.Type == datetimeformat.PartLiteral && strings.Contains(part.Value, "–"):
			return as.Format(from) + part.Value + as.Format(to)
		case part.Type == datetimeformat.PartHour && part.Source == datetimeformat.SourceStartRange:
			b.WriteString(value(first, datetimeformat.PartHour))
		case part.Type == datetimeformat.PartHour:
			b.WriteString(value(last, datetimeformat.PartHour))
		default:
			b.WriteString(part.Value)
		}
	}
	return b.String()
}

// value of the first part of a kind, "" when there is none.
func value(parts []datetimeformat.Part, kind datetimeformat.PartType) string {
	for _, part := range parts {
		if part.Type == kind {
			return part.Value
		}
	}
	return ""
}

// zoneName is the short name of a zone at a time: an abbreviation where the locale
// has one, else the offset. For some zones the library has a sentence instead.
func (f *Formats) zoneName(t time.Time, zone string) string {
	if zone == "UTC" {
		return zone // German data have GMT only
	}
	name := value(f.as(zoneName, zone).FormatToParts(t), datetimeformat.PartTimeZoneName)
	if strings.Contains(name, " ") {
		name = value(f.as(zoneOffset, zone).FormatToParts(t), datetimeformat.PartTimeZoneName)
	}
	return name
}
