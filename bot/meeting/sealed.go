package meeting

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"strings"
	"sync"
	"time"

	"parley/bot/engine"
	"parley/bot/matrix"
	"parley/bot/recent"
	"parley/bot/store"
	"parley/bot/talk"
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
		return ctx, nil, b.awaitKey(ctx, item, missing)
	case errors.Is(err, matrix.ErrUnreadable):
		b.observer.Unsealed("unreadable")
		b.log.Warn().Str("event_id", item.EventID).Str("room_id", item.RoomID).Msg("an encrypted event cannot be read")
		return ctx, nil, nil
	case err != nil:
		return ctx, nil, err
	}
	clear, err := b.inClear(ctx, item, opened)
	if clear == nil || err != nil {
		return ctx, nil, err
	}
	how, result := untrusted, "untrusted"
	if ok, err := b.matrix.Trusts(ctx, opened); err != nil {
		return ctx, nil, err
	} else if ok {
		how, result = trusted, "read"
	}
	b.observer.Unsealed(result)
	return context.WithValue(ctx, sealKey{}, how), clear, nil
}

// inClear is an item as it would have come in a room that is not encrypted, in the lane that
// it would have been in; nil for one that needs no work.
func (b *Bot) inClear(ctx context.Context, item *store.Item, opened matrix.Opened) (*store.Item, error) {
	var e event.Event
	_ = json.Unmarshal(item.Raw, &e) // it was read when it was recorded
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

const (
	keyTries    = 3           // before others of the room go first
	keyAttempts = 12          // before it is looked for seldom
	keySeldom   = time.Minute // when it comes, it is looked for at once
	keySeldomer = 5 * time.Minute

	lateAtOnce    = 20 // sessions of one person
	latePerMinute = 10
)

// KeyLane is the lane of what waits for the key of a session in a room.
func KeyLane(room, session string) string { return store.KeyLanes + room + " " + session }

// awaitKey has an item wait for its key, which may come a little later than the item, or
// never: who sends it decides who gets it.
func (b *Bot) awaitKey(ctx context.Context, item *store.Item, missing *matrix.NoKeyError) error {
	waiting, lane := strings.HasPrefix(item.Lane, store.KeyLanes), KeyLane(item.RoomID, missing.Session)
	switch {
	case time.Since(item.Received) > b.settings.MaxAge:
		b.observer.Unsealed("no_key")
		b.log.Warn().Str("event_id", item.EventID).Str("room_id", item.RoomID).Msg("an encrypted event is given up: its key has not come")
		return nil
	case waiting && item.Attempt == keyAttempts:
		if err := b.tellUnread(ctx, item); err != nil {
			return err
		}
	case waiting && item.Attempt > keyAttempts:
		missing.Wait = min(time.Duration(item.Attempt-keyAttempts)*keySeldom, keySeldomer)
	case waiting:
	case b.keyless.has(lane):
		return &engine.Elsewhere{Lane: lane, Cause: missing}
	case item.Attempt == 1 && b.keyless.take(senderOf(item), time.Now(), 1) != nil:
		b.observer.Unsealed("late")
		return &engine.Elsewhere{Lane: store.KeyLanes + senderOf(item), Cause: missing}
	case item.Attempt >= keyTries:
		b.keyless.add(lane)
		b.observer.Unsealed("late")
		return &engine.Elsewhere{Lane: lane, Cause: missing}
	}
	return missing
}

// tellUnread tells whoever is alone with the bot that it cannot read what they write, once
// an hour. In other rooms, not everything that cannot be read is for the bot.
func (b *Bot) tellUnread(ctx context.Context, item *store.Item) error {
	if ok, _ := b.unread.Admit(item.RoomID, "", item.EventID, time.Now()); !ok || !b.private.Has(ctx, item.RoomID) {
		return nil
	}
	person, err := b.store.Person(ctx, senderOf(item))
	if err != nil {
		return err
	}
	m := talk.Refusal(cmp.Or(person.Locale, b.settings.Locale), fault.List{fault.New(fault.NoKey, "")}).InReplyTo(item.EventID)
	if err := b.say(ctx, item, item.RoomID, "unread", m); matrix.Retryable(err) {
		return err
	}
	return nil
}

// keyless are lanes of sessions whose keys have not come in time. One person may have some:
// whoever sends much that nobody can read does not hold up the room with each of it, and
// waits in a line of their own.
type keyless struct {
	*quota

	mu    sync.Mutex
	lanes recent.Map[string, struct{}]
}

func (l *keyless) has(lane string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	_, known := l.lanes.Get(lane)
	return known
}

func (l *keyless) add(lane string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lanes.Put(lane, struct{}{})
}

func senderOf(item *store.Item) string {
	var e event.Event
	_ = json.Unmarshal(item.Raw, &e) // it was read when it was recorded
	return e.Sender
}
