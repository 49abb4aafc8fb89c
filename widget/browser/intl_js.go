package browser

import (
	"strings"
	"syscall/js"
	"time"
)

// Intl writes dates and lists in a language, a BCP 47 tag. It implements
// text.Formats and is for one goroutine.
type Intl struct {
	locale  string
	formats map[string]js.Value // of dates and of lists
	written map[writing]string  // a range takes the browser a tenth of a millisecond
}

// writing is what was written how.
type writing struct {
	format, zone string
	from, to     int64 // ms since 1970
}

// NewIntl returns formats for a language.
func NewIntl(locale string) *Intl {
	return &Intl{locale: locale, formats: map[string]js.Value{}, written: map[writing]string{}}
}

// TimeZone is the IANA name of the person's time zone.
func TimeZone() string {
	zone := js.Global().Get("Intl").Call("DateTimeFormat").Call("resolvedOptions").Get("timeZone")
	if zone.Type() != js.TypeString {
		return "UTC"
	}
	return zone.String()
}

// FirstWeekday is the day that weeks begin with where the locale is at home.
func FirstWeekday(locale string) time.Weekday {
	info := js.Global().Get("Intl").Get("Locale").New(locale)
	week := info.Get("weekInfo")
	if info.Get("getWeekInfo").Type() == js.TypeFunction {
		week = info.Call("getWeekInfo")
	}
	if week.Type() != js.TypeObject {
		return time.Monday
	}
	return time.Weekday(week.Get("firstDay").Int() % 7) // 1 is Monday, 7 Sunday
}

// Day is a date with its weekday.
func (i *Intl) Day(t time.Time, zone string) string {
	return i.write("day", zone, t, t, map[string]any{"weekday": "long", "day": "numeric", "month": "long"})
}

// DayOfYear is Day with the year.
func (i *Intl) DayOfYear(t time.Time, zone string) string {
	return i.write("day of year", zone, t, t, map[string]any{"weekday": "long", "day": "numeric", "month": "long", "year": "numeric"})
}

// Clock is a time of day.
func (i *Intl) Clock(t time.Time, zone string) string {
	return i.write("clock", zone, t, t, map[string]any{"hour": "numeric", "minute": "2-digit"})
}

// ShortWeekday is the abbreviated name of a day.
func (i *Intl) ShortWeekday(t time.Time, zone string) string {
	return i.write("short weekday", zone, t, t, map[string]any{"weekday": "short"})
}

// Days is a range of dates.
func (i *Intl) Days(from, to time.Time, zone string) string {
	return i.write("days", zone, from, to, map[string]any{"day": "numeric", "month": "long", "year": "numeric"})
}

// MonthYear is a month with its year.
func (i *Intl) MonthYear(t time.Time, zone string) string {
	return i.write("month year", zone, t, t, map[string]any{"month": "long", "year": "numeric"})
}

// Times is a range of times of day, with the dates when those differ.
func (i *Intl) Times(from, to time.Time, zone string) string {
	return i.write("times", zone, from, to, map[string]any{"hour": "numeric", "minute": "2-digit"})
}

// ZonedTimes is Times with the short name of the zone.
func (i *Intl) ZonedTimes(from, to time.Time, zone string) string {
	return i.write("zoned", zone, from, to, map[string]any{"hour": "numeric", "minute": "2-digit", "timeZoneName": "short"})
}

// Dates is a range of dates and times.
func (i *Intl) Dates(from, to time.Time, zone string) string {
	return i.write("dates", zone, from, to, map[string]any{
		"weekday": "short", "day": "numeric", "month": "long", "year": "numeric", "hour": "numeric", "minute": "2-digit",
	})
}

// ZonedDates implements text.Formats.
func (i *Intl) ZonedDates(from, to time.Time, zone string) string {
	return i.write("zoned dates", zone, from, to, map[string]any{
		"weekday": "short", "day": "numeric", "month": "long", "year": "numeric", "hour": "numeric", "minute": "2-digit", "timeZoneName": "short",
	})
}

// Date implements text.Formats.
func (i *Intl) Date(day time.Time) string {
	return i.write("date", "UTC", day, day, map[string]any{"dateStyle": "long"})
}

// MonthDay implements text.Formats.
func (i *Intl) MonthDay(month time.Month, day int) string {
	t := time.Date(2000, month, day, 0, 0, 0, 0, time.UTC)
	return i.write("month day", "UTC", t, t, map[string]any{"month": "long", "day": "numeric"})
}

// Month implements text.Formats.
func (i *Intl) Month(m time.Month) string {
	t := time.Date(2000, m, 1, 0, 0, 0, 0, time.UTC)
	return i.write("month", "UTC", t, t, map[string]any{"month": "long"})
}

// Weekday implements text.Formats.
func (i *Intl) Weekday(d time.Weekday) string {
	const sunday = 2 // 2 January 2000
	t := time.Date(2000, 1, sunday+int(d), 0, 0, 0, 0, time.UTC)
	return i.write("weekday", "UTC", t, t, map[string]any{"weekday": "long"})
}

// And implements text.Formats.
func (i *Intl) And(items []string) string { return i.list("conjunction", items) }

// Or implements text.Formats.
func (i *Intl) Or(items []string) string { return i.list("disjunction", items) }

func (i *Intl) list(kind string, items []string) string {
	if len(items) == 1 {
		return items[0]
	}
	format, ok := i.formats[kind]
	if !ok {
		format = js.Global().Get("Intl").Get("ListFormat").New(i.locale, map[string]any{"type": kind})
		i.formats[kind] = format
	}
	list := make([]any, len(items))
	for n, item := range items {
		list[n] = item
	}
	return format.Call("format", list).String()
}

// write writes a range of times, which is one time when both are the same.
func (i *Intl) write(name, zone string, from, to time.Time, options map[string]any) string {
	key := writing{name, zone, from.UnixMilli(), to.UnixMilli()}
	words, ok := i.written[key]
	if !ok {
		if len(i.written) >= maxWritten {
			clear(i.written)
		}
		words = i.format(name, zone, options).Call("formatRange", float64(key.from), float64(key.to)).String()
		i.written[key] = words
	}
	return words
}

// format returns a cached Intl.DateTimeFormat; one in UTC for a zone that the
// browser does not know.
func (i *Intl) format(name, zone string, options map[string]any) (format js.Value) {
	key := name + " " + zone
	if f, ok := i.formats[key]; ok {
		return f
	}
	defer func() {
		if recover() != nil {
			format = i.format(name, "UTC", options)
		}
	}()
	options["timeZone"] = zone
	format = js.Global().Get("Intl").Get("DateTimeFormat").New(i.locale, options)
	i.formats[key] = format
	return format
}

// TimeZones are the IANA names that the browser knows, sorted; none where it does not tell.
func TimeZones() (names []string) {
	names = []string{}
	intl := js.Global().Get("Intl")
	if intl.Get("supportedValuesOf").Type() != js.TypeFunction {
		return names
	}
	all := intl.Call("supportedValuesOf", "timeZone").Call("join", " ").String() // one by one they take a frame
	return append(strings.Fields(all), "UTC")
}
