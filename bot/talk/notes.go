package talk

import (
	"strings"
	"unicode/utf8"

	"parley/shared/text"
)

// maxAgenda is how much of a description becomes an agenda (bytes): Etherpad takes a
// limited text. maxTitle is how much of a title is above it.
const (
	maxAgenda = 20 << 10
	maxTitle  = 500
)

// Agenda is what the notes of a meeting begin with.
type Agenda struct {
	Occasion
	Description string
	Open        []string // what was not done the last time
}

// HTML is the agenda for Etherpad: title, time, and the description line by line.
func (a Agenda) HTML() string {
	lang := text.Choose(a.Locale)
	var b strings.Builder
	b.WriteString("<!DOCTYPE html><html><body><strong>" + escape(cut(oneLine(a.Title), maxTitle)) + "</strong><br>")
	if !a.Start.IsZero() {
		b.WriteString(escape(FormatsFor(a.Locale).ZonedDates(a.Start, a.End, a.Zone)) + "<br>")
	}
	a.section(&b, text.Get(lang, text.NotesAgenda), strings.Split(cut(a.Description, maxAgenda), "\n"))
	a.section(&b, text.Get(lang, text.NotesOpen), a.Open)
	b.WriteString("<br>" + strong(text.Get(lang, text.NotesTaken)) + "<br><br></body></html>")
	return b.String()
}

// section adds lines below a heading, if there are any.
func (Agenda) section(b *strings.Builder, heading string, lines []string) {
	if strings.TrimSpace(strings.Join(lines, "")) == "" {
		return
	}
	b.WriteString("<br>" + strong(heading) + "<br>")
	for _, line := range lines {
		b.WriteString(escape(strings.TrimRight(line, "\r")) + "<br>")
	}
}

// cut returns the beginning of a text, at most so many bytes of it.
func cut(s string, size int) string {
	if len(s) <= size {
		return s
	}
	for size > 0 && !utf8.RuneStart(s[size]) {
		size--
	}
	return s[:size] + " …"
}
