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
// attempt with the same item and the same command.
func (b *Bot) Carry(ctx context.Context, item *store.Item, typ string, e event.Event) (event.BotMeta, fault.List, error) {
	made := *item
	made.Type = typ
	answer, err := b.carryOut(ctx, &made, e)
	if f := refusal(err, item.Attempt); f != nil {
		b.log.Info().Str("event_id", item.EventID).Str("code", string(f.Code)).Str("field", f.Field).
			AnErr("cause", f.Cause).Msg("refused")
		return event.BotMeta{}, faultsOf(err, f), nil
	}
	return answer.Meta, nil, err
}

// Zones returns the time zones that the bot knows.
func (b *Bot) Zones() calendar.Zones { return b.zones }

// MaxAge is how old a command may be when the bot first sees it.
func (b *Bot) MaxAge() time.Duration { return b.settings.MaxAge }
