package meeting

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"parley/bot/engine"
	"parley/bot/matrix"
	"parley/bot/store"
	"parley/shared/command"
	"parley/shared/event"
	"parley/shared/fault"
)

// seal is how an event has come.
type seal int

const (
	plain     seal = iota // as the homeserver says
	untrusted             // encrypted, by a device that may not be its sender's
	trusted               // encrypted, by a device of its sender
)

type sealKey struct{}

// sealOf returns how the event has come that is worked on.
func sealOf(ctx context.Context) seal {
	s, _ := ctx.Value(sealKey{}).(seal)
	return s
}

// CheckSeal returns the fault of an event that has not come in the way that its room asks
// for: who can write in an encrypted room as somebody else, as the homeserver can, cannot
// have the bot do anything there. What comes over HTTP is another matter: there the
// homeserver says who asks.
func (b *Bot) CheckSeal(ctx context.Context, room string) error {
	switch sealOf(ctx) {
	case trusted:
		return nil
	case untrusted:
		return fault.New(fault.UntrustedDevice, "")
	}
	if !b.matrix.Encrypts() {
		return nil
	}
	encryption, err := b.facts.encryptionOf(ctx, room)
	switch {
	case matrix.Retryable(err):
		return err
	case encryption != nil:
		return fault.New(fault.NotEncrypted, "")
	}
	return nil // a room that cannot be looked at is refused for that
}

// safelyUnseal is unseal that does not fail oddly for ever: whoever writes what nobody has
// foreseen must not hold up the room.
func (b *Bot) safelyUnseal(ctx context.Context, item *store.Item) (with context.Context, clear *store.Item, err error) {
	err = engine.Safely(func() (err error) {
		with, clear, err = b.unseal(ctx, item)
		return err
	})
	if err == nil {
		return with, clear, nil
	}
	if odd(err) && ctx.Err() == nil && b.hopeless(item) {
		b.log.Error().Err(err).Str("event_id", item.EventID).Str("room_id", item.RoomID).Msg("an encrypted event is given up")
		err = nil
	}
	return ctx, nil, err
}

// unseal decrypts an item, which is then handled like one that has come in clear; nil for
// one that is not for the bot.
func (b *Bot) unseal(ctx context.Context, item *store.Item) (context.Context, *store.Item, error) {
	if item.Type != event.TypeEncrypted {
		return ctx, item, nil
	}
	opened, err := b.matrix.Open(ctx, item.RoomID, item.Raw)
	var missing *matrix.NoKeyError
	switch {
	case errors.As(err, &missing):
		return ctx, nil, b.awaitKey(item, missing)
	case errors.Is(err, matrix.ErrUnreadable):
		b.log.Warn().Str("event_id", item.EventID).Str("room_id", item.RoomID).Msg("an encrypted event cannot be read")
		return ctx, nil, nil
	case err != nil:
		return ctx, nil, err
	}
	clear, err := b.inClear(ctx, item, opened)
	if clear == nil || err != nil {
		return ctx, nil, err
	}
	how := untrusted
	if ok, err := b.matrix.Trusts(ctx, opened); err != nil {
		return ctx, nil, err
	} else if ok {
		how = trusted
	}
	return context.WithValue(ctx, sealKey{}, how), clear, nil
}

// inClear is an item as it would have come in a room that is not encrypted, in the lane that
// it would have been in; nil for one that needs no work.
func (b *Bot) inClear(ctx context.Context, item *store.Item, opened matrix.Opened) (*store.Item, error) {
	var e event.Event
	_ = json.Unmarshal(item.Raw, &e)
	lane := item.RoomID
	switch {
	case command.Known(opened.Type):
		lane = cmp.Or(elsewhere(opened.Type, opened.Content), lane)
	case opened.Type != event.TypeMessage || !b.isFor(ctx, item.RoomID, opened.Content):
		return nil, nil
	}
	if err := b.moveTo(ctx, item, lane); err != nil {
		return nil, err
	}
	raw, err := json.Marshal(event.Event{
		Type: opened.Type, EventID: item.EventID, RoomID: item.RoomID, Sender: e.Sender, OriginServerTS: e.OriginServerTS, Content: opened.Content,
	})
	clear := *item
	clear.Type, clear.Raw = opened.Type, raw
	return &clear, err
}

// moveTo asks for another lane, unless the item is in it or the rest of its work is for the
// one that it is in.
func (b *Bot) moveTo(ctx context.Context, item *store.Item, lane string) error {
	if item.Lane == lane || inNotesLane(item) {
		return nil
	}
	if item.Attempt > 1 && item.Lane == item.RoomID {
		if decided, err := b.store.Step(ctx, item.EventID, store.StepDecided); decided != "" || err != nil {
			return err
		}
	}
	return &engine.Elsewhere{Lane: lane}
}

// hopeless counts that an item could not be opened for a cause that waiting does not mend,
// and reports whether that was too often.
func (b *Bot) hopeless(item *store.Item) bool {
	p := b.progressOf(item)
	p.oddities++
	return p.oddities >= oddLimit
}

const (
	keyLanes    = "key " // how the names of lanes begin that wait for a key
	keyTries    = 3      // before others of the room go first
	keyAttempts = 6      // before it is looked for seldom: when it comes, it is looked for at once
	keySeldom   = time.Minute
	keySeldomer = 5 * time.Minute

	keyless     = 20 // events of one person without a key that each wait in a lane of their session
	keylessSpan = time.Minute
)

// KeyLane is the lane of what waits for the key of a session in a room.
func KeyLane(room, session string) string { return keyLanes + room + " " + session }

// awaitKey has an item wait for its key, which may come a little later than the item, or
// never: who sends it decides who gets it.
func (b *Bot) awaitKey(item *store.Item, missing *matrix.NoKeyError) error {
	waiting := strings.HasPrefix(item.Lane, keyLanes)
	switch {
	case time.Since(item.Received) > b.settings.MaxAge:
		b.log.Warn().Str("event_id", item.EventID).Str("room_id", item.RoomID).Msg("an encrypted event is given up: its key has not come")
		return nil
	case waiting:
		if seldom := item.Attempt - keyAttempts; seldom > 0 {
			missing.Wait = min(time.Duration(seldom)*keySeldom, keySeldomer)
		}
	case !b.mayWait(item):
		return &engine.Elsewhere{Lane: keyLanes + senderOf(item), Cause: missing}
	case item.Attempt >= keyTries:
		return &engine.Elsewhere{Lane: KeyLane(item.RoomID, missing.Session), Cause: missing}
	}
	return missing
}

// mayWait reports whether an event holds up its room for a moment, and then has a lane with
// others of its session. Of somebody who sends many without a key, the rest wait in line for
// one another.
func (b *Bot) mayWait(item *store.Item) bool {
	ok, _ := b.keyless.Admit(senderOf(item), "", item.EventID, time.Now())
	return ok
}

func senderOf(item *store.Item) string {
	var e event.Event
	_ = json.Unmarshal(item.Raw, &e) // it was read when it was recorded
	return e.Sender
}
