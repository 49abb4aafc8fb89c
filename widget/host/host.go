// Package host speaks the Matrix Widget API with the client that embeds the
// widget: it asks for capabilities, reads state, sends events, and passes on what
// happens in the rooms.
//
// Everything but the two port files runs on every platform, so the protocol is
// tested natively with the frames that real clients send. Frames are trusted only
// when the parent window sent them from the origin in parentUrl.
//
// Source: MSC2762 (events), MSC2790 (modal widgets), MSC2871 (approved capabilities),
// MSC2876 (reading), MSC2931 (navigation), MSC2974 (renegotiation), MSC3869 (relations) and MSC3973
// (user directory), as implemented by matrix-widget-api.
package host

import (
	"context"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"strconv"
	"sync"
	"time"

	"parley/shared/event"
)

// ErrOutside says that the page was not opened by a Matrix client.
var ErrOutside = errors.New("host: not embedded in a Matrix client")

// Handler is told what the client says unasked. Its functions are called one at a
// time, in the order of arrival, and must not wait for the client.
type Handler struct {
	Events       func([]event.Event) // of all rooms, some of them more than once
	Theme        func(name string)   // such as dark or light-high-contrast
	Language     func(tag string)    // BCP 47
	Capabilities func()              // Approved has changed

	Closed func(result json.RawMessage) // the modal widget that was opened has closed
	Opened func(data json.RawMessage)   // what this page, a modal widget, was opened with
	Button func(id string)              // one of the client's buttons below it was pressed
}

// Client is the widget's end of the conversation. Its methods may be called from
// any goroutine.
type Client struct {
	port    Port
	params  Params
	handler Handler
	prefix  string // makes request ids differ from those of an earlier load

	decoding sync.Mutex // one long answer at a time, else pauses in it would be filled by others

	mu       sync.Mutex
	last     int
	waiting  map[string]chan Frame // by request id
	approved map[string]bool       // nil until the client has said
	asked    chan struct{}         // closed when the client wants to know what we need
	settled  chan struct{}         // closed when approved is known
	inboxes  map[*inbox]struct{}
	identity chan credentials // what the person has decided; see Identity
}

// New makes a client for the window that port leads to. It fails with ErrOutside
// when the parameters name no such window.
func New(port Port, params Params, handler Handler) (*Client, error) {
	if params.WidgetID == "" || params.ParentOrigin == "" {
		return nil, ErrOutside
	}
	return &Client{
		port: port, params: params, handler: handler,
		prefix:  "parley-" + strconv.FormatUint(rand.Uint64(), 36) + "-",
		waiting: map[string]chan Frame{},
		asked:   make(chan struct{}), settled: make(chan struct{}),
		inboxes: map[*inbox]struct{}{}, identity: make(chan credentials, 1),
	}, nil
}

// hesitation is how long a client may take to ask for capabilities before we
// offer them. It asks on the iframe's load event and gives up after ten seconds,
// which a slow start of the widget can exceed.
const hesitation = 10 * time.Second

// Connect announces the widget and waits until the capabilities are settled,
// however long the person takes to decide.
func (c *Client) Connect(ctx context.Context) error {
	c.port.Receive(c.receive)
	// Refused by clients that waited for the page's load event instead.
	go c.request(ctx, "content_loaded", struct{}{}, nil)
	select {
	case <-c.asked:
	case <-c.settled:
	case <-time.After(hesitation):
		offer := map[string]any{"capabilities": c.wanted()}
		if err := c.request(ctx, "org.matrix.msc2974.request_capabilities", offer, nil); err != nil {
			return err
		}
	case <-ctx.Done():
	}
	select {
	case <-c.settled:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Approved reports whether the client lets us use a capability.
func (c *Client) Approved(capability string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.approved[capability]
}

// receive routes one message, and drops what is not from our client or not for
// this widget.
func (c *Client) receive(m Message) {
	if !m.FromParent || m.Origin != c.params.ParentOrigin {
		return
	}
	f, err := m.Frame()
	if err != nil || f.WidgetID != c.params.WidgetID || f.RequestID == "" {
		return
	}
	switch {
	case f.API == fromWidget && f.Response != nil:
		c.resolve(f)
	case f.API == toWidget && f.Response == nil:
		c.reply(f, c.perform(f.Action, f.Data))
	}
}

func (c *Client) reply(f Frame, response any) {
	f.Data = json.RawMessage("{}") // only the request id is matched
	f.Response, _ = json.Marshal(response)
	c.post(f)
}

func (c *Client) post(f Frame) {
	if raw, err := json.Marshal(f); err == nil {
		c.port.Post(raw, c.params.ParentOrigin)
	}
}
