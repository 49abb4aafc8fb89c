package ical

import (
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"parley/shared/calendar"
)

var (
	zones  = calendar.ZoneFunc(time.LoadLocation)
	stamp0 = time.Date(2040, 9, 1, 12, 0, 0, 0, time.UTC)
)

func entry(uid, tzid, start, end, rule string) calendar.Entry {
	return calendar.Entry{UID: uid, DTStart: calendar.DateTime{TZID: tzid, Value: start}, DTEnd: calendar.DateTime{TZID: tzid, Value: end}, RRule: rule}
}

// written is a file without problems, as its lines, unfolded.
func written(t *testing.T, f Feed) []string {
	t.Helper()
	out, problems := Write(f, zones)
	require.Empty(t, problems)
	return unfold(t, out)
}

// unfold checks that a file consists of proper lines, and returns these.
func unfold(t *testing.T, out []byte) []string {
	t.Helper()
	text := string(out)
	require.True(t, strings.HasSuffix(text, "\r\n"))
	for _, line := range strings.Split(strings.TrimSuffix(text, "\r\n"), "\r\n") {
		require.LessOrEqual(t, len(line), 75, line)
		require.Equal(t, clean(line), line, "control characters, or half a character")
		require.NotContains(t, line, "\n")
	}
	lines := strings.Split(strings.ReplaceAll(text, "\r\n ", ""), "\r\n")
	return lines[:len(lines)-1]
}

// event returns the lines of the only event.
func event(lines []string) []string {
	var found []string
	in := false
	for _, line := range lines {
		in = in && line != "END:VEVENT"
		if in {
			found = append(found, line)
		}
		in = in || line == "BEGIN:VEVENT"
	}
	return found
}

func TestWriteSaysAllOfAMeeting(t *testing.T) {
	series := entry("s", "Europe/Berlin", "20401001T100000", "20401001T110000", "FREQ=WEEKLY;BYDAY=MO")
	series.ExDate = []calendar.DateTime{{TZID: "Europe/Berlin", Value: "20401008T100000"}, {TZID: "UTC", Value: "20401015T080000"}}
	override := entry("s", "Asia/Tokyo", "20401022T190000", "20401022T200000", "")
	override.RecurrenceID = &calendar.DateTime{TZID: "Europe/Berlin", Value: "20401022T100000"}
	lines := written(t, Feed{Name: "All, mine", Refresh: time.Hour, Stamp: stamp0, Meetings: []Meeting{{
		RoomID: "!room:example.org", Title: "Sync; weekly", Description: "One\r\nTwo, \\three", Location: "Room",
		URL: "https://example.org/#/room/!room:example.org?a=b c", Categories: []string{"a,b", "c"},
		Conferences: []Conference{{URI: "tel:+49-30-1;ext=2", Label: "Say \"hi\"", Features: []string{"PHONE", "AUDIO", "no token:"}}},
		Organizer:   &Person{Address: UserAddress("@alice:example.org"), Name: "Alice"},
		Attendees:   []Person{{Address: UserAddress("@bob/x:example.org"), Name: "Bob \"B^\" Bee\nBuzz", Status: Accepted}, {Address: "mailto:c@example.org", Status: "WHO-KNOWS"}},
		Sequence:    3, Updated: time.Date(2040, 8, 1, 10, 0, 0, 0, time.FixedZone("", 7200)), Cancelled: true,
		Entries: []calendar.Entry{series, override},
	}}})
	assert.Equal(t, strings.Split(`BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Parley//Parley//EN
CALSCALE:GREGORIAN
NAME:All\, mine
X-WR-CALNAME:All\, mine
REFRESH-INTERVAL;VALUE=DURATION:PT60M
X-PUBLISHED-TTL:PT60M
BEGIN:VTIMEZONE
TZID:Europe/Berlin
BEGIN:DAYLIGHT
DTSTART:19700329T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
TZNAME:CEST
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19701025T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
TZNAME:CET
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
BEGIN:VTIMEZONE
TZID:Asia/Tokyo
BEGIN:STANDARD
DTSTART:19700101T000000
TZOFFSETFROM:+0900
TZOFFSETTO:+0900
TZNAME:JST
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
UID:!room:example.org-s
DTSTAMP:20400901T120000Z
DTSTART;TZID=Europe/Berlin:20401001T100000
DTEND;TZID=Europe/Berlin:20401001T110000
RRULE:FREQ=WEEKLY;BYDAY=MO
EXDATE;TZID=Europe/Berlin:20401008T100000
EXDATE:20401015T080000Z
`+about+`
END:VEVENT
BEGIN:VEVENT
UID:!room:example.org-s
DTSTAMP:20400901T120000Z
DTSTART;TZID=Asia/Tokyo:20401022T190000
DTEND;TZID=Asia/Tokyo:20401022T200000
RECURRENCE-ID;TZID=Europe/Berlin:20401022T100000
`+about+`
END:VEVENT
END:VCALENDAR`, "\n"), lines)
}

