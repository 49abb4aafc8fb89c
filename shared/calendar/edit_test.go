package calendar

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"parley/shared/fault"
)

const berlin, newYork = "Europe/Berlin", "America/New_York"

func wall(value string) DateTime { return DateTime{TZID: berlin, Value: value} }

// weekly is a Monday meeting from 09:00 to 10:00 in Berlin, 1 to 22 October 2040, of
// which the 8th is deleted and the 15th moved to Tuesday afternoon.
func weekly() []Entry {
	return []Entry{
		single("other", "20401001T060000", "20401001T070000"),
		{UID: "s", DTStart: wall("20401001T090000"), DTEnd: wall("20401001T100000"), RRule: "freq=weekly;BYDAY=MO;count=4",
			ExDate: []DateTime{{"UTC", "20401008T070000"}}},
		moved("s", "20401015T090000", "20401016T140000", "20401016T160000"),
	}
}

func moved(uid, id, start, end string) Entry {
	rid := wall(id)
	return Entry{UID: uid, DTStart: wall(start), DTEnd: wall(end), RecurrenceID: &rid}
}

// listed are the local starts and ends in Berlin of all that takes place.
func listed(t *testing.T, entries []Entry) []string {
	t.Helper()
	found, err := Occurrences(entries, date("2040-01-01T00:00:00Z"), date("2042-01-01T00:00:00Z"), zones)
	require.NoError(t, err)
	loc, err := time.LoadLocation(berlin)
	require.NoError(t, err)
	all := []string{}
	for _, o := range found {
		all = append(all, o.UID+" "+o.Start.In(loc).Format("0102 15:04")+"-"+o.End.In(loc).Format("15:04"))
	}
	return all
}

func requireValid(t *testing.T, entries []Entry) {
	t.Helper()
	require.NoError(t, Validate(entries, "calendar", cached).Err())
}

func code(err error) string {
	if err == nil {
		return ""
	}
	f := fault.Of(err)
	return string(f.Code) + " " + f.Field
}

func TestEditOccurrence(t *testing.T) {
	t.Parallel()
	start := weekly()
	for name, v := range map[string]struct {
		id, from, to DateTime
		want         []Entry
	}{
		"a first override is added": {wall("20401022T090000"), wall("20401022T110000"), wall("20401022T113000"),
			append(weekly(), moved("s", "20401022T090000", "20401022T110000", "20401022T113000"))},
		"named by instant in another zone": {DateTime{"UTC", "20401022T070000"}, wall("20401022T110000"), wall("20401022T113000"),
			append(weekly(), moved("s", "20401022T090000", "20401022T110000", "20401022T113000"))},
		"an override is replaced": {wall("20401015T090000"), wall("20401017T090000"), wall("20401017T093000"),
			append(weekly()[:2], moved("s", "20401015T090000", "20401017T090000", "20401017T093000"))},
		"back to its own time":            {wall("20401015T090000"), wall("20401015T090000"), wall("20401015T100000"), weekly()[:2]},
		"back, as another zone writes it": {wall("20401015T090000"), DateTime{"UTC", "20401015T070000"}, DateTime{newYork, "20401015T040000"}, weekly()[:2]},
		"its own time, never moved":       {wall("20401001T090000"), wall("20401001T090000"), wall("20401001T100000"), weekly()},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := EditOccurrence(start, "s", v.id, v.from, v.to, zones)
			require.NoError(t, err)
			assert.Equal(t, v.want, got.Entries)
			assert.Empty(t, got.Dropped)
			assert.Equal(t, weekly(), start, "the calendar given is not changed")
			requireValid(t, got.Entries)
		})
	}
}

func TestEditOccurrenceRefuses(t *testing.T) {
	t.Parallel()
	good := wall("20401022T090000")
	for name, v := range map[string]struct {
		uid          string
		id, from, to DateTime
		want         string
	}{
		"no such series":        {"x", good, good, good, "bad_recurrence uid"},
		"a single event":        {"other", DateTime{"UTC", "20401001T060000"}, good, wall("20401022T100000"), "bad_recurrence recurrenceId"},
		"no date of the rule":   {"s", wall("20401023T090000"), good, wall("20401022T100000"), "bad_recurrence recurrenceId"},
		"another time of day":   {"s", wall("20401022T090001"), good, wall("20401022T100000"), "bad_recurrence recurrenceId"},
		"a deleted occurrence":  {"s", wall("20401008T090000"), good, wall("20401022T100000"), "bad_recurrence recurrenceId"},
		"no date":               {"s", good, wall("20400230T090000"), wall("20401022T100000"), "bad_date dtstart.value"},
		"no zone":               {"s", good, DateTime{"Mars/Olympus", "20401022T090000"}, wall("20401022T100000"), "unknown_zone dtstart.tzid"},
		"ends before it starts": {"s", good, good, wall("20401022T080000"), "end_before_start dtend"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := EditOccurrence(weekly(), v.uid, v.id, v.from, v.to, zones)
			assert.Equal(t, v.want, code(err))
		})
	}
}

