package meeting

import (
	"sync"
	"time"
	_ "time/tzdata" // every zone of the toolchain, wherever the bot runs

	"parley/shared/calendar"
)

// newZones returns the time zones that are linked into the program. Each is read
// once.
func newZones() calendar.Zones {
	var known sync.Map
	return calendar.ZoneFunc(func(name string) (*time.Location, error) {
		if loc, ok := known.Load(name); ok {
			return loc.(*time.Location), nil
		}
		loc, err := time.LoadLocation(name)
		if err == nil {
			known.Store(name, loc)
		}
		return loc, err
	})
}
