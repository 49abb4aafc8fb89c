package ical

import (
	"encoding/json"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"parley/shared/calendar"
	"parley/shared/fault"
)

// Each vector is a file, or the lines of one event, the times of the entries that it
// has to give, and the problems, as code, property and detail.
func TestRead(t *testing.T) {
	var vectors []struct {
		Name        string
		File, Event []string
		Want        []string
		Problems    []string
	}
	data, err := os.ReadFile("testdata/read.json")
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(data, &vectors))
	for _, v := range vectors {
		t.Run(v.Name, func(t *testing.T) {
			t.Parallel()
			lines := v.File
			if v.Event != nil {
				lines = append(append([]string{"BEGIN:VCALENDAR", "BEGIN:VEVENT", "UID:u"}, v.Event...), "END:VEVENT", "END:VCALENDAR")
			}
			feed, problems, err := Read([]byte(strings.Join(lines, "\r\n")+"\r\n"), "Europe/Berlin", zones)
			require.NoError(t, err)
			got := []string{}
			for _, m := range feed.Meetings {
				assert.Empty(t, calendar.Validate(m.Entries, "", zones))
				for _, e := range m.Entries {
					got = append(got, describe(e))
				}
			}
			assert.Equal(t, v.Want, got)
			said := []string{}
			for _, p := range problems {
				said = append(said, strings.TrimSpace(string(p.Code)+" "+p.Component+" "+p.Property+" "+p.Detail))
			}
			assert.Equal(t, v.Problems, said)
		})
	}
}

// describe says an entry in one line.
func describe(e calendar.Entry) string {
	parts := []string{e.UID, e.DTStart.TZID, e.DTStart.Value, e.DTEnd.Value}
	if e.DTEnd.TZID != e.DTStart.TZID {
		parts[3] += " " + e.DTEnd.TZID
	}
	if e.RRule != "" {
		parts = append(parts, e.RRule)
	}
	for _, d := range e.ExDate {
		parts = append(parts, "-"+d.TZID+" "+d.Value)
	}
	if e.RecurrenceID != nil {
		parts = append(parts, "="+e.RecurrenceID.TZID+" "+e.RecurrenceID.Value)
	}
	return strings.Join(parts, " ")
}

func TestReadTexts(t *testing.T) {
	file := `BEGIN:VCALENDAR
X-WR-CALNAME:My\, calendar
REFRESH-INTERVAL;VALUE=DURATION:PT2H
BEGIN:VEVENT
UID:u
DTSTART:20401001T100000Z
DTEND:20401001T110000Z
summary;LANGUAGE=en:Raw, comma\; and\nline
DESCRIPTION;ALTREP="cid:a:b;c":fol
 ded\N text \\n \x
LOCATION:Room
CATEGORIES:a\,b,c
CATEGORIES:d
URL:https://example.org/a,b;c
CONFERENCE;VALUE=URI;FEATURE=AUDIO,VIDEO;LABEL="Say ^'hi^'^n^^":https://example.org/call
ORGANIZER;CN="Smith, Jane":mailto:jane@example.org
ATTENDEE;CN=Bob;PARTSTAT=declined:MATRIX:u/bob:example.org
ATTENDEE;PARTSTAT=DELEGATED:mailto:x@example.org
SEQUENCE:7
LAST-MODIFIED:20400901T000000Z
STATUS:CANCELLED
END:VEVENT
END:VCALENDAR
`
	feed, problems, err := Read([]byte(file), "UTC", zones)
	require.NoError(t, err)
	assert.Empty(t, problems)
	assert.Equal(t, Feed{Name: "My, calendar", Refresh: 2 * time.Hour, Meetings: []Meeting{{
		Title: "Raw, comma; and\nline", Description: "folded\n text \\n \\x", Location: "Room", Categories: []string{"a,b", "c", "d"},
		URL: "https://example.org/a,b;c", Conferences: []Conference{{URI: "https://example.org/call", Label: "Say \"hi\"\n^", Features: []string{"AUDIO", "VIDEO"}}},
		Organizer: &Person{Address: "mailto:jane@example.org", Name: "Smith, Jane"},
		Attendees: []Person{{Address: "MATRIX:u/bob:example.org", Name: "Bob", Status: Declined}, {Address: "mailto:x@example.org", Status: NeedsAction}},
		Sequence:  7, Updated: time.Date(2040, 9, 1, 0, 0, 0, 0, time.UTC), Cancelled: true,
		Entries: []calendar.Entry{entry("u", "UTC", "20401001T100000", "20401001T110000", "")},
	}}}, feed)
}

