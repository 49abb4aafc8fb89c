package ical

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func readFile(t *testing.T, name string) Feed {
	t.Helper()
	data, err := os.ReadFile(name)
	require.NoError(t, err)
	feed, _, err := Read(data, "UTC", zones)
	require.NoError(t, err)
	return feed
}

// timezone is the VTIMEZONE of a zone that is used in a time.
func timezone(t *testing.T, tzid string, from, to time.Time) []string {
	t.Helper()
	loc, err := time.LoadLocation(tzid)
	require.NoError(t, err)
	e := &encoder{}
	e.timezone(&zone{tzid: tzid, loc: loc, from: from, to: to})
	return unfold(t, e.out)
}

func year(y int) time.Time { return time.Date(y, 6, 1, 0, 0, 0, 0, time.UTC) }

// The kinds of observances, in the order of the file: S and D with a rule, s and d
// once.
func TestTimezoneForms(t *testing.T) {
	for name, v := range map[string]struct {
		tzid     string
		from, to int
		want     string
	}{
		"yearly":                                 {"Europe/Berlin", 2015, 2040, "DS"},
		"yearly in the south":                    {"Australia/Sydney", 2015, 2040, "SD"},
		"one year of a zone that keeps changing": {"Africa/Casablanca", 2016, 2016, "sdsds"},
		"no changes":                             {"Asia/Tokyo", 2015, 2040, "s"},
		"no changes any more":                    {"Asia/Kolkata", 1990, 2040, "s"},
		"changes that end":                       {"Europe/Moscow", 2009, 2040, "sdsdsss"},
		"a rule that changed":                    {"America/New_York", 2005, 2040, "sdsdsDS"},
		"winter time is the exception":           {"Europe/Dublin", 2015, 2040, "DS"},
		"a standard offset that changed":         {"Asia/Pyongyang", 2014, 2020, "sss"},
		"half an hour of summer":                 {"Australia/Lord_Howe", 2015, 2040, "SD"},
		"before all rules":                       {"Europe/Berlin", 1900, 1910, "s"},
	} {
		t.Run(name, func(t *testing.T) {
			lines := timezone(t, v.tzid, year(v.from), year(v.to))
			got := ""
			for i, line := range lines {
				kind, ok := strings.CutPrefix(line, "END:")
				if !ok || kind == "VTIMEZONE" {
					continue
				}
				if mark := kind[:1]; strings.HasPrefix(lines[i-1], "RRULE") {
					got += mark
				} else {
					got += strings.ToLower(mark)
				}
			}
			assert.Equal(t, v.want, got, strings.Join(lines, "\n"))
		})
	}
}

func TestTimezoneNames(t *testing.T) {
	assert.Contains(t, timezone(t, "Europe/Berlin", year(2040), year(2040)), "TZNAME:CEST")
	assert.NotContains(t, strings.Join(timezone(t, "Asia/Tashkent", year(2040), year(2040)), "\n"), "TZNAME")
	assert.Contains(t, timezone(t, "Africa/Monrovia", year(1960), year(1960)), "TZOFFSETTO:-004430")
}

// What we write of a zone, our reader understands as that zone.
func TestTimezoneIsTheZone(t *testing.T) {
	for _, tzid := range []string{"Europe/Berlin", "America/New_York", "Africa/Casablanca", "Asia/Jerusalem", "America/Nuuk", "Pacific/Apia",
		"Africa/Cairo", "America/Santiago", "Australia/Lord_Howe", "Antarctica/Troll", "Europe/Moscow", "Asia/Gaza", "Europe/Dublin"} {
		checkTimezone(t, tzid, year(2005), year(2050))
	}
}

func FuzzTimezone(f *testing.F) {
	data, err := os.ReadFile("../testdata/zones.txt")
	require.NoError(f, err)
	names := strings.Fields(string(data))
	for i := range names {
		f.Add(uint16(i), int64(i)*4_000_000, int64(i%70)*365*86400)
	}
	f.Add(uint16(0), int64(-1<<62), int64(1<<62))
	f.Fuzz(func(t *testing.T, zone uint16, from, seconds int64) {
		start := time.Unix(from, 0)
		end := start.AddDate(0, 0, int(max(seconds, 0)/86400%(80*365)))
		checkTimezone(t, names[int(zone)%len(names)], start, end)
	})
}

// checkTimezone compares the offsets of a zone with those of its VTIMEZONE, around
// all changes in the time in which it is used.
func checkTimezone(t *testing.T, tzid string, from, to time.Time) {
	t.Helper()
	lines := timezone(t, tzid, from, to)
	if from.Year() < 1902 || to.Year() > lastYear {
		return // the lines are proper; zones have no rules that early
	}
	root, err := parse([]byte(strings.Join(lines, "\n")), func(p Problem) { t.Error(p) })
	require.NoError(t, err)
	r := &reader{tzid: "UTC", zones: zones, seen: map[Problem]int{}, custom: map[string]*component{}, places: map[string]*place{}}
	r.components(root)
	own := r.definition(&place{tzid: tzid, span: span{from: from, to: to}})
	require.NotNil(t, own)
	loc, err := time.LoadLocation(tzid)
	require.NoError(t, err)
	for _, at := range append(instants(loc, from, to), from, to) {
		_, want := at.In(loc).Zone()
		require.Equal(t, want, own.offset(at), "%s at %s\n%s", tzid, at.UTC(), strings.Join(lines, "\n"))
	}
}

func instants(loc *time.Location, from, to time.Time) []time.Time {
	var all []time.Time
	for _, c := range transitions(loc, from, to) {
		all = append(all, c.at.Add(-time.Second), c.at)
	}
	return all
}

// On the last day of a leap year the time package's bounds of an offset end before
// the time asked for, once a zone's table has ended.
func TestTransitionsPassLeapYears(t *testing.T) {
	for _, tzid := range []string{"Europe/Berlin", "Australia/Sydney", "America/New_York"} {
		loc, err := time.LoadLocation(tzid)
		require.NoError(t, err)
		all := transitions(loc, time.Date(2038, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2099, 1, 1, 0, 0, 0, 0, time.UTC))
		assert.Len(t, all, 2*61, tzid)
	}
}

func TestSpanOfASeries(t *testing.T) {
	e := entry("u", "Africa/Casablanca", "20400101T100000", "20400101T110000", "")
	for rule, want := range map[string]int{"": 2040, "FREQ=DAILY": 2050, "FREQ=DAILY;COUNT=3": 2050, "FREQ=DAILY;UNTIL=20420101T000000Z": 2042, "FREQ=DAILY;UNTIL=20390101": 2040} {
		e.RRule = rule
		w := &writer{zones: zones, stamp: stamp0, byName: map[string]*zone{}}
		w.event(&Meeting{}, &e)
		assert.Equal(t, want, w.used[0].to.Year(), rule)
		assert.Empty(t, w.problems)
	}
}
