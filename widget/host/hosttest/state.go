package hosttest

import (
	"encoding/json"
	"slices"
	"strconv"

	"parley/shared/event"
)

// Put adds a state event to what reads return; sender and time are made up.
func (c *Client) Put(room, typ, key string, content any) event.Event {
	return c.PutBy("@somebody:example.org", room, typ, key, content)
}

// PutBy is Put with a sender.
func (c *Client) PutBy(sender, room, typ, key string, content any) event.Event {
	c.mu.Lock()
	defer c.mu.Unlock()
	raw, _ := json.Marshal(content)
	c.last++
	e := event.Event{
		Type: typ, RoomID: room, StateKey: &key, Sender: sender, Content: raw,
		EventID: "$" + strconv.Itoa(c.last), OriginServerTS: int64(c.last),
	}
	c.state = append(c.state, e)
	return e
}

// Say adds a room event to what reads return.
func (c *Client) Say(sender, room, typ string, content any) event.Event {
	c.mu.Lock()
	defer c.mu.Unlock()
	raw, _ := json.Marshal(content)
	c.last++
	e := event.Event{Type: typ, RoomID: room, Sender: sender, Content: raw, EventID: "$" + strconv.Itoa(c.last), OriginServerTS: int64(c.last)}
	c.said = append(c.said, e)
	return e
}

func (c *Client) past(typ string, rooms json.RawMessage) []event.Event {
	var ids []string
	_ = json.Unmarshal(rooms, &ids)
	c.mu.Lock()
	defer c.mu.Unlock()
	found := []event.Event{}
	for _, e := range c.said {
		if e.Type == typ && slices.Contains(ids, e.RoomID) {
			found = append(found, e)
		}
	}
	return found
}

// Push passes events on as they happen.
func (c *Client) Push(events ...event.Event) {
	for _, e := range events {
		c.Ask("send_event", e)
	}
}

// Answer passes on the bot's reaction to a command.
func (c *Client) Answer(bot string, command event.Event, content any) {
	raw, _ := json.Marshal(content)
	c.Push(event.Event{Type: event.TypeReaction, Sender: bot, RoomID: command.RoomID, EventID: "$re" + command.EventID, Content: raw})
}

// Sent returns the events that the widget has sent.
func (c *Client) Sent() []event.Event {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.sent)
}

// Visited returns the links that the widget has opened.
func (c *Client) Visited() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.visited)
}

// Modals returns what the widget has asked about modal widgets.
func (c *Client) Modals() []Modal {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.modals)
}

func (c *Client) take(e event.Event) any {
	c.mu.Lock()
	c.last++
	e.EventID = "$sent" + strconv.Itoa(c.last)
	c.sent = append(c.sent, e)
	c.mu.Unlock()
	switch {
	case e.StateKey == nil && c.Command != nil:
		go c.Command(c, e)
	case e.StateKey != nil && c.OnState != nil:
		go c.OnState(c, e)
	}
	return map[string]any{"event_id": e.EventID, "room_id": e.RoomID}
}

func (c *Client) find(typ string, key, rooms json.RawMessage) []event.Event {
	var stateKey string
	var ids []string
	any := json.Unmarshal(key, &stateKey) != nil
	everywhere := json.Unmarshal(rooms, &ids) != nil
	c.mu.Lock()
	defer c.mu.Unlock()
	found := []event.Event{}
	for _, e := range c.state {
		if e.Type == typ && (any || *e.StateKey == stateKey) && (everywhere || slices.Contains(ids, e.RoomID)) {
			found = append(found, e)
		}
	}
	return found
}
