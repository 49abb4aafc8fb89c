package meeting

import (
	"context"
	"errors"
	"slices"
	"sync/atomic"

	"parley/bot/matrix"
	"parley/bot/store"
	"parley/bot/talk"
	"parley/shared/command"
	"parley/shared/event"
	"parley/shared/fault"
	"parley/shared/room"
)

// messageBreakouts sends a text to each open breakout session of a meeting.
func (b *Bot) messageBreakouts(ctx context.Context, item *store.Item, e event.Event, data command.BreakoutMessage) ([]event.Tally, error) {
	meeting, err := b.target(ctx, data.TargetRoomID, e.Sender)
	if err != nil {
		return nil, err
	}
	if d := meeting.MayMessageBreakouts(e.Sender); d != nil {
		return nil, denied(d, fieldTarget)
	}
	if !ordered(item) { // the bot says nobody's words in encrypted rooms that only the homeserver vouches for
		if err := b.CheckSeal(ctx, meeting.ID); err != nil {
			return nil, err
		}
	}
	if err := b.readBelow(ctx, meeting); err != nil {
		return nil, err
	}
	sessions, _ := meeting.model.Descendants(meeting.ID)
	open := slices.DeleteFunc(sessions, (*room.Room).Closed)
	if len(open) == 0 {
		return nil, fault.New(fault.NoBreakouts, fieldTarget)
	}
	plain, html := talk.Said(b.NameIn(ctx, meeting.Room, e.Sender), data.Message)
	failed, err := b.tell(ctx, item, open, event.Rich(event.MessageNotice, plain, html))
	if failed == len(open) && err == nil {
		err = fault.New(fault.BotForbidden, "")
	}
	return tally{}.and(fault.BotForbidden, failed), err
}

// tell sends a message to rooms, once to each, and returns how many did not take it.
func (b *Bot) tell(ctx context.Context, item *store.Item, rooms []*room.Room, m event.Message) (failed int, err error) {
	var refused atomic.Int64
	err = each(invitesAtOnce, rooms, func(r *room.Room) error {
		step := "told " + r.ID
		told, err := b.store.Step(ctx, item.EventID, step)
		if told != "" || err != nil {
			return err
		}
		err = b.matrix.SendOnce(ctx, r.ID, b.store.RequestOf(item.EventID+" "+r.ID), item.Attempt > 1, m)
		if matrix.Retryable(err) {
			return err
		}
		if errors.Is(err, matrix.ErrForbidden) {
			if over, unknown := b.isOver(ctx, r.ID); over || unknown != nil {
				return unknown // it has ended meanwhile
			}
		}
		if err != nil {
			b.log.Warn().Err(err).Str("event_id", item.EventID).Msg("a message to a breakout session cannot be sent")
			refused.Add(1)
			return nil
		}
		return b.store.SaveStep(ctx, item.EventID, step, "yes")
	})
	return int(refused.Load()), err
}

// isOver reports whether a room is closed by now. Whoever has left it may still know.
func (b *Bot) isOver(ctx context.Context, room string) (bool, error) {
	_, err := b.matrix.StateContent(ctx, room, event.TypeTombstone, "")
	if matrix.Retryable(err) {
		return false, err
	}
	return err == nil, nil
}
