package calendar

import (
	"os"
	"sort"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The years whose changes of offset are tried.
const firstZoneYear, lastZoneYear = 2020, 2040

// offsetPeriod is a time in which a zone keeps its offset.
type offsetPeriod struct {
	start, end int64 // Unix seconds, end exclusive
	offset     int64 // local time minus UTC, seconds
}

// TestResolveInEveryZone tries every zone at every half hour around every change of
// its offset, at the seconds beside the change, and every tenth day.
func TestResolveInEveryZone(t *testing.T) {
	t.Parallel()
	zoneCount, changes, cases := 0, 0, 0
	for _, name := range allZoneNames(t) {
		loc, err := time.LoadLocation(name)
		require.NoError(t, err)
		all := offsetPeriods(loc)
		zoneCount++
		changes += len(all) - 1
		for _, wall := range wallsAround(all) {
			cases++
			if got, want := Resolve(time.Unix(wall, 0).UTC(), loc).Unix(), firstInstant(all, wall); got != want {
				t.Errorf("%s %s: got %s, want %s", name, localText(wall), localText(got), localText(want))
			}
		}
	}
	t.Logf("%d zones, %d changes of offset, %d local times: the same by definition", zoneCount, changes, cases)
	assert.Greater(t, cases, 900_000)
}

func localText(seconds int64) string { return time.Unix(seconds, 0).UTC().Format(Layout) }

func allZoneNames(t *testing.T) []string {
	data, err := os.ReadFile("testdata/zones.txt")
	require.NoError(t, err)
	return strings.Fields(string(data))
}

// offsetPeriods finds the offsets of a zone by looking at it, step by step.
func offsetPeriods(loc *time.Location) []offsetPeriod {
	const step = 6 * 3600
	at := time.Date(firstZoneYear, 1, 1, 0, 0, 0, 0, time.UTC).Unix()
	end := time.Date(lastZoneYear+1, 1, 1, 0, 0, 0, 0, time.UTC).Unix()
	all := []offsetPeriod{{start: at, end: end, offset: secondsEast(at, loc)}}
	for ; at < end; at += step {
		last := &all[len(all)-1]
		if secondsEast(at+step, loc) == last.offset {
			continue
		}
		change := at + 1 + int64(sort.Search(step-1, func(n int) bool { return secondsEast(at+1+int64(n), loc) != last.offset }))
		last.end = change
		all = append(all, offsetPeriod{start: change, end: end, offset: secondsEast(change, loc)})
	}
	return all
}

func secondsEast(at int64, loc *time.Location) int64 {
	_, offset := time.Unix(at, 0).In(loc).Zone()
	return int64(offset)
}

// wallsAround are the local times to try, as seconds since 1970-01-01T00:00:00 local.
func wallsAround(all []offsetPeriod) []int64 {
	const halfHour, around, tenDays = 1800, 24 * 3600, 240 * 3600
	var walls []int64
	for wall := all[0].start + tenDays; wall < all[len(all)-1].end-tenDays; wall += tenDays {
		walls = append(walls, wall)
	}
	for i, next := range all[1:] {
		for _, offset := range []int64{all[i].offset, next.offset} {
			change := next.start + offset
			walls = append(walls, change-1, change+1)
			for wall := change - around; wall <= change+around; wall += halfHour {
				walls = append(walls, wall)
			}
		}
	}
	return walls
}

// firstInstant is RFC 5545 §3.3.5 by definition: the first instant at which the clock
// shows the local time; if there is none, the one at the offset before the gap.
func firstInstant(all []offsetPeriod, wall int64) int64 {
	for _, p := range all {
		if at := wall - p.offset; p.start <= at && at < p.end {
			return at
		}
	}
	for i, p := range all {
		if wall-p.offset >= p.end && wall-all[i+1].offset < p.end {
			return wall - p.offset
		}
	}
	panic("a local time outside the years tried")
}
