package meeting

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"time"

	"parley/bot/engine"
	"parley/bot/matrix"
	"parley/bot/store"
	"parley/shared/command"
	"parley/shared/event"
	"parley/shared/fault"
)

// patience is how often a command is tried, ten seconds apart, when the
// homeserver fails on it (500) while it answers others.
const patience = 60

// oddLimit is how often an item may fail for a reason that waiting does not mend.
const oddLimit = 8

// refusal returns the fault to answer with when an error is final, nil when the
// command is to be tried again.
func refusal(err error, attempt int) *fault.Fault {
	var f *fault.Fault
	var m *matrix.Error
	switch {
	case errors.As(err, &f):
		return f
	case !errors.As(err, &m):
		return nil
	case !matrix.Retryable(m), m.Status == http.StatusInternalServerError && attempt >= patience:
		return &fault.Fault{Code: fault.Rejected, Cause: m}
	}
	return nil
}

// odd reports whether an error is a fault of the bot's own: no answer of the
// homeserver's, no failure of the storage, no end of the work, no key that is late.
func odd(err error) bool {
	var m *matrix.Error
	var aside *engine.Elsewhere
	var late *matrix.NoKeyError
	return errors.Is(err, engine.ErrPanic) ||
		err != nil && !errors.As(err, &m) && !errors.As(err, &aside) && !errors.As(err, &late) && !matrix.Retryable(err) && !errors.Is(err, store.ErrStorage)
}

// despair ends an item that has failed oddly too often, so that it does not hold
// its room for ever; before that it returns the error.
func (b *Bot) despair(ctx context.Context, item *store.Item, cause error) error {
	p := b.progressOf(item)
	p.oddities++
	if p.oddities < oddLimit {
		return cause
	}
	b.log.Error().Err(cause).Str("event_id", item.EventID).Str("type", item.Type).Msg("an item is given up")
	err := engine.Safely(func() error { return b.undoItem(ctx, item, item.RoomID) })
	if matrix.Retryable(err) || errors.Is(err, store.ErrStorage) {
		return err
	}
	if !command.Known(item.Type) {
		return nil
	}
	return b.answer(ctx, item, event.Failed(item.EventID, fault.New(fault.Internal, "")), item.Attempt > 1)
}

// answered reports whether the command has its reaction already: an earlier try
// may have died right after sending it, and a homeserver that was restarted
// forgets transaction ids.
func (b *Bot) answered(ctx context.Context, item *store.Item) (bool, error) {
	senders, err := b.matrix.Annotations(ctx, item.RoomID, item.EventID)
	if err != nil && !matrix.Retryable(err) {
		return false, nil // the homeserver cannot tell: a second answer is better than none
	}
	return slices.Contains(senders, b.matrix.UserID()), err
}

// answer sends the reaction. It comes last: a command that has it is finished. A try
// before may have died while it sent it, so a later one (again) looks after a while. A
// room that does not take it is left alone.
func (b *Bot) answer(ctx context.Context, item *store.Item, reaction event.Reaction, again bool) error {
	if ordered(item) {
		return b.settle(ctx, item, reaction)
	}
	if again {
		if err := matrix.Settle(ctx); err != nil {
			return err
		}
		if done, err := b.answered(ctx, item); done || err != nil {
			return err
		}
	}
	err := b.matrix.Send(ctx, item.RoomID, event.TypeReaction, item.Request+".answer", reaction)
	switch {
	case err == nil:
		b.observer.Answered(item.Type, reaction.Meta, time.Since(item.Received))
		return nil
	case matrix.Retryable(err):
		return err
	}
	b.log.Warn().Err(err).Str("event_id", item.EventID).Msg("the answer cannot be sent")
	return nil
}
