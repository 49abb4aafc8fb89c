package meeting

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"

	"parley/bot/engine"
	"parley/bot/matrix"
	"parley/bot/store"
	"parley/shared/event"
	"parley/shared/fault"
)

// answerTries is how often an answer is tried to be sent before its room has to wait for it
// alone.
const answerTries = 3

// decision is how a command has ended, kept for the attempt that gives the answer: a
// command is not carried out again after others of its lane were.
type decision struct {
	Answer event.Reaction `json:"answer"`
	Faults []event.Error  `json:"faults,omitempty"` // of which the sender is not told yet
	Made   int            `json:"made,omitempty"`   // the attempt that has made it and not tried to answer; 0 for one that has
}

// refused returns the faults to answer with when an error is final, the first of them in
// the reaction, after all that the command has created is removed. The error is one that
// asks for another attempt.
func (b *Bot) refused(ctx context.Context, item *store.Item, parent string, cause error) (fault.List, error) {
	f := refusal(cause, item.Attempt)
	if f == nil {
		return nil, cause
	}
	b.log.Info().Str("event_id", item.EventID).Str("code", string(f.Code)).Str("field", f.Field).
		AnErr("cause", f.Cause).Msg("refused")
	return faultsOf(cause, f), b.undoItem(ctx, item, parent)
}

// finish gives the answer that an earlier attempt has left, or finds it given; done is
// false when the command has to be carried out.
func (b *Bot) finish(ctx context.Context, item *store.Item, e event.Event) (done bool, err error) {
	if ordered(item) {
		answer, err := b.store.Step(ctx, item.EventID, store.StepAnswer)
		return answer != "", err
	}
	kept, err := b.store.Step(ctx, item.EventID, store.StepDecided)
	if err != nil {
		return false, err
	}
	if kept == "" {
		return b.answered(ctx, item)
	}
	var d decision
	if err := json.Unmarshal([]byte(kept), &d); err != nil {
		return false, err
	}
	if d.Made == item.Attempt-1 {
		item = first(item)
	}
	return true, b.reply(ctx, item, e, d)
}

// first is an item whose answer nobody has tried to send.
func first(item *store.Item) *store.Item {
	again := *item
	again.Attempt = 1
	return &again
}

// stepAside leaves the rest to the lane of the room that the command was sent to: those
// who may not do anything in a room do not hold up the others there.
func (b *Bot) stepAside(ctx context.Context, item *store.Item, d decision) error {
	d.Made = item.Attempt
	if err := b.keep(ctx, item, d); err != nil {
		return err
	}
	return &engine.Elsewhere{Lane: item.RoomID}
}

func (b *Bot) keep(ctx context.Context, item *store.Item, d decision) error {
	content, err := json.Marshal(d)
	if err != nil {
		return err
	}
	return b.store.SaveStep(ctx, item.EventID, store.StepDecided, string(content))
}

// reply tells the sender in private what went wrong, if anything did, and answers. While
// the homeserver is away, the answers of a lane keep their order; one that its room alone
// does not take waits in the lane of that room.
func (b *Bot) reply(ctx context.Context, item *store.Item, e event.Event, d decision) (err error) {
	if warnings := d.Answer.Meta.Warnings; d.Answer.Meta.RoomID == "" && len(d.Faults)+len(warnings) > 0 {
		var faults fault.List
		for _, f := range d.Faults {
			faults = append(faults, fault.New(f.Code, f.Field))
		}
		if d.Answer.Meta.RoomID, err = b.report(ctx, item, e, faults, warnings); err != nil {
			return err
		}
	}
	err = b.answer(ctx, item, d.Answer, item.Attempt > 1)
	if ordered(item) || !matrix.Retryable(err) {
		return err
	}
	if err := b.keep(ctx, item, decision{Answer: d.Answer}); err != nil {
		return err
	}
	if item.Attempt < answerTries || !roomFails(err) {
		return err
	}
	return &engine.Elsewhere{Lane: item.RoomID, Cause: err}
}

// roomFails reports whether the homeserver answers, or has been reached, but fails.
func roomFails(err error) bool {
	var m *matrix.Error
	return errors.Is(err, context.DeadlineExceeded) || errors.As(err, &m) && m.Status == http.StatusInternalServerError
}

// failed is the decision that a command is refused.
func failed(eventID string, faults fault.List) decision {
	d := decision{Answer: event.Failed(eventID, faults[0])}
	for _, f := range faults {
		d.Faults = append(d.Faults, event.Error{Code: f.Code, Field: f.Field})
	}
	return d
}
