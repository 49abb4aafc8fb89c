package room

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const minutes = "2006-01-02T15:04-07:00"

func in(t *testing.T, zone string) *time.Location {
	t.Helper()
	loc, err := zones.Location(zone)
	require.NoError(t, err)
	return loc
}

func TestWindow(t *testing.T) {
	wednesday := time.Date(2026, 3, 25, 23, 30, 0, 0, in(t, "Europe/Berlin"))
	for name, c := range map[string]struct {
		now      time.Time
		first    time.Weekday
		weeks    int
		from, to string
	}{
		"weeks from Monday": {wednesday, time.Monday, 0, "2026-03-25T00:00+01:00", "2026-04-06T00:00+02:00"},
		"weeks from Sunday": {wednesday, time.Sunday, 0, "2026-03-25T00:00+01:00", "2026-04-05T00:00+02:00"},
		"first day":         {wednesday.AddDate(0, 0, -2), time.Monday, 0, "2026-03-23T00:00+01:00", "2026-04-06T00:00+02:00"},
		"last day":          {wednesday.AddDate(0, 0, -3), time.Monday, 0, "2026-03-22T00:00+01:00", "2026-03-30T00:00+02:00"},
		"later":             {wednesday, time.Monday, 4, "2026-03-25T00:00+01:00", "2026-05-04T00:00+02:00"},
		"without midnight":  {time.Date(2026, 4, 24, 12, 0, 0, 0, in(t, "Africa/Cairo")), time.Friday, 0, "2026-04-24T01:00+03:00", "2026-05-08T00:00+03:00"},
	} {
		from, to := Window(c.now, c.first, c.weeks)
		assert.Equal(t, []string{c.from, c.to}, []string{from.Format(minutes), to.Format(minutes)}, name)
	}
}

// Clocks in Cairo, Havana and Santiago go forward at midnight.
func TestNextDayWithoutMidnight(t *testing.T) {
	for zone, begin := range map[string]time.Time{
		"Africa/Cairo":     time.Date(2026, 4, 23, 0, 0, 0, 0, time.UTC),
		"America/Havana":   time.Date(2026, 3, 7, 0, 0, 0, 0, time.UTC),
		"America/Santiago": time.Date(2026, 9, 5, 0, 0, 0, 0, time.UTC),
		"UTC":              time.Date(2026, 12, 31, 0, 0, 0, 0, time.UTC),
	} {
		loc := in(t, zone)
		day := time.Date(begin.Year(), begin.Month(), begin.Day(), 0, 0, 0, 0, loc)
		for i := range 3 {
			assert.Equal(t, begin.AddDate(0, 0, i).Format(time.DateOnly), day.Format(time.DateOnly), zone)
			day = NextDay(day)
		}
	}
}
