package host

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"time"

	"parley/shared/event"
	"parley/widget/browser"
)

// Query selects state events: of one type, with one state key or any, in some
// rooms or in all that the client knows.
type Query struct {
	Type     string
	StateKey *string  // nil: any
	Rooms    []string // nil: all
}

// noLimit stops clients from cutting a room's answer at their own limit.
const noLimit = 1_000_000

// ReadState reads state and passes it to each in batches, in no particular order.
// Some clients answer with old events too: what is current must be found out by
// comparing them.
func (c *Client) ReadState(ctx context.Context, q Query, each func([]event.Event)) error {
	data := map[string]any{"type": q.Type, "limit": noLimit, "state_key": true, "room_ids": "*"}
	if q.StateKey != nil {
		data["state_key"] = *q.StateKey
	}
	if q.Rooms != nil {
		data["room_ids"] = q.Rooms
	}
	return c.readEvents(ctx, data, each)
}

// maxTimeline is how many events of a type are read of each room's past.
const maxTimeline = 200

// ReadTimeline reads room events of a type, as far as the client has loaded the rooms' past,
// and passes them to each as ReadState does.
func (c *Client) ReadTimeline(ctx context.Context, typ string, rooms []string, each func([]event.Event)) error {
	return c.readEvents(ctx, map[string]any{"type": typ, "limit": maxTimeline, "room_ids": rooms}, each)
}

func (c *Client) readEvents(ctx context.Context, data map[string]any, each func([]event.Event)) error {
	response, err := c.ask(ctx, "org.matrix.msc2876.read_events", data)
	if err != nil {
		return err
	}
	c.decoding.Lock()
	defer c.decoding.Unlock()
	return decodeEvents(response, "events", each)
}

const (
	batch   = 50
	oneTask = 20 * time.Millisecond
)

var errNoEvents = errors.New("host: answer without events")

// decodeEvents decodes the array under key, which is the first member of the
// object or follows small ones, and leaves out what is no event. It lets the browser paint when it takes long.
func decodeEvents(raw json.RawMessage, key string, each func([]event.Event)) error {
	dec := json.NewDecoder(bytes.NewReader(raw))
	if err := seek(dec, key); err != nil {
		return err
	}
	var events []event.Event
	begun := time.Now()
	for dec.More() {
		var e event.Event
		if err := dec.Decode(&e); malformed(err) {
			continue
		} else if err != nil {
			return err
		}
		if events = append(events, e); len(events) < batch {
			continue
		}
		each(events)
		events = nil
		if time.Since(begun) > oneTask {
			browser.Breathe()
			begun = time.Now()
		}
	}
	if len(events) > 0 {
		each(events)
	}
	_, err := dec.Token() // the end of the array
	return err
}

// malformed reports that a value is JSON but not of the form that was expected. A
// json.Decoder is behind the value then.
func malformed(err error) bool {
	var wrong *json.UnmarshalTypeError
	return errors.As(err, &wrong)
}

// seek moves dec into the array under key of the object that it is before.
func seek(dec *json.Decoder, key string) error {
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return errNoEvents
	}
	for dec.More() {
		name, err := dec.Token()
		if err != nil {
			return err
		}
		if name == key {
			if t, err := dec.Token(); err != nil || t != json.Delim('[') {
				return errNoEvents
			}
			return nil
		}
		var skipped json.RawMessage
		if err := dec.Decode(&skipped); err != nil {
			return err
		}
	}
	return errNoEvents
}
