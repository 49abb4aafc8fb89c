package matrix

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"time"

	"parley/shared/event"
)

// pastPage is how many events of a room are asked for at once. Between two pages Dendrite may
// leave out some.
const pastPage = "1000"

// Past returns the events of some types in a room since a time, or since the bot's own join
// if that is later, oldest first.
func (c *Client) Past(ctx context.Context, room string, types []string, since time.Time) ([]json.RawMessage, error) {
	filter, err := json.Marshal(object{"types": append(slices.Clone(types), event.TypeMember), "lazy_load_members": true})
	if err != nil {
		return nil, err
	}
	query := map[string]string{"dir": "b", "limit": pastPage, "filter": string(filter)}
	s, events := Stream{Client: c}, []raw(nil)
	for range maxPages {
		var answer page
		if err := c.call(ctx, request{method: http.MethodGet, path: client("rooms", room, "messages"), query: query}, &answer); err != nil {
			return nil, err
		}
		recent := false
		for _, bytes := range answer.Chunk {
			if joined, _ := s.ownJoin(bytes); joined {
				slices.Reverse(events)
				return events, nil
			}
			if time.UnixMilli(eventOf(bytes).OriginServerTS).Before(since) {
				continue
			}
			recent, events = true, append(events, bytes)
		}
		if !recent || answer.End == "" || answer.End == query["from"] {
			break
		}
		query["from"] = answer.End
	}
	slices.Reverse(events)
	return events, nil
}

// IsWhole reports whether a room's state is that of one that the bot is in and has created
// for a request, to the end.
func (c *Client) IsWhole(state []event.Event, request string) bool {
	return isWhole(state, c.UserID(), request)
}
