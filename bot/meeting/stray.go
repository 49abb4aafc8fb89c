package meeting

import (
	"context"
	"errors"
	"slices"
	"time"

	"parley/bot/matrix"
	"parley/bot/store"
	"parley/shared/event"
)

// typeStrays is the type of the items that look for strays.
const typeStrays = "strays"

// strayPause is how long a homeserver may take to finish what it was stopped at.
const strayPause = 5 * time.Second

// clockError is by how much processes may differ in what time it is on their common clock.
const clockError = time.Second

// expectStray has strays looked for: rooms that an attempt created whose answer was lost,
// while the event stream does not tell of them. A Dendrite that is stopped meanwhile may
// keep such a room without the bot's join in the stream. It happens to a command that is
// tried again and finds no room by its alias.
func (b *Bot) expectStray(ctx context.Context, item *store.Item) error {
	me := b.matrix.UserID()
	return b.store.AddTimers(ctx, []store.Timer{{Due: b.now().Add(strayPause), Entry: store.Entry{
		EventID: typeStrays + ":" + item.EventID, RoomID: me, Type: typeStrays, Raw: []byte("{}"),
	}}})
}

// leaveStrays leaves the strays among all rooms that the bot is in. One look serves all
// that have asked for it by then.
func (b *Bot) leaveStrays(ctx context.Context, item *store.Item) error {
	begin := b.store.Now()
	if b.store.Shared() {
		begin = begin.Add(-clockError)
	}
	if b.strays.After(item.Received) {
		return nil
	}
	if err := matrix.Visit(ctx, b.log, b.matrix.JoinedRooms, b.leaveStray); err != nil {
		return err
	}
	b.strays = begin
	return nil
}

// leaveStray leaves a room if it was created for a command that has another one on record.
func (b *Bot) leaveStray(ctx context.Context, id string) error {
	content, err := b.matrix.StateContent(ctx, id, event.TypeCreate, "")
	if errors.Is(err, matrix.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	create, _ := event.DecodeCreate(content) // no content, no request
	request, step := ofKey(create.Request)
	counts, err := b.store.StepOfRequest(ctx, request, step)
	if counts == "" || counts == id || err != nil {
		return err
	}
	state, err := b.matrix.FullState(ctx, id)
	if err != nil || !slices.ContainsFunc(state, b.hasCreated) {
		return err // in rooms of others, anything may be written
	}
	return b.discard(ctx, id)
}

func (b *Bot) hasCreated(e event.Event) bool {
	return e.Has(event.TypeCreate, "") && e.Sender == b.matrix.UserID()
}
