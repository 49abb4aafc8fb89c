// Package hosttest is a Matrix client in memory for tests of what is built on
// package host: it speaks the same frames as a browser's client and answers from
// the events that it was given.
package hosttest

import (
	"encoding/json"
	"slices"
	"strconv"
	"sync"
	"time"

	"parley/shared/event"
	"parley/widget/host"
)

// Origin is where the client's page comes from, WidgetID how it calls the widget.
const (
	Origin   = "https://client.example"
	WidgetID = "widget"
)

// Client is the window around the widget. Its fields may be set before the widget
// connects.
type Client struct {
	Denied    []string                       // capabilities that the person does not allow
	Undecided bool                           // the person has not answered the question yet
	Silent    map[string]bool                // actions that get no answer
	Delay     time.Duration                  // of the answer to what is sent
	Failing   map[string]string              // response by action, such as an error
	People    []host.Person                  // user directory
	Command   func(c *Client, e event.Event) // what the bot does with a command; nil: nothing
	OnState   func(c *Client, e event.Event) // what the homeserver does with a state event

	mu      sync.Mutex
	deliver func(host.Message)
	state   []event.Event
	sent    []event.Event
	said    []event.Event
	visited []string
	modals  []Modal
	last    int
}

// Modal is what the widget has asked about modal widgets.
type Modal struct {
	Action  string             `json:"-"` // open_modal or close_modal
	URL     string             `json:"url"`
	Name    string             `json:"name"`
	Buttons []host.ModalButton `json:"buttons"`
	Data    json.RawMessage    `json:"data"`
	Result  json.RawMessage    `json:"-"` // all of it: what a modal widget hands back
}

type frame struct {
	API       string          `json:"api"`
	RequestID string          `json:"requestId"`
	Action    string          `json:"action"`
	WidgetID  string          `json:"widgetId"`
	Data      json.RawMessage `json:"data"`
	Response  json.RawMessage `json:"response,omitempty"`
}

// Receive implements host.Port.
func (c *Client) Receive(f func(host.Message)) {
	c.deliver = f
	c.Ask("supported_api_versions", struct{}{})
	c.Ask("capabilities", struct{}{})
	if !c.Undecided {
		c.Decide()
	}
}

// Decide is the person's answer to what the widget may do.
func (c *Client) Decide() {
	approved := slices.DeleteFunc(slices.Clone(host.Capabilities), func(s string) bool { return slices.Contains(c.Denied, s) })
	c.Ask("notify_capabilities", map[string]any{"requested": host.Capabilities, "approved": approved})
}

// Ask sends a request to the widget. Its answer is not looked at.
func (c *Client) Ask(action string, data any) {
	c.mu.Lock()
	c.last++
	id := strconv.Itoa(c.last)
	c.mu.Unlock()
	raw, _ := json.Marshal(data)
	c.say(frame{API: "toWidget", RequestID: id, Action: action, WidgetID: WidgetID, Data: raw})
}

func (c *Client) say(f frame) {
	raw, _ := json.Marshal(f)
	c.deliver(host.Message{Origin: Origin, FromParent: true, Frame: func() (h host.Frame, err error) {
		return h, json.Unmarshal(raw, &h)
	}})
}

// Post implements host.Port.
func (c *Client) Post(raw []byte, origin string) {
	var f frame
	if json.Unmarshal(raw, &f) != nil || origin != Origin || f.API != "fromWidget" || f.Response != nil || c.Silent[f.Action] {
		return
	}
	response := c.Failing[f.Action]
	if response == "" {
		raw, _ := json.Marshal(c.perform(f))
		response = string(raw)
	}
	f.Response = json.RawMessage(response)
	go func() {
		if f.Action == "send_event" {
			time.Sleep(c.Delay)
		}
		c.say(f)
	}()
}

func (c *Client) perform(f frame) any {
	var data struct {
		Type       string          `json:"type"`
		RoomIDs    json.RawMessage `json:"room_ids"`
		Key        json.RawMessage `json:"state_key"`
		SearchTerm string          `json:"search_term"`
		URI        string          `json:"uri"`
	}
	switch f.Action {
	case "send_event":
		var e event.Event
		_ = json.Unmarshal(f.Data, &e)
		return c.take(e)
	case "org.matrix.msc2876.read_events":
		_ = json.Unmarshal(f.Data, &data)
		if data.Key == nil {
			return map[string]any{"events": c.past(data.Type, data.RoomIDs)}
		}
		return map[string]any{"events": c.find(data.Type, data.Key, data.RoomIDs)}
	case "org.matrix.msc3869.read_relations":
		return map[string]any{"chunk": []event.Event{}}
	case "org.matrix.msc3973.user_directory_search":
		return map[string]any{"limited": false, "results": c.People}
	case "get_openid":
		return map[string]any{"state": "allowed", "access_token": "token", "matrix_server_name": "example.org", "expires_in": 3600}
	case "open_modal", "close_modal":
		c.mu.Lock()
		defer c.mu.Unlock()
		c.modals = append(c.modals, Modal{Action: f.Action})
		_ = json.Unmarshal(f.Data, &c.modals[len(c.modals)-1])
		c.modals[len(c.modals)-1].Result = f.Data
	case "org.matrix.msc2931.navigate":
		_ = json.Unmarshal(f.Data, &data)
		c.mu.Lock()
		defer c.mu.Unlock()
		c.visited = append(c.visited, data.URI)
	}
	return struct{}{}
}
