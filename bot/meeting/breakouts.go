package meeting

import (
	"context"
	"time"

	"parley/bot/store"
	"parley/shared/calendar"
	"parley/shared/command"
	"parley/shared/event"
	"parley/shared/room"
)

// roomsAtOnce is how many rooms one command makes or closes at a time.
const roomsAtOnce = 2

// createBreakouts makes the breakout sessions of the meeting that the command was sent
// to: all of them, or none.
func (b *Bot) createBreakouts(ctx context.Context, item *store.Item, e event.Event, data command.Breakouts, texts command.Context) (event.Reaction, error) {
	sessions, err := b.plan(ctx, item, e, data, texts)
	if err != nil {
		return event.Reaction{}, err
	}
	var rooms []string
	var warnings tally
	err = each(roomsAtOnce, sessions, func(c *creation) (err error) {
		c.warnings, err = c.build(ctx)
		return err
	})
	for _, c := range sessions {
		rooms = append(rooms, c.room)
		for _, w := range c.warnings {
			warnings = warnings.and(w.Code, w.Count)
		}
	}
	return event.Done(item.EventID, rooms, warnings), err
}

// plan looks at the sender's right and returns a room to be made for each group.
func (b *Bot) plan(ctx context.Context, item *store.Item, e event.Event, data command.Breakouts, texts command.Context) ([]*creation, error) {
	widgets, f := b.blueprint.choose(data.WidgetIDs)
	if f != nil {
		return nil, f
	}
	meeting, err := b.read(ctx, e.RoomID, e.Sender, "")
	if err != nil {
		return nil, err
	}
	begun, err := b.store.Rooms(ctx, item.EventID)
	if err != nil {
		return nil, err
	}
	if d := meeting.MayCreateBreakouts(e.Sender); d != nil && len(begun) == 0 {
		return nil, denied(d, "")
	}
	template := creation{
		Bot: b, item: item, typ: event.RoomTypeBreakout, parent: e.RoomID, creator: e.Sender, name: b.NameIn(ctx, meeting.Room, e.Sender), meeting: meeting.Name(),
		levels: meeting.Powers().Organisers(), context: contextOf(meeting.Room, texts), widgets: widgets, past: b.progressOf(item),
	}
	sessions := make([]*creation, len(data.Groups))
	for n, group := range data.Groups {
		c := template
		c.key = keyOfMany(item, n)
		c.command = command.Create{
			Title: group.Title, Description: data.Description, Participants: meeting.Powers().Capped(e.Sender, group.Participants),
			Calendar: []calendar.Entry{sessionTime(data, meeting.Room, c.key, texts, b.zones)}, EnableAutoDeletion: data.EnableAutoDeletion,
		}
		if err := c.recall(ctx); err != nil {
			return nil, err
		}
		sessions[n] = &c
	}
	return sessions, nil
}

// sessionTime is the calendar entry of a breakout session, in the zone of its meeting.
func sessionTime(data command.Breakouts, meeting *room.Room, key string, texts command.Context, zones calendar.Zones) calendar.Entry {
	zone := texts.Timezone
	if m := meeting.Meeting(); m != nil && len(m.Calendar) > 0 {
		zone = m.Calendar[0].DTStart.TZID
	}
	loc, err := zones.Location(zone)
	if err != nil {
		zone, loc = "UTC", time.UTC
	}
	return event.Single(uuidOf(key), data.StartTime, data.EndTime, zone, loc)
}

// contextOf is how texts for all in a room are written: as its settings say, else as the
// sender of a command reads them.
func contextOf(r *room.Room, sender command.Context) command.Context {
	s := r.Settings()
	if s.Locale != "" {
		sender.Locale = s.Locale
	}
	if s.Timezone != "" {
		sender.Timezone = s.Timezone
	}
	return sender
}
