package matrix

import (
	"context"
	"encoding/json"
	"net/http"

	"parley/shared/event"
)

// OwnMessages returns the contents of the latest messages that the bot has sent to a
// room, the newest first.
func (c *Client) OwnMessages(ctx context.Context, room string) ([]json.RawMessage, error) {
	filter, err := json.Marshal(object{"types": []string{event.TypeMessage}, "senders": []string{c.UserID()}})
	if err != nil {
		return nil, err
	}
	var answer page
	err = c.call(ctx, request{
		method: http.MethodGet, path: client("rooms", room, "messages"),
		query: map[string]string{"dir": "b", "limit": "20", "filter": string(filter)},
	}, &answer)
	var contents []json.RawMessage
	for _, raw := range answer.Chunk {
		var e event.Event
		if json.Unmarshal(raw, &e) == nil && e.Sender == c.UserID() {
			contents = append(contents, e.Content)
		}
	}
	return contents, err
}
