package browser

import (
	"time"

	"parley/shared/calendar"
	"parley/shared/text"
)

// maxWritten is when what was written is forgotten.
const maxWritten = 5000

// Reader is who reads: in which language, and in which time zone. It is for one
// goroutine.
type Reader struct {
	Lang   text.Lang
	Locale string // BCP 47: that of dates
	Zone   string // IANA
	*Intl

	recurrences map[recurrence]string // described before
}

// recurrence is what decides how a series is described.
type recurrence struct {
	start calendar.DateTime
	rule  string
}

// NewReader returns the reader for the language tag of a client, or for what the
// person prefers in the browser when that is empty.
func NewReader(tag, preferred, zone string) *Reader {
	if tag == "" {
		tag = preferred
	}
	lang := text.Choose(tag)
	locale := Locale(string(lang), preferred)
	return &Reader{Lang: lang, Locale: locale, Zone: zone, Intl: NewIntl(locale), recurrences: map[recurrence]string{}}
}

// Text returns a text in the reader's language; see text.Get.
func (r *Reader) Text(k text.Key, params ...string) string { return text.Get(r.Lang, k, params...) }

// Recurrence says how the series recurs that an entry is or belongs to, "" for a
// single event. entries are those of its meeting, whose zones are known.
func (r *Reader) Recurrence(entries []calendar.Entry, uid string, zones calendar.Zones) string {
	for i := range entries {
		if e := &entries[i]; e.UID == uid && e.IsSeries() {
			return r.describe(e, zones)
		}
	}
	return ""
}

// describe keeps what it said: lists show the same series with every change.
func (r *Reader) describe(e *calendar.Entry, zones calendar.Zones) string {
	key := recurrence{e.DTStart, e.RRule}
	words, ok := r.recurrences[key]
	if !ok {
		if len(r.recurrences) >= maxWritten {
			clear(r.recurrences)
		}
		words = text.Describe(r.Lang, r.Intl, e, zones)
		r.recurrences[key] = words
	}
	return words
}

// DayFrom is a date with its weekday, and with its year where that is not the one of now. Both
// are in the reader's zone.
func (r *Reader) DayFrom(day, now time.Time) string {
	if day.Year() == now.Year() {
		return r.Day(day, r.Zone)
	}
	return r.DayOfYear(day, r.Zone)
}

// Elsewhere returns a range of times in another zone with its name, and "" when
// the clocks there show the same as the reader's.
func (r *Reader) Elsewhere(from, to time.Time, zone string, there *time.Location) string {
	_, here := from.Zone()
	if _, offset := from.In(there).Zone(); offset == here || zone == r.Zone {
		return ""
	}
	return r.ZonedTimes(from, to, zone)
}