const about = `SUMMARY:Sync\; weekly
DESCRIPTION:One\nTwo\, \\three
LOCATION:Room
CATEGORIES:a\,b,c
URL:https://example.org/#/room/!room:example.org?a=b%20c
CONFERENCE;VALUE=URI;FEATURE=PHONE,AUDIO;LABEL="Say ^'hi^'":tel:+49-30-1;ext=2
ORGANIZER;CN="Alice":matrix:u/alice:example.org
ATTENDEE;CN="Bob ^'B^^^' Bee^nBuzz";PARTSTAT=ACCEPTED:matrix:u/bob%2Fx:example.org
ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:c@example.org
SEQUENCE:3
LAST-MODIFIED:20400801T080000Z
STATUS:CANCELLED`

func TestWriteTellsWhatItCannotSay(t *testing.T) {
	lost := entry("b", "Europe/Berlin", "20401001T100000", "20401001T110000", "FREQ=DAILY")
	lost.ExDate = []calendar.DateTime{{TZID: "Mars/Olympus", Value: "20401008T100000"}}
	out, problems := Write(Feed{Meetings: []Meeting{{Entries: []calendar.Entry{
		entry("zone", "Mars/Olympus", "20401001T100000", "20401001T110000", ""),
		entry("date", "UTC", "20401001T100000", "20401301T110000", ""),
		entry("rule", "UTC", "20401001T100000", "20401001T110000", "FREQ=NEVER"),
		entry("letters", "UTC", "20401001T100000", "20401001T110000", "FREQ=DAİLY"),
		lost,
	}}}}, zones)
	assert.Equal(t, []Problem{
		{Code: UnknownZone, Component: "VEVENT", UID: "zone", Detail: "Mars/Olympus", Count: 1},
		{Code: BadDate, Component: "VEVENT", UID: "date", Detail: "UTC", Count: 1},
		{Code: BadRule, Component: "VEVENT", UID: "rule", Property: "RRULE", Detail: "FREQ=NEVER", Count: 1},
		{Code: BadRule, Component: "VEVENT", UID: "letters", Property: "RRULE", Detail: "FREQ=DAİLY", Count: 1},
		{Code: UnknownZone, Component: "VEVENT", UID: "b", Property: "EXDATE", Detail: "Mars/Olympus 20401008T100000", Count: 1},
	}, problems)
	assert.Equal(t, 3, strings.Count(string(out), "BEGIN:VEVENT"))
	assert.NotContains(t, string(out), "Mars")
	assert.Contains(t, problems[0].Error(), "unknown_zone at VEVENT")
}

func TestUserAddress(t *testing.T) {
	for id, address := range map[string]string{
		"@alice:example.org":           "matrix:u/alice:example.org",
		"@a/ä b%25?#:example.org:8448": "matrix:u/a%2F%C3%A4%20b%2525%3F%23:example.org:8448",
	} {
		assert.Equal(t, address, UserAddress(id))
		back, ok := UserID(address)
		assert.True(t, ok)
		assert.Equal(t, id, back)
	}
	back, ok := UserID("matrix:u/alice:example.org?action=chat")
	assert.True(t, ok)
	assert.Equal(t, "@alice:example.org", back)
	for _, other := range []string{"", "mailto:a@example.org", "matrix:r/room:example.org", "matrix:u/alice", "matrix:u/a%0Ab:c", "matrix:u/%zz", "matrix:u/%ff:c"} {
		_, ok := UserID(other)
		assert.False(t, ok, other)
	}
}
