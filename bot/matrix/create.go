package matrix

import (
	"context"
	"errors"

	"parley/shared/event"
)

// createTries is how often a room is created while an earlier try is in the way.
const createTries = 3

var errInTheWay = errors.New("an unfinished room of an earlier try is in the way")

// CreateRoom creates a room without invitees and returns its id. The room that an earlier
// try has created is found by the alias. Half a room, which a homeserver leaves behind
// that was stopped meanwhile, is let go of, and the room created anew.
func (c *Client) CreateRoom(ctx context.Context, room Room) (id string, found bool, err error) {
	for range createTries {
		id, err = c.createRoom(ctx, room)
		if !errors.Is(err, ErrTaken) {
			return id, false, err
		}
		if id, err = c.adopt(ctx, room); !errors.Is(err, errInTheWay) {
			return id, err == nil, err
		}
	}
	return "", false, err
}

func (c *Client) createRoom(ctx context.Context, room Room) (string, error) {
	var answer struct {
		RoomID string `json:"room_id"`
	}
	err := c.post(ctx, client("createRoom"), room, &answer)
	return answer.RoomID, err
}

// adopt returns the room that has the alias, or errInTheWay when that is free now.
func (c *Client) adopt(ctx context.Context, room Room) (string, error) {
	id, err := c.resolve(ctx, room.AliasName)
	if errors.Is(err, ErrNotFound) {
		return "", errInTheWay
	}
	if err != nil {
		return "", err
	}
	state, err := c.FullState(ctx, id)
	if Retryable(err) {
		return "", err
	}
	if err == nil && isWhole(state, c.UserID(), room.CreationContent.Request) {
		return id, nil
	}
	if err := c.DeleteAlias(ctx, room.AliasName); err != nil {
		return "", err
	}
	if err := c.Leave(ctx, id); err != nil {
		return "", err
	}
	return "", errInTheWay
}

// isWhole reports whether the bot is in a room that it has created for a request, to the
// end: the name is the last event but the topic and invitations.
func isWhole(state []event.Event, bot, request string) bool {
	var created, joined, named bool
	for _, e := range state {
		switch {
		case e.Has(event.TypeCreate, ""):
			content, _ := event.DecodeCreate(e.Content) // no content, no request
			created = e.Sender == bot && content.Request == request
		case e.Has(event.TypeMember, bot):
			member, _ := event.DecodeMember(e.Content)
			joined = member.Membership == event.MembershipJoin
		case e.Has(event.TypeName, ""):
			named = true
		}
	}
	return created && joined && named
}

// resolve returns the room of an alias of the bot's homeserver, or ErrNotFound.
func (c *Client) resolve(ctx context.Context, aliasName string) (string, error) {
	var answer struct {
		RoomID string `json:"room_id"`
	}
	err := c.get(ctx, c.alias(aliasName), &answer)
	return answer.RoomID, err
}
