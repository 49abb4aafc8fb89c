package calendar

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// told are differences as a person would note them, in the time of Berlin.
func told(t *testing.T, all []Difference) []string {
	t.Helper()
	loc, err := time.LoadLocation(berlin)
	require.NoError(t, err)
	span := func(s Span) string {
		if s.Start.IsZero() {
			return "-"
		}
		return s.Start.In(loc).Format("0102 15:04") + "-" + s.End.In(loc).Format("15:04")
	}
	texts := []string{}
	for _, d := range all {
		text := string(d.Change) + " " + d.UID + " " + span(d.Was) + " > " + span(d.Is)
		if d.RecurrenceID != nil {
			text += " of " + d.RecurrenceID.Value[4:13]
		}
		texts = append(texts, text)
	}
	return texts
}

func TestDiff(t *testing.T) {
	t.Parallel()
	change := func(f func(e []Entry)) []Entry { e := weekly(); f(e); return e }
	for name, v := range map[string]struct {
		new  []Entry
		want []string
	}{
		"nothing": {weekly(), []string{}},
		"written differently": {change(func(e []Entry) {
			e[0], e[2] = e[2], e[0]
			e[1].RRule = "COUNT=4;FREQ=WEEKLY;INTERVAL=1;BYDAY=mo,MO;WKST=SU"
			e[1].DTEnd = DateTime{"UTC", "20401001T080000"}
			e[1].ExDate = []DateTime{{newYork, "20401008T030000"}, wall("20401008T090000"), wall("20401009T090000")}
			e[0].RecurrenceID = &DateTime{"UTC", "20401015T070000"}
			e[0].DTStart = DateTime{"UTC", "20401016T120000"}
		}), []string{}},
		"the day of the start named": {change(func(e []Entry) { e[1].RRule = "FREQ=WEEKLY;COUNT=4" }), []string{}},
		"a single event moved": {change(func(e []Entry) { e[0].DTEnd.Value = "20401001T080000" }),
			[]string{"time_moved other 1001 08:00-09:00 > 1001 08:00-10:00"}},
		"another zone for the same time": {change(func(e []Entry) { e[0].DTStart = wall("20401001T080000") }),
			[]string{"zone_changed other 1001 08:00-09:00 > 1001 08:00-09:00"}},
		"a rule":         {change(func(e []Entry) { e[1].RRule = "FREQ=WEEKLY;COUNT=5" }), []string{"rule_changed s 1001 09:00-10:00 > 1001 09:00-10:00"}},
		"an end added":   {change(func(e []Entry) { e[1].RRule = "FREQ=WEEKLY;UNTIL=20401022" }), []string{"rule_changed s 1001 09:00-10:00 > 1001 09:00-10:00"}},
		"once only":      {change(func(e []Entry) { e[1].RRule = "" })[:2], []string{"rule_changed s 1001 09:00-10:00 > 1001 09:00-10:00"}},
		"one moved":      {append(weekly(), moved("s", "20401022T090000", "20401022T110000", "20401022T113000")), []string{"occurrence_moved s 1022 09:00-10:00 > 1022 11:00-11:30 of 1022T0900"}},
		"moved again":    {change(func(e []Entry) { e[2].DTEnd.Value = "20401016T150000" }), []string{"occurrence_moved s 1016 14:00-16:00 > 1016 14:00-15:00 of 1015T0900"}},
		"moved back":     {weekly()[:2], []string{"occurrence_moved s 1016 14:00-16:00 > 1015 09:00-10:00 of 1015T0900"}},
		"one deleted":    {change(func(e []Entry) { e[1].ExDate = append(e[1].ExDate, wall("20401022T090000")) }), []string{"occurrence_deleted s 1022 09:00-10:00 > - of 1022T0900"}},
		"moved, deleted": {change(func(e []Entry) { e[1].ExDate = append(e[1].ExDate, wall("20401015T090000")) }), []string{"occurrence_deleted s 1016 14:00-16:00 > - of 1015T0900"}},
		"one restored":   {change(func(e []Entry) { e[1].ExDate = nil }), []string{"occurrence_restored s - > 1008 09:00-10:00 of 1008T0900"}},
		"restored and moved": {change(func(e []Entry) { e[1].ExDate = nil; *e[2].RecurrenceID = wall("20401008T090000") }),
			[]string{"occurrence_restored s - > 1016 14:00-16:00 of 1008T0900", "occurrence_moved s 1016 14:00-16:00 > 1015 09:00-10:00 of 1015T0900"}},
		"removed":  {weekly()[1:], []string{"removed other 1001 08:00-09:00 > -"}},
		"added":    {append(weekly(), single("new", "20401002T060000", "20401002T070000")), []string{"added new - > 1002 08:00-09:00"}},
		"replaced": {change(func(e []Entry) { e[0].UID = "new" }), []string{"removed other 1001 08:00-09:00 > -", "added new - > 1001 08:00-09:00"}},
		"broken":   {change(func(e []Entry) { e[1].DTStart.TZID = "Mars/Olympus" }), []string{"time_moved s - > -"}},
		"all gone": {nil, []string{"removed other 1001 08:00-09:00 > -", "removed s 1001 09:00-10:00 > -"}},
	} {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, v.want, told(t, Diff(weekly(), v.new, zones)))
		})
	}
}

// What an edit of the whole series does to its occurrences is not told again.
func TestDiffOfEdits(t *testing.T) {
	t.Parallel()
	entries := weekly()
	plan, err := PlanOf(entries, "s")
	require.NoError(t, err)
	plan.DTStart.Value, plan.DTEnd.Value = "20401001T110000", "20401001T120000"
	edited, err := EditSeries(entries, "s", plan, zones)
	require.NoError(t, err)
	assert.Equal(t, []string{"time_moved s 1001 09:00-10:00 > 1001 11:00-12:00"}, told(t, Diff(entries, edited.Entries, zones)))

	both, err := DeleteOccurrence(edited.Entries, "s", wall("20401022T110000"), zones)
	require.NoError(t, err)
	assert.Equal(t, []string{"time_moved s 1001 09:00-10:00 > 1001 11:00-12:00", "occurrence_deleted s 1022 09:00-10:00 > - of 1022T1100"},
		told(t, Diff(entries, both.Entries, zones)))

	plan.RRule = strings.ToUpper(strings.Replace(plan.RRule, "MO", "TU", 1))
	edited, err = EditSeries(entries, "s", plan, zones)
	require.NoError(t, err)
	assert.Equal(t, []string{"time_moved s 1001 09:00-10:00 > 1002 11:00-12:00", "rule_changed s 1001 09:00-10:00 > 1002 11:00-12:00"},
		told(t, Diff(entries, edited.Entries, zones)))

	days := daily("FREQ=DAILY;COUNT=6")
	split, err := EditFollowing(days, "s", wall("20401027T090000"), Plan{wall("20401027T110000"), wall("20401027T120000"), "FREQ=DAILY;COUNT=3"}, "s2", zones)
	require.NoError(t, err)
	assert.Equal(t, []string{"rule_changed s 1024 09:00-10:00 > 1024 09:00-10:00", "added s2 - > 1027 11:00-12:00"}, told(t, Diff(days, split.Entries, zones)))
}

func TestDiffOfBrokenEntries(t *testing.T) {
	t.Parallel()
	entries := weekly()
	entries[1].RRule = "FREQ=NEVER"
	assert.Empty(t, Diff(entries, entries, zones))
	changed := weekly()
	changed[1].RRule = "FREQ=EVER"
	assert.Equal(t, []string{"rule_changed s - > -"}, told(t, Diff(entries, changed, zones)))
}