// An occurrence whose start a change of offset skips is one like any other.
func TestEditOccurrenceInAGap(t *testing.T) {
	t.Parallel()
	ny := func(value string) DateTime { return DateTime{newYork, value} }
	entries := []Entry{{UID: "s", DTStart: ny("20400310T023000"), DTEnd: ny("20400310T040000"), RRule: "FREQ=DAILY;COUNT=3"}}
	for _, id := range []DateTime{ny("20400311T023000"), ny("20400311T033000"), {"UTC", "20400311T073000"}} {
		got, err := EditOccurrence(entries, "s", id, ny("20400311T120000"), ny("20400311T130000"), zones)
		require.NoError(t, err)
		assert.Equal(t, "20400311T023000", got.Entries[1].RecurrenceID.Value)
		assert.Len(t, listed(t, got.Entries), 3)
		back, err := EditOccurrence(got.Entries, "s", id, ny("20400311T033000"), ny("20400311T040000"), zones)
		require.NoError(t, err)
		assert.Equal(t, entries, back.Entries)
	}
}

func TestEditSeries(t *testing.T) {
	t.Parallel()
	plan, err := PlanOf(weekly(), "s")
	require.NoError(t, err)
	with := func(change func(p *Plan)) Plan { p := plan; change(&p); return p }
	for name, v := range map[string]struct {
		plan    Plan
		want    []string
		dropped []string
	}{
		"the time of day": {with(func(p *Plan) { p.DTStart.Value, p.DTEnd.Value = "20401001T110000", "20401001T120000" }),
			[]string{"s 1001 11:00-12:00", "s 1016 14:00-16:00", "s 1022 11:00-12:00"}, nil},
		"the length": {with(func(p *Plan) { p.DTEnd.Value = "20401001T093000" }),
			[]string{"s 1001 09:00-09:30", "s 1016 14:00-16:00", "s 1022 09:00-09:30"}, nil},
		"the zone, the local time stays": {with(func(p *Plan) { p.DTStart.TZID, p.DTEnd.TZID = newYork, newYork }),
			[]string{"s 1001 15:00-16:00", "s 1016 14:00-16:00", "s 1022 15:00-16:00"}, nil},
		"the zone, the instant stays": {with(func(p *Plan) {
			p.DTStart, p.DTEnd = DateTime{newYork, "20401001T030000"}, DateTime{newYork, "20401001T040000"}
		}), []string{"s 1001 09:00-10:00", "s 1016 14:00-16:00", "s 1022 09:00-10:00"}, nil},
		"the weekday": {with(func(p *Plan) {
			p.DTStart.Value, p.DTEnd.Value, p.RRule = "20401002T090000", "20401002T100000", "FREQ=WEEKLY;BYDAY=TU;COUNT=4"
		}), []string{"s 1002 09:00-10:00", "s 1009 09:00-10:00", "s 1016 09:00-10:00", "s 1023 09:00-10:00"},
			[]string{"20401008T090000", "20401015T090000"}},
		"fewer": {with(func(p *Plan) { p.RRule = "FREQ=WEEKLY;BYDAY=MO;COUNT=2" }), []string{"s 1001 09:00-10:00"}, []string{"20401015T090000"}},
		"more often": {with(func(p *Plan) { p.RRule = "FREQ=DAILY;UNTIL=20401008" }),
			[]string{"s 1001 09:00-10:00", "s 1002 09:00-10:00", "s 1003 09:00-10:00", "s 1004 09:00-10:00", "s 1005 09:00-10:00", "s 1006 09:00-10:00", "s 1007 09:00-10:00"},
			[]string{"20401015T090000"}},
		"a start that is no date of the rule": {with(func(p *Plan) { p.DTStart.Value, p.DTEnd.Value = "20401003T090000", "20401003T100000" }),
			[]string{"s 1016 14:00-16:00", "s 1022 09:00-10:00", "s 1029 09:00-10:00"}, nil},
		"once": {with(func(p *Plan) { p.RRule = "" }), []string{"s 1001 09:00-10:00"}, []string{"20401008T090000", "20401015T090000"}},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := EditSeries(weekly(), "s", v.plan, zones)
			require.NoError(t, err)
			requireValid(t, got.Entries)
			assert.Equal(t, v.want, listed(t, got.Entries[1:]))
			assert.Equal(t, weekly()[0], got.Entries[0])
			assert.Equal(t, v.plan.RRule, got.Entries[1].RRule)
			if name == "a start that is no date of the rule" {
				assert.Equal(t, wall("20401008T090000"), got.Entries[1].DTStart)
				assert.Equal(t, wall("20401008T100000"), got.Entries[1].DTEnd)
			}
			var dropped []string
			for _, x := range got.Dropped {
				dropped = append(dropped, x.RecurrenceID.Value)
				assert.Equal(t, x.RecurrenceID.Value == "20401015T090000", x.Override != nil)
			}
			assert.Equal(t, v.dropped, dropped)
		})
	}
}

