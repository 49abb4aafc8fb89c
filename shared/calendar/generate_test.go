package calendar

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/teambition/rrule-go"
)

// rruleDays are the weekdays of rrule-go.
var rruleDays = map[time.Weekday]rrule.Weekday{
	time.Sunday: rrule.SU, time.Monday: rrule.MO, time.Tuesday: rrule.TU, time.Wednesday: rrule.WE,
	time.Thursday: rrule.TH, time.Friday: rrule.FR, time.Saturday: rrule.SA,
}

var rruleFreqs = map[Freq]rrule.Frequency{Daily: rrule.DAILY, Weekly: rrule.WEEKLY, Monthly: rrule.MONTHLY, Yearly: rrule.YEARLY}

// rruleOption is the case for rrule-go, as far as it is right there: see
// docs/decisions/calendar.md.
func rruleOption(r *Rule, c ruleCase) (option rrule.ROption, ok bool) {
	weeks := len(r.ByWeekNo) > 0 && (r.Interval > 1 || r.ByWeekNo[0] < 0 || len(r.ByDay)+len(r.ByMonthDay)+len(r.ByYearDay) == 0)
	if weeks || r.Freq == Weekly && len(r.BySetPos) > 0 || len(r.BySetPos) > 1 {
		return option, false
	}
	o := rrule.ROption{
		Freq: rruleFreqs[r.Freq], Interval: r.Interval, Dtstart: c.start, Wkst: rruleDays[r.WeekStart], Count: r.Count, Bymonth: r.ByMonth,
		Bymonthday: r.ByMonthDay, Byyearday: r.ByYearDay, Byweekno: r.ByWeekNo, Bysetpos: r.BySetPos,
	}
	plain := 0
	for _, d := range r.ByDay {
		day := rruleDays[d.Weekday]
		if d.N != 0 {
			day = day.Nth(d.N)
		} else {
			plain++
		}
		o.Byweekday = append(o.Byweekday, day)
	}
	if u, err := parseUntil(r.Until); err == nil {
		o.Until = time.Unix(u.second, 0).UTC()
	}
	return o, plain == 0 || plain == len(r.ByDay)
}

// The generator that skips what lies before a window gives what one gives that walks
// from the start through every date.
func TestGeneratorAgreesWithRRule(t *testing.T) {
	t.Parallel()
	compared := 0
	for seed := range uint64(1500) {
		c := randomCase(rand.New(rand.NewPCG(seed, 7)))
		r, err := ParseRule(c.rule)
		require.NoError(t, err, c)
		option, ok := rruleOption(r, c)
		sparse := c
		sparse.from, sparse.to = c.to, c.to.AddDate(4, 0, 0)
		if more, _ := sparse.ours(); !ok || len(more) == 0 {
			continue // it may look for a date until the year 9999
		}
		oracle, err := rrule.NewRRule(option)
		require.NoError(t, err)
		want := []string{}
		for _, at := range oracle.Between(c.from, c.to, true) {
			want = append(want, at.Format(Layout))
		}
		got, err := c.ours()
		require.NoError(t, err)
		require.Equal(t, want, got, c)
		compared++
	}
	assert.Greater(t, compared, 500)
}

// Dates counted in one step are those counted one by one, forwards and backwards, and
// a jump finds what a walk finds.
func TestWaysThroughARuleAgree(t *testing.T) {
	t.Parallel()
	for seed := range uint64(1500) {
		c := randomCase(rand.New(rand.NewPCG(seed, 8)))
		r, err := ParseRule(c.rule)
		require.NoError(t, err)
		endless := *r
		endless.Count, endless.Until = 0, ""
		g := generator{rule: endless}
		g.begin(dayOf(c.start.Unix()))

		var days []int
		for x := g.forward(g.start, lastDay); len(days) < 50 && x.next(); {
			days = append(days, x.day)
			require.True(t, g.has(x.day), "%s: %d", c, x.day)
		}
		if len(days) == 0 {
			continue
		}
		counted := generator{rule: endless}
		counted.rule.Count = len(days)
		counted.begin(dayOf(c.start.Unix()))
		require.Equal(t, days[len(days)-1], counted.last, c)

		back := counted.backward(lastDay)
		for i := len(days) - 1; i >= 0; i-- {
			require.True(t, back.next(), c)
			require.Equal(t, days[i], back.day, c)
		}
		require.False(t, back.next(), c)
	}
}

