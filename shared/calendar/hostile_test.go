package calendar

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func spans(t *testing.T, entries []Entry, from, to string) (all []string) {
	t.Helper()
	found, err := Occurrences(entries, date(from), date(to), zones)
	require.NoError(t, err)
	for _, o := range found {
		all = append(all, o.Start.UTC().Format("02T15:04")+"-"+o.End.UTC().Format("15:04"))
	}
	return all
}

// 25 March 2040 has no 2:00 to 3:00 in Berlin. What happens on that day must not change
// the days after it.
func TestEditsOnTheDayOfAGapKeepTheLengthOfLaterDays(t *testing.T) {
	for _, c := range []struct{ start, end, before, later string }{
		{"010000", "023000", "24T00:00-01:30", "26T23:00-00:30"},
		{"023000", "030000", "24T01:30-02:00", "27T00:30-01:00"},
	} {
		entries := []Entry{{UID: "a", DTStart: inBerlin("20400320T" + c.start), DTEnd: inBerlin("20400320T" + c.end), RRule: "FREQ=DAILY;"}}
		window := func(entries []Entry) []string {
			return spans(t, entries, "2040-03-24T00:00:00Z", "2040-03-28T00:00:00Z")
		}
		before := window(entries)
		assert.Contains(t, before, c.before)
		assert.Contains(t, before, c.later)
		id := inBerlin("20400325T" + c.start)
		plan, err := PlanFrom(entries, "a", id, zones)
		require.NoError(t, err)
		plan.RRule = "FREQ=DAILY;UNTIL=20400329"
		edited, err := EditFollowing(entries, "a", id, plan, "b", zones)
		require.NoError(t, err)
		assert.Len(t, edited.Entries, 2)
		assert.Equal(t, before, window(edited.Entries))
		assert.Empty(t, Validate(edited.Entries, "calendar", zones))
	}
}

func TestNormalizeOnTheDayOfAGapStaysValid(t *testing.T) {
	entries := []Entry{{UID: "a", DTStart: inBerlin("20400319T023000"), DTEnd: inBerlin("20400319T030000"), RRule: "FREQ=WEEKLY;BYDAY=SU;COUNT=4"}}
	normal, err := Normalize(entries, zones)
	require.NoError(t, err)
	assert.Empty(t, Validate(normal, "calendar", zones))
	const from, to = "2040-03-26T00:00:00Z", "2040-05-01T00:00:00Z"
	assert.Equal(t, spans(t, entries, from, to), spans(t, normal, from, to))
}

// The end of a single event is an instant, also where its zone has that hour twice.
func TestEndInAnotherZoneKeepsItsInstant(t *testing.T) {
	for start, want := range map[string]string{"20401028T024500": "28T00:45-01:30", "20401028T003000": "27T22:30-01:30"} {
		entries := []Entry{{UID: "a", DTStart: inBerlin(start), DTEnd: DateTime{TZID: "UTC", Value: "20401028T013000"}}}
		assert.Equal(t, []string{want}, spans(t, entries, "2040-10-27T00:00:00Z", "2040-10-29T00:00:00Z"))
	}
}

func TestRuleWithASemicolonAtTheEndCanBeEnded(t *testing.T) {
	entries := []Entry{{UID: "a", DTStart: inBerlin("20400101T090000"), DTEnd: inBerlin("20400101T100000"), RRule: "FREQ=DAILY;"}}
	edited, err := DeleteFollowing(entries, "a", inBerlin("20400105T090000"), zones)
	require.NoError(t, err)
	assert.Len(t, spans(t, edited.Entries, "2040-01-01T00:00:00Z", "2041-01-01T00:00:00Z"), 4)
}

func TestRuleOfOtherLettersIsNone(t *testing.T) {
	for _, rule := range []string{"FREQ=DA\u0131LY", "FREQ=DAILY;UNT\u0131L=20400110", "FREQ=DAILY;WK\u017fT=MO"} {
		_, err := ParseRule(rule)
		assert.Error(t, err, rule)
	}
}

// Occurrences that last for thousands of years would all overlap every window.
func TestOccurrencesOfASeriesLastAYearAtMost(t *testing.T) {
	long := Entry{UID: "a", DTStart: inBerlin("00010101T090000"), DTEnd: inBerlin("99991231T100000"), RRule: "FREQ=DAILY"}
	assert.NotEmpty(t, Validate([]Entry{long}, "calendar", zones))
	found, err := Occurrences([]Entry{long}, date("2040-01-01T00:00:00Z"), date("2040-02-01T00:00:00Z"), zones)
	assert.ErrorIs(t, err, errTooLong)
	assert.Empty(t, found)
	long.RRule = ""
	assert.Empty(t, Validate([]Entry{long}, "calendar", zones), "a single one harms nobody")
	year := Entry{UID: "a", DTStart: inBerlin("20300101T090000"), DTEnd: inBerlin("20310101T090000"), RRule: "FREQ=DAILY"}
	assert.Empty(t, Validate([]Entry{year}, "calendar", zones))
	last, ok := Last([]Entry{year}, time.Date(2040, 1, 1, 12, 0, 0, 0, time.UTC), zones)
	require.True(t, ok)
	assert.Equal(t, "2040-01-01T08:00:00Z", last.End.UTC().Format(time.RFC3339))
}

func TestUIDOfAnOrphanIsTaken(t *testing.T) {
	id := inBerlin("20400105T090000")
	entries := []Entry{
		{UID: "a", DTStart: inBerlin("20400101T090000"), DTEnd: inBerlin("20400101T100000"), RRule: "FREQ=DAILY"},
		{UID: "n", DTStart: inBerlin("20400120T090000"), DTEnd: inBerlin("20400120T100000"), RecurrenceID: &id},
	}
	plan := Plan{DTStart: inBerlin("20400105T100000"), DTEnd: inBerlin("20400105T110000"), RRule: "FREQ=DAILY"}
	_, err := EditFollowing(entries, "a", id, plan, "n", zones)
	assert.ErrorContains(t, err, "duplicate_uid")
}

func TestUIDIsMeasuredInCharacters(t *testing.T) {
	e := Entry{UID: strings.Repeat("ä", MaxUID), DTStart: inBerlin("20400101T090000"), DTEnd: inBerlin("20400101T100000")}
	assert.Empty(t, Validate([]Entry{e}, "calendar", zones))
	e.UID += "a"
	assert.NotEmpty(t, Validate([]Entry{e}, "calendar", zones))
}

// What an edit of the series drops, it says, also where it had no effect before.
func TestEditSeriesReportsOverridesOfNoOccurrence(t *testing.T) {
	id := inBerlin("20400102T093000")
	entries := []Entry{
		{UID: "a", DTStart: inBerlin("20400101T090000"), DTEnd: inBerlin("20400101T100000"), RRule: "FREQ=DAILY"},
		{UID: "a", DTStart: inBerlin("20400102T150000"), DTEnd: inBerlin("20400102T160000"), RecurrenceID: &id},
	}
	edited, err := EditSeries(entries, "a", Plan{DTStart: inBerlin("20400101T093000"), DTEnd: inBerlin("20400101T103000"), RRule: "FREQ=DAILY"}, zones)
	require.NoError(t, err)
	assert.Len(t, edited.Entries, 1)
	require.Len(t, edited.Dropped, 1)
	assert.Equal(t, id, edited.Dropped[0].RecurrenceID)
}
