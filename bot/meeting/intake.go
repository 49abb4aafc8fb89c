package meeting

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"parley/bot/chat"
	"parley/bot/matrix"
	"parley/bot/private"
	"parley/bot/store"
	"parley/shared/command"
	"parley/shared/event"
)

// TypeInvite is the type of items that are invitations of the bot; no event has it. Their
// content is the bot's member event in the stripped state, or {}.
const TypeInvite = "invite"

// pushed tells the stream of an account that is pushed from the one that is asked for.
const pushed = " (pushed)"

const (
	maxRaw     = 128 << 10 // bytes of an event with what the homeserver adds
	maxEventID = 255       // bytes (Matrix specification, common identifier format)
	maxUserID  = 255       // bytes (likewise)
	saveEvery  = 10 * time.Second
)

// Wanted returns the event types that the bot follows.
func Wanted() []string {
	types := []string{
		event.TypeCreate, event.TypeMember, event.TypePowerLevels, event.TypeEncryption,
		event.TypeMetadata, event.TypeSettings, event.TypeTombstone, event.TypeMessage, event.TypeEncrypted,
	}
	for _, spec := range command.All {
		types = append(types, spec.Type)
	}
	return types
}

// Record makes what needs work durable, together with the position where a stream that
// was interrupted begins again: what comes a second time is known. It is called by one
// goroutine.
func (b *Bot) Record(ctx context.Context, batch matrix.Batch) error {
	record := store.Batch{Account: b.matrix.UserID(), Position: batch.Settled}
	if batch.Pushed {
		record.Account += pushed
		record.Pushed = true
	}
	for room, member := range batch.Invited {
		b.facts.forget(room) // the bot was away from it
		if member == nil || len(member) > maxRaw {
			member = []byte("{}")
		}
		delete(b.news, room)
		record.Entries = append(record.Entries, store.Entry{
			EventID: "invite:" + room + ":" + cmp.Or(pushedID(batch, member), batch.Position), RoomID: room, Lane: inviterIn(member), Type: TypeInvite, Raw: member,
		})
	}
	for room, events := range batch.Joined {
		var latest int64
		for _, raw := range events {
			if entry, ok := b.entry(ctx, room, raw); ok {
				latest = max(latest, entry.At) // the room's order counts, whatever its times say
				entry.At = latest
				record.Entries = append(record.Entries, entry)
			}
		}
	}
	record.Encrypted = b.encrypted
	b.encrypted = nil
	for _, room := range batch.Left {
		b.mayEndNotes(ctx, room, batch.Position)
	}
	record.Entries = append(record.Entries, b.heard()...)
	if batch.Pushed && b.store.Shared() { // another process hears what comes next
		clear(b.news)
	}
	now := time.Now()
	if len(record.Entries)+len(record.Encrypted) == 0 && now.Sub(b.saved) < saveEvery {
		return nil // after a crash, a little of what needs no work is read again
	}
	b.saved = now
	return b.store.Record(ctx, record, now)
}

// pushedID is the event id of an invitation that was pushed, which comes again with others
// where it was not taken; "" for one that was asked for.
func pushedID(batch matrix.Batch, member json.RawMessage) string {
	var e event.Event
	if !batch.Pushed || !readable(member, &e) {
		return ""
	}
	return e.EventID
}

// inviterIn is the lane of an invitation: who sends many waits for himself alone, and rooms
// of homeservers that do not answer take long to join.
func inviterIn(member []byte) string {
	var e event.Event
	_ = json.Unmarshal(member, &e) // without a sender, it is that of the room
	if len(e.Sender) > maxUserID || !strings.HasPrefix(e.Sender, "@") {
		return ""
	}
	return e.Sender
}

