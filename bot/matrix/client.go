// Package matrix is the only part of the bot that talks to the homeserver. It
// speaks the client-server API of the Matrix specification through mautrix, and
// nothing of mautrix leaves it: ids are strings, contents are JSON, failures are
// *Error.
//
// A request is made once. Whoever asked repeats it when Retryable says so; the
// stream of events has its own patience.
package matrix

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"github.com/rs/zerolog"
	"maunium.net/go/mautrix"
	"maunium.net/go/mautrix/id"
)

const (
	requestTimeout = 60 * time.Second // a busy homeserver takes seconds to create a room
	remoteTimeout  = 20 * time.Second // at most, of what waits for the homeserver of one other person
	answerLimit    = 32 << 20         // bytes of one answer: the state of a very large room
	smallLimit     = 8 << 20          // likewise, where several are read at once
	connections    = 16               // kept open to the homeserver
)

// Client is the bot's account at its homeserver. It is safe for concurrent use.
type Client struct {
	api       *mautrix.Client
	login     credentials
	token     atomic.Pointer[string]
	userID    atomic.Pointer[string]
	ownInvite bool // see Invite
	version   defaultVersion
	observe   Observer
	patience  time.Duration // with one request

	deviceID    atomic.Pointer[string] // "" for none
	deviceToken atomic.Pointer[string] // of the device, where token belongs to none; else ""
	vault       atomic.Pointer[Vault]  // nil: nothing is encrypted or decrypted
	encryption  EncryptedTo
}

// Observer is told of each request that is over: its HTTP method, what it asks for as a
// word of the specification's paths, the HTTP status (0 for no answer), and its duration.
type Observer func(method, request string, status int, took time.Duration)

// Wait sets how long a request may take, instead of a minute. It comes before the first one.
func (c *Client) Wait(patience time.Duration) { c.patience = patience }

// Observe sets who is told of requests. It comes before the first one.
func (c *Client) Observe(o Observer) { c.observe = o }

// New returns a client for the homeserver at an absolute address. It makes no
// request; SignIn comes first.
func New(homeserver string) (*Client, error) {
	api, err := newAPI(homeserver, "")
	if err != nil {
		return nil, err
	}
	api.Client = &http.Client{Transport: &http.Transport{
		Proxy: http.ProxyFromEnvironment, MaxIdleConnsPerHost: connections, IdleConnTimeout: 90 * time.Second,
	}}
	c := &Client{api: api, patience: requestTimeout, observe: func(string, string, int, time.Duration) {}}
	c.setToken("")
	c.setUserID("")
	c.setDevice("", "")
	return c, nil
}

// newAPI is a client of the library that says nothing and has no patience of its own.
func newAPI(homeserver, user string) (*mautrix.Client, error) {
	api, err := mautrix.NewClient(homeserver, id.UserID(user), "")
	if err != nil {
		return nil, err
	}
	api.Log = zerolog.Nop() // mautrix would log addresses and contents
	api.IgnoreRateLimit = true
	api.UserAgent = "Parley"
	api.RequestHook = func(r *http.Request) { count(r.Context()) }
	return api, nil
}

// UserID returns the bot's user id, "" before it has signed in.
func (c *Client) UserID() string { return *c.userID.Load() }

// ServerName returns the server part of the bot's user id. Room ids are no
// source for it: from room version 12 on they have no server part.
func (c *Client) ServerName() string {
	_, server, _ := strings.Cut(c.UserID(), ":")
	return server
}

// request is one call of the API.
type request struct {
	method  string
	path    []any             // its parts, each encoded on its own
	query   map[string]string // may be nil
	body    any               // JSON, nil for none
	file    *File             // instead of body
	token   string            // instead of the bot's own
	public  bool              // needs no token
	timeout time.Duration     // instead of the client's patience
	limit   int64             // of the answer, in bytes, instead of answerLimit

	read func(*json.Decoder) error // reads the answer while it comes, however large it is
}

