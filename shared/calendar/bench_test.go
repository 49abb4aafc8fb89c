package calendar

import (
	"fmt"
	"sort"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/teambition/rrule-go"
)

// The month that the benchmarks ask for, in a Berlin summer time change, and how many
// meetings there are, each with one open-ended series that began five years before.
var (
	benchFrom = time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	benchTo   = time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC)
)

const benchMeetings = 10_000

// The benchmarks report the sum of all starts, in seconds since 1970, modulo this:
// playwright/bench/shared.mjs compares it with that of other programs.
const checksumModulus = 1_000_003

var benchRules = [...]string{
	"FREQ=DAILY",
	"FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
	"FREQ=WEEKLY",
	"FREQ=WEEKLY;BYDAY=TU,TH",
	"FREQ=WEEKLY;INTERVAL=2;BYDAY=WE",
	"FREQ=MONTHLY;BYDAY=-1FR",
	"FREQ=MONTHLY;BYMONTHDAY=15",
	"FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1",
	"FREQ=DAILY;INTERVAL=3",
	"FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=20",
}

var benchZones = [...]string{
	"Europe/Berlin", "America/New_York", "Asia/Tokyo", "Europe/London", "Australia/Sydney", "America/Los_Angeles", "UTC",
}

// benchSeries returns the ith series. It is plain arithmetic, so that it can be
// repeated in another language:
//
//	rule  = rules[i % 10], zone = zones[i % 7]
//	start = 2021-03-01 + (i % 28) days, at 8 + i % 9 hours, 5 + 10 · (i % 4) minutes, local
//	end   = start + 20 minutes: none runs at the ends of the window
func benchSeries(i int) Entry {
	start := time.Date(2021, 3, 1+i%28, 8+i%9, 5+10*(i%4), 0, 0, time.UTC)
	zone := benchZones[i%7]
	return Entry{
		UID:     fmt.Sprint(i),
		DTStart: DateTime{TZID: zone, Value: start.Format(Layout)},
		DTEnd:   DateTime{TZID: zone, Value: start.Add(20 * time.Minute).Format(Layout)},
		RRule:   benchRules[i%10],
	}
}

// benchCalendars are the meetings, with zones that are looked up as in the bot: once.
func benchCalendars() ([][]Entry, Zones) {
	all := make([][]Entry, benchMeetings)
	for i := range all {
		all[i] = []Entry{benchSeries(i)}
	}
	known := map[string]*time.Location{}
	for _, name := range benchZones {
		known[name], _ = time.LoadLocation(name)
	}
	return all, ZoneFunc(func(name string) (*time.Location, error) { return known[name], nil })
}

func BenchmarkMonthWindow(b *testing.B) {
	all, zones := benchCalendars()
	b.ReportAllocs()
	for b.Loop() {
		n, sum := 0, int64(0)
		for _, entries := range all {
			found, _ := Occurrences(entries, benchFrom, benchTo, zones)
			n += len(found)
			for _, o := range found {
				sum += o.Start.Unix()
			}
		}
		b.ReportMetric(float64(n), "occurrences")
		b.ReportMetric(float64(sum%checksumModulus), "checksum")
	}
}

func BenchmarkNaiveRRuleGo(b *testing.B) {
	all, zones := benchCalendars()
	b.ReportAllocs()
	for b.Loop() {
		n, sum := 0, int64(0)
		for _, entries := range all {
			found := naive(b, entries[0], benchFrom, benchTo, zones)
			n += len(found)
			for _, start := range found {
				sum += start.Unix()
			}
		}
		b.ReportMetric(float64(n), "occurrences")
		b.ReportMetric(float64(sum%checksumModulus), "checksum")
	}
}

// naive expands an entry as the documentation of rrule-go shows it.
func naive(t testing.TB, e Entry, from, to time.Time, zones Zones) []time.Time {
	option, err := rrule.StrToROption(e.RRule)
	require.NoError(t, err)
	loc, err := zones.Location(e.DTStart.TZID)
	require.NoError(t, err)
	option.Dtstart, err = time.ParseInLocation(Layout, e.DTStart.Value, loc)
	require.NoError(t, err)
	rule, err := rrule.NewRRule(*option)
	require.NoError(t, err)
	return rule.Between(from, to, true)
}

// What the two benchmarks compute is the same.
func TestMonthWindowAgreesWithNaive(t *testing.T) {
	t.Parallel()
	all, zones := benchCalendars()
	for i := range 1000 {
		i = i * 7919 % benchMeetings
		want := naive(t, all[i][0], benchFrom, benchTo, zones)
		found, err := Occurrences(all[i], benchFrom, benchTo, zones)
		require.NoError(t, err)
		require.Len(t, found, len(want), "%v", all[i])
		for n, o := range found {
			require.True(t, want[n].Equal(o.Start), "%v: %s, want %s", all[i], o.Start, want[n])
		}
	}
}

func BenchmarkNextAfterTwentyYears(b *testing.B) {
	_, zones := benchCalendars()
	entries := []Entry{{UID: "daily", DTStart: DateTime{"Europe/Berlin", "20060302T090000"}, DTEnd: DateTime{"Europe/Berlin", "20060302T100000"}, RRule: "FREQ=DAILY"}}
	b.ReportAllocs()
	for b.Loop() {
		if _, ok := Next(entries, benchFrom, zones); !ok {
			b.Fatal("no next occurrence")
		}
	}
}

// The months of a year of one meeting with everything: 400 exclusions, 200 overrides.
func BenchmarkLongHistory(b *testing.B) {
	_, zones := benchCalendars()
	e := Entry{UID: "s", DTStart: DateTime{"Europe/Berlin", "20200101T090000"}, DTEnd: DateTime{"Europe/Berlin", "20200101T100000"}, RRule: "FREQ=DAILY;COUNT=10000"}
	entries := []Entry{}
	for i := range 600 {
		at := DateTime{"Europe/Berlin", time.Date(2020, 1, 1+3*i, 9, 0, 0, 0, time.UTC).Format(Layout)}
		if i%3 > 0 {
			e.ExDate = append(e.ExDate, at)
			continue
		}
		entries = append(entries, Entry{UID: "s", DTStart: at, DTEnd: at, RecurrenceID: &at})
	}
	entries = append(entries, e)
	sort.Slice(entries, func(i, j int) bool { return entries[i].RRule > entries[j].RRule })
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Occurrences(entries, benchFrom, benchTo, zones); err != nil {
			b.Fatal(err)
		}
	}
}
