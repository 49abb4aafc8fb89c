package meeting

import (
	"context"
	"encoding/json"
	"time"

	"parley/bot/matrix"
	"parley/bot/store"
	"parley/shared/calendar"
	"parley/shared/event"
	"parley/shared/fault"
	"parley/shared/room"
)

// moveBreakouts moves the open breakout sessions of a meeting with it, where the sender
// may change them, too, and returns how many stay where they were: the meeting has been
// moved. Each new calendar is on record before it is written: moving again would move
// too far.
func (b *Bot) moveBreakouts(ctx context.Context, item *store.Item, t *target, sender string, by time.Duration) (tally, error) {
	if by == 0 {
		return nil, nil
	}
	if err := b.readBelow(ctx, t); err != nil {
		return nil, err
	}
	var stay tally
	sessions, _ := t.model.Descendants(t.ID)
	for _, r := range sessions {
		if r.Closed() || r.Type() != event.RoomTypeBreakout {
			continue
		}
		if !r.Powers().MaySetState(sender, event.TypeMetadata) {
			stay = stay.and(fault.Forbidden, 1)
			continue
		}
		err := b.moveRoom(ctx, item, r, by)
		if f := refusal(err, item.Attempt); f != nil {
			b.log.Warn().Err(err).Str("event_id", item.EventID).Msg("a breakout session cannot be moved")
			stay = stay.and(f.Code, 1)
		} else if err != nil {
			return nil, err
		}
	}
	return stay, nil
}

func (b *Bot) moveRoom(ctx context.Context, item *store.Item, r *room.Room, by time.Duration) error {
	step := "moved " + r.ID
	content, err := b.store.Step(ctx, item.EventID, step)
	if err != nil {
		return err
	}
	if content == "" {
		now, _ := r.State(event.TypeMetadata, "")
		m, unread := event.DecodeMetadata(now.Content)
		if unread != nil {
			return nil // a session without a time has none to move
		}
		if m.Calendar, err = calendar.Shift(m.Calendar, by); err != nil {
			return nil
		}
		if m.ForceDeletionAt, err = room.ForceDeletionAt(m.Calendar, keeping(r.Settings(), b.settings.DeletionOffset), b.zones); err != nil {
			return err
		}
		encoded, err := json.Marshal(m)
		if err != nil {
			return err
		}
		content = string(encoded)
		if err := b.store.SaveStep(ctx, item.EventID, step, content); err != nil {
			return err
		}
	}
	return botForbidden(b.matrix.SetState(ctx, r.ID, matrix.State{Type: event.TypeMetadata, Content: json.RawMessage(content)}))
}
