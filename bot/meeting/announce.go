package meeting

import (
	"context"
	"encoding/json"

	"parley/bot/matrix"
	"parley/bot/store"
	"parley/bot/talk"
	"parley/shared/command"
	"parley/shared/event"
	"parley/shared/room"
)

// announcement returns the message about what an update is going to change: JSON, to be
// recorded before anything is written, since nobody can tell afterwards. It is "null"
// when there is nothing to say, or the bot may not say it.
func (b *Bot) announcement(target *room.Room, states []matrix.State, texts command.Context) (string, error) {
	var message *event.Message
	if target.Powers().MaySend(b.matrix.UserID(), event.TypeMessage) {
		change := changeOf(target, states, texts)
		change.Zones = b.zones
		if plain, html, differs := change.Text(); differs {
			said := event.Rich(event.MessageText, plain, html)
			message = &said
		}
	}
	recorded, err := json.Marshal(message)
	return string(recorded), err
}

// changeOf is what state events are going to change about a meeting, in the language and
// the zone of its room; one that has none of its own has those of the sender.
func changeOf(target *room.Room, states []matrix.State, texts command.Context) talk.Change {
	metadata, _ := target.State(event.TypeMetadata, "")
	before, _ := event.DecodeMetadata(metadata.Content)
	old := talk.Facts{Title: target.Name(), Description: target.Topic(), Calendar: before.Calendar}
	own := contextOf(target, texts)
	change := talk.Change{Locale: own.Locale, Zone: own.Timezone, OtherZone: texts.Timezone, Old: old, New: old}
	for _, state := range states {
		switch content := state.Content.(type) {
		case event.Name:
			change.New.Title = content.Name
		case event.Topic:
			change.New.Description = content.Topic
		case event.Metadata:
			change.New.Calendar = content.Calendar
		}
	}
	return change
}

// announce sends a recorded announcement. The work is done already, so that a refusal of
// the homeserver's is no failure.
func (b *Bot) announce(ctx context.Context, item *store.Item, room, recorded string) error {
	var message *event.Message
	if json.Unmarshal([]byte(recorded), &message) != nil || message == nil {
		return nil
	}
	err := b.say(ctx, item, room, "change", *message)
	if refusal(err, item.Attempt) == nil {
		return err
	}
	b.log.Warn().Err(err).Str("event_id", item.EventID).Msg("a message about a change cannot be sent")
	return nil
}

// say sends a message that an item causes, once; name tells its messages apart.
func (b *Bot) say(ctx context.Context, item *store.Item, room, name string, message event.Message) error {
	return b.matrix.SendOnce(ctx, room, item.Request+"."+name, item.Attempt > 1, message)
}
