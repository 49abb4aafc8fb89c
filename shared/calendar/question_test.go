package calendar

import (
	"encoding/json"
	"math/rand/v2"
	"sort"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func inBerlin(value string) DateTime { return DateTime{"Europe/Berlin", value} }

func seriesOf(rule, start, end string) Entry {
	return Entry{UID: "s", DTStart: inBerlin(start), DTEnd: inBerlin(end), RRule: rule}
}

func overrideOf(id, start, end string) Entry {
	at := inBerlin(id)
	return Entry{UID: "s", DTStart: inBerlin(start), DTEnd: inBerlin(end), RecurrenceID: &at}
}

func localStarts(found []Occurrence) (list []string) {
	for _, o := range found {
		list = append(list, o.Start.Format(Layout))
	}
	return list
}

func TestNextCurrentLast(t *testing.T) {
	t.Parallel()
	entries := []Entry{
		seriesOf("FREQ=DAILY;COUNT=4", "20401001T090000", "20401001T100000"), // 1 to 4 October
		overrideOf("20401003T090000", "20401007T120000", "20401007T130000"),
		single("z", "20401002T070000", "20401002T090000"), // 9 to 11 in Berlin
		single("broken", "2040", "2041"),
	}
	entries[0].ExDate = []DateTime{inBerlin("20401004T090000")}
	local := func(o Occurrence, ok bool) string {
		if !ok {
			return ""
		}
		return o.UID + " " + o.Start.UTC().Format(Layout)
	}
	for now, want := range map[string][3]string{ // current, next, last
		"2040-09-30T12:00:00Z": {"", "s 20401001T070000", ""},
		"2040-10-01T07:00:00Z": {"s 20401001T070000", "s 20401002T070000", ""},
		"2040-10-01T08:00:00Z": {"", "s 20401002T070000", "s 20401001T070000"},
		"2040-10-02T07:30:00Z": {"s 20401002T070000", "s 20401007T100000", "s 20401001T070000"},
		"2040-10-02T08:30:00Z": {"z 20401002T070000", "s 20401007T100000", "s 20401002T070000"},
		"2040-10-02T09:00:00Z": {"", "s 20401007T100000", "z 20401002T070000"},
		"2040-10-07T10:59:59Z": {"s 20401007T100000", "", "z 20401002T070000"},
		"2040-10-07T11:00:00Z": {"", "", "s 20401007T100000"},
	} {
		got := [3]string{local(Current(entries, date(now), zones)), local(Next(entries, date(now), zones)), local(Last(entries, date(now), zones))}
		assert.Equal(t, want, got, now)
	}
	end, finite, err := End(entries[:3], zones)
	require.NoError(t, err)
	assert.True(t, finite)
	assert.Equal(t, date("2040-10-07T11:00:00Z"), end.UTC())
}

// The questions have the answers that a list of all occurrences gives.
func TestQuestionsAgreeWithExpansion(t *testing.T) {
	t.Parallel()
	_, zones := benchCalendars()
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 9))
		c := randomCase(r)
		e := seriesOf(c.rule, c.start.Format(Layout), c.start.Add(90*time.Minute).Format(Layout))
		entries := []Entry{e}
		all, err := c.ours()
		require.NoError(t, err)
		for _, at := range all {
			switch r.IntN(12) {
			case 0:
				entries[0].ExDate = append(entries[0].ExDate, inBerlin(at))
			case 1:
				wall, _ := time.Parse(Layout, at)
				entries = append(entries, overrideOf(at, wall.AddDate(0, 0, r.IntN(9)-4).Format(Layout), wall.AddDate(0, 0, 5).Format(Layout)))
			}
		}
		now := c.from.Add(c.to.Sub(c.from) / 2)
		found, err := Occurrences(entries, now.AddDate(-4, 0, 0), now.AddDate(4, 0, 0), zones)
		require.NoError(t, err)
		var next, last *Occurrence
		for i, o := range found {
			if o.Start.After(now) && next == nil {
				next = &found[i]
			}
			if !o.End.After(now) && (last == nil || !o.End.Before(last.End)) {
				last = &found[i]
			}
			if i%7 > 0 {
				continue
			}
			same, ok := Find(entries, "s", o.RecurrenceID, zones)
			require.True(t, ok)
			require.Equal(t, o, same)
		}
		if next != nil {
			got, ok := Next(entries, now, zones)
			require.True(t, ok, c)
			require.Equal(t, *next, got, c)
		}
		if last != nil {
			got, ok := Last(entries, now, zones)
			require.True(t, ok, c)
			require.Equal(t, last.End, got.End, c)
		}
	}
}

