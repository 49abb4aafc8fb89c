package meeting

import (
	"context"
	"errors"
	"slices"

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
	message.Request = item.Request + "." + name
	if item.Attempt > 1 {
		if err := settle(ctx); err != nil {
			return err
		}
		if said, err := b.said(ctx, room, message.Request); said || err != nil {
			return err
		}
	}
	return b.matrix.Send(ctx, room, event.TypeMessage, message.Request, message)
}

// said reports whether a try before has sent a message: homeservers that were restarted
// forget transaction ids.
func (b *Bot) said(ctx context.Context, room, request string) (bool, error) {
	mine, err := b.matrix.NewestMessages(ctx, room, b.matrix.UserID())
	var refused *matrix.Error
	if errors.As(err, &refused) && !matrix.Retryable(err) {
		return false, nil // it cannot tell: a second message is better than none
	}
	return slices.ContainsFunc(mine, func(m event.Message) bool { return m.Request == request }), err
}
