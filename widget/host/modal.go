package host

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
)

// Pages that clients show in modal widgets (MSC2790), as their addresses call them. They are
// those of the existing system.
const (
	ModalMeeting   = "schedule-meeting"
	ModalBreakouts = "setup-breakout-sessions"
)

// Modal is a modal widget: one that the client loads for itself, in a dialog with buttons.
type Modal struct {
	Type    string        `json:"type"`
	URL     string        `json:"url"`
	Name    string        `json:"name"` // the title of the dialog
	Buttons []ModalButton `json:"buttons"`
	Data    any           `json:"data"`
}

// ModalButton is a button of the client's below the widget. The first one is on the right.
type ModalButton struct {
	ID    string `json:"id"`
	Label string `json:"label"`
	Kind  string `json:"kind"` // m.primary or m.secondary
}

// OpenModal has the client open a modal widget. Handler.Closed follows when that has closed.
func (c *Client) OpenModal(ctx context.Context, m Modal) error {
	return c.request(ctx, "open_modal", m, nil)
}

// CloseModal closes the modal widget that this page is, with what its opener gets.
func (c *Client) CloseModal(ctx context.Context, result any) error {
	return c.request(ctx, "close_modal", result, nil)
}

// modalCapabilities are those of a modal widget: it reads, and leaves the rest to its opener.
func modalCapabilities() []string {
	return slices.DeleteFunc(slices.Clone(Capabilities), func(c string) bool {
		return c == CanNavigate || strings.HasPrefix(c, sendState) || strings.HasPrefix(c, sendEvent) || strings.HasPrefix(c, receiveEvent)
	})
}

func (c *Client) wanted() []string {
	if c.params.Modal != "" {
		return modalCapabilities()
	}
	return Capabilities
}

func (c *Client) learnConfig(data json.RawMessage) any {
	var config struct {
		Data json.RawMessage `json:"data"`
	}
	if json.Unmarshal(data, &config) != nil {
		return failure("Malformed data")
	}
	if c.handler.Opened != nil {
		c.handler.Opened(config.Data)
	}
	return struct{}{}
}

func (c *Client) learnButton(data json.RawMessage) any {
	var button struct {
		ID string `json:"id"`
	}
	if json.Unmarshal(data, &button) == nil && c.handler.Button != nil {
		c.handler.Button(button.ID)
	}
	return struct{}{}
}

func (c *Client) learnClosed(data json.RawMessage) any {
	if c.handler.Closed != nil {
		c.handler.Closed(data)
	}
	return struct{}{}
}
