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
	Locale      string // BCP 47, of the reader
	Calendar    []calendar.Entry
	Organiser   string // display name; "" when the organiser himself is invited
	Description string
	Zones       calendar.Zones
}

// Text returns the reason as plain text and as HTML.
func (i Invitation) Text() (plain, rich string) {
	lang := text.Choose(i.Locale)
	var lines []string
	for _, e := range i.Calendar {
		if e.IsOverride() {
			continue
		}
		if when, ok := Range(lang, e.DTStart, e.DTEnd, i.Zones); ok {
			lines = append(lines, text.Get(lang, text.InviteWhen, "range", when))
		}
		if e.IsSeries() {
			lines = append(lines, text.Get(lang, text.InviteRepeats))
		}
		break
	}
	if i.Organiser != "" {
		lines = append(lines, text.Get(lang, text.InvitedBy, "name", i.Organiser))
	}
	description := shorten(strings.TrimSpace(i.Description))
	plain = strings.Join(lines, "\n")
	rich = strings.ReplaceAll(html.EscapeString(plain), "\n", "<br>")
	if description != "" {
		plain += "\n\n" + description
		rich += "<hr><i>" + strings.ReplaceAll(html.EscapeString(description), "\n", "<br>") + "</i>"
	}
	return plain, rich
}

func shorten(s string) string {
	runes := []rune(s)
	if len(runes) <= maxDescription {
		return s
	}
	return string(runes[:maxDescription-1]) + "…"
}

// Range writes a span of time with its zone, such as
// "Tue, 24 Nov 2026, 10:00–11:00 (Europe/Berlin)". It is false when the times
// cannot be understood.
func Range(lang text.Lang, start, end calendar.DateTime, zones calendar.Zones) (string, bool) {
	from, err := start.Time(zones)
	if err != nil {
		return "", false
	}
	to, err := end.Time(zones)
	if err != nil {
		return "", false
	}
	to = to.In(from.Location())
	written := date(lang, from) + ", " + clock(from) + "–"
	if !sameDay(from, to) {
		written = date(lang, from) + ", " + clock(from) + " – " + date(lang, to) + ", "
	}
	return written + clock(to) + " (" + start.TZID + ")", true
}

func clock(t time.Time) string { return t.Format("15:04") }

func sameDay(a, b time.Time) bool { return a.Format(time.DateOnly) == b.Format(time.DateOnly) }
