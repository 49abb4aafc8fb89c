package meeting

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"parley/bot/matrix"
	"parley/bot/store"
	"parley/shared/event"
	"parley/shared/fault"
)

// patience is how often a command is tried, ten seconds apart, when the
// homeserver fails on it (500) while it answers others.
const patience = 60

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

// answered reports whether the command has its reaction already: an earlier try
// may have died right after sending it, and a homeserver that was restarted
// forgets transaction ids.
func (b *Bot) answered(ctx context.Context, item *store.Item) (bool, error) {
	senders, err := b.matrix.Annotations(ctx, item.RoomID, item.EventID)
	if err != nil && !matrix.Retryable(err) {
		return true, nil // the bot cannot look into the room any more, nor answer there
	}
	if err != nil || !slices.Contains(senders, b.matrix.UserID()) {
		return false, err
	}
	return true, nil
}

// answer sends the reaction. It comes last: a command that has it is finished.
func (b *Bot) answer(ctx context.Context, item *store.Item, reaction event.Reaction) error {
	err := b.matrix.Send(ctx, item.RoomID, event.TypeReaction, item.Request+".answer", reaction)
	if err != nil && !matrix.Retryable(err) {
		b.log.Warn().Err(err).Str("event_id", item.EventID).Msg("the answer cannot be sent")
		return nil
	}
	return err
}
