// Package talk writes what the bot says to people, in their language. Plain text
// is really plain; HTML is made of escaped parts.
package talk

import (
	"html"
	"strings"

	"parley/shared/calendar"
	"parley/shared/text"
)

// maxDescription is how much of a description an invitation shows, in
// characters.
const maxDescription = 1000

// Invitation is why somebody is invited.
type Invitation struct {
	Locale      string // BCP 47, of the reader
	Calendar    []calendar.Entry
	Organiser   string // display name; "" when the organiser himself is invited
	Description string
	Zones       calendar.Zones
}

// Text returns the reason as plain text and as HTML.
func (i Invitation) Text() (plain, rich string) {
	plain = strings.Join(i.lines(), "\n")
	rich = escape(plain)
	if description := shorten(strings.TrimSpace(i.Description)); description != "" {
		plain += "\n\n" + description
		rich += "<hr><i>" + escape(description) + "</i>"
	}
	return plain, rich
}

// lines are when the meeting takes place, how it recurs and who invites.
func (i Invitation) lines() (lines []string) {
	lang, formats := text.Choose(i.Locale), FormatsFor(i.Locale)
	if first := i.first(); first != nil {
		if when, ok := Span(formats, first, i.Zones); ok {
			lines = append(lines, text.Get(lang, text.InviteWhen, "range", when))
		}
		if first.IsSeries() {
			rule := text.Describe(lang, formats, first, i.Zones)
			lines = append(lines, text.Get(lang, text.InviteRepeats, "rule", rule))
		}
	}
	if i.Organiser != "" {
		lines = append(lines, text.Get(lang, text.InvitedBy, "name", i.Organiser))
	}
	return lines
}

// first is the first entry that is no override, nil when there is none.
func (i Invitation) first() *calendar.Entry {
	for n := range i.Calendar {
		if !i.Calendar[n].IsOverride() {
			return &i.Calendar[n]
		}
	}
	return nil
}

// escape makes plain text HTML.
func escape(plain string) string {
	return strings.ReplaceAll(html.EscapeString(plain), "\n", "<br>")
}

func shorten(s string) string {
	runes := []rune(s)
	if len(runes) <= maxDescription {
		return s
	}
	return string(runes[:maxDescription-1]) + "…"
}

// Span writes when an entry takes place, in the zone in which it begins: "Tue, 24
// November 2026, 10:00–11:00 CET". It is false when the times cannot be understood.
func Span(f text.Formats, e *calendar.Entry, zones calendar.Zones) (string, bool) {
	from, err := e.DTStart.Time(zones)
	if err != nil {
		return "", false
	}
	to, err := e.DTEnd.Time(zones)
	if err != nil {
		return "", false
	}
	return f.ZonedDates(from, to, e.DTStart.TZID), true
}