// Rules that match nothing end with the calendar's cycle, and a start long ago costs
// nothing.
func TestHostileRulesEnd(t *testing.T) {
	t.Parallel()
	var entries []Entry
	for i, rule := range []string{
		"FREQ=DAILY;BYMONTHDAY=30;BYMONTH=2;COUNT=1", "FREQ=DAILY;BYDAY=MO;BYSETPOS=2", "FREQ=DAILY;BYDAY=MO;BYSETPOS=366",
		"FREQ=WEEKLY;BYDAY=MO,TU;BYSETPOS=3", "FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=-30", "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=6",
		"FREQ=DAILY;INTERVAL=7;BYDAY=TU", "FREQ=YEARLY;BYWEEKNO=20;BYMONTH=1", "FREQ=YEARLY;BYYEARDAY=366;BYMONTH=1",
		"FREQ=YEARLY;BYWEEKNO=20;BYMONTH=1;COUNT=10000", "FREQ=YEARLY;INTERVAL=1000;BYMONTH=2;BYMONTHDAY=29;COUNT=10000",
		"FREQ=DAILY", "FREQ=DAILY;UNTIL=99991231", "FREQ=DAILY;INTERVAL=1000;COUNT=10000",
	} {
		e := single(fmt.Sprint(i), "00010101T090000", "00010101T100000")
		e.RRule = rule
		entries = append(entries, e)
	}
	from := date("2040-10-01T00:00:00Z")
	found, err := Occurrences(entries, from, from.AddDate(0, 0, 1), zones)
	require.NoError(t, err)
	assert.Len(t, found, 2, "both plain DAILY rules")
	for _, e := range entries[:9] {
		_, ok := Next([]Entry{e}, from, zones)
		assert.False(t, ok, e.RRule)
		_, ok = Last([]Entry{e}, from, zones)
		assert.False(t, ok, e.RRule)
	}
	_, finite, err := End(entries[:1], zones)
	require.NoError(t, err)
	assert.True(t, finite)
}

// The work for a rule is limited: by the cycle of the calendar where nothing matches,
// and otherwise by a thousand years.
func TestWorkIsLimited(t *testing.T) {
	t.Parallel()
	for rule, most := range map[string]int{
		"FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30":          146_098,
		"FREQ=WEEKLY;BYDAY=MO;BYSETPOS=2":             20_872,
		"FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30":        4_801,
		"FREQ=YEARLY;BYWEEKNO=20;BYMONTH=1":           401,
		"FREQ=DAILY;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO": 365_000,
		"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29":         1000,
	} {
		r, err := ParseRule(rule)
		require.NoError(t, err)
		g := generator{rule: *r}
		g.begin(dayNumber(2001, 1, 1))
		c := g.forward(g.start, lastDay)
		for c.next() {
		}
		assert.LessOrEqual(t, g.cycle()/400*maxYears-c.left, most, rule)
	}
}

func TestTooManySeries(t *testing.T) {
	entries := make([]Entry, MaxSeries+1)
	for i := range entries {
		entries[i] = single(fmt.Sprint(i), "20401001T090000", "20401001T100000")
		entries[i].RRule = "FREQ=DAILY"
	}
	found, err := Occurrences(entries, date("2040-10-01T00:00:00Z"), date("2040-10-02T00:00:00Z"), zones)
	assert.ErrorIs(t, err, errTooManySeries)
	assert.Len(t, found, MaxSeries)
}

func TestAtMostMaxOccurrences(t *testing.T) {
	t.Parallel()
	e := single("a", "20000101T090000", "20000101T100000")
	e.RRule = "FREQ=DAILY"
	found, err := Occurrences([]Entry{e}, date("2000-01-01T00:00:00Z"), farFuture, zones)
	require.NoError(t, err)
	assert.Len(t, found, MaxOccurrences)
}

var farFuture = time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)
