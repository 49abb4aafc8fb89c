package matrix

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"

	"parley/shared/event"
)

// StateContent returns the content of a state event, or ErrNotFound. A room
// that the bot cannot look into is ErrForbidden.
func (c *Client) StateContent(ctx context.Context, room, typ, stateKey string) (json.RawMessage, error) {
	var content raw
	err := c.get(ctx, client("rooms", room, "state", typ, stateKey), &content)
	return content, err
}

// Member returns the membership of a user in a room, "leave" for somebody who
// never was there or whose membership cannot be read.
func (c *Client) Member(ctx context.Context, room, user string) (event.Member, error) {
	content, err := c.StateContent(ctx, room, event.TypeMember, user)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return event.Member{}, err
	}
	member, _ := event.DecodeMember(content)
	if member.Membership == "" {
		member.Membership = event.MembershipLeave
	}
	return member, nil
}

// Event returns an event of a room as it is now: redacted, for one.
func (c *Client) Event(ctx context.Context, room, id string) (json.RawMessage, error) {
	var event raw
	err := c.get(ctx, client("rooms", room, "event", id), &event)
	return event, err
}

// FullState returns all state events of a room. What is no event is left out.
func (c *Client) FullState(ctx context.Context, room string) ([]event.Event, error) {
	return c.state(ctx, room, answerLimit)
}

// SmallState is FullState for one of several rooms that are read at once, which may not be
// as large (ErrTooLarge).
func (c *Client) SmallState(ctx context.Context, room string) ([]event.Event, error) {
	return c.state(ctx, room, smallLimit)
}

func (c *Client) state(ctx context.Context, room string, limit int64) ([]event.Event, error) {
	var answer []raw
	r := request{method: http.MethodGet, path: client("rooms", room, "state"), limit: limit}
	if err := c.call(ctx, r, &answer); err != nil {
		return nil, err
	}
	events := make([]event.Event, 0, len(answer))
	for _, bytes := range answer {
		var e event.Event
		if json.Unmarshal(bytes, &e) == nil && e.StateKey != nil {
			events = append(events, e)
		}
	}
	return events, nil
}

// MaxWeight is how much of the states of several rooms may be kept in memory for one
// command, in bytes as Weight counts them: who has it carried out may have made them.
const MaxWeight = 100 << 20

// Weight is about how many bytes of memory the state of a room takes.
func Weight(state []event.Event) (bytes int) {
	for _, e := range state {
		bytes += len(e.Content) + 500
	}
	return bytes
}

// SetState writes a state event.
func (c *Client) SetState(ctx context.Context, room string, state State) error {
	return c.put(ctx, client("rooms", room, "state", state.Type, state.StateKey), state.Content)
}

// Send sends a room event. The same transaction id sends it once, as long as
// the homeserver remembers.
func (c *Client) Send(ctx context.Context, room, typ, transaction string, content any) error {
	typ, content, err := c.sealed(ctx, room, typ, content)
	if err != nil {
		return err
	}
	return c.call(ctx, send(room, typ, transaction, content), nil)
}

func send(room, typ, transaction string, content any) request {
	return request{method: http.MethodPut, path: client("rooms", room, "send", typ, transaction), body: content}
}

// newestMessages is how many of a sender's messages newest looks at.
const newestMessages = 50

// newest returns the last messages of a sender in a room, newest first, encrypted ones as
// they are.
func (c *Client) newest(ctx context.Context, room, sender string) (events []event.Event, err error) {
	filter, err := json.Marshal(object{"types": []string{event.TypeMessage, event.TypeEncrypted}, "senders": []string{sender}, "lazy_load_members": true})
	if err != nil {
		return nil, err
	}
	var answer page
	err = c.call(ctx, request{
		method: http.MethodGet, path: client("rooms", room, "messages"),
		query: map[string]string{"dir": "b", "limit": strconv.Itoa(newestMessages), "filter": string(filter)},
	}, &answer)
	for _, bytes := range answer.Chunk {
		var e event.Event
		if json.Unmarshal(bytes, &e) == nil && (e.Type == event.TypeMessage || e.Type == event.TypeEncrypted) && e.Sender == sender {
			events = append(events, e)
		}
	}
	return events, err
}

// Annotations returns the senders of the reactions to an event.
func (c *Client) Annotations(ctx context.Context, room, eventID string) ([]string, error) {
	var answer struct {
		Chunk []json.RawMessage `json:"chunk"`
	}
	path := []any{"_matrix", "client", "v1", "rooms", room, "relations", eventID, event.RelAnnotation, event.TypeReaction}
	if err := c.get(ctx, path, &answer); err != nil {
		return nil, err
	}
	senders := make([]string, len(answer.Chunk))
	for i, raw := range answer.Chunk {
		var e event.Event
		_ = json.Unmarshal(raw, &e) // the sender counts, whatever else cannot be read
		senders[i] = e.Sender
	}
	return senders, nil
}
