package meeting

import (
	"context"
	"errors"
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

// readBelow reads the rooms below a meeting, by their links, into its model. A room that
// does not say the same is not read: whoever links it may have nothing to do with it, and
// it may be large. Rooms that the bot cannot look into are not there, and neither are those
// beyond matrix.MaxWeight, which whoever leads a meeting may have made.
func (b *Bot) readBelow(ctx context.Context, t *target) error {
	if t.rooms == nil {
		t.rooms = map[string][]event.Event{}
	}
	next := linksOf(t.Room)
	for read := 0; len(next) > 0 && read < maxRead; {
		next = next[:min(len(next), maxRead-read)]
		read += len(next)
		if err := b.readRooms(ctx, t, next); err != nil {
			return err
		}
		var deeper []link
		for _, l := range next {
			if t.rooms[l.child] != nil {
				deeper = append(deeper, linksOf(t.model.Room(l.child))...)
			}
		}
		next = slices.DeleteFunc(deeper, func(l link) bool { return l.child == t.ID || t.rooms[l.child] != nil })
	}
	return nil
}

// link is what a room says about another one: that it is below.
type link struct{ parent, child string }

func linksOf(r *room.Room) (links []link) {
	for _, id := range r.ChildIDs() {
		links = append(links, link{r.ID, id})
	}
	return links
}

func (b *Bot) readRooms(ctx context.Context, t *target, links []link) error {
	var mu sync.Mutex
	heavy := func(more int) bool {
		mu.Lock()
		defer mu.Unlock()
		t.weight += more
		return t.weight > b.burden
	}
	return each(readsAtOnce, links, func(l link) error {
		if heavy(0) {
			return nil
		}
		state, err := b.readLinked(ctx, l)
		if matrix.Retryable(err) {
			return err
		}
		if state == nil || heavy(matrix.Weight(state)) {
			return nil
		}
		mu.Lock()
		defer mu.Unlock()
		t.rooms[l.child] = slices.Clone(state)
		enter(t.model, state, l.child)
		return nil
	})
}

// readLinked returns the state of a room that is linked by both words, else nil.
func (b *Bot) readLinked(ctx context.Context, l link) ([]event.Event, error) {
	content, err := b.matrix.StateContent(ctx, l.child, event.TypeSpaceParent, l.parent)
	if err != nil {
		return nil, err
	}
	if parent, _ := event.DecodeSpaceLink(content); len(parent.Via) == 0 {
		return nil, nil
	}
	return b.matrix.SmallState(ctx, l.child)
}

// above returns the rooms above a room that the bot is in. What a room says about its
// parents may be made up by its members: the parents have to say the same.
func (b *Bot) above(ctx context.Context, r *room.Room) (all []*room.Room, err error) {
	read := 0
	for _, id := range parentsOf(r) {
		if read > b.burden {
			break
		}
		parent, err := b.own(ctx, id)
		if errors.Is(err, matrix.ErrTooLarge) {
			continue // a member may have made it and linked it
		}
		if err != nil {
			return nil, err
		}
		if parent != nil {
			read += matrix.Weight(parent.state)
		}
		if parent != nil && parent.IsAbove(r) {
			all = append(all, parent.Room)
		}
	}
	return all, nil
}

// meetingAbove returns the name of the meeting that a breakout session belongs to, "" for
// none.
func (b *Bot) meetingAbove(ctx context.Context, r *room.Room) (string, error) {
	if r.Type() != event.RoomTypeBreakout {
		return "", nil
	}
	parents, err := b.above(ctx, r)
	if len(parents) == 0 || err != nil {
		return "", err
	}
	return parents[0].Name(), nil
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