func TestFind(t *testing.T) {
	t.Parallel()
	entries := []Entry{
		seriesOf("FREQ=DAILY;COUNT=4", "20401001T090000", "20401001T100000"),
		overrideOf("20401003T090000", "20401007T120000", "20401007T130000"),
		single("z", "20401002T070000", "20401002T090000"),
	}
	entries[0].ExDate = []DateTime{inBerlin("20401004T090000")}
	for name, v := range map[string]struct {
		uid  string
		id   *DateTime
		want string
	}{
		"single":                {"z", nil, "20401002T070000"},
		"of the rule":           {"s", &DateTime{"Europe/Berlin", "20401002T090000"}, "20401002T090000"},
		"by instant":            {"s", &DateTime{"UTC", "20401002T070000"}, "20401002T090000"},
		"by local time":         {"s", &DateTime{"America/New_York", "20401002T090000"}, "20401002T090000"},
		"moved":                 {"s", &DateTime{"Europe/Berlin", "20401003T090000"}, "20401007T120000"},
		"excluded":              {"s", &DateTime{"Europe/Berlin", "20401004T090000"}, ""},
		"after the last":        {"s", &DateTime{"Europe/Berlin", "20401005T090000"}, ""},
		"at another time":       {"s", &DateTime{"Europe/Berlin", "20401002T093000"}, ""},
		"series without an id":  {"s", nil, ""},
		"single with an id":     {"z", &DateTime{"UTC", "20401002T070000"}, ""},
		"unknown":               {"x", nil, ""},
		"id in an unknown zone": {"s", &DateTime{"Mars/Olympus", "20401002T090000"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			got, ok := Find(entries, v.uid, v.id, zones)
			require.Equal(t, v.want != "", ok)
			if ok {
				assert.Equal(t, v.want, got.Start.Format(Layout))
			}
		})
	}
}

// Exclusions and overrides mean an instant, or the local time where an edit has
// changed the zone of the series; one in a gap is meant by the time written, too.
func TestExceptionsAreMatched(t *testing.T) {
	t.Parallel()
	for name, v := range map[string]struct {
		rule, start, end string
		out              DateTime
		want             []string
	}{
		"by instant": {"FREQ=DAILY;COUNT=3", "20401001T090000", "20401001T100000", DateTime{"UTC", "20401002T070000"},
			[]string{"20401001T090000", "20401003T090000"}},
		"by local time": {"FREQ=DAILY;COUNT=3", "20401001T090000", "20401001T100000", DateTime{"America/New_York", "20401002T090000"},
			[]string{"20401001T090000", "20401003T090000"}},
		"neither": {"FREQ=DAILY;COUNT=2", "20401001T090000", "20401001T100000", DateTime{"UTC", "20401002T073000"},
			[]string{"20401001T090000", "20401002T090000"}},
		"as written, in a gap": {"FREQ=DAILY;COUNT=3", "20400324T023000", "20400324T040000", inBerlin("20400325T023000"),
			[]string{"20400324T023000", "20400326T023000"}},
		"as moved out of a gap": {"FREQ=DAILY;COUNT=3", "20400324T023000", "20400324T040000", inBerlin("20400325T033000"),
			[]string{"20400324T023000", "20400326T023000"}},
		"by instant, in a gap": {"FREQ=DAILY;COUNT=3", "20400324T023000", "20400324T040000", DateTime{"UTC", "20400325T013000"},
			[]string{"20400324T023000", "20400326T023000"}},
	} {
		t.Run(name, func(t *testing.T) {
			e := seriesOf(v.rule, v.start, v.end)
			e.ExDate = []DateTime{v.out}
			found, err := Occurrences([]Entry{e}, date("2040-01-01T00:00:00Z"), date("2041-01-01T00:00:00Z"), zones)
			require.NoError(t, err)
			assert.Equal(t, v.want, localStarts(found))
		})
	}
}

