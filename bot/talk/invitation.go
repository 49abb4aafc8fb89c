// Package talk writes what the bot says to people, in their language. Plain text
// is really plain; HTML is made of escaped parts.
package talk

import (
	"html"
	"strings"
	"time"

	"parley/shared/calendar"
	"parley/shared/text"
)

// maxDescription is how much of a description an invitation shows, in
// characters.
const maxDescription = 1000

// Invitation is why somebody is invited.
type Invitation struct {
	Locale      string // BCP 47, of the organiser: that of others is not known
	Calendar    []calendar.Entry
	Organiser   string // display name; "" when the organiser himself is invited
	Description string
	Zones       calendar.Zones
}

// Text returns the reason as plain text and as HTML.
func (i Invitation) Text() (plain, rich string) {
	plain = strings.Join(i.lines(), "\n")
	rich = escape(plain)
	if description := shorten(strings.TrimSpace(i.Description), maxDescription); description != "" {
		plain += "\n\n" + description
		rich += "<hr><i>" + escape(description) + "</i>"
	}
	return plain, rich
}

// lines are when the meeting takes place for the first time, in the zone in which that
// begins, how it recurs, and who invites.
func (i Invitation) lines() (lines []string) {
	lang, formats := text.Choose(i.Locale), FormatsFor(i.Locale)
	if first, ok := i.first(); ok {
		when := formats.ZonedDates(first.Start, first.End, first.Entry.DTStart.TZID)
		lines = append(lines, text.Get(lang, text.InviteWhen, "range", when))
		if series := i.series(first.UID); series != nil {
			rule := text.Describe(lang, formats, series, i.Zones)
			lines = append(lines, text.Get(lang, text.InviteRepeats, "rule", rule))
		}
	}
	if i.Organiser != "" {
		lines = append(lines, text.Get(lang, text.InvitedBy, "name", i.Organiser))
	}
	return lines
}

// first is the first occurrence; of a calendar without one, because its rules mean
// nothing, what its first entry says.
func (i Invitation) first() (calendar.Occurrence, bool) {
	if o, ok := calendar.Next(i.Calendar, time.Time{}, i.Zones); ok || len(i.Calendar) == 0 {
		return o, ok
	}
	e := &i.Calendar[0]
	from, err := e.DTStart.Time(i.Zones)
	if err != nil {
		return calendar.Occurrence{}, false
	}
	to, err := e.DTEnd.Time(i.Zones)
	return calendar.Occurrence{UID: e.UID, Start: from, End: to, Entry: e}, err == nil
}

// series is the entry of a series, nil when there is none.
func (i Invitation) series(uid string) *calendar.Entry {
	for n := range i.Calendar {
		if e := &i.Calendar[n]; e.UID == uid && e.IsSeries() {
			return e
		}
	}
	return nil
}

// escape makes plain text HTML.
func escape(plain string) string {
	return strings.ReplaceAll(html.EscapeString(plain), "\n", "<br>")
}

// shorten cuts a text off after a number of characters.
func shorten(s string, limit int) string {
	runes := []rune(s)
	if len(runes) <= limit {
		return s
	}
	return string(runes[:limit-1]) + "…"
}