// entry decides whether an event needs work.
func (b *Bot) entry(ctx context.Context, room string, raw json.RawMessage) (store.Entry, bool) {
	var e event.Event
	if len(raw) > maxRaw || !readable(raw, &e) || !strings.HasPrefix(e.EventID, "$") || len(e.EventID) > maxEventID {
		b.log.Warn().Str("room_id", room).Int("bytes", len(raw)).Msg("an event that is none was dropped")
		return store.Entry{}, false
	}
	entry := store.Entry{EventID: e.EventID, RoomID: room, Type: e.Type, Raw: raw, At: e.OriginServerTS}
	mine := e.Sender == b.matrix.UserID()
	b.hear(room, e, raw)
	switch {
	case command.Known(e.Type):
		if e.StateKey != nil || mine || e.Unsigned.Redacted {
			return entry, false
		}
		b.observer.Arrived(time.Since(time.UnixMilli(e.OriginServerTS)))
		entry.Lane = elsewhere(e.Type, e.Content)
		return entry, true
	case e.Type == event.TypePowerLevels:
		return entry, !mine
	case e.Type == event.TypeEncrypted: // what is in it is seen when it is worked on
		return entry, !mine && e.StateKey == nil && !e.Unsigned.Redacted && b.matrix.Encrypts() && matrix.SessionOf(e.Content) != ""
	case e.Type == event.TypeEncryption, e.Type == event.TypeMember && e.StateKey != nil && *e.StateKey == b.matrix.UserID():
		b.facts.forget(room)
		if e.Has(event.TypeEncryption, "") {
			if b.encrypted == nil {
				b.encrypted = map[string]string{}
			}
			b.encrypted[room] = string(e.Content)
		}
		if e.Type == event.TypeMember || b.noted.DenyCrypted {
			b.mayEndNotes(ctx, room, e.EventID)
		}
	case e.Type == event.TypeTombstone && !mine:
		b.mayEndNotes(ctx, room, e.EventID)
	case e.Type == event.TypeMessage:
		return entry, !mine && e.StateKey == nil && b.isFor(ctx, room, e.Content)
	case e.Type == event.TypeMember:
		if b.movesWriter(ctx, room, e) {
			b.departed = append(b.departed, store.Entry{
				EventID: typeNotesLeft + ":" + e.EventID, RoomID: room, Lane: notesLane(room), At: e.OriginServerTS, Type: typeNotesLeft, Raw: raw,
			})
		}
		return entry, b.movesGuest(e) || !mine && b.private.Has(ctx, room)
	case e.Type == event.TypeCreate && mine:
		content, _ := event.DecodeCreate(e.Content) // no content, no request
		if private.IsRequest(content.Request) {
			return entry, true
		}
		entry.Made, entry.MadeStep = ofKey(content.Request)
		return entry, entry.Made != ""
	}
	return store.Entry{}, false
}

// mayEndNotes has the notes of a room looked at which may be over. Why names the occasion.
func (b *Bot) mayEndNotes(ctx context.Context, room, why string) {
	if b.hasNotes(ctx, room) {
		b.departed = append(b.departed, store.Entry{
			EventID: typeCheckNotes + ":" + room + ":" + why, RoomID: room, Lane: notesLane(room), Type: typeCheckNotes, Raw: []byte("{}"),
		})
	}
}

// isFor reports whether a message is for the bot: where it is alone with somebody, each is.
func (b *Bot) isFor(ctx context.Context, room string, content json.RawMessage) bool {
	if _, asked := chat.Read(content, b.matrix.UserID()); asked {
		return true
	}
	_, said := chat.Said(content)
	return said && b.private.Has(ctx, room)
}

// elsewhere returns the room that a command of a room is about, "" for that room: there,
// what creates rooms does so.
func elsewhere(typ string, content json.RawMessage) string {
	if typ == command.TypeMeetingCreate || typ == command.TypeBreakoutsCreate {
		return ""
	}
	return command.Target(content)
}

// readable reads an event. A member of the wrong type does not matter yet: a command
// that has one is answered.
func readable(raw json.RawMessage, e *event.Event) bool {
	err := json.Unmarshal(raw, e)
	var wrongType *json.UnmarshalTypeError
	return err == nil || errors.As(err, &wrongType)
}
