package room

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"parley/shared/calendar"
	"parley/shared/calendar/ical"
)

// weekly is a series of three dates, of which one is moved.
func weekly() *Meeting {
	at := func(value string) calendar.DateTime { return calendar.DateTime{TZID: "Europe/Berlin", Value: value} }
	moved := at("20400109T100000")
	return &Meeting{
		RoomID: "!m:example.org", Title: "Planning; weekly", Description: "What we finish,\nand who helps", Creator: "@bob:example.org",
		Calendar: []calendar.Entry{
			{UID: "u", DTStart: at("20400102T100000"), DTEnd: at("20400102T110000"), RRule: "FREQ=WEEKLY;COUNT=3"},
			{UID: "u", DTStart: at("20400110T150000"), DTEnd: at("20400110T153000"), RecurrenceID: &moved},
		},
	}
}

const meetingLink = "https://matrix.to/#/!m:example.org?via=example.org"

var written = time.Date(2039, 12, 1, 12, 0, 0, 0, time.UTC)

// lines returns the lines of a file's only event.
func lines(t *testing.T, f ical.Feed) []string {
	data, problems := ical.Write(f, calendar.ZoneFunc(time.LoadLocation))
	require.Empty(t, problems)
	text := strings.ReplaceAll(string(data), "\r\n ", "")
	require.Equal(t, 1, strings.Count(text, "BEGIN:VEVENT"))
	_, after, _ := strings.Cut(text, "BEGIN:VEVENT\r\n")
	inside, _, _ := strings.Cut(after, "END:VEVENT")
	return strings.Split(strings.TrimSpace(inside), "\r\n")
}

func TestFileOfOneOccurrence(t *testing.T) {
	m, zones := weekly(), calendar.ZoneFunc(time.LoadLocation)
	all, err := calendar.Occurrences(m.Calendar, written, written.AddDate(1, 0, 0), zones)
	require.NoError(t, err)
	require.Len(t, all, 3)
	want := func(start, end, id string) []string {
		return []string{
			"UID:!m:example.org-u", "DTSTAMP:20391201T120000Z",
			"DTSTART;TZID=Europe/Berlin:" + start, "DTEND;TZID=Europe/Berlin:" + end, "RECURRENCE-ID;TZID=Europe/Berlin:" + id,
			`SUMMARY:Planning\; weekly`, `DESCRIPTION:What we finish\,\nand who helps`, "LOCATION:" + meetingLink, "URL:" + meetingLink,
			`ORGANIZER;CN="Bob":matrix:u/bob:example.org`, "SEQUENCE:0",
		}
	}
	assert.Equal(t, want("20400102T100000", "20400102T110000", "20400102T100000"), lines(t, m.FileOf(all[0], "Bob", meetingLink, written)))
	assert.Equal(t, want("20400110T150000", "20400110T153000", "20400109T100000"), lines(t, m.FileOf(all[1], "Bob", meetingLink, written)), "it was moved")
	assert.Equal(t, want("20400116T100000", "20400116T110000", "20400116T100000"), lines(t, m.FileOf(all[2], "Bob", meetingLink, written)))
}

func TestFileOfAMeeting(t *testing.T) {
	m, zones := weekly(), calendar.ZoneFunc(time.LoadLocation)
	file, err := m.File("Bob", meetingLink, written, zones)
	require.NoError(t, err)
	require.Len(t, file.Meetings, 1)
	assert.Len(t, file.Meetings[0].Entries, 2)
	m.Calendar = m.Calendar[:1]
	file, err = m.File("Bob", meetingLink, written, zones)
	require.NoError(t, err)
	assert.Contains(t, lines(t, file), "RRULE:FREQ=WEEKLY;COUNT=3")
	once := *m
	once.Calendar = []calendar.Entry{{UID: "u", DTStart: m.Calendar[0].DTStart, DTEnd: m.Calendar[0].DTEnd}}
	next, ok := calendar.Next(once.Calendar, written, zones)
	require.True(t, ok)
	whole, err := once.File("Bob", meetingLink, written, zones)
	require.NoError(t, err)
	assert.Equal(t, lines(t, whole), lines(t, once.FileOf(next, "Bob", meetingLink, written)), "there is only one")
}

func TestFileNames(t *testing.T) {
	for title, want := range map[string]string{
		"Planning": "Planning.ics", " Ämter & Räte / 2040 ": "Ämter  Räte  2040.ics", "../../etc/passwd\x00": "etcpasswd.ics",
		"<>": "meeting.ics", "": "meeting.ics", "a\nb": "ab.ics",
	} {
		assert.Equal(t, want, (&Meeting{Title: title}).FileName(), title)
	}
	assert.Len(t, []rune((&Meeting{Title: strings.Repeat("ä", 80)}).FileName()), maxFileName+len(".ics"))
}
