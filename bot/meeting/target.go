package meeting

import (
	"context"
	"errors"

	"parley/bot/matrix"
	"parley/shared/event"
	"parley/shared/fault"
	"parley/shared/room"
)

const fieldTarget = "data.target_room_id"

// target is the room that a command is about, as it was when the command began.
type target struct {
	*room.Room
	model *room.Model              // of the room, and of those that were read after it
	state []event.Event            // all of the room's
	rooms map[string][]event.Event // of rooms below it that were read, by id

	weight int // of those rooms
}

// target reads the room that a command is about, as it is now. To a sender who is no
// member of it, it does not exist, and neither does one that the bot is not in.
func (b *Bot) target(ctx context.Context, id, sender string) (*target, error) {
	return b.read(ctx, id, sender, fieldTarget)
}

// read is target for a room that a field of the command names.
func (b *Bot) read(ctx context.Context, id, sender, field string) (*target, error) {
	t, err := b.look(ctx, id, sender, field)
	if err == nil && t.Membership(sender) != event.MembershipJoin {
		return nil, fault.New(fault.NotFound, field)
	}
	return t, err
}

// look is read whoever the sender is.
func (b *Bot) look(ctx context.Context, id, sender, field string) (*target, error) {
	t, err := b.see(ctx, id, sender)
	if err != nil {
		if matrix.Retryable(err) || errors.Is(err, matrix.ErrTooLarge) {
			return nil, err
		}
		return nil, &fault.Fault{Code: fault.NotFound, Field: field, Cause: err}
	}
	// A homeserver shows the bot the state of rooms that it has left, as it was.
	if t.Membership(b.matrix.UserID()) != event.MembershipJoin {
		return nil, fault.New(fault.NotFound, field)
	}
	return t, nil
}

// see reads a room that the homeserver shows, whether or not the bot is in it.
func (b *Bot) see(ctx context.Context, id, sender string) (*target, error) {
	state, err := b.matrix.FullState(ctx, id)
	if err != nil {
		return nil, err
	}
	t := &target{model: room.NewModel(sender, b.matrix.UserID()), state: state}
	t.Room = enter(t.model, state, id)
	return t, nil
}

// own is look for what the bot does by itself. It returns nil for a room that the bot is
// not in.
func (b *Bot) own(ctx context.Context, id string) (*target, error) {
	t, err := b.look(ctx, id, b.matrix.UserID(), "")
	if f := (*fault.Fault)(nil); errors.As(err, &f) {
		return nil, nil
	}
	return t, err
}

// enter puts the state of a room into a model.
func enter(m *room.Model, state []event.Event, id string) *room.Room {
	for i := range state {
		state[i].RoomID = id
	}
	m.Apply(state...)
	return m.Room(id)
}

// denied is the fault to answer with when somebody may not do something to the room that
// a field names, "" for that of the event; nil when they may.
func denied(d *room.Denied, field string) error {
	switch {
	case d == nil:
		return nil
	case d.Reason == room.NotMeeting && field == "":
		return &fault.Fault{Code: fault.NotAMeeting, Cause: d}
	case d.Reason == room.NotJoined || d.Reason == room.NotMeeting:
		return &fault.Fault{Code: fault.NotFound, Field: field, Cause: d}
	}
	return &fault.Fault{Code: fault.Forbidden, Cause: d}
}

// botForbidden turns a refusal of the homeserver into the one that the bot lacks power.
func botForbidden(err error) error {
	if errors.Is(err, matrix.ErrForbidden) {
		return &fault.Fault{Code: fault.BotForbidden, Cause: err}
	}
	return err
}
