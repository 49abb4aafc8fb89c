package host

import (
	"encoding/json"

	"parley/shared/event"
)

// versions is what we understand. The one thing left out on purpose is
// org.matrix.msc2762_update_state: a client that sees it in our list answers reads
// of state from the loaded part of the timeline instead of from the state.
var versions = []string{
	"0.0.1", "0.0.2",
	"org.matrix.msc2762", "org.matrix.msc2871", "org.matrix.msc2873",
	"org.matrix.msc2876", "org.matrix.msc2931", "org.matrix.msc2974",
	"org.matrix.msc3819", "org.matrix.msc3869", "org.matrix.msc3973",
}

type errorResponse struct {
	Error struct {
		Message string `json:"message"`
	} `json:"error"`
}

// actions is what a client may ask of us. Each takes the data of the request and
// returns the response.
var actions = map[string]func(*Client, json.RawMessage) any{
	"supported_api_versions": (*Client).tellVersions,
	"capabilities":           (*Client).tellCapabilities,
	"notify_capabilities":    (*Client).learnCapabilities,
	"send_event":             (*Client).learnEvent,
	"update_state":           (*Client).learnState,
	"theme_change":           (*Client).changeTheme,
	"language_change":        (*Client).changeLanguage,
	"openid_credentials":     (*Client).learnIdentity,
	"close_modal":            (*Client).learnClosed,
	"widget_config":          (*Client).learnConfig,
	"button_clicked":         (*Client).learnButton,
	"visibility":             func(*Client, json.RawMessage) any { return struct{}{} },
}

func (c *Client) perform(action string, data json.RawMessage) any {
	if run, ok := actions[action]; ok {
		return run(c, data)
	}
	return failure("Unknown or unsupported action")
}

func failure(message string) any {
	var r errorResponse
	r.Error.Message = message
	return r
}

func (c *Client) tellVersions(json.RawMessage) any {
	return map[string]any{"supported_versions": versions}
}

func (c *Client) tellCapabilities(json.RawMessage) any {
	c.mu.Lock()
	defer c.mu.Unlock()
	shut(c.asked)
	return map[string]any{"capabilities": c.wanted()}
}

func (c *Client) learnCapabilities(data json.RawMessage) any {
	var notice struct {
		Approved []string `json:"approved"`
	}
	if json.Unmarshal(data, &notice) != nil {
		return failure("Malformed data")
	}
	c.approve(notice.Approved)
	if c.handler.Capabilities != nil {
		c.handler.Capabilities()
	}
	return struct{}{}
}

func (c *Client) approve(capabilities []string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.approved = make(map[string]bool, len(capabilities))
	for _, capability := range capabilities {
		c.approved[capability] = true
	}
	shut(c.settled)
}

func (c *Client) learnEvent(data json.RawMessage) any {
	var e event.Event
	if json.Unmarshal(data, &e) != nil {
		return failure("Malformed event")
	}
	c.learn([]event.Event{e})
	return struct{}{}
}

// learnState takes the pushes of MSC4237, which some clients make without being
// told that we understand them.
func (c *Client) learnState(data json.RawMessage) any {
	var update struct {
		State []json.RawMessage `json:"state"`
	}
	if json.Unmarshal(data, &update) != nil {
		return failure("Malformed state")
	}
	var events []event.Event
	for _, raw := range update.State {
		var e event.Event
		if json.Unmarshal(raw, &e) == nil {
			events = append(events, e)
		}
	}
	c.learn(events)
	return struct{}{}
}

func (c *Client) learn(events []event.Event) {
	for _, e := range events {
		if e.Type == event.TypeReaction {
			c.deliver(e)
		}
	}
	if c.handler.Events != nil {
		c.handler.Events(events)
	}
}

func (c *Client) changeTheme(data json.RawMessage) any {
	var change struct {
		Name string `json:"name"`
	}
	if json.Unmarshal(data, &change) == nil && change.Name != "" && c.handler.Theme != nil {
		c.handler.Theme(change.Name)
	}
	return struct{}{}
}

func (c *Client) changeLanguage(data json.RawMessage) any {
	var change struct {
		Lang string `json:"lang"`
	}
	if json.Unmarshal(data, &change) == nil && change.Lang != "" && c.handler.Language != nil {
		c.handler.Language(change.Lang)
	}
	return struct{}{}
}

// shut closes a channel once.
func shut(done chan struct{}) {
	select {
	case <-done:
	default:
		close(done)
	}
}
