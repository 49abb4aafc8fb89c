package ical

import (
	"math/rand"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"parley/shared/calendar"
)

// Entries that are written and read again are what they were, for any valid entries.
func TestRoundTrip(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewSource(1))
	for range 2000 {
		entries := randomEntries(random)
		require.Empty(t, calendar.Validate(entries, "", zones))
		out, problems := Write(Feed{Stamp: stamp0, Meetings: []Meeting{{RoomID: "!room:example.org", Title: "T", Entries: entries}}}, zones)
		require.Empty(t, problems)
		feed, problems, err := Read(out, "Asia/Tokyo", zones)
		require.NoError(t, err)
		require.Empty(t, problems)
		assert.Equal(t, byUID(entries), byUID(allEntries(feed, "!room:example.org-")))
	}
}

func allEntries(f Feed, prefix string) []calendar.Entry {
	var all []calendar.Entry
	for _, m := range f.Meetings {
		for _, e := range m.Entries {
			e.UID = strings.TrimPrefix(e.UID, prefix)
			all = append(all, e)
		}
	}
	return all
}

// byUID sorts entries by what they belong to; a file has a series before its overrides.
func byUID(entries []calendar.Entry) map[string][]calendar.Entry {
	all := map[string][]calendar.Entry{}
	for _, e := range entries {
		if e.IsOverride() {
			all[e.UID] = append(all[e.UID], e)
		} else {
			all[e.UID] = append([]calendar.Entry{e}, all[e.UID]...)
		}
	}
	return all
}

var roundTripZones = []string{"UTC", "Europe/Berlin", "America/New_York", "Africa/Casablanca", "Asia/Kathmandu", "Pacific/Apia", "Etc/GMT+5", "Etc/UTC", "Antarctica/Troll"}

var roundTripRules = []string{"FREQ=DAILY", "FREQ=WEEKLY;BYDAY=MO,WE;COUNT=5", "freq=monthly;byday=-1FR;interval=2", "FREQ=YEARLY;UNTIL=20451231T235959Z",
	"FREQ=MONTHLY;BYMONTHDAY=-1;UNTIL=20450101", "RSCALE=GREGORIAN;FREQ=DAILY", "FREQ=DAILY;BYHOUR=9,10", "FREQ=YEARLY;BYWEEKNO=20"}

func randomEntries(r *rand.Rand) []calendar.Entry {
	date := func() calendar.DateTime {
		at := time.Date(1990, 1, 1, 0, 0, r.Intn(60*366*86400), 0, time.UTC)
		return calendar.DateTime{TZID: roundTripZones[r.Intn(len(roundTripZones))], Value: at.Format(calendar.Layout)}
	}
	when := func(e *calendar.Entry) {
		e.DTStart = date()
		e.DTEnd = e.DTStart
		wall, _ := e.DTStart.Wall()
		e.DTEnd.Value = wall.Add(time.Duration(1+r.Intn(5*24)) * 12 * time.Hour).Format(calendar.Layout)
	}
	var all []calendar.Entry
	for i := range 1 + r.Intn(3) {
		e := calendar.Entry{UID: nasty[r.Intn(len(nasty))] + strconv.Itoa(i)}
		if e.UID = clean(e.UID); len(e.UID) > 200 {
			e.UID = strconv.Itoa(i)
		}
		if when(&e); r.Intn(2) == 0 {
			e.RRule = roundTripRules[r.Intn(len(roundTripRules))]
			for range r.Intn(3) {
				e.ExDate = append(e.ExDate, date())
			}
		}
		all = append(all, e)
		for range r.Intn(3) {
			o, id := calendar.Entry{UID: e.UID}, date()
			if when(&o); e.IsSeries() && !has(all, e.UID, id) {
				o.RecurrenceID = &id
				all = append(all, o)
			}
		}
	}
	r.Shuffle(len(all), func(i, j int) {
		if all[i].UID != all[j].UID { // overrides keep their order
			all[i], all[j] = all[j], all[i]
		}
	})
	return all
}

func has(entries []calendar.Entry, uid string, id calendar.DateTime) bool {
	for _, e := range entries {
		if e.UID == uid && e.IsOverride() && *e.RecurrenceID == id {
			return true
		}
	}
	return false
}

func TestRoundTripOfOutlook(t *testing.T) {
	feed := readFile(t, "testdata/outlook.ics")
	out, problems := Write(feed, zones)
	require.Empty(t, problems)
	again, problems, err := Read(out, "UTC", zones)
	require.NoError(t, err)
	assert.Empty(t, problems)
	assert.Equal(t, feed, again)
	assert.Equal(t, "Europe/Berlin", again.Meetings[0].Entries[0].DTStart.TZID)
}
