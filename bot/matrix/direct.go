package matrix

import (
	"context"
	"errors"

	"parley/shared/event"
)

// CreateDirect creates a room for the bot and one other person and invites them; see
// CreateRoom. The homeserver may have created the room although it refuses the
// invitation: the room is found then, and the person perhaps not invited.
func (c *Client) CreateDirect(ctx context.Context, room Room, invitation Invitation) (id string, found bool, err error) {
	room.Direct = true
	if !c.ownInvite {
		room.Invite = []string{invitation.User}
	}
	id, found, err = c.CreateRoom(ctx, room)
	if err == nil && !found && c.ownInvite {
		err = c.InviteDirect(ctx, id, invitation)
	}
	return id, found, err
}

// Invitation says who is invited and why.
type Invitation struct {
	User   string
	Reason string // plain text
}

// InviteDirect invites a person to a chat of two. Only createRoom and state events can
// say that it is one; of a homeserver that does not treat a state event as an invitation
// (see Invite) the reason is worth more.
func (c *Client) InviteDirect(ctx context.Context, room string, i Invitation) error {
	if c.ownInvite {
		member := event.Member{Membership: event.MembershipInvite, IsDirect: true, Reason: i.Reason}
		return c.SetState(ctx, room, State{event.TypeMember, i.User, member})
	}
	return c.Invite(ctx, room, i.User, i.Reason, "")
}

// DirectRooms returns the rooms that the bot's account data name as chats of two, in no
// order; none when there are no such data.
func (c *Client) DirectRooms(ctx context.Context) ([]string, error) {
	var content raw
	err := c.get(ctx, client("user", c.UserID(), "account_data", event.TypeDirect), &content)
	if errors.Is(err, ErrNotFound) {
		return nil, nil
	}
	return event.DecodeDirect(content), err
}
