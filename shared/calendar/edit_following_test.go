package calendar

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// daily is a series of six days with a deleted and a moved one in each half; those of
// the second half are written in other zones.
func daily(rule string) []Entry {
	entries := []Entry{
		{UID: "s", DTStart: wall("20401024T090000"), DTEnd: wall("20401024T100000"), RRule: rule,
			ExDate: []DateTime{wall("20401024T090000"), {"UTC", "20401028T080000"}}},
		moved("s", "20401025T090000", "20401031T200000", "20401031T210000"),
		single("other", "20401001T060000", "20401001T070000"),
		moved("s", "20401029T090000", "20401020T200000", "20401020T210000"),
	}
	entries[3].RecurrenceID = &DateTime{newYork, "20401029T040000"}
	return entries
}

func TestEditFollowing(t *testing.T) {
	t.Parallel()
	for rule, v := range map[string]struct{ before, plan, after string }{
		"FREQ=DAILY;COUNT=6":                                 {"FREQ=DAILY;COUNT=3", "FREQ=DAILY;COUNT=3", "FREQ=DAILY;COUNT=3"},
		"count=6;freq=daily":                                 {"count=3;freq=daily", "count=3;freq=daily", "count=3;freq=daily"},
		"FREQ=DAILY;UNTIL=20401029T080000Z;WKST=SU":          {"FREQ=DAILY;UNTIL=20401027T065959Z;WKST=SU", "FREQ=DAILY;UNTIL=20401029T080000Z;WKST=SU", "FREQ=DAILY;UNTIL=20401029T100000Z;WKST=SU"},
		"FREQ=DAILY;UNTIL=20401029":                          {"FREQ=DAILY;UNTIL=20401027T065959Z", "FREQ=DAILY;UNTIL=20401029", "FREQ=DAILY;UNTIL=20401029"},
		"FREQ=DAILY;BYMONTH=10;BYMONTHDAY=24,25,26,27,28,29": {"FREQ=DAILY;BYMONTH=10;BYMONTHDAY=24,25,26,27,28,29;UNTIL=20401027T065959Z", "FREQ=DAILY;BYMONTH=10;BYMONTHDAY=24,25,26,27,28,29", "FREQ=DAILY;BYMONTH=10;BYMONTHDAY=24,25,26,27,28,29"},
	} {
		t.Run(rule, func(t *testing.T) {
			entries := daily(rule)
			plan, err := PlanFrom(entries, "s", wall("20401027T090000"), zones)
			require.NoError(t, err)
			assert.Equal(t, Plan{wall("20401027T090000"), wall("20401027T100000"), v.plan}, plan)
			plan.DTStart.Value, plan.DTEnd.Value = "20401027T110000", "20401027T113000"
			got, err := EditFollowing(entries, "s", wall("20401027T090000"), plan, "s2", zones)
			require.NoError(t, err)
			requireValid(t, got.Entries)
			assert.Empty(t, got.Dropped)

			series := entries[0]
			series.RRule, series.ExDate = v.before, series.ExDate[:1]
			assert.Equal(t, []Entry{series, entries[1], entries[2]}, got.Entries[:3])
			assert.Equal(t, Entry{UID: "s2", DTStart: plan.DTStart, DTEnd: plan.DTEnd, RRule: v.after, ExDate: []DateTime{wall("20401028T110000")}}, got.Entries[3])
			assert.Equal(t, moved("s2", "20401029T110000", "20401020T200000", "20401020T210000"), got.Entries[4])
			here := listed(t, got.Entries) // the rule of every October has another year
			assert.Equal(t, []string{"other 1001 08:00-09:00", "s2 1020 20:00-21:00", "s 1026 09:00-10:00", "s2 1027 11:00-11:30", "s 1031 20:00-21:00"}, here[:5])
			assert.Equal(t, daily(rule), entries, "the calendar given is not changed")
		})
	}
}

func TestEditFollowingOfTheFirst(t *testing.T) {
	t.Parallel()
	entries := daily("FREQ=DAILY;COUNT=6")
	id := wall("20401025T090000") // what is before it is deleted
	plan, err := PlanFrom(entries, "s", id, zones)
	require.NoError(t, err)
	plan.DTStart.Value, plan.DTEnd.Value = "20401025T110000", "20401025T120000"
	got, err := EditFollowing(entries, "s", id, plan, "s2", zones)
	require.NoError(t, err)
	assert.Equal(t, []string{"other 1001 08:00-09:00", "s 1020 20:00-21:00", "s 1026 11:00-12:00", "s 1027 11:00-12:00", "s 1031 20:00-21:00"}, listed(t, got.Entries))
	assert.Empty(t, got.Dropped)
	whole, err := EditSeries(entries, "s", plan, zones)
	require.NoError(t, err)
	assert.Equal(t, listed(t, whole.Entries), listed(t, got.Entries))
}

func TestEditFollowingDrops(t *testing.T) {
	t.Parallel()
	entries := daily("FREQ=DAILY")
	got, err := EditFollowing(entries, "s", wall("20401026T090000"), Plan{wall("20401026T090000"), wall("20401026T100000"), "FREQ=WEEKLY"}, "s2", zones)
	require.NoError(t, err)
	assert.Equal(t, []Exception{{UID: "s", RecurrenceID: wall("20401028T090000")}, {UID: "s", RecurrenceID: wall("20401029T090000"), Override: &entries[3]}}, got.Dropped)

	once, err := EditFollowing(entries, "s", wall("20401026T090000"), Plan{wall("20401026T120000"), wall("20401026T130000"), ""}, "s2", zones)
	require.NoError(t, err)
	assert.Equal(t, []string{"other 1001 08:00-09:00", "s2 1026 12:00-13:00", "s 1031 20:00-21:00"}, listed(t, once.Entries))
}

