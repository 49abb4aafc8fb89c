package meeting

import (
	"context"
	"time"

	"parley/bot/store"
	"parley/shared/calendar"
	"parley/shared/event"
	"parley/shared/fault"
)

// Carry carries out a command that another package has made of an item, as if the event
// had been that command. Faults say why it was refused. An error asks for another
// attempt with the same item and the same command. An item in another lane than that of its
// room has been put there by an attempt that did nothing else.
func (b *Bot) Carry(ctx context.Context, item *store.Item, typ string, e event.Event) (event.BotMeta, fault.List, error) {
	made := *item
	made.Type = typ
	if item.Lane != item.RoomID {
		made.Attempt--
	}
	answer, err := b.carryOut(ctx, &made, e)
	faults, err := b.refused(ctx, item, e.RoomID, err)
	if err != nil || len(faults) > 0 {
		return event.BotMeta{}, faults, err
	}
	return answer.Meta, nil, nil
}

// Zones returns the time zones that the bot knows.
func (b *Bot) Zones() calendar.Zones { return b.zones }

// Expired reports whether an event was too old when it reached the bot.
func (b *Bot) Expired(item *store.Item, e event.Event) bool {
	return item.Received.Sub(time.UnixMilli(e.OriginServerTS)) > b.settings.MaxAge
}