// call makes one request and decodes the answer into out, unless that is nil.
func (c *Client) call(ctx context.Context, r request, out any) error {
	if r.timeout == 0 {
		r.timeout = c.patience
	}
	ctx, cancel := context.WithTimeout(ctx, r.timeout)
	defer cancel()
	if r.token == "" && !r.public {
		r.token = *c.token.Load()
	}
	header := http.Header{}
	if r.token != "" {
		header.Set("Authorization", "Bearer "+r.token)
	}
	begin := time.Now()
	full := mautrix.FullRequest{
		Method: r.method, URL: c.api.BuildURLWithQuery(mautrix.BaseURLPath(r.path), r.query), Headers: header,
		RequestJSON: r.body, ResponseJSON: out, ResponseSizeLimit: cmp.Or(r.limit, answerLimit),
	}
	if r.read != nil {
		full.Handler = func(_ *http.Request, answer *http.Response, _ any, _ int64) ([]byte, error) {
			return nil, r.read(json.NewDecoder(answer.Body))
		}
	}
	if r.file != nil {
		header.Set("Content-Type", r.file.Type)
		full.RequestBytes, full.RequestLength = r.file.Data, int64(len(r.file.Data))
	}
	_, err := c.api.MakeFullRequest(ctx, full)
	err = failure(err)
	c.observe(r.method, kindOf(r.path), statusOf(err), time.Since(begin))
	return err
}

// kindOf is the part of a path that says what is asked for, never a name in it.
func kindOf(path []any) string {
	at := 3 // after _matrix/client/v3
	switch {
	case path[0] == "_dendrite":
		at = 2 // after _dendrite/admin
	case len(path) <= at:
		at = len(path) - 1 // _matrix/client/versions
	case len(path) > 7 && path[at] == "user":
		at = 7 // of a room
	case len(path) > 5 && (path[at] == "rooms" || path[at] == "user"):
		at = 5
	}
	kind, _ := path[at].(string)
	return kind
}

// statusOf is the HTTP status of an answer, 0 for none.
func statusOf(err error) int {
	var e *Error
	switch {
	case err == nil:
		return http.StatusOK
	case errors.As(err, &e):
		return e.Status
	}
	return 0
}

// client returns the path of a call of the client-server API, version 3.
func client(parts ...any) []any { return append([]any{"_matrix", "client", "v3"}, parts...) }

func (c *Client) get(ctx context.Context, path []any, out any) error {
	return c.call(ctx, request{method: http.MethodGet, path: path}, out)
}

func (c *Client) put(ctx context.Context, path []any, body any) error {
	return c.call(ctx, request{method: http.MethodPut, path: path, body: body}, nil)
}

func (c *Client) post(ctx context.Context, path []any, body, out any) error {
	return c.call(ctx, request{method: http.MethodPost, path: path, body: body}, out)
}

// postAway is post for a request that waits for another homeserver.
func (c *Client) postAway(ctx context.Context, path []any, body any) error {
	return c.call(ctx, request{method: http.MethodPost, path: path, body: body, timeout: min(remoteTimeout, c.patience)}, nil)
}

func (c *Client) setToken(token string) { c.token.Store(&token) }

func (c *Client) setUserID(id string) { c.userID.Store(&id) }

// DeviceID returns the bot's device, "" where it is none.
func (c *Client) DeviceID() string { return *c.deviceID.Load() }

// setDevice sets which device the client is; token is that of an application service's.
func (c *Client) setDevice(id, token string) {
	c.deviceID.Store(&id)
	c.deviceToken.Store(&token)
}

type counterKey struct{}

// Count returns a context whose requests are counted, and their counter.
func Count(ctx context.Context) (context.Context, *atomic.Int64) {
	counter := new(atomic.Int64)
	return context.WithValue(ctx, counterKey{}, counter), counter
}

func count(ctx context.Context) {
	if counter, ok := ctx.Value(counterKey{}).(*atomic.Int64); ok {
		counter.Add(1)
	}
}

// object is a JSON object of a request.
type object map[string]any

// raw is a JSON value that is passed on byte for byte.
type raw = json.RawMessage