// UNTIL in UTC is an instant, also in the night in which an hour is there twice.
func TestUntilInARepeatedHour(t *testing.T) {
	t.Parallel()
	for until, want := range map[string]int{"20401028T002959Z": 1, "20401028T003000Z": 2, "20401028T013000Z": 2, "20401028T023000": 2, "20401028T022959": 1, "20401028": 2} {
		e := seriesOf("FREQ=DAILY;UNTIL="+until, "20401027T023000", "20401027T024500")
		found, err := Occurrences([]Entry{e}, date("2040-01-01T00:00:00Z"), date("2041-01-01T00:00:00Z"), zones)
		require.NoError(t, err)
		assert.Len(t, found, want, until)
	}
}

// What cannot be read harms only itself: the series stays, and so does the occurrence
// that a broken override would replace.
func TestBrokenExceptionsHarmOnlyThemselves(t *testing.T) {
	t.Parallel()
	e := seriesOf("FREQ=DAILY;COUNT=3", "20401001T090000", "20401001T100000")
	e.ExDate = []DateTime{{"Mars/Olympus", "20401001T090000"}, inBerlin("someday"), inBerlin("20401003T090000")}
	entries := []Entry{e, overrideOf("20401001T090000", "tomorrow", "20401001T100000"), overrideOf("nonsense", "20401001T090000", "20401001T100000"),
		overrideOf("20401002T090000", "20401002T110000", "20401002T120000")}
	found, err := Occurrences(entries, date("2040-01-01T00:00:00Z"), date("2041-01-01T00:00:00Z"), zones)
	require.Error(t, err)
	assert.Equal(t, []string{"20401001T090000", "20401002T110000"}, localStarts(found))
}

// An override far from the occurrence it replaces costs no walk through what is
// between, and the later of two wins.
func TestOverrideFromFarAway(t *testing.T) {
	t.Parallel()
	entries := []Entry{
		seriesOf("FREQ=DAILY;COUNT=10000", "20200101T090000", "20200101T100000"),
		overrideOf("20450101T090000", "20201001T110000", "20201001T120000"),
		overrideOf("20450101T090000", "20201001T140000", "20201001T150000"),
	}
	found, err := Occurrences(entries, date("2020-10-01T00:00:00Z"), date("2020-10-02T00:00:00Z"), zones)
	require.NoError(t, err)
	assert.Equal(t, []string{"20201001T090000", "20201001T140000"}, localStarts(found))
}

func TestNormalize(t *testing.T) {
	t.Parallel()
	e := Entry{
		UID: "s", DTStart: inBerlin("20401002T090000"), DTEnd: DateTime{"UTC", "20401002T080000"},
		RRule:  "freq=weekly;byday=mo,th;interval=1;until=20401231",
		ExDate: []DateTime{inBerlin("20401025T090000"), {"UTC", "20401008T070000"}, inBerlin("20401008T090000"), inBerlin("20401009T090000")},
	}
	orphan, moved := overrideOf("20401003T090000", "20401003T110000", "20401003T120000"), overrideOf("20401011T090000", "20401011T110000", "20401011T120000")
	moved.RecurrenceID = &DateTime{"UTC", "20401011T070000"}
	given := []Entry{e, moved, orphan, {UID: "b", RRule: "FREQ=NEVER"}}
	before, _ := json.Marshal(given)
	got, err := Normalize(given, zones)
	require.Error(t, err, "of the broken entry")
	after, _ := json.Marshal(given)
	assert.Equal(t, string(before), string(after), "the entries given stay as they are")

	want := e
	want.DTStart, want.DTEnd = inBerlin("20401004T090000"), DateTime{"UTC", "20401004T080000"}
	want.RRule = "FREQ=WEEKLY;UNTIL=20401231T225959Z;BYDAY=MO,TH"
	want.ExDate = []DateTime{inBerlin("20401008T090000"), inBerlin("20401025T090000")}
	assert.Equal(t, want, got[0])
	assert.Equal(t, inBerlin("20401011T090000"), *got[1].RecurrenceID)
	assert.Equal(t, orphan, got[2])
	assert.Equal(t, given[3], got[3])

	unsupported := seriesOf("freq=daily;byhour=9,17", "20401001T090000", "20401001T100000")
	got, err = Normalize([]Entry{unsupported}, zones)
	require.NoError(t, err)
	assert.Equal(t, []Entry{unsupported}, got)
}

