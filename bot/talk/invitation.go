// Package talk writes what the bot says to people, in their language. Plain text
// is really plain; HTML is made of escaped parts.
package talk

import (
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
	Meeting     string // name of the one that a breakout session belongs to; "" for none
	Description string
	Zones       calendar.Zones
}

// Text returns the reason as plain text and as HTML. Its lines are sentences: clients show
// them one after another.
func (i Invitation) Text() (plain, rich string) {
	plain = strings.Join(i.lines(), "\n")
	rich = escape(plain)
	if description := shorten(strings.TrimSpace(visible(i.Description)), maxDescription); description != "" {
		plain += "\n\n" + description
		rich += "<hr><i>" + escape(description) + "</i>"
	}
	return plain, rich
}

// lines are what a breakout session belongs to, when the meeting takes place for the first
// time, in the zone in which that begins, how it recurs, and who invites.
func (i Invitation) lines() (lines []string) {
	lang, formats := text.Choose(i.Locale), FormatsFor(i.Locale)
	if meeting := oneLine(i.Meeting); meeting != "" {
		lines = append(lines, text.Get(lang, text.InviteSession, "title", meeting))
	}
	if first, ok := first(i.Calendar, i.Zones); ok {
		when := formats.ZonedDates(first.Start, first.End, first.Entry.DTStart.TZID)
		lines = append(lines, text.Get(lang, text.InviteWhen, "range", when))
		if series := i.series(first.UID); series != nil {
			rule := text.Describe(lang, formats, series, i.Zones)
			lines = append(lines, text.Get(lang, text.InviteRepeats, "rule", rule))
		}
	}
	if i.Organiser != "" {
		lines = append(lines, text.Get(lang, text.InvitedBy, "name", oneLine(i.Organiser)))
	}
	for n := range lines {
		lines[n] += "."
	}
	return lines
}

// first is the first occurrence; of a calendar without one, because its rules mean
// nothing, what its first entry says.
func first(entries []calendar.Entry, zones calendar.Zones) (calendar.Occurrence, bool) {
	if o, ok := calendar.Next(entries, time.Time{}, zones); ok || len(entries) == 0 {
		return o, ok
	}
	e := &entries[0]
	from, err := e.DTStart.Time(zones)
	if err != nil {
		return calendar.Occurrence{}, false
	}
	to, err := e.DTEnd.Time(zones)
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
