package host

import "encoding/json"

// Directions of requests. An answer has the direction of its request.
const (
	fromWidget = "fromWidget"
	toWidget   = "toWidget"
)

// Frame is one message of the Widget API. Response is nil in a request.
type Frame struct {
	API       string          `json:"api"`
	RequestID string          `json:"requestId"`
	Action    string          `json:"action"`
	WidgetID  string          `json:"widgetId"`
	Data      json.RawMessage `json:"data"`
	Response  json.RawMessage `json:"response,omitempty"`
}

// maxFrameBytes bounds what is taken from a frame. State of ten thousand rooms
// fits in.
const maxFrameBytes = 64 << 20

// Port carries messages between this window and the one that embeds it.
type Port interface {
	// Post sends a frame, as JSON, to the parent window. The browser delivers it
	// only if that window shows a page of the given origin.
	Post(frame []byte, origin string)

	// Receive calls f, one at a time, for each message that this window gets,
	// whoever sent it, and for those that came before Receive was called.
	Receive(f func(Message))
}

// Message is a message as the browser delivered it. Frame decodes it, with an
// error when it is none or too large: only done once the sender is known.
type Message struct {
	Origin     string
	FromParent bool
	Frame      func() (Frame, error)
}
