package browser

import (
	"time"

	"parley/shared/text"
)

// Reader is who reads: in which language, and in which time zone. It is for one
// goroutine.
type Reader struct {
	Lang text.Lang
	Zone string // IANA
	*Intl
}

// NewReader returns the reader for the language tag of a client, or for what the
// person prefers in the browser when that is empty.
func NewReader(tag, preferred, zone string) *Reader {
	if tag == "" {
		tag = preferred
	}
	lang := text.Choose(tag)
	return &Reader{Lang: lang, Zone: zone, Intl: NewIntl(Locale(string(lang), preferred))}
}

// Text returns a text in the reader's language; see text.Get.
func (r *Reader) Text(k text.Key, params ...string) string { return text.Get(r.Lang, k, params...) }

// Elsewhere returns a range of times in another zone with its name, and "" when
// the clocks there show the same as the reader's.
func (r *Reader) Elsewhere(from, to time.Time, zone string, there *time.Location) string {
	_, here := from.Zone()
	if _, offset := from.In(there).Zone(); offset == here || zone == r.Zone {
		return ""
	}
	return r.ZonedTimes(from, to, zone)
}
