package matrix

import (
	"context"
	"errors"
)

// Memo reads what the bot's account has noted under a type about a room, or of room ""
// in general, into out; nothing when it has noted nothing. Such account data are the
// bot's alone, and stay when it leaves the room.
func (c *Client) Memo(ctx context.Context, room, typ string, out any) error {
	err := c.get(ctx, c.memo(room, typ), out)
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	return err
}

// SetMemo notes something in place of what was noted before.
func (c *Client) SetMemo(ctx context.Context, room, typ string, content any) error {
	return c.put(ctx, c.memo(room, typ), content)
}

func (c *Client) memo(room, typ string) []any {
	if room == "" {
		return client("user", c.UserID(), "account_data", typ)
	}
	return client("user", c.UserID(), "rooms", room, "account_data", typ)
}