// What is written out takes place at the same times, and is written out the same again.
func TestNormalizeKeepsOccurrences(t *testing.T) {
	t.Parallel()
	for seed := range uint64(400) {
		c := randomCase(rand.New(rand.NewPCG(seed, 10)))
		e := seriesOf(c.rule, c.start.Format(Layout), c.start.Add(90*time.Minute).Format(Layout))
		written, err := Normalize([]Entry{e}, zones)
		require.NoError(t, err)
		want, err := Occurrences([]Entry{e}, c.start, c.to, zones)
		require.NoError(t, err)
		got, err := Occurrences(written, c.start, c.to, zones)
		require.NoError(t, err)
		require.Equal(t, localStarts(want), localStarts(got), "%s %v", c, written)
		again, err := Normalize(written, zones)
		require.NoError(t, err)
		require.Equal(t, written, again, c)
	}
}

// Whatever the entries are, expanding them ends, within its limits and in order.
func FuzzOccurrences(f *testing.F) {
	f.Add([]byte(`[{"uid":"s","dtstart":{"tzid":"Europe/Berlin","value":"20260329T023000"},"dtend":{"tzid":"UTC","value":"20260329T023000"},"rrule":"FREQ=DAILY","exdate":[{"tzid":"UTC","value":"20260329T013000"}]},{"uid":"s","dtstart":{"tzid":"UTC","value":"20260329T023000"},"dtend":{"tzid":"UTC","value":"20250329T023000"},"recurrenceId":{"tzid":"Europe/Berlin","value":"20260330T023000"}}]`), int64(1_780_000_000))
	f.Add([]byte(`[{"uid":"s","dtstart":{"tzid":"UTC","value":"00010101T000000"},"dtend":{"tzid":"UTC","value":"99991231T235959"},"rrule":"FREQ=YEARLY;BYWEEKNO=-53;BYDAY=SU;COUNT=10000"}]`), int64(0))
	f.Add([]byte(`[{"uid":"s","dtstart":{"tzid":"Pacific/Apia","value":"20111229T120000"},"dtend":{"tzid":"Pacific/Apia","value":"20111230T120000"},"rrule":"FREQ=DAILY;UNTIL=20111231T000000Z"}]`), int64(1_325_000_000))
	f.Fuzz(func(t *testing.T, data []byte, at int64) {
		var entries []Entry
		if len(data) > 4096 || json.Unmarshal(data, &entries) != nil {
			return
		}
		now := time.Unix(at%200_000_000_000, 0)
		for _, to := range []time.Time{now.AddDate(0, 1, 0), farFuture} {
			found, _ := Occurrences(entries, now, to, zones)
			require.LessOrEqual(t, len(found), len(entries)*(MaxOccurrences+1))
			require.True(t, sort.IsSorted(byStart(found)))
			for _, o := range found[:min(len(found), 20)] {
				require.False(t, o.End.Before(o.Start))
			}
		}
		Next(entries, now, zones)
		Current(entries, now, zones)
		Last(entries, now, zones)
		_, _, _ = End(entries, zones)
		written, _ := Normalize(entries, zones)
		require.Len(t, written, len(entries))
	})
}
