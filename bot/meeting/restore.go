package meeting

import (
	"context"
	"errors"
	"slices"
	"time"

	"parley/bot/matrix"
	"parley/bot/store"
	"parley/shared/command"
	"parley/shared/event"
)

// A store that was lost is made anew from what the homeserver has: a command that has no
// reaction was not answered, a room says which command it was made for, and what was said
// names its request. All these names derive from a secret of the store, which the
// bot therefore notes in its account data, too.

// lookBack is how old a command may be to be answered late, if only with a refusal.
const lookBack = 24 * time.Hour

// memory is what the bot's account data say about its store.
type memory struct {
	Names string `json:"names"` // the secret of names
}

// Lost reports whether the store is not the one that the bot has worked with: it was lost,
// and a new one has taken its place. Where the bot has had none before, this one is noted.
func (b *Bot) Lost(ctx context.Context) (bool, error) {
	names, err := b.store.Names(ctx)
	if err != nil {
		return false, err
	}
	var m memory
	if err := b.matrix.Memo(ctx, "", event.TypeStore, &m); err != nil {
		return false, err
	}
	if m.Names == "" {
		return false, b.matrix.SetMemo(ctx, "", event.TypeStore, memory{names})
	}
	b.store.Assume(m.Names)
	return m.Names != names, nil
}

// Restore makes the store again what it was before it was lost, as far as the homeserver
// knows. It may be repeated until it has succeeded; the stream goes on after that.
func (b *Bot) Restore(ctx context.Context) error {
	var m memory
	if err := b.matrix.Memo(ctx, "", event.TypeStore, &m); err != nil {
		return err
	}
	begin := b.now()
	if err := b.lookAround(ctx, begin.Add(-maxLag)); err != nil {
		return err
	}
	lost := store.Lost{Names: m.Names}
	err := matrix.Visit(ctx, b.log, b.matrix.JoinedRooms, func(ctx context.Context, id string) error {
		entries, err := b.unanswered(ctx, id, begin.Add(-lookBack))
		lost.Entries = append(lost.Entries, entries...)
		return err
	})
	if err == nil {
		lost.Steps, err = b.begun(ctx, lost.Entries)
	}
	if err != nil {
		return err
	}
	b.log.Warn().Int("commands", len(lost.Entries)).Int("rooms", len(lost.Steps)).Msg("the store was lost: it is made anew from the rooms")
	if err := b.store.Restore(ctx, lost, b.now()); err != nil {
		return err
	}
	for _, step := range lost.Steps {
		if err := b.expectStray(ctx, &store.Item{EventID: step.EventID}); err != nil {
			return err
		}
	}
	return nil
}

// unanswered returns the commands in a room that have no answer of the bot's.
func (b *Bot) unanswered(ctx context.Context, room string, since time.Time) (entries []store.Entry, err error) {
	types := []string{event.TypeReaction}
	for _, spec := range command.All {
		types = append(types, spec.Type)
	}
	events, err := b.matrix.Past(ctx, room, types, since)
	if err != nil {
		return nil, err
	}
	answered := map[string]bool{}
	var latest int64
	for _, raw := range events {
		var e event.Event
		if len(raw) > maxRaw || !readable(raw, &e) {
			continue
		}
		if mine := e.Sender == b.matrix.UserID(); mine && e.Type == event.TypeReaction {
			reaction, _ := event.DecodeReaction(e.Content) // one that cannot be read is none
			answered[reaction.RelatesTo.EventID] = true
		} else if !mine && command.Known(e.Type) && e.StateKey == nil && !e.Unsigned.Redacted {
			latest = max(latest, e.OriginServerTS) // the room's order counts, whatever its times say
			entries = append(entries, store.Entry{EventID: e.EventID, RoomID: room, Lane: elsewhere(e.Type, e.Content), At: latest, Type: e.Type, Raw: raw})
		}
	}
	return slices.DeleteFunc(entries, func(e store.Entry) bool { return answered[e.EventID] }), nil
}

// begun returns the rooms that commands have created which are not answered. Of several for
// the same purpose, the one counts in which people are; see discardSpare.
func (b *Bot) begun(ctx context.Context, entries []store.Entry) (steps []store.Step, err error) {
	commands := map[string]string{} // event ids by request
	for _, e := range entries {
		if e.Type == command.TypeMeetingCreate || e.Type == command.TypeBreakoutsCreate {
			commands[b.store.RequestOf(e.EventID)] = e.EventID
		}
	}
	if len(commands) == 0 {
		return nil, nil
	}
	people := map[string]int{} // by key
	err = matrix.Visit(ctx, b.log, b.matrix.JoinedRooms, func(ctx context.Context, id string) error {
		content, err := b.matrix.StateContent(ctx, id, event.TypeCreate, "")
		if errors.Is(err, matrix.ErrNotFound) {
			return nil
		}
		create, _ := event.DecodeCreate(content) // no content, no request
		request, name := ofKey(create.Request)
		if commands[request] == "" || err != nil {
			return err
		}
		state, err := b.matrix.FullState(ctx, id)
		others := len(othersIn(state, b.matrix.UserID()))
		if known, found := people[create.Request]; err != nil || !b.matrix.IsWhole(state, create.Request) || found && known >= others {
			return err
		}
		people[create.Request] = others
		steps = append(steps, store.Step{EventID: commands[request], Name: name, Result: id})
		return nil
	})
	return steps, err
}