func TestEditSeriesRefuses(t *testing.T) {
	t.Parallel()
	plan, err := PlanOf(weekly(), "s")
	require.NoError(t, err)
	for name, v := range map[string]struct {
		change func(p *Plan)
		want   string
	}{
		"a bad rule":            {func(p *Plan) { p.RRule = "FREQ=NEVER" }, "bad_rule rrule"},
		"a rule of no dates":    {func(p *Plan) { p.RRule = "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30" }, "bad_rule rrule"},
		"over before it starts": {func(p *Plan) { p.RRule = "FREQ=DAILY;UNTIL=20400101" }, "bad_rule rrule"},
		"all is deleted": {func(p *Plan) {
			p.DTStart.Value, p.DTEnd.Value, p.RRule = "20401008T090000", "20401008T100000", "FREQ=DAILY;COUNT=1"
		}, "bad_rule rrule"},
		"no length": {func(p *Plan) { p.DTEnd = p.DTStart }, "end_before_start dtend"},
		"no zone":   {func(p *Plan) { p.DTEnd.TZID = "" }, "required dtend.tzid"},
	} {
		t.Run(name, func(t *testing.T) {
			p := plan
			v.change(&p)
			_, err := EditSeries(weekly(), "s", p, zones)
			assert.Equal(t, v.want, code(err))
		})
	}
}

// An override that only changed the end of its occurrence follows the series; around
// midnight the time of day moves to the next day.
func TestOverridesFollow(t *testing.T) {
	t.Parallel()
	entries := []Entry{
		{UID: "s", DTStart: wall("20401001T230000"), DTEnd: wall("20401001T233000"), RRule: "FREQ=DAILY;COUNT=3"},
		moved("s", "20401002T230000", "20401002T230000", "20401002T234500"),
	}
	late, err := EditSeries(entries, "s", Plan{wall("20401002T010000"), wall("20401002T013000"), "FREQ=DAILY;COUNT=3"}, zones)
	require.NoError(t, err)
	assert.Empty(t, late.Dropped)
	assert.Equal(t, []string{"s 1002 01:00-01:30", "s 1003 01:00-01:45", "s 1004 01:00-01:30"}, listed(t, late.Entries))

	same, err := EditSeries(entries, "s", Plan{wall("20401001T230000"), wall("20401001T234500"), "FREQ=DAILY;COUNT=3"}, zones)
	require.NoError(t, err)
	assert.Len(t, same.Entries, 1, "an override that changes nothing any more goes")
}

// A series that cannot be read can be replaced; what was said of its occurrences is
// reported.
func TestEditSeriesThatIsBroken(t *testing.T) {
	t.Parallel()
	entries := weekly()
	entries[1].RRule = "FREQ=NEVER"
	got, err := EditSeries(entries, "s", Plan{wall("20401001T090000"), wall("20401001T100000"), "FREQ=DAILY;COUNT=2"}, zones)
	require.NoError(t, err)
	requireValid(t, got.Entries)
	assert.Len(t, got.Dropped, 2)
}

