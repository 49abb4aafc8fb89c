package meeting

import (
	"context"

	"parley/bot/matrix"
	"parley/bot/store"
	"parley/bot/talk"
	"parley/shared/command"
	"parley/shared/event"
	"parley/shared/room"
)

// announcement returns the message about a change, nil when nothing that people see
// changes, or the bot may not say it.
func (b *Bot) announcement(target *room.Room, change talk.Change) *event.Message {
	change.Zones = b.zones
	plain, html, differs := change.Text()
	if !differs || !target.Powers().MaySend(b.matrix.UserID(), event.TypeMessage) {
		return nil
	}
	message := event.Rich(event.MessageText, plain, html)
	return &message
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

// announce sends an announcement, nil for none. The work is done already, so that a refusal of
// the homeserver's is no failure.
func (b *Bot) announce(ctx context.Context, item *store.Item, room string, message *event.Message) error {
	if message == nil {
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
