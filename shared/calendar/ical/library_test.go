//go:build !js

package ical

import (
	"os"
	"strings"
	"testing"

	library "github.com/arran4/golang-ical"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"parley/shared/calendar"
)

// golang-ical reads the properties in our files that our reader reads, in the same
// order and with the same texts.
func TestLibraryReadsWhatWeWrite(t *testing.T) {
	for _, text := range nasty {
		label := strings.ReplaceAll(text, `\`, "") // which it takes for an escape in parameters, too
		out, problems := Write(Feed{Name: text, Stamp: stamp0, Meetings: []Meeting{{RoomID: "!r:example.org", Title: text, Description: text, URL: text,
			Conferences: []Conference{{URI: text, Label: label}}, Organizer: &Person{Address: UserAddress(text), Name: "N"},
			Entries: []calendar.Entry{entry(text, "Europe/Berlin", "20401001T100000", "20401001T110000", "FREQ=DAILY")}}}}, zones)
		require.Empty(t, problems)
		theirs := libraryEvent(t, string(out))
		var ours []string
		for _, line := range event(unfold(t, out)) {
			p, ok := parseLine(line)
			require.True(t, ok)
			ours = append(ours, p.name)
		}
		var names []string
		for _, p := range theirs.Properties {
			names = append(names, p.IANAToken)
		}
		assert.Equal(t, ours, names)
		assert.Equal(t, clean(text), theirs.GetProperty(library.ComponentPropertySummary).Value)
	}
}

// What golang-ical reads of another program's file is what we read.
func TestLibraryReadsWhatWeRead(t *testing.T) {
	data, err := os.ReadFile("testdata/outlook.ics")
	require.NoError(t, err)
	theirs := libraryEvent(t, string(data))
	ours := readFile(t, "testdata/outlook.ics").Meetings[0]
	assert.Equal(t, theirs.Id(), ours.Entries[0].UID)
	assert.Equal(t, theirs.GetProperty(library.ComponentPropertySummary).Value, ours.Title)
	assert.Equal(t, theirs.GetProperty(library.ComponentPropertyRrule).Value, ours.Entries[0].RRule)
	assert.Equal(t, theirs.GetProperty(library.ComponentPropertyDtStart).Value, ours.Entries[0].DTStart.Value)
}

func libraryEvent(t *testing.T, file string) *library.VEvent {
	t.Helper()
	parsed, err := library.ParseCalendar(strings.NewReader(file))
	require.NoError(t, err)
	require.Len(t, parsed.Events(), 1)
	return parsed.Events()[0]
}

// Why we do not use golang-ical for more than this test: what it writes has lines
// that nobody asked for, and parameters that others read otherwise.
func TestLibraryLetsForeignLinesThrough(t *testing.T) {
	calendar := library.NewCalendar()
	e := calendar.AddEvent("u")
	e.AddProperty(library.ComponentPropertyUrl, "https://example.org\r\nATTENDEE:mailto:x@example.org")
	e.AddAttendee("a@example.org", library.WithCN("a:b"))
	written := calendar.Serialize(library.WithNewLineWindows)
	assert.Contains(t, written, "\r\nATTENDEE:mailto:x@example.org\r\n")
	assert.Contains(t, written, `CN=a\:b`, "what is not quoted ends at the colon for everybody else")
}
