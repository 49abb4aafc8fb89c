package meeting

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"time"

	"parley/bot/store"
	"parley/bot/talk"
	"parley/shared/calendar"
	"parley/shared/event"
	"parley/shared/room"
)

// maxMentions is how many people a message mentions one by one.
const maxMentions = 100

// ringing is an alarm that goes off, in a room as it is now.
type ringing struct {
	*Bot
	*target
	alarm
	item    *store.Item
	meeting *room.Meeting
}

// ring does what a timer was set for, if the room's calendar still says so, and sets the
// next ones.
func (b *Bot) ring(ctx context.Context, item *store.Item) error {
	t, err := b.own(ctx, item.RoomID)
	if err != nil {
		return err
	}
	if t == nil {
		return b.store.Schedule(ctx, item.RoomID, nil, b.now())
	}
	x := ringing{Bot: b, target: t, item: item, meeting: t.Meeting()}
	_ = json.Unmarshal(item.Raw, &x.alarm) // it was written by timers
	if x.Again {
		again := *item
		again.Attempt++
		x.item = &again
	}
	if x.meeting != nil || item.Type == typeEnd { // which may have begun to close the room
		err = x.act(ctx)
	}
	if f := refusal(err, item.Attempt); f != nil {
		b.log.Warn().AnErr("cause", f.Cause).Str("room_id", item.RoomID).Str("type", item.Type).Msg("an alarm in a room came to nothing")
		err = nil
	}
	if err != nil {
		return err
	}
	// The clock may be before what has just gone off.
	after := slices.MaxFunc([]time.Time{b.now(), x.due()}, time.Time.Compare)
	return b.store.Schedule(ctx, item.RoomID, b.timers(t.Room, after), b.now())
}

func (x *ringing) act(ctx context.Context) error {
	switch x.item.Type {
	case typeReminder:
		return x.remind(ctx)
	case typeBegin:
		return x.begin(ctx)
	case typeWarning:
		return x.warn(ctx)
	}
	return x.end(ctx)
}

// beginning returns the occurrence that begins at the alarm's time.
func (x *ringing) beginning() (calendar.Occurrence, bool) {
	o, ok := calendar.Next(x.meeting.Calendar, x.at().Add(-1), x.zones)
	return o, ok && o.Start.Equal(x.at())
}

// ending returns the occurrence that ends at the alarm's time.
func (x *ringing) ending() (calendar.Occurrence, bool) {
	o, ok := calendar.Last(x.meeting.Calendar, x.at(), x.zones)
	return o, ok && o.End.Equal(x.at())
}

// overtaken reports that an alarm of the same kind and occurrence is due by now as well:
// after a time without the bot people are told once.
func (x *ringing) overtaken(leads []int64) bool {
	return slices.ContainsFunc(leads, func(lead int64) bool {
		return lead < x.Lead && !x.now().Before(alarm{At: x.At, Lead: lead}.due())
	})
}

// occasion is how the bot speaks of an occurrence: in the room's language and zone. One
// that the existing system has created has neither, and often UTC for want of a zone.
func (x *ringing) occasion(o calendar.Occurrence) talk.Occasion {
	s := x.Settings()
	zone := s.Timezone
	if _, err := x.zones.Location(zone); err != nil {
		if zone = o.Entry.DTStart.TZID; zone == NoZone {
			zone = cmp.Or(x.settings.Timezone, zone)
		}
	}
	return talk.Occasion{Locale: cmp.Or(s.Locale, x.settings.Locale), Zone: zone, Title: x.meeting.Title, Start: o.Start, End: o.End}
}

// tell sends a message that mentions those in the room who did not decline.
func (x *ringing) tell(ctx context.Context, o calendar.Occurrence, plain, html string) error {
	m := event.Rich(event.MessageText, plain, html)
	m.Mentions = x.mentions(o)
	return x.say(ctx, x.item, x.ID, "message", m)
}

func (x *ringing) mentions(o calendar.Occurrence) *event.Mentions {
	absent := declined(x.state, o)
	var users []string
	for _, p := range x.Participants() {
		if p.Membership == event.MembershipJoin && !absent[p.UserID] {
			users = append(users, p.UserID)
		}
	}
	if len(users) > maxMentions {
		return &event.Mentions{Room: true}
	}
	return &event.Mentions{UserIDs: users}
}

// declined returns who has said that they do not come to an occurrence.
func declined(state []event.Event, o calendar.Occurrence) map[string]bool {
	users := map[string]bool{}
	for _, e := range state {
		if e.Type != event.TypeRSVP || *e.StateKey != e.Sender {
			continue
		}
		answer, err := event.DecodeRSVP(e.Content)
		if err == nil && answer.For(o) == event.Declined {
			users[e.Sender] = true
		}
	}
	return users
}
