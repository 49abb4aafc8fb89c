package matrix

import (
	"context"
	"slices"
	"time"

	"parley/shared/event"
)

// settling is how long a homeserver may take to finish the request of a client that
// is gone. Dendrite does not know its transaction id before, and would take another
// request with the same one for a new event.
const settling = time.Second

// Settle waits until the homeserver has finished what a process that died has asked for.
func Settle(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(settling):
		return nil
	}
}

// SendOnce sends a message that a try before may have sent already (again): homeservers
// that were restarted forget transaction ids. The message names its request, which is its
// transaction id.
func (c *Client) SendOnce(ctx context.Context, room, request string, again bool, m event.Message) error {
	m.Request = request
	if again {
		if err := Settle(ctx); err != nil {
			return err
		}
		if said, err := c.said(ctx, room, request); said || Retryable(err) {
			return err
		}
	}
	return c.Send(ctx, room, event.TypeMessage, request, m)
}

// said reports whether the bot has sent the message of a request. Where the homeserver
// cannot tell, a second message is better than none.
func (c *Client) said(ctx context.Context, room, request string) (bool, error) {
	mine, err := c.NewestMessages(ctx, room, c.UserID())
	return slices.ContainsFunc(mine, func(m event.Message) bool { return m.Request == request }), err
}
