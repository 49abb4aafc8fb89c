package meeting

import (
	"context"
	"sync"
	"time"
	_ "time/tzdata" // every zone of the toolchain, wherever the bot runs

	"parley/bot/store"
	"parley/shared/calendar"
	"parley/shared/command"
	"parley/shared/event"
)

// NoZone is the time zone of what says none: meetings of the existing system have it, too,
// when their planner did not know better.
const NoZone = "UTC"

// remember keeps the time zone in which somebody plans, for what they write to the bot.
func (b *Bot) remember(ctx context.Context, item *store.Item, e event.Event) error {
	zone := command.ContextOf(e.Content, b.zones).Timezone
	if item.Type != command.TypeMeetingCreate || ordered(item) || zone == NoZone {
		return nil
	}
	return b.store.SavePerson(ctx, e.Sender, store.Person{Timezone: zone})
}

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
