package calendar

import (
	"encoding/json"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"parley/shared/fault"
)

// Rules with a start and their first dates: those that other implementations get
// wrong, and those that RFC 5545 leaves open.
func TestRules(t *testing.T) {
	t.Parallel()
	var vectors []struct {
		Name, Start, Rule string
		Want              []string
	}
	data, err := os.ReadFile("testdata/rules.json")
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(data, &vectors))
	for _, v := range vectors {
		t.Run(v.Name, func(t *testing.T) {
			start, err := time.Parse(Layout, v.Start+"T090000")
			require.NoError(t, err)
			got, err := ruleCase{rule: v.Rule, start: start, from: start, to: start.AddDate(100, 0, 0)}.ours()
			require.NoError(t, err)
			var days []string
			for _, at := range got[:min(len(got), len(v.Want)+1)] {
				days = append(days, at[:8])
			}
			if len(days) > len(v.Want) && v.Want != nil && v.Want[len(v.Want)-1] == "…" {
				v.Want[len(v.Want)-1] = days[len(v.Want)-1]
				days = days[:len(v.Want)]
			}
			assert.Equal(t, v.Want, days)
		})
	}
}

func TestCanonicalText(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"freq=weekly;byday=fr,mo,fr;interval=1;wkst=mo":         "FREQ=WEEKLY;BYDAY=MO,FR",
		"BYDAY=SU,-1MO,1MO,MO;FREQ=MONTHLY;COUNT=3":             "FREQ=MONTHLY;COUNT=3;BYDAY=-1MO,MO,1MO,SU",
		"FREQ=YEARLY;UNTIL=20401231;BYMONTH=12,1,12;WKST=SU;":   "FREQ=YEARLY;UNTIL=20401231;BYMONTH=1,12;WKST=SU",
		"FREQ=YEARLY;INTERVAL=2;BYWEEKNO=20,-1;BYYEARDAY=1,-1":  "FREQ=YEARLY;INTERVAL=2;BYWEEKNO=-1,20;BYYEARDAY=-1,1",
		"FREQ=MONTHLY;BYMONTHDAY=+15,-1;BYSETPOS=1;BYHOUR=0":    "FREQ=MONTHLY;BYMONTHDAY=-1,15;BYHOUR=0;BYSETPOS=1",
		"RSCALE=GREGORIAN;FREQ=DAILY;BYMINUTE=0,30;BYSECOND=60": "FREQ=DAILY;BYMINUTE=0,30;BYSECOND=60",
		"FREQ=HOURLY;INTERVAL=6":                                "FREQ=HOURLY;INTERVAL=6",
	} {
		r, err := ParseRule(text)
		require.NoError(t, err, text)
		assert.Equal(t, want, r.String())
		again, err := ParseRule(want)
		require.NoError(t, err)
		assert.Equal(t, r, again)
	}
}

func TestExpandable(t *testing.T) {
	t.Parallel()
	start := DateTime{"UTC", "20401001T093000"}
	for text, want := range map[string]bool{
		"FREQ=DAILY": true,
		"FREQ=DAILY;BYHOUR=9;BYMINUTE=30;BYSECOND=0": true,
		"FREQ=DAILY;BYHOUR=9,17":                     false,
		"FREQ=DAILY;BYHOUR=10":                       false,
		"FREQ=DAILY;BYSECOND=60":                     false,
		"FREQ=HOURLY":                                false,
		"FREQ=SECONDLY;BYHOUR=9":                     false,
	} {
		r, err := ParseRule(text)
		require.NoError(t, err)
		assert.Equal(t, want, r.Expandable(start), text)
	}
}

// What repeats faster than daily is refused from people and shown from others.
func TestFasterThanDaily(t *testing.T) {
	t.Parallel()
	e := single("a", "20401001T090000", "20401001T100000")
	e.RRule = "FREQ=HOURLY;COUNT=3"
	faults := Validate([]Entry{e}, "data.calendar", zones)
	require.Len(t, faults, 1)
	assert.Equal(t, fault.BadRule, faults[0].Code)
	assert.Equal(t, "data.calendar[0].rrule", faults[0].Field)

	found, err := Occurrences([]Entry{e}, date("2040-01-01T00:00:00Z"), date("2041-01-01T00:00:00Z"), zones)
	require.NoError(t, err)
	require.Len(t, found, 1)
	assert.Nil(t, found[0].RecurrenceID)
	_, finite, err := End([]Entry{e}, zones)
	require.NoError(t, err)
	assert.False(t, finite, "nobody knows when it ends")
}

// Civil days are those of package time, and so are the weeks of ISO 8601.
func TestCivilDays(t *testing.T) {
	t.Parallel()
	for day := dayNumber(1, 1, 1); day <= lastDay; day += 11 {
		at := time.Unix(int64(day)*daySeconds, 0).UTC()
		year, month, d := civil(day)
		require.Equal(t, [3]int{at.Year(), int(at.Month()), at.Day()}, [3]int{year, month, d})
		require.Equal(t, day, dayNumber(year, month, d))
		require.Equal(t, at.Weekday(), weekdayOf(day))
		if isoYear, week := at.ISOWeek(); d < 10 {
			require.Equal(t, week, (day-yearWeeks(isoYear, int(time.Monday)))/7+1, at)
		}
		require.Equal(t, at.Format(Layout), string(appendWall(nil, at.Unix())))
		wall, ok := parseWall(at.Format(Layout))
		require.True(t, ok)
		require.Equal(t, at.Unix(), wall)
	}
	assert.Equal(t, lastDay, dayNumber(9999, 12, 31))
}

func TestWallRefuses(t *testing.T) {
	t.Parallel()
	for _, value := range []string{
		"", "20401001", "20401001T09000", "20401001T0900000", "20401001 090000", "20400230T090000", "20410229T090000", "20401301T090000", "20400001T090000",
		"20401001T240000", "20401001T096000", "20401001T090060", "2040100aT090000", "-0401001T090000", "２０４０T090000",
	} {
		_, err := DateTime{"UTC", value}.Wall()
		assert.Error(t, err, value)
	}
}

// A clock that remembers the offset says what Resolve says.
func TestZoneClock(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"UTC", "Europe/Berlin", "America/New_York", "America/Santiago", "Australia/Lord_Howe", "Pacific/Apia", "Africa/Casablanca"} {
		loc, err := time.LoadLocation(name)
		require.NoError(t, err)
		c := zoneClock{loc: loc}
		for wall := date("2009-12-01T00:30:00Z").Unix(); wall < date("2050-02-01T00:00:00Z").Unix(); wall += 2*daySeconds + 5*3600 + 900 {
			at := c.instant(wall)
			require.Equal(t, Resolve(time.Unix(wall, 0).UTC(), loc).Unix(), at, "%s %d", name, wall)
			local := c.time(at)
			require.Equal(t, local.Format(Layout), string(appendWall(nil, c.local(at))))
		}
	}
}
