package ical

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"parley/shared/calendar"
)

// nasty are texts that have broken other programs.
var nasty = []string{
	"", " ", "  two spaces first", "tab\tin\tit", "trailing space ", `\`, `\\n`, `\n`, "a;b,c:d\"e'f", "^n ^' ^^ ^", "%0d%0a",
	"line\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:foreign", "bare\rATTENDEE:mailto:x@example.org", "\nURL:x", "form\ffeed\vtab\x00null\x7fdel",
	"next\u0085line, line\u2028separator, paragraph\u2029separator", "half \xc3 a character \xed\xa0\x80", "\ufeffmark",
	"ümläut", strings.Repeat("ä", 200), strings.Repeat("x", 74) + "ä" + strings.Repeat("漢字", 60), "👩‍👩‍👧‍👦" + strings.Repeat("👩🏽‍🚀", 40), "RTL \u202eabc",
	strings.Repeat("\n", 80), strings.Repeat(`"`, 80), strings.Repeat(`,;\`, 40), strings.Repeat("^", 75),
}

func TestNastyTextsStayThemselves(t *testing.T) {
	for _, text := range nasty {
		writeAndRead(t, text, text, text)
	}
}

func FuzzWrite(f *testing.F) {
	for _, text := range nasty {
		f.Add(text, "FREQ=DAILY", "Europe/Berlin")
	}
	f.Add("x", "FREQ=DAILY\r\nATTENDEE:x", "UTC\r\nX:y")
	f.Fuzz(func(t *testing.T, text, rule, tzid string) {
		writeAndRead(t, text, rule, tzid)
	})
}

// writeAndRead writes a meeting with a text in every field that takes one, and
// checks that the file has the lines of one event, and gives the text back.
func writeAndRead(t *testing.T, text, rule, tzid string) {
	t.Helper()
	e := entry(text, "Europe/Berlin", "20401001T100000", "20401001T110000", rule)
	strange := entry(text, tzid, "20401001T100000", "x"+text, "")
	meeting := Meeting{RoomID: text, Title: text, Description: text, Location: text, URL: text, Categories: []string{text, text},
		Conferences: []Conference{{URI: text, Label: text, Features: []string{text}}}, Organizer: &Person{Address: text, Name: text},
		Attendees: []Person{{Address: UserAddress(text), Name: text, Status: Status(text)}}, Entries: []calendar.Entry{e, strange}}
	out, problems := Write(Feed{Name: text, Stamp: stamp0, Meetings: []Meeting{meeting}}, anyZone)
	var names []string
	for _, line := range event(unfold(t, out)) {
		names = append(names, line[:strings.IndexAny(line, ":;")])
	}
	require.Equal(t, expected(text, rule != "" && len(problems) == 1), names)

	read, _, err := Read(out, "UTC", anyZone)
	require.NoError(t, err)
	require.Len(t, read.Meetings, 1)
	m := read.Meetings[0]
	assert.Equal(t, clean(text), m.Title)
	assert.Equal(t, clean(text), m.Description)
	assert.Equal(t, clean(text), m.Location)
	assert.Equal(t, []string{clean(text), clean(text)}, m.Categories)
	assert.Equal(t, clean(text), m.Conferences[0].Label)
	assert.Equal(t, clean(text), m.Organizer.Name)
	assert.Equal(t, clean(text), m.Attendees[0].Name)
	assert.Equal(t, clean(text), read.Name)
}

// expected are the properties of the event: the strange one has no date and must
// not be there.
func expected(text string, hasRule bool) []string {
	names := []string{"UID", "DTSTAMP", "DTSTART", "DTEND", "RRULE", "SUMMARY"}
	if !hasRule {
		names = []string{"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY"}
	}
	if text != "" {
		names = append(names, "DESCRIPTION", "LOCATION")
	}
	names = append(names, "CATEGORIES")
	if text != "" {
		names = append(names, "URL")
	}
	return append(names, "CONFERENCE", "ORGANIZER", "ATTENDEE", "SEQUENCE")
}

// anyZone knows every name, as a careless caller's might.
var anyZone = calendar.ZoneFunc(func(string) (*time.Location, error) { return berlin, nil })

var berlin, _ = time.LoadLocation("Europe/Berlin")

func TestLinesAreFoldedBetweenCharacters(t *testing.T) {
	for n := range 80 {
		e := &encoder{}
		e.start("SUMMARY").text(strings.Repeat("x", n) + strings.Repeat("漢", 60))
		assert.Equal(t, "SUMMARY:"+strings.Repeat("x", n)+strings.Repeat("漢", 60), unfold(t, e.out)[0])
	}
	e := &encoder{}
	e.start("X").plain(strings.Repeat("y", 73))
	assert.Equal(t, "X:"+strings.Repeat("y", 73)+"\r\n", string(e.out), "75 octets need no fold")
}

func TestYearsThatNoLineCanSay(t *testing.T) {
	for _, year := range []int{-1, 0, 10000, 1 << 20} {
		e := &encoder{}
		e.instant("DTSTAMP", time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC))
		assert.Equal(t, "DTSTAMP:19700101T000000Z\r\n", string(e.out))
	}
}
