package meeting

import (
	"context"
	"encoding/json"
	"slices"

	"parley/bot/matrix"
	"parley/bot/private"
	"parley/bot/store"
	"parley/shared/event"
)

// undo removes the room of a command that failed for good. A repetition that
// finds the room empty goes the same way again.
func (c *creation) undo(ctx context.Context) error {
	if c.room == "" {
		return nil
	}
	if err := c.discard(ctx, c.room); err != nil || c.parent == "" {
		return err
	}
	err := c.matrix.SetState(ctx, c.parent, matrix.State{Type: event.TypeSpaceChild, StateKey: c.room, Content: struct{}{}})
	if matrix.Retryable(err) {
		return err
	}
	return nil
}

// undoItem removes the rooms that a command has on record, and their links in the parent.
func (b *Bot) undoItem(ctx context.Context, item *store.Item, parent string) error {
	rooms, err := b.store.Rooms(ctx, item.EventID)
	if err != nil {
		return err
	}
	return each(roomsAtOnce, rooms, func(room string) error {
		return (&creation{Bot: b, item: item, parent: parent, room: room}).undo(ctx)
	})
}

// discardSpare leaves a room that an attempt created whose answer was lost,
// when another attempt made the room that counts.
func (b *Bot) discardSpare(ctx context.Context, item *store.Item) error {
	var e event.Event
	_ = json.Unmarshal(item.Raw, &e) // it was read when it was recorded
	content, _ := event.DecodeCreate(e.Content)
	if private.IsRequest(content.Request) {
		return b.private.DiscardSpare(ctx, item.RoomID, content.Request)
	}
	request, step := ofKey(content.Request)
	room, err := b.store.StepOfRequest(ctx, request, step)
	if err != nil || room == item.RoomID {
		return err
	}
	return b.discard(ctx, item.RoomID)
}

// discard removes everybody from a room of the bot's, and itself last.
func (b *Bot) discard(ctx context.Context, room string) error {
	state, err := b.matrix.FullState(ctx, room)
	if matrix.Retryable(err) {
		return err
	}
	err = each(invitesAtOnce, othersIn(state, b.matrix.UserID()), func(user string) error {
		if err := b.matrix.Kick(ctx, room, user, ""); matrix.Retryable(err) {
			return err
		}
		return nil
	})
	if err != nil {
		return err
	}
	return b.matrix.Leave(ctx, room)
}

// othersIn returns who is in a room or invited, except for one user.
func othersIn(state []event.Event, except string) []string {
	return slices.DeleteFunc(usersIn(state, present), func(user string) bool { return user == except })
}

// invitedIn returns who is invited to a room.
func invitedIn(state []event.Event) []string {
	return usersIn(state, func(membership string) bool { return membership == event.MembershipInvite })
}

func usersIn(state []event.Event, are func(membership string) bool) (users []string) {
	for _, e := range state {
		if e.Type != event.TypeMember {
			continue
		}
		m, _ := event.DecodeMember(e.Content) // the membership counts, whatever else cannot be read
		if are(m.Membership) {
			users = append(users, *e.StateKey)
		}
	}
	return users
}