func TestReadRefuses(t *testing.T) {
	for name, v := range map[string]struct {
		file string
		code fault.Code
	}{
		"nothing":             {"", fault.Malformed},
		"no calendar":         {"BEGIN\nhello: world\n", fault.Malformed},
		"an unfinished event": {"BEGIN:VEVENT\nDTSTART:20401001T100000Z\n", fault.Malformed},
		"too many bytes":      {strings.Repeat("x", MaxBytes+1), fault.TooLarge},
		"too many lines":      {strings.Repeat("X:\n", maxLines+1), fault.TooLarge},
		"too many components": {strings.Repeat("BEGIN:VTODO\nEND:VTODO\n", maxComponents+1), fault.TooLarge},
		"too deep":            {strings.Repeat("BEGIN:VEVENT\n", maxDepth+1), fault.TooLarge},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, err := Read([]byte(v.file), "UTC", zones)
			require.Error(t, err)
			assert.Equal(t, v.code, fault.Of(err).Code)
		})
	}
}

func TestProblemsAreLimited(t *testing.T) {
	var b strings.Builder
	b.WriteString("BEGIN:VCALENDAR\r\n")
	for i := range 3 * maxProblems {
		b.WriteString("X-" + strconv.Itoa(i) + ":\r\n")
	}
	b.WriteString("END:VCALENDAR\r\n")
	_, problems, err := Read([]byte(b.String()), "UTC", zones)
	require.NoError(t, err)
	require.Len(t, problems, maxProblems)
	assert.Equal(t, TooMany, problems[maxProblems-1].Code)
	assert.Equal(t, 2*maxProblems+1, problems[maxProblems-1].Count)
}

func TestALongSeriesOfExceptions(t *testing.T) {
	var b strings.Builder
	b.WriteString("BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:u\nDTSTART:20400101T100000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY\nEXDATE:20400101T100000Z" +
		strings.Repeat(",20400102T100000Z", 2*calendar.MaxExDates) + "\nEND:VEVENT\n")
	day := time.Date(2040, 2, 1, 10, 0, 0, 0, time.UTC)
	for i := range 2 * calendar.MaxEntries {
		at := day.AddDate(0, 0, i).Format(utcForm)
		b.WriteString("BEGIN:VEVENT\nUID:u\nRECURRENCE-ID:" + at + "\nDTSTART:" + at + "\nDURATION:PT2H\nEND:VEVENT\n")
	}
	b.WriteString("END:VCALENDAR\n")
	feed, problems, err := Read([]byte(b.String()), "UTC", zones)
	require.NoError(t, err)
	require.Len(t, feed.Meetings, 1)
	assert.Len(t, feed.Meetings[0].Entries, calendar.MaxEntries)
	assert.Empty(t, calendar.Validate(feed.Meetings[0].Entries, "", zones))
	assert.Equal(t, TooMany, problems[0].Code)
}

// What a file asks for costs no more than a limit, however much it asks for.
func TestHostileZonesAndParameters(t *testing.T) {
	var b strings.Builder
	b.WriteString("BEGIN:VCALENDAR\n")
	for i := range 2 * maxPlaces {
		id := strconv.Itoa(i)
		b.WriteString("BEGIN:VTIMEZONE\nTZID:z" + id + "\nBEGIN:STANDARD\nDTSTART:16010101T000000\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0200\n" +
			"RRULE:FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR,SA,SU\nEND:STANDARD\nEND:VTIMEZONE\n" +
			"BEGIN:VEVENT\nUID:" + id + "\nDTSTART;TZID=z" + id + ":20400101T100000\nDURATION:PT1H\nRRULE:FREQ=DAILY\nEND:VEVENT\n")
	}
	b.WriteString("BEGIN:VEVENT\nUID:x\nDTSTART;X=" + strings.Repeat("a,", maxValues) + "a:20400101T100000Z\nEND:VEVENT\nEND:VCALENDAR\n")
	feed, problems, err := Read([]byte(b.String()), "Asia/Tokyo", zones)
	require.NoError(t, err)
	assert.Len(t, feed.Meetings, 2*maxPlaces)
	assert.Equal(t, "Asia/Tokyo", feed.Meetings[maxSearched].Entries[0].DTStart.TZID)
	assert.Equal(t, BadLine, problems[0].Code)
}

func FuzzRead(f *testing.F) {
	data, err := os.ReadFile("testdata/outlook.ics")
	require.NoError(f, err)
	f.Add(data)
	f.Add([]byte("BEGIN:VEVENT\nDTSTART;TZID=\"a\":20401001T100000\nDURATION:P1DT1H\nRRULE:FREQ=DAILY;COUNT=3\nEXDATE;VALUE=DATE:20401002\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		feed, problems, err := Read(data, "Europe/Berlin", zones)
		if err != nil {
			return
		}
		for _, m := range feed.Meetings {
			require.Empty(t, calendar.Validate(m.Entries, "", zones))
		}
		require.LessOrEqual(t, len(problems), maxProblems)
		again, _ := Write(feed, zones)
		unfold(t, again)
	})
}
