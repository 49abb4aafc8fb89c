package meeting

import (
	"context"
	"slices"
	"strings"
	"sync"

	"parley/bot/matrix"
	"parley/shared/event"
	"parley/shared/room"
)

const (
	readsAtOnce  = 4
	writesAtOnce = 4
	maxRead      = 1000 // rooms below a meeting that are looked at
	maxParents   = 16   // of a room that are looked at
)

// readBelow reads the rooms below a meeting, by their links, into its model. Rooms that
// the bot cannot look into are not there.
func (b *Bot) readBelow(ctx context.Context, t *target) error {
	if t.rooms == nil {
		t.rooms = map[string][]event.Event{}
	}
	next := t.ChildIDs()
	for read := 0; len(next) > 0 && read < maxRead; {
		next = next[:min(len(next), maxRead-read)]
		read += len(next)
		if err := b.readRooms(ctx, t, next); err != nil {
			return err
		}
		var deeper []string
		for _, id := range next {
			if r := t.model.Room(id); r != nil {
				deeper = append(deeper, r.ChildIDs()...)
			}
		}
		next = slices.DeleteFunc(deeper, func(id string) bool { return id == t.ID || t.rooms[id] != nil })
	}
	return nil
}

func (b *Bot) readRooms(ctx context.Context, t *target, ids []string) error {
	var mu sync.Mutex
	return each(readsAtOnce, ids, func(id string) error {
		state, err := b.matrix.FullState(ctx, id)
		if matrix.Retryable(err) {
			return err
		}
		mu.Lock()
		defer mu.Unlock()
		t.rooms[id] = append([]event.Event{}, state...)
		enter(t.model, state, id)
		return nil
	})
}

// above returns the rooms above a room that the bot is in. What a room says about its
// parents may be made up by its members: the parents have to say the same.
func (b *Bot) above(ctx context.Context, r *room.Room) (all []*room.Room, err error) {
	for _, id := range parentsOf(r) {
		parent, err := b.own(ctx, id)
		if err != nil {
			return nil, err
		}
		if parent != nil && parent.IsAbove(r) {
			all = append(all, parent.Room)
		}
	}
	return all, nil
}

// parentsOf returns the rooms that a room says are above it, as many as are looked at.
func parentsOf(r *room.Room) []string {
	parents := r.Parents()
	return parents[:min(len(parents), maxParents)]
}

// stateOf returns the state of the target or of a room below it.
func (t *target) stateOf(id string) []event.Event {
	if id == t.ID {
		return t.state
	}
	return t.rooms[id]
}

// widgetsIn returns the ids of the widgets that a room has. One whose id is that of a user
// belongs to them: nobody else may change it, whatever the levels are.
func widgetsIn(state []event.Event) (ids []string) {
	for _, e := range state {
		if e.Type != event.TypeWidget || e.StateKey == nil || strings.HasPrefix(*e.StateKey, "@") {
			continue
		}
		if w, err := event.DecodeWidget(e.Content); err != nil || w.URL != "" {
			ids = append(ids, *e.StateKey)
		}
	}
	return ids
}
