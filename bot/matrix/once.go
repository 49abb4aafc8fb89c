package matrix

import (
	"cmp"
	"context"
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
	_, err := c.sendOnce(ctx, room, request, again, m, nil)
	return err
}

// PostOnce is SendOnce for whoever needs the event id of the message.
func (c *Client) PostOnce(ctx context.Context, room, request string, again bool, m event.Message) (eventID string, err error) {
	var answer struct {
		EventID string `json:"event_id"`
	}
	before, err := c.sendOnce(ctx, room, request, again, m, &answer)
	return cmp.Or(before, answer.EventID), err
}

// sendOnce returns the event id of a message that was sent before.
func (c *Client) sendOnce(ctx context.Context, room, request string, again bool, m event.Message, answer any) (before string, err error) {
	m.Request = request
	if again {
		if err := Settle(ctx); err != nil {
			return "", err
		}
		if before, said, err := c.said(ctx, room, request); said || Retryable(err) {
			return before, err
		}
	}
	typ, content, err := c.sealed(ctx, room, event.TypeMessage, m)
	if err != nil {
		return "", err
	}
	return "", c.call(ctx, send(room, typ, request, content), answer)
}

// said reports whether the bot has sent the message of a request, and its event id. Where
// the homeserver cannot tell, a second message is better than none.
func (c *Client) said(ctx context.Context, room, request string) (eventID string, said bool, err error) {
	mine, err := c.newest(ctx, room, c.UserID())
	for _, e := range mine {
		if m, _ := event.DecodeMessage(e.Content); m.Request == request { // what cannot be read is none of the bot's
			return e.EventID, true, nil
		}
	}
	return "", false, err
}