// A rule that repeats the time of day moves with it.
func TestEditSeriesWithATimeInItsRule(t *testing.T) {
	t.Parallel()
	entries := []Entry{{UID: "s", DTStart: wall("20401001T090000"), DTEnd: wall("20401001T100000"), RRule: "FREQ=DAILY;byhour=9;BYMINUTE=0;COUNT=3"}}
	got, err := EditSeries(entries, "s", Plan{wall("20401001T103000"), wall("20401001T110000"), entries[0].RRule}, zones)
	require.NoError(t, err)
	assert.Equal(t, "FREQ=DAILY;byhour=10;BYMINUTE=30;COUNT=3", got.Entries[0].RRule)
	assert.Len(t, listed(t, got.Entries), 3)
}

// A rule that is kept as text keeps it, and its exceptions.
func TestEditSeriesWithARuleThatIsOnlyText(t *testing.T) {
	t.Parallel()
	entries := []Entry{{UID: "s", DTStart: wall("20401001T090000"), DTEnd: wall("20401001T100000"), RRule: "FREQ=DAILY;BYHOUR=9,17",
		ExDate: []DateTime{wall("20401002T090000")}}}
	plan, err := PlanOf(entries, "s")
	require.NoError(t, err)
	plan.DTEnd.Value = "20401001T103000"
	got, err := EditSeries(entries, "s", plan, zones)
	require.NoError(t, err)
	assert.Equal(t, entries[0].RRule, got.Entries[0].RRule)
	assert.Equal(t, entries[0].ExDate, got.Entries[0].ExDate)
}

func TestConvert(t *testing.T) {
	t.Parallel()
	entries := weekly()
	series, err := Convert(entries, "other", "FREQ=DAILY;COUNT=2", zones)
	require.NoError(t, err)
	assert.Equal(t, "FREQ=DAILY;COUNT=2", series.Entries[0].RRule)
	assert.Equal(t, entries[1:], series.Entries[1:])

	once, err := Convert(entries, "s", "", zones)
	require.NoError(t, err)
	assert.Equal(t, []string{"s 1001 09:00-10:00"}, listed(t, once.Entries[1:]))
	assert.Len(t, once.Dropped, 2)

	entries[1].ExDate = append(entries[1].ExDate, wall("20401001T090000"))
	once, err = Convert(entries, "s", "", zones)
	require.NoError(t, err)
	assert.Equal(t, []string{"s 1016 14:00-16:00"}, listed(t, once.Entries[1:]), "the first that takes place, where it was moved to")
	assert.Len(t, once.Dropped, 2, "both deleted dates; the moved one is kept")

	same, err := Convert(entries, "other", "", zones)
	require.NoError(t, err)
	assert.Equal(t, entries, same.Entries)
	_, err = Convert(entries, "x", "", zones)
	assert.Equal(t, "bad_recurrence uid", code(err))
	_, err = Convert(entries, "other", "FREQ=NEVER", zones)
	assert.Equal(t, "bad_rule rrule", code(err))
}

// A series keeps its dates when only the time of day moves: an UNTIL that would take
// or give one moves along, others stay as they are written.
func TestUntilMovesAlong(t *testing.T) {
	t.Parallel()
	for name, v := range map[string]struct{ rule, start, want string }{
		"later than its last start":      {"FREQ=DAILY;UNTIL=20401003T070000Z;WKST=SU", "20401001T110000", "FREQ=DAILY;UNTIL=20401003T090000Z;WKST=SU"},
		"the last second before another": {"FREQ=DAILY;UNTIL=20401004T065959Z", "20401001T080000", "FREQ=DAILY;UNTIL=20401004T055959Z"},
		"the end of the day":             {"freq=daily;until=20401003T215959Z", "20401001T230000", "freq=daily;until=20401003T215959Z"},
		"a date":                         {"FREQ=DAILY;UNTIL=20401003", "20401001T000000", "FREQ=DAILY;UNTIL=20401003"},
		"a local time":                   {"FREQ=DAILY;UNTIL=20401003T100000", "20401001T110000", "FREQ=DAILY;UNTIL=20401003T100000Z"},
	} {
		t.Run(name, func(t *testing.T) {
			entries := []Entry{{UID: "s", DTStart: wall("20401001T090000"), DTEnd: wall("20401001T093000"), RRule: v.rule}}
			got, err := EditSeries(entries, "s", Plan{wall(v.start), wall(v.start[:9] + "235900"), v.rule}, zones)
			require.NoError(t, err)
			assert.Equal(t, v.want, got.Entries[0].RRule)
			assert.Len(t, listed(t, got.Entries), 3)
			changes := Diff(entries, got.Entries, zones)
			require.Len(t, changes, 1, "the end follows from the time")
			assert.Equal(t, TimeMoved, changes[0].Change)
		})
	}
}
