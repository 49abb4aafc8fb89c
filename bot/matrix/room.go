package matrix

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"

	"parley/shared/event"
)

// Room is what createRoom is asked for. Contents are any JSON-encodable values.
type Room struct {
	Name            string         `json:"name"`
	Topic           string         `json:"topic,omitempty"`
	Version         string         `json:"room_version,omitempty"`
	Preset          string         `json:"preset"`
	Visibility      string         `json:"visibility"`
	AliasName       string         `json:"room_alias_name,omitempty"` // localpart
	CreationContent event.Create   `json:"creation_content"`
	PowerLevels     map[string]any `json:"power_level_content_override"`
	InitialState    []State        `json:"initial_state"`
	Direct          bool           `json:"is_direct,omitempty"` // see CreateDirect
	Invite          []string       `json:"invite,omitempty"`
}

// State is a state event to be written.
type State struct {
	Type     string `json:"type"`
	StateKey string `json:"state_key"`
	Content  any    `json:"content"`
}

// DeleteAlias removes an alias; one that is gone already is no error.
func (c *Client) DeleteAlias(ctx context.Context, aliasName string) error {
	err := c.call(ctx, request{method: http.MethodDelete, path: c.alias(aliasName)}, nil)
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	return err
}

func (c *Client) alias(name string) []any {
	return client("directory", "room", "#"+name+":"+c.ServerName())
}

// Invite invites a user with a reason, in plain text and as Element's HTML.
//
// The invite endpoint of the specification drops the HTML. A state event keeps
// it, and Synapse treats one as an invitation in full; Dendrite does not (the
// invitee gets no room name, a remote one is never told). So the state event is
// used where the homeserver is known to be Synapse.
func (c *Client) Invite(ctx context.Context, room, user, reason, htmlReason string) error {
	if c.ownInvite {
		return c.SetState(ctx, room, State{
			event.TypeMember, user, event.Member{Membership: event.MembershipInvite, Reason: reason, HTMLReason: htmlReason},
		})
	}
	return c.postAway(ctx, client("rooms", room, "invite"), object{"user_id": user, "reason": reason})
}

// Kick removes a user or takes back an invitation. The reason is plain text.
func (c *Client) Kick(ctx context.Context, room, user, reason string) error {
	body := object{"user_id": user}
	if reason != "" {
		body["reason"] = reason
	}
	return c.post(ctx, client("rooms", room, "kick"), body, nil)
}

// Join joins a room that the bot is invited to.
func (c *Client) Join(ctx context.Context, room string) error {
	return c.post(ctx, client("rooms", room, "join"), object{}, nil)
}

// Leave leaves a room for good and forgets it. A room that the bot is not in,
// or that is gone, is no error.
func (c *Client) Leave(ctx context.Context, room string) error {
	for _, verb := range []string{"leave", "forget"} {
		if err := c.post(ctx, client("rooms", room, verb), object{}, nil); Retryable(err) {
			return err
		}
	}
	return nil
}

// JoinedRooms returns the ids of all rooms that the bot is in.
func (c *Client) JoinedRooms(ctx context.Context) (rooms []string, err error) {
	err = c.eachJoinedRoom(ctx, func(id string) { rooms = append(rooms, id) })
	return rooms, err
}

// CountJoinedRooms returns how many rooms the bot is in.
func (c *Client) CountJoinedRooms(ctx context.Context) (count int, err error) {
	err = c.eachJoinedRoom(ctx, func(string) { count++ })
	return count, err
}

func (c *Client) eachJoinedRoom(ctx context.Context, visit func(id string)) error {
	return c.call(ctx, request{method: http.MethodGet, path: client("joined_rooms"), read: func(d *json.Decoder) error {
		return eachMember(d, func(name string) error {
			if name != "joined_rooms" {
				return skip(d)
			}
			return eachItem(d, func() error {
				var id string
				err := d.Decode(&id)
				if err == nil {
					visit(id)
				}
				return err
			})
		})
	}}, nil)
}
