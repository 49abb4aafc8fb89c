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

// randomRule is a DAILY or WEEKLY rule. WEEKLY with BYSETPOS is left out: rrule-go
// counts positions from DTSTART there, not from the start of the week.
func randomRule(r *rand.Rand) string {
	daily := r.IntN(2) == 0
	rule := "FREQ=WEEKLY"
	if daily {
		rule = "FREQ=DAILY"
	}
	pick := func(name string, from ...string) {
		if r.IntN(3) == 0 {
			rule += ";" + name + "=" + from[r.IntN(len(from))]
		}
	}
	pick("INTERVAL", "2", "3", "5", "7", "40")
	pick("BYMONTH", "1", "2,3", "6,12")
	pick("BYDAY", "MO", "SU", "MO,WE,FR", "SA,SU", "TU")
	pick("WKST", "SU", "MO", "TH")
	if daily {
		pick("BYMONTHDAY", "1", "-1", "29,30,31", "-31,15")
	}
	switch r.IntN(3) {
	case 0:
		rule += fmt.Sprintf(";COUNT=%d", 1+r.IntN(30))
	case 1:
		rule += fmt.Sprintf(";UNTIL=%d0615T120000", 2025+r.IntN(6))
	}
	return rule
}

// Days and weeks counted here are those that rrule-go walks to from DTSTART.
func TestDaysAndWeeksAgreeWithRRule(t *testing.T) {
	for seed := range uint64(3000) {
		r := rand.New(rand.NewPCG(seed, 7))
		text := randomRule(r)
		rule, err := ParseRule(text)
		require.NoError(t, err, text)
		s := &series{wall: time.Date(2024+r.IntN(2), time.Month(1+r.IntN(12)), 1+r.IntN(28), r.IntN(24), 30, 0, 0, time.UTC), loc: time.UTC}
		low := s.wall.AddDate(0, r.IntN(60)-6, r.IntN(30))
		high := low.AddDate(0, r.IntN(14), 1)

		var want, got []string
		oracle, err := rrule.NewRRule(s.oracle(rule))
		require.NoError(t, err)
		for _, at := range oracle.Between(low, high, true) {
			want = append(want, at.Format(Layout))
		}
		require.NoError(t, s.generate(rule, low, high, func(at time.Time) { got = append(got, at.Format(Layout)) }))
		require.Equal(t, want, got, "%s from %s, window %s to %s", text, s.wall, low, high)
	}
}

// oracle is the whole rule for rrule-go.
func (s *series) oracle(r *Rule) rrule.ROption {
	o := s.option(r, time.Time{})
	o.Count = r.Count
	o.Freq = rrule.WEEKLY
	if r.Freq == Daily {
		o.Freq = rrule.DAILY
	}
	if r.Until != "" {
		o.Until, _, _ = parseUntil(r.Until)
	}
	return o
}

// Rules that match nothing end with the window, and a start long ago costs nothing:
// without the bounds each of these takes seconds, all of them minutes.
func TestHostileRulesEnd(t *testing.T) {
	var entries []Entry
	for i, rule := range []string{
		"FREQ=DAILY;BYMONTHDAY=30;BYMONTH=2;COUNT=1", "FREQ=DAILY;BYDAY=MO;BYSETPOS=2", "FREQ=DAILY;BYDAY=MO;BYSETPOS=366",
		"FREQ=WEEKLY;BYDAY=MO,TU;BYSETPOS=3", "FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=-30", "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=6",
		"FREQ=DAILY;INTERVAL=7;BYDAY=TU", "FREQ=DAILY", "FREQ=DAILY;UNTIL=99991231",
	} {
		for n := range 5 {
			e := single(fmt.Sprint(i, ".", n), "00010101T090000", "00010101T100000")
			e.RRule = rule
			entries = append(entries, e)
		}
	}
	found, err := Occurrences(entries, date("2040-10-01T00:00:00Z"), date("2040-10-02T00:00:00Z"), zones)
	require.NoError(t, err)
	assert.Len(t, found, 10, "both plain DAILY rules, five times each")
	_, _, err = End(entries[:5], zones)
	require.NoError(t, err)
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
