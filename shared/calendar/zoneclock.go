package calendar

import (
	"math"
	"time"
)

// zoneClock turns the local times of one zone into instants and back, both in seconds.
// It gives what Resolve gives, and remembers the offset between two changes of it,
// because the occurrences of a window mostly lie between two.
type zoneClock struct {
	loc      *time.Location
	from, to int64 // instants between which the offset holds
	offset   int64
}

// load learns the offset at an instant.
func (c *zoneClock) load(at int64) {
	t := time.Unix(at, 0).In(c.loc)
	_, offset := t.Zone()
	c.from, c.to, c.offset = math.MinInt64/2, math.MaxInt64/2, int64(offset)
	from, to := t.ZoneBounds()
	if !from.IsZero() {
		c.from = from.Unix()
	}
	if !to.IsZero() {
		c.to = to.Unix()
	}
}

// instant resolves a local time.
func (c *zoneClock) instant(wall int64) int64 {
	if !c.steady(wall) {
		if c.load(wall); !c.steady(wall) {
			return Resolve(time.Unix(wall, 0).UTC(), c.loc).Unix()
		}
	}
	return wall - c.offset
}

// steady reports that the offset does not change within a day of a local time.
func (c *zoneClock) steady(wall int64) bool {
	return wall-daySeconds >= c.from && wall+daySeconds < c.to
}

// local returns the wall clock at an instant.
func (c *zoneClock) local(at int64) int64 {
	if at < c.from || at >= c.to {
		c.load(at)
	}
	return at + c.offset
}

// time returns an instant as a time in the zone.
func (c *zoneClock) time(at int64) time.Time { return time.Unix(at, 0).In(c.loc) }
