package ical

import (
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"parley/shared/calendar"
)

// allocated reads a calendar of the given lines and returns what that took, in MiB.
func allocated(t *testing.T, lines string) (Feed, []Problem, uint64) {
	t.Helper()
	data := []byte("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n" + lines + "END:VCALENDAR\r\n")
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	feed, problems, err := Read(data, "Europe/Berlin", zones)
	runtime.ReadMemStats(&after)
	require.NoError(t, err)
	return feed, problems, (after.TotalAlloc - before.TotalAlloc) >> 20
}

func vevent(lines string) string {
	return "BEGIN:VEVENT\r\nUID:u\r\nDTSTART:20400101T090000Z\r\nDTEND:20400101T100000Z\r\n" + lines + "END:VEVENT\r\n"
}

func TestListsOfAnEventAreBounded(t *testing.T) {
	commas := strings.Repeat(",", 3<<20)
	feed, problems, took := allocated(t, vevent("SUMMARY:"+commas+"\r\nCATEGORIES:"+commas+"\r\n"))
	require.Len(t, feed.Meetings, 1)
	assert.Len(t, feed.Meetings[0].Categories, maxCategories)
	assert.Equal(t, commas, feed.Meetings[0].Title, "commas that should have been escaped")
	assert.NotEmpty(t, problems)
	assert.Less(t, took, uint64(128))
}

// Problems name an event by a piece of its UID.
func TestLongUIDsAreNotKeptInProblems(t *testing.T) {
	_, problems, _ := allocated(t, "BEGIN:VEVENT\r\nUID:"+strings.Repeat("u", 1<<20)+"\r\n"+strings.Repeat("URL:\r\n", 10)+"END:VEVENT\r\n")
	require.NotEmpty(t, problems)
	for _, p := range problems {
		assert.Less(t, len(p.UID), 100)
	}
}

// No zone changes its offset on many days of each year.
func TestZonesWithManyChangesAYearAreNotExpanded(t *testing.T) {
	var lines strings.Builder
	for z := range 10 {
		name := strconv.Itoa(z)
		lines.WriteString("BEGIN:VTIMEZONE\r\nTZID:Z" + name + "\r\n" + strings.Repeat("BEGIN:STANDARD\r\nDTSTART:20000101T000000\r\nTZOFFSETFROM:+0100\r\n"+
			"TZOFFSETTO:+0100\r\nRRULE:FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR,SA,SU\r\nEND:STANDARD\r\n", 200) + "END:VTIMEZONE\r\n" +
			"BEGIN:VEVENT\r\nUID:" + name + "\r\nDTSTART;TZID=Z" + name + ":20100101T090000\r\nDTEND;TZID=Z" + name + ":20400101T100000\r\nEND:VEVENT\r\n")
	}
	_, _, took := allocated(t, lines.String())
	assert.Less(t, took, uint64(64))
}

// The name of a place is believed where the offsets are those of that place.
func TestPlaceThatLiesIsNotBelieved(t *testing.T) {
	feed, _, _ := allocated(t, "BEGIN:VTIMEZONE\r\nTZID:Foo\r\nX-LIC-LOCATION:Asia/Tokyo\r\nBEGIN:STANDARD\r\nDTSTART:20000101T000000\r\n"+
		"TZOFFSETFROM:-0800\r\nTZOFFSETTO:-0800\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"+
		"BEGIN:VEVENT\r\nUID:u\r\nDTSTART;TZID=Foo:20400101T120000\r\nDTEND;TZID=Foo:20400101T130000\r\nEND:VEVENT\r\n")
	require.Len(t, feed.Meetings, 1)
	start, err := feed.Meetings[0].Entries[0].DTStart.Time(zones)
	require.NoError(t, err)
	assert.Equal(t, "2040-01-01T20:00:00Z", start.UTC().Format("2006-01-02T15:04:05Z"))
}

// A DURATION in hours runs on while the clock is changed; the days of a series keep
// their clock.
func TestDurationAcrossAChangeOfOffset(t *testing.T) {
	for _, c := range []struct{ start, duration, rule, want string }{
		{"20401028T013000", "PT1H30M", "", "1h30m0s"},
		{"20401028T023000", "PT1H", "", "1h0m0s"},
		{"20400324T120000", "PT24H", "", "24h0m0s"},
		{"20400324T120000", "PT24H", "RRULE:FREQ=DAILY;COUNT=9\r\n", "24h0m0s"},
	} {
		feed, problems, _ := allocated(t, "BEGIN:VEVENT\r\nUID:u\r\nDTSTART;TZID=Europe/Berlin:"+c.start+"\r\nDURATION:"+c.duration+"\r\n"+c.rule+"END:VEVENT\r\n")
		require.Empty(t, problems)
		require.Len(t, feed.Meetings, 1)
		found, err := calendar.Occurrences(feed.Meetings[0].Entries, time.Date(2040, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2041, 1, 1, 0, 0, 0, 0, time.UTC), zones)
		require.NoError(t, err)
		last := found[len(found)-1]
		assert.Equal(t, c.want, last.End.Sub(last.Start).String(), c.start)
	}
}
