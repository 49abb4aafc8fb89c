package host

import (
	"context"
	"encoding/json"
	"errors"
	"strconv"
	"time"
)

// ErrSilent says that the client did not answer in time.
var ErrSilent = errors.New("host: the client does not answer")

// Refusal is a client's error answer. Code and Status are those of the homeserver,
// where the client passes them on.
type Refusal struct {
	Action  string
	Message string
	Code    string // such as M_FORBIDDEN
	Status  int    // of HTTP
}

func (r *Refusal) Error() string {
	return "host: " + r.Action + " refused: " + r.Message + " " + r.Code
}

// Patience towards the client by action. A forever is ended by the context alone,
// because a person decides. Sending goes on in the client when we stop waiting, so
// that stopping early would invite the person to send twice.
const (
	patience = 10 * time.Second
	forever  = 0
)

var patienceFor = map[string]time.Duration{
	"org.matrix.msc2974.request_capabilities": forever,
	"org.matrix.msc2876.read_events":          30 * time.Second,
	"send_event":                              time.Minute,
}

// request asks the client and decodes its answer into the value that out points
// to, unless out is nil. Errors are ErrSilent, a *Refusal, or the context's.
func (c *Client) request(ctx context.Context, action string, data, out any) error {
	response, err := c.ask(ctx, action, data)
	if err != nil || out == nil {
		return err
	}
	return json.Unmarshal(response, out)
}

// ask is request without decoding.
func (c *Client) ask(ctx context.Context, action string, data any) (json.RawMessage, error) {
	raw, err := json.Marshal(data)
	if err != nil {
		return nil, err
	}
	id, answer := c.open()
	defer c.close(id)
	c.post(Frame{API: fromWidget, RequestID: id, Action: action, WidgetID: c.params.WidgetID, Data: raw})

	limit, special := patienceFor[action]
	if !special {
		limit = patience
	}
	var expired <-chan time.Time
	if limit != forever {
		timer := time.NewTimer(limit)
		defer timer.Stop()
		expired = timer.C
	}
	select {
	case f := <-answer:
		return f.Response, refusal(action, f.Response)
	case <-expired:
		return nil, ErrSilent
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (c *Client) open() (id string, answer chan Frame) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.last++
	id, answer = c.prefix+strconv.Itoa(c.last), make(chan Frame, 1)
	c.waiting[id] = answer
	return id, answer
}

func (c *Client) close(id string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.waiting, id)
}

// resolve hands an answer to who waits for it. Second answers and answers to
// nobody's question are dropped.
func (c *Client) resolve(f Frame) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if answer, ok := c.waiting[f.RequestID]; ok {
		delete(c.waiting, f.RequestID)
		answer <- f
	}
}

func refusal(action string, response json.RawMessage) error {
	if len(response) > 1<<16 { // not an error: spare decoding it twice
		return nil
	}
	var r struct {
		Error *struct {
			Message string `json:"message"`
			Matrix  struct {
				Status   int `json:"http_status"`
				Response struct {
					Code string `json:"errcode"`
				} `json:"response"`
			} `json:"matrix_api_error"`
		} `json:"error"`
	}
	if err := json.Unmarshal(response, &r); err != nil || r.Error == nil {
		return err
	}
	return &Refusal{Action: action, Message: r.Error.Message, Code: r.Error.Matrix.Response.Code, Status: r.Error.Matrix.Status}
}
