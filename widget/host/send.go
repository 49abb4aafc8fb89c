package host

import (
	"context"
	"time"

	"parley/shared/event"
)

// SendState sends a state event and returns its id. One with the content that is
// already there has no effect and never comes back as an event.
func (c *Client) SendState(ctx context.Context, room, typ, stateKey string, content any) (eventID string, err error) {
	var sent struct {
		EventID string `json:"event_id"`
	}
	err = c.request(ctx, "send_event", map[string]any{
		"room_id": room, "type": typ, "state_key": stateKey, "content": content,
	}, &sent)
	return sent.EventID, err
}

// recheck is how often a missing answer is looked for among the event's
// relations, in case the client did not pass it on.
const recheck = 30 * time.Second

// Command sends a command in the widget's room and waits, until ctx ends, for the
// answer: the reaction to it by the bot. accepted is told the command's event id
// as soon as the homeserver has taken it.
func (c *Client) Command(ctx context.Context, bot, typ string, content any, accepted func(eventID string)) (event.Reaction, error) {
	in := c.openInbox(bot) // before sending: the answer may be faster than the response
	defer c.closeInbox(in)
	var sent struct {
		EventID string `json:"event_id"`
	}
	err := c.request(ctx, "send_event", map[string]any{
		"room_id": c.params.RoomID, "type": typ, "content": content,
	}, &sent)
	if err != nil {
		return event.Reaction{}, err
	}
	accepted(sent.EventID)
	missing := time.NewTicker(recheck)
	defer missing.Stop()
	for {
		if answer, ok := in.find(sent.EventID); ok {
			return answer, nil
		}
		select {
		case <-in.more:
		case <-missing.C:
			go c.recall(ctx, sent.EventID)
		case <-ctx.Done():
			return event.Reaction{}, ctx.Err()
		}
	}
}

// recall reads the reactions to a command. Without an answer it is tried again.
func (c *Client) recall(ctx context.Context, eventID string) {
	response, err := c.ask(ctx, "org.matrix.msc3869.read_relations", map[string]any{
		"event_id": eventID, "room_id": c.params.RoomID,
		"rel_type": event.RelAnnotation, "event_type": event.TypeReaction, "limit": batch,
	})
	if err == nil {
		_ = decodeEvents(response, "chunk", c.learn)
	}
}

// inbox keeps the reactions of one user in the widget's room from before a command
// is sent until its answer is found.
type inbox struct {
	sender  string
	arrived []event.Reaction
	more    chan struct{} // has room for one: something arrived since the last look
	owner   *Client       // its mutex guards arrived
}

func (c *Client) openInbox(sender string) *inbox {
	c.mu.Lock()
	defer c.mu.Unlock()
	in := &inbox{sender: sender, more: make(chan struct{}, 1), owner: c}
	c.inboxes[in] = struct{}{}
	return in
}

func (c *Client) closeInbox(in *inbox) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.inboxes, in)
}

// deliver puts a reaction into the inboxes that are open for its sender.
func (c *Client) deliver(e event.Event) {
	r, err := event.DecodeReaction(e.Content)
	if e.RoomID != c.params.RoomID || err != nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for in := range c.inboxes {
		if in.sender != e.Sender {
			continue
		}
		in.arrived = append(in.arrived, r)
		select {
		case in.more <- struct{}{}:
		default:
		}
	}
}

// find returns the answer to a command. Other reactions are none: ⏳, 👍. The existing bot
// follows ❌ by ✅, and clients may tell of the later one first.
func (in *inbox) find(eventID string) (answer event.Reaction, ok bool) {
	in.owner.mu.Lock()
	defer in.owner.mu.Unlock()
	for _, r := range in.arrived {
		if r.RelatesTo.RelType != event.RelAnnotation || r.RelatesTo.EventID != eventID {
			continue
		}
		switch r.RelatesTo.Key {
		case event.KeyFailed:
			return r, true
		case event.KeyDone:
			answer, ok = r, true
		}
	}
	in.arrived = nil // answers to other commands, which have inboxes of their own
	return answer, ok
}
