package meeting

import (
	"bytes"
	"context"
	"encoding/json"

	"parley/bot/matrix"
	"parley/shared/command"
	"parley/shared/event"
	"parley/shared/fault"
	"parley/shared/room"
)

// changeMessagePermissions sets the level that it takes to write messages, and leaves
// all other levels as they are.
func (b *Bot) changeMessagePermissions(ctx context.Context, e event.Event, data command.MessagePermissions) error {
	target, err := b.target(ctx, data.TargetRoomID, e.Sender)
	if err != nil {
		return err
	}
	if d := target.MaySetMessageLevel(e.Sender, room.Level(data.MessagingPowerLevel)); d != nil {
		return denied(d, fieldTarget)
	}
	current, _ := target.State(event.TypePowerLevels, "")
	content, changed, err := withMessagingLevel(current.Content, data.MessagingPowerLevel)
	if err != nil || !changed {
		return err
	}
	return botForbidden(b.matrix.SetState(ctx, data.TargetRoomID, matrix.State{Type: event.TypePowerLevels, Content: content}))
}

// withMessagingLevel returns the content of m.room.power_levels with another
// events_default. Without levels there is none to change: written anew, they would take
// the bot's own.
func withMessagingLevel(content json.RawMessage, level int64) (changed map[string]any, differs bool, err error) {
	if changed = levelsOf(content); changed == nil {
		return nil, false, fault.New(fault.BotForbidden, "")
	}
	written, err := json.Marshal(level)
	if err != nil || changed["events_default"] == json.Number(written) {
		return nil, false, err
	}
	changed["events_default"] = level
	return changed, true, nil
}

// levelsOf reads the content of m.room.power_levels, all of it, numbers as they are
// written; nil when it is none.
func levelsOf(content json.RawMessage) (levels map[string]any) {
	decoder := json.NewDecoder(bytes.NewReader(content))
	decoder.UseNumber()
	if decoder.Decode(&levels) != nil {
		return nil
	}
	return levels
}
