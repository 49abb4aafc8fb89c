package meeting

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"parley/bot/matrix"
	"parley/bot/store"
	"parley/shared/command"
	"parley/shared/event"
)

// typeInvite is the type of items that are invitations; no event has it.
const typeInvite = "invite"

const (
	maxRaw     = 128 << 10 // bytes of an event with what the homeserver adds
	maxEventID = 255       // bytes (Matrix specification, common identifier format)
	saveEvery  = 10 * time.Second
)

// Wanted returns the event types that the bot follows.
func Wanted() []string {
	types := []string{event.TypeCreate, event.TypeMember, event.TypePowerLevels, event.TypeEncryption}
	for _, spec := range command.All {
		types = append(types, spec.Type)
	}
	return types
}

// Record makes what needs work durable, together with the position. It is called
// by one goroutine.
func (b *Bot) Record(ctx context.Context, batch matrix.Batch) error {
	record := store.Batch{Account: b.matrix.UserID(), Position: batch.Position}
	for _, room := range batch.Invited {
		b.facts.forget(room) // the bot was away from it
		record.Entries = append(record.Entries, store.Entry{
			EventID: "invite:" + room + ":" + batch.Position, RoomID: room, Type: typeInvite, Raw: []byte("{}"),
		})
	}
	for room, events := range batch.Joined {
		for _, raw := range events {
			if entry, ok := b.entry(room, raw); ok {
				record.Entries = append(record.Entries, entry)
			}
		}
	}
	now := time.Now()
	if len(record.Entries) == 0 && now.Sub(b.saved) < saveEvery {
		return nil // after a crash, a little of what needs no work is read again
	}
	b.saved = now
	return b.store.Record(ctx, record, now)
}

// entry decides whether an event needs work.
func (b *Bot) entry(room string, raw json.RawMessage) (store.Entry, bool) {
	var e event.Event
	if len(raw) > maxRaw || !readable(raw, &e) || !strings.HasPrefix(e.EventID, "$") || len(e.EventID) > maxEventID {
		b.log.Warn().Str("room_id", room).Int("bytes", len(raw)).Msg("an event that is none was dropped")
		return store.Entry{}, false
	}
	entry := store.Entry{EventID: e.EventID, RoomID: room, Type: e.Type, Raw: raw}
	mine := e.Sender == b.matrix.UserID()
	switch {
	case command.Known(e.Type):
		entry.Lane = command.Target(e.Content)
		return entry, e.StateKey == nil && !mine
	case e.Type == event.TypePowerLevels:
		return entry, !mine
	case e.Type == event.TypeEncryption, e.Type == event.TypeMember && e.StateKey != nil && *e.StateKey == b.matrix.UserID():
		b.facts.forget(room)
	case e.Type == event.TypeCreate && mine:
		content, _ := event.DecodeCreate(e.Content) // no content, no request
		entry.Made, entry.MadeStep = ofKey(content.Request)
		return entry, entry.Made != ""
	}
	return store.Entry{}, false
}

// readable reads an event. A member of the wrong type does not matter yet: a command
// that has one is answered.
func readable(raw json.RawMessage, e *event.Event) bool {
	err := json.Unmarshal(raw, e)
	var wrongType *json.UnmarshalTypeError
	return err == nil || errors.As(err, &wrongType)
}
