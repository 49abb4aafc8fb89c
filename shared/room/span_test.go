package room

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestAroundADay(t *testing.T) {
	t.Parallel()
	berlin, err := time.LoadLocation("Europe/Berlin")
	require.NoError(t, err)
	day := time.Date(2026, 3, 31, 15, 30, 0, 0, berlin) // Tuesday, two days after clocks went forward
	for _, c := range []struct {
		span     Span
		first    time.Weekday
		from, to string
	}{
		{SpanList, time.Monday, "2026-03-31", "2026-04-13"},
		{SpanDay, time.Monday, "2026-03-31", "2026-04-01"},
		{SpanWorkWeek, time.Sunday, "2026-03-30", "2026-04-04"},
		{SpanWeek, time.Monday, "2026-03-30", "2026-04-06"},
		{SpanWeek, time.Sunday, "2026-03-29", "2026-04-05"},
		{SpanWeek, time.Saturday, "2026-03-28", "2026-04-04"},
		{SpanMonth, time.Monday, "2026-02-23", "2026-04-06"},
		{SpanMonth, time.Sunday, "2026-03-01", "2026-04-05"},
	} {
		from, to := c.span.Around(day, c.first)
		assert.Equal(t, c.from+"T00:00 "+c.to+"T00:00", from.Format("2006-01-02T15:04 ")+to.Format("2006-01-02T15:04"), "%s %s", c.span, c.first)
	}
}

func TestTurning(t *testing.T) {
	t.Parallel()
	day := time.Date(2028, 1, 31, 0, 0, 0, 0, time.UTC)
	for want, turned := range map[string]time.Time{
		"2028-02-29": SpanMonth.Turn(day, 1), "2027-11-30": SpanMonth.Turn(day, -2), "2029-01-31": SpanMonth.Turn(day, 12),
		"2028-02-01": SpanDay.Turn(day, 1), "2028-01-24": SpanWeek.Turn(day, -1), "2028-02-14": SpanWorkWeek.Turn(day, 2), "2028-02-07": SpanList.Turn(day, 1),
	} {
		assert.Equal(t, want, turned.Format(time.DateOnly))
	}
}

// Whatever the day, zone and week: what is shown holds the day, begins and ends with days,
// and the next page is the first one that is not shown.
func TestPagesFollowEachOther(t *testing.T) {
	t.Parallel()
	for _, zone := range []string{"UTC", "Europe/Berlin", "America/Sao_Paulo", "Pacific/Apia", "Asia/Beirut"} {
		loc, err := time.LoadLocation(zone)
		require.NoError(t, err)
		for n := range 900 {
			day := time.Date(2017, 1, 1+n*4, n%24, n%60, 0, 0, loc)
			first := time.Weekday(n % 7)
			for _, s := range []Span{SpanDay, SpanWeek, SpanMonth} {
				from, to := s.Around(day, first)
				require.False(t, from.After(day) || !to.After(day), "%s %s", s, day)
				require.Equal(t, from, dayAfter(from, 0))
				next, _ := s.Around(s.Turn(day, 1), first)
				require.False(t, next.After(to), "%s %s", s, day)
				if s != SpanMonth {
					require.Equal(t, to, next, "%s %s", s, day)
				}
			}
		}
	}
}