func TestEditFollowingRefuses(t *testing.T) {
	t.Parallel()
	entries := daily("FREQ=DAILY")
	id := wall("20401026T090000")
	plan := Plan{wall("20401026T110000"), wall("20401026T120000"), "FREQ=DAILY"}
	for name, v := range map[string]struct {
		uid, newUID string
		id          DateTime
		plan        Plan
		want        string
	}{
		"no such series":   {"x", "s2", id, plan, "bad_recurrence uid"},
		"no occurrence":    {"s", "s2", wall("20401026T100000"), plan, "bad_recurrence recurrenceId"},
		"deleted":          {"s", "s2", wall("20401028T090000"), plan, "bad_recurrence recurrenceId"},
		"uid in use":       {"s", "other", id, plan, "duplicate_uid uid"},
		"uid of itself":    {"s", "s", id, plan, "duplicate_uid uid"},
		"no uid":           {"s", "", id, plan, "required uid"},
		"a rule of no day": {"s", "s2", id, Plan{plan.DTStart, plan.DTEnd, "FREQ=DAILY;UNTIL=20400101"}, "bad_rule rrule"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := EditFollowing(entries, v.uid, v.id, v.plan, v.newUID, zones)
			assert.Equal(t, v.want, code(err))
		})
	}
	full := []Entry{entries[0]}
	for i := 1; i < MaxSeries; i++ {
		e := entries[0]
		e.UID = fmt.Sprint(i)
		full = append(full, e)
	}
	_, err := EditFollowing(full, "s", id, plan, "s2", zones)
	assert.Equal(t, "too_many ", code(err))
}

// The series ends before an occurrence that a change of offset has moved, or that is
// the first of a repeated hour.
func TestEndOfASeriesAtAChangeOfOffset(t *testing.T) {
	t.Parallel()
	for name, v := range map[string]struct {
		zone, start, end, id, until string
	}{
		"gap in America":     {newYork, "20400309T023000", "20400309T024500", "20400311T023000", "20400311T072959Z"},
		"gap in Europe":      {berlin, "20400323T023000", "20400323T024500", "20400325T023000", "20400325T012959Z"},
		"overlap in America": {newYork, "20401102T013000", "20401102T014500", "20401104T013000", "20401104T052959Z"},
		"overlap in Europe":  {berlin, "20401026T023000", "20401026T024500", "20401028T023000", "20401028T002959Z"},
		"midnight in Chile":  {"America/Santiago", "20400831T000000", "20400831T010000", "20400902T000000", "20400902T035959Z"},
	} {
		t.Run(name, func(t *testing.T) {
			entries := []Entry{{UID: "s", DTStart: DateTime{v.zone, v.start}, DTEnd: DateTime{v.zone, v.end}, RRule: "FREQ=DAILY"}}
			got, err := DeleteFollowing(entries, "s", DateTime{v.zone, v.id}, zones)
			require.NoError(t, err)
			assert.Equal(t, "FREQ=DAILY;UNTIL="+v.until, got.Entries[0].RRule)
			assert.Len(t, listed(t, got.Entries), 2)
		})
	}
}

func TestDeleteOccurrence(t *testing.T) {
	t.Parallel()
	entries := weekly()
	got, err := DeleteOccurrence(entries, "s", DateTime{"UTC", "20401015T070000"}, zones)
	require.NoError(t, err)
	requireValid(t, got.Entries)
	assert.Equal(t, []DateTime{{"UTC", "20401008T070000"}, wall("20401015T090000")}, got.Entries[1].ExDate)
	assert.Equal(t, []string{"other 1001 08:00-09:00", "s 1001 09:00-10:00", "s 1022 09:00-10:00"}, listed(t, got.Entries))
	assert.Equal(t, weekly(), entries, "the calendar given is not changed")

	for _, day := range []string{"01", "22"} {
		got, err = DeleteOccurrence(got.Entries, "s", wall("204010"+day+"T090000"), zones)
		require.NoError(t, err)
	}
	assert.Equal(t, weekly()[:1], got.Entries, "a series without occurrences goes")
	got, err = DeleteSeries(got.Entries, "other")
	require.NoError(t, err)
	assert.Empty(t, got.Entries, "nothing is left: the meeting is to be closed")
	_, err = DeleteOccurrence(entries, "s", wall("20401008T090000"), zones)
	assert.Equal(t, "bad_recurrence recurrenceId", code(err))
}

func TestDeleteFollowing(t *testing.T) {
	t.Parallel()
	entries := daily("FREQ=DAILY;COUNT=6")
	got, err := DeleteFollowing(entries, "s", wall("20401027T090000"), zones)
	require.NoError(t, err)
	requireValid(t, got.Entries)
	assert.Equal(t, []string{"other 1001 08:00-09:00", "s 1026 09:00-10:00", "s 1031 20:00-21:00"}, listed(t, got.Entries))
	assert.Len(t, got.Entries, 3, "the later override is gone")
	assert.Len(t, got.Entries[0].ExDate, 1)

	got, err = DeleteFollowing(entries, "s", wall("20401025T090000"), zones)
	require.NoError(t, err)
	assert.Equal(t, entries[2:3], got.Entries, "nothing of the series is left")
}

func TestDeleteSeries(t *testing.T) {
	t.Parallel()
	got, err := DeleteSeries(weekly(), "s")
	require.NoError(t, err)
	assert.Equal(t, weekly()[:1], got.Entries)
	_, err = DeleteSeries(weekly(), "x")
	assert.Equal(t, "bad_recurrence uid", code(err))
}
