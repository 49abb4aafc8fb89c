package planner

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"parley/shared/calendar"
	"parley/shared/room"
)

func TestPlaceAll(t *testing.T) {
	t.Parallel()
	got := placeAll([]stretch{{0, 60}, {30, 90}, {60, 120}, {120, 180}, {120, 150}, {150, 160}})
	assert.Equal(t, []place{{0, 2}, {1, 2}, {0, 2}, {0, 2}, {1, 2}, {1, 2}}, got)
	assert.Empty(t, placeAll(nil))
}

// Whatever is laid out: what overlaps is side by side, and there are no more lanes than
// needed at the fullest moment.
func TestPlacesNeverCover(t *testing.T) {
	t.Parallel()
	for range 2000 {
		stretches := make([]stretch, rand.N(30))
		for i := range stretches {
			from := rand.N(100)
			stretches[i] = stretch{from, from + 1 + rand.N(30)}
		}
		slices.SortFunc(stretches, func(a, b stretch) int { return a.from - b.from })
		for i, p := range placeAll(stretches) {
			require.Less(t, p.lane, p.lanes)
			for j, q := range placeAll(stretches)[:i] {
				if stretches[i].meets(stretches[j]) {
					require.NotEqual(t, p.lane, q.lane)
					require.Equal(t, p.lanes, q.lanes)
				}
			}
			full := 0
			for at := range 140 {
				n := 0
				for _, s := range stretches {
					if s.meets(stretch{at, at + 1}) {
						n++
					}
				}
				full = max(full, n)
			}
			require.LessOrEqual(t, p.lanes, full)
		}
	}
}

func itemAt(from, to time.Time) *room.Item {
	return &room.Item{Meeting: &room.Meeting{}, Occurrence: calendar.Occurrence{Start: from, End: to}}
}

func TestMinutesOn(t *testing.T) {
	t.Parallel()
	loc, err := time.LoadLocation("Europe/Berlin")
	require.NoError(t, err)
	day := time.Date(2026, 3, 29, 0, 0, 0, 0, loc) // of 23 hours
	at := func(day, hour, minute int) time.Time { return time.Date(2026, 3, day, hour, minute, 0, 0, loc) }
	for _, c := range []struct {
		from, to time.Time
		want     stretch
	}{
		{at(29, 10, 0), at(29, 11, 30), stretch{600, 690}},
		{at(29, 10, 0), at(29, 10, 0), stretch{600, 625}},
		{at(28, 22, 0), at(29, 1, 0), stretch{0, 60}},
		{at(29, 23, 50), at(30, 1, 0), stretch{1415, 1440}},
		{at(29, 1, 0), at(29, 4, 0), stretch{60, 240}},
		{at(28, 0, 0), at(31, 0, 0), stretch{0, 1440}},
	} {
		assert.Equal(t, c.want, minutesOn(itemAt(c.from.UTC(), c.to), day), c.from)
	}
	days := daysBetween(day, at(32, 0, 0))
	assert.Len(t, days, 4)
	assert.Equal(t, stretch{0, 1}, daysOf(itemAt(at(29, 10, 0), at(29, 11, 0)), days))
	assert.Equal(t, stretch{1, 3}, daysOf(itemAt(at(30, 10, 0), at(31, 11, 0)), days))
	assert.Equal(t, stretch{0, 3}, daysOf(itemAt(at(20, 10, 0), at(40, 11, 0)), days))
	assert.Equal(t, stretch{1, 2}, daysOf(itemAt(at(30, 10, 0), at(31, 0, 0)), days), "it ends before the next day")
	assert.Equal(t, stretch{2, 3}, daysOf(itemAt(at(31, 0, 0), at(31, 0, 0)), days))
}
