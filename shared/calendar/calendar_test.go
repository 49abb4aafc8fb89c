package calendar

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var zones = ZoneFunc(time.LoadLocation)

func date(s string) time.Time {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		panic(err)
	}
	return t
}

func TestResolve(t *testing.T) {
	for name, v := range map[string]struct{ zone, wall, want string }{
		"ordinary":                 {"Europe/Berlin", "20401003T103000", "2040-10-03T08:30:00Z"},
		"gap in Europe":            {"Europe/Berlin", "20400325T023000", "2040-03-25T01:30:00Z"},
		"overlap in Europe":        {"Europe/Berlin", "20401028T023000", "2040-10-28T00:30:00Z"},
		"gap in America":           {"America/New_York", "20400311T023000", "2040-03-11T07:30:00Z"},
		"overlap in America":       {"America/New_York", "20401104T013000", "2040-11-04T05:30:00Z"},
		"gap at midnight":          {"America/Santiago", "20240908T000000", "2024-09-08T04:00:00Z"},
		"gap of half an hour":      {"Australia/Lord_Howe", "20241006T021500", "2024-10-05T15:45:00Z"},
		"a day that never was":     {"Pacific/Apia", "20111230T120000", "2011-12-30T22:00:00Z"},
		"zone without transitions": {"Asia/Tokyo", "20400101T000000", "2039-12-31T15:00:00Z"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := DateTime{TZID: v.zone, Value: v.wall}.Time(zones)
			require.NoError(t, err)
			assert.Equal(t, v.want, got.UTC().Format(time.RFC3339))
		})
	}
}

func TestZonesOfOneMachineAreRefused(t *testing.T) {
	for _, name := range []string{"", "Local", "../UTC", "Mars/Olympus", strings.Repeat("x", 65)} {
		_, err := zones.Location(name)
		assert.Error(t, err, name)
	}
}

func TestParseRuleRefuses(t *testing.T) {
	data, err := os.ReadFile("testdata/rules_bad.txt")
	require.NoError(t, err)
	for _, rule := range strings.Split(strings.TrimSpace(string(data)), "\n")[1:] {
		_, err := ParseRule(rule)
		assert.Error(t, err, rule)
	}
	_, err = ParseRule("FREQ=DAILY;X=" + strings.Repeat("1,", MaxRule))
	assert.Error(t, err)
}

func TestSeries(t *testing.T) {
	var vectors []struct {
		Name, TZID, Start, End, RRule string
		ExDate                        []DateTime
		Override                      *struct {
			RecurrenceID DateTime
			Start, End   string
		}
		Want []string
	}
	data, err := os.ReadFile("testdata/series.json")
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(data, &vectors))
	for _, v := range vectors {
		t.Run(v.Name, func(t *testing.T) {
			entries := []Entry{{UID: "s", DTStart: DateTime{v.TZID, v.Start}, DTEnd: DateTime{v.TZID, v.End}, RRule: v.RRule, ExDate: v.ExDate}}
			if o := v.Override; o != nil {
				entries = append(entries, Entry{UID: "s", DTStart: DateTime{v.TZID, o.Start}, DTEnd: DateTime{v.TZID, o.End}, RecurrenceID: &o.RecurrenceID})
			}
			found, err := Occurrences(entries, date("2040-01-01T00:00:00Z"), date("2041-01-01T00:00:00Z"), zones)
			require.NoError(t, err)
			got := []string{}
			for _, o := range found {
				got = append(got, o.Start.UTC().Format(time.RFC3339)+"/"+o.End.UTC().Format(time.RFC3339))
			}
			assert.Equal(t, v.Want, got)
		})
	}
}

func single(uid, start, end string) Entry {
	return Entry{UID: uid, DTStart: DateTime{"UTC", start}, DTEnd: DateTime{"UTC", end}}
}

func TestWindowIsHalfOpen(t *testing.T) {
	entries := []Entry{
		single("ends at from", "20401001T080000", "20401001T090000"),
		single("runs at from", "20401001T080000", "20401001T090001"),
		single("starts at to", "20401001T100000", "20401001T110000"),
		single("no length at from", "20401001T090000", "20401001T090000"),
		single("no length at to", "20401001T100000", "20401001T100000"),
	}
	found, err := Occurrences(entries, date("2040-10-01T09:00:00Z"), date("2040-10-01T10:00:00Z"), zones)
	require.NoError(t, err)
	var uids []string
	for _, o := range found {
		uids = append(uids, o.UID)
	}
	assert.Equal(t, []string{"runs at from", "no length at from"}, uids)
}

func TestOneBadEntryHarmsOnlyItself(t *testing.T) {
	entries := []Entry{single("a", "20401001T090000", "20401001T100000"),
		{UID: "b", DTStart: DateTime{"Mars/Olympus", "20401001T090000"}, DTEnd: DateTime{"UTC", "20401001T100000"}},
		{UID: "c", DTStart: DateTime{"UTC", "20401001T090000"}, DTEnd: DateTime{"UTC", "20401001T100000"}, RRule: "FREQ=NEVER"}}
	found, err := Occurrences(entries, date("2040-01-01T00:00:00Z"), date("2041-01-01T00:00:00Z"), zones)
	assert.Error(t, err)
	require.Len(t, found, 1)
	assert.Equal(t, "a", found[0].UID)
}

func TestEnd(t *testing.T) {
	one := single("a", "20401001T090000", "20401001T100000")
	daily := one
	daily.RRule = "FREQ=DAILY;COUNT=5"
	endless := one
	endless.RRule = "FREQ=DAILY"
	for name, v := range map[string]struct {
		entries []Entry
		want    string
		finite  bool
	}{
		"single":  {[]Entry{one}, "2040-10-01T10:00:00Z", true},
		"series":  {[]Entry{daily}, "2040-10-05T10:00:00Z", true},
		"endless": {[]Entry{one, endless}, "0001-01-01T00:00:00Z", false},
	} {
		t.Run(name, func(t *testing.T) {
			end, finite, err := End(v.entries, zones)
			require.NoError(t, err)
			assert.Equal(t, v.finite, finite)
			assert.Equal(t, v.want, end.UTC().Format(time.RFC3339))
		})
	}
}

func FuzzParseRule(f *testing.F) {
	f.Add("FREQ=MONTHLY;BYDAY=-1FR;INTERVAL=2;UNTIL=20401231T235959Z")
	f.Add("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-29;BYSETPOS=1")
	f.Add("FREQ=MONTHLY;BYDAY=53MO")
	f.Fuzz(func(t *testing.T, text string) {
		if _, err := ParseRule(text); err != nil {
			return
		}
		entry := single("a", "20401001T090000", "20401001T100000")
		entry.RRule = text
		_, err := Occurrences([]Entry{entry}, date("2040-01-01T00:00:00Z"), date("2042-01-01T00:00:00Z"), zones)
		require.NoError(t, err)
	})
}
