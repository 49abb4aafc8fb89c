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

// target reads the room that a command is about, as it is now. To a sender who is no
// member of it, it does not exist, and neither does one that the bot is not in.
func (b *Bot) target(ctx context.Context, id, sender string) (*room.Room, error) {
	state, err := b.matrix.FullState(ctx, id)
	if err != nil {
		if matrix.Retryable(err) {
			return nil, err
		}
		return nil, &fault.Fault{Code: fault.NotFound, Field: fieldTarget, Cause: err}
	}
	r := roomOf(state, id, sender, b.matrix.UserID())
	if !isOpen(r, sender, b.matrix.UserID()) {
		return nil, fault.New(fault.NotFound, fieldTarget)
	}
	return r, nil
}

// isOpen reports that both are joined. A homeserver shows the bot the state of rooms
// that it has left, as it was.
func isOpen(r *room.Room, sender, bot string) bool {
	return r != nil && r.Membership(sender) == event.MembershipJoin && r.Membership(bot) == event.MembershipJoin
}

// roomOf makes the model of one room of its state.
func roomOf(state []event.Event, id, sender, bot string) *room.Room {
	for i := range state {
		state[i].RoomID = id
	}
	m := room.NewModel(sender, bot)
	m.Apply(state...)
	return m.Room(id)
}

// denied is the fault to answer with when somebody may not do something; nil when they
// may.
func denied(d *room.Denied) error {
	switch {
	case d == nil:
		return nil
	case d.Reason == room.NotJoined || d.Reason == room.NotMeeting:
		return &fault.Fault{Code: fault.NotFound, Field: fieldTarget, Cause: d}
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
