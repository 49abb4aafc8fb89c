package calendar

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// An excluded date that is none excludes nothing: it must not keep people from
// editing, neither its own series nor another entry of the calendar.
func TestUnreadableExcludedDatesDoNotKeepFromEditing(t *testing.T) {
	in := func(value string) DateTime { return DateTime{TZID: "Europe/Berlin", Value: value} }
	good := in("20401003T090000")
	entries := []Entry{
		{UID: "s", DTStart: in("20401001T090000"), DTEnd: in("20401001T100000"), RRule: "FREQ=DAILY;COUNT=9",
			ExDate: []DateTime{in("tomorrow"), good, {TZID: "Nowhere/Land", Value: "20401004T090000"}, {}}},
		{UID: "t", DTStart: in("20401001T120000"), DTEnd: in("20401001T130000"), RRule: "FREQ=DAILY;COUNT=9",
			ExDate: []DateTime{in("20401399T000000")}},
	}
	id, plan := in("20401005T090000"), Plan{DTStart: in("20401001T080000"), DTEnd: in("20401001T100000"), RRule: "FREQ=DAILY;COUNT=9"}
	for name, edit := range map[string]func() (Edited, error){
		"occurrence": func() (Edited, error) {
			return EditOccurrence(entries, "s", id, in("20401005T150000"), in("20401005T160000"), zones)
		},
		"series":           func() (Edited, error) { return EditSeries(entries, "s", plan, zones) },
		"following":        func() (Edited, error) { return EditFollowing(entries, "s", id, plan, "new", zones) },
		"delete":           func() (Edited, error) { return DeleteOccurrence(entries, "s", id, zones) },
		"delete following": func() (Edited, error) { return DeleteFollowing(entries, "s", id, zones) },
		"of another":       func() (Edited, error) { return DeleteOccurrence(entries, "t", in("20401005T120000"), zones) },
	} {
		edited, err := edit()
		require.NoError(t, err, name)
		assert.Empty(t, Validate(edited.Entries, "calendar", zones), name)
		assert.NotEmpty(t, edited.Entries[0].ExDate, name)
	}
	assert.Len(t, entries[0].ExDate, 4, "what was given stays as it is")
}
