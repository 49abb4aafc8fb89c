package push

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/rs/zerolog"

	"parley/bot/matrix"
	"parley/shared/command"
	"parley/shared/event"
)

const (
	// Prefix is where the homeserver pushes to.
	Prefix = "/_matrix/app/v1"

	maxTransaction = 64 << 20 // bytes; homeservers send a hundred events at once
	askEvery       = 5 * time.Second
	staleAfter     = 60 * time.Second
	late           = time.Second // after it was sent, something may have been taken back

	// position stands for the stream's in the store: nothing is asked for.
	position = "pushed"
)

// Receiver takes what the homeserver pushes. What it has answered with 200 is durable.
type Receiver struct {
	Client *matrix.Client
	Secret string                                    // hs_token
	Record func(context.Context, matrix.Batch) error // makes a batch durable
	Log    zerolog.Logger

	mu    sync.Mutex // Record is called by one at a time
	heard atomic.Int64
	state atomic.Pointer[error]
}

// Mount lets a server take transactions.
func (r *Receiver) Mount(e *echo.Echo) {
	e.PUT(Prefix+"/transactions/:id", r.known(r.transaction))
	e.POST(Prefix+"/ping", r.known(func(c echo.Context) error { return c.JSON(http.StatusOK, struct{}{}) }))
	nobody := r.known(func(c echo.Context) error { return refuse(c, http.StatusNotFound, "M_NOT_FOUND") })
	e.GET(Prefix+"/users/:id", nobody)
	e.GET(Prefix+"/rooms/:alias", nobody)
}

// known lets only the homeserver in.
func (r *Receiver) known(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		token, ok := strings.CutPrefix(c.Request().Header.Get(echo.HeaderAuthorization), "Bearer ")
		if !ok {
			token = c.QueryParam("access_token") // before version 1.4 of the specification
		}
		given, wanted := sha256.Sum256([]byte(token)), sha256.Sum256([]byte(r.Secret))
		if subtle.ConstantTimeCompare(given[:], wanted[:]) != 1 {
			return refuse(c, http.StatusForbidden, "M_FORBIDDEN")
		}
		return next(c)
	}
}

func refuse(c echo.Context, status int, code string) error {
	return c.JSON(status, map[string]string{"errcode": code})
}

// transaction records the events of a transaction. The homeserver repeats it until it is
// answered with 200, then with more events: so events count, not transactions.
func (r *Receiver) transaction(c echo.Context) error {
	if r.Client.UserID() == "" { // not signed in yet
		return refuse(c, http.StatusServiceUnavailable, "M_UNKNOWN")
	}
	content, err := io.ReadAll(http.MaxBytesReader(c.Response(), c.Request().Body, maxTransaction))
	var body struct {
		Events []json.RawMessage `json:"events"`
	}
	if err != nil || json.Unmarshal(content, &body) != nil {
		return refuse(c, http.StatusBadRequest, "M_BAD_JSON")
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	ctx := c.Request().Context()
	if err = r.redact(ctx, body.Events); err == nil {
		err = r.Record(ctx, batchOf(body.Events, r.Client.UserID()))
	}
	if err != nil {
		r.Log.Warn().Err(err).Msg("what the homeserver has pushed cannot be recorded")
		return refuse(c, http.StatusServiceUnavailable, "M_UNKNOWN")
	}
	r.heard.Store(time.Now().UnixMilli())
	return c.JSON(http.StatusOK, struct{}{})
}

// redact replaces what is to be done and comes late by what it is now: events are pushed as
// they were sent, even those that were taken back meanwhile.
func (r *Receiver) redact(ctx context.Context, events []json.RawMessage) error {
	for i, raw := range events {
		var e event.Event
		if json.Unmarshal(raw, &e) != nil || e.EventID == "" || !command.Known(e.Type) && e.Type != event.TypeMessage ||
			time.Since(time.UnixMilli(e.OriginServerTS)) < late {
			continue
		}
		now, err := r.Client.Event(ctx, e.RoomID, e.EventID)
		if matrix.Retryable(err) {
			return err
		}
		events[i] = now // nil when it is not to be seen any more
	}
	return nil
}

// batchOf sorts events by room, in their order.
func batchOf(events []json.RawMessage, bot string) matrix.Batch {
	b := matrix.Batch{Position: position, Settled: position, Pushed: true, Joined: map[string][]json.RawMessage{}, Invited: map[string]json.RawMessage{}}
	for _, raw := range events {
		var e event.Event
		if _ = json.Unmarshal(raw, &e); e.RoomID == "" {
			continue // it has no room that it could be about, whatever else cannot be read
		}
		if e.Type == event.TypeMember && e.StateKey != nil && *e.StateKey == bot {
			if m, _ := event.DecodeMember(e.Content); m.Membership == event.MembershipInvite {
				b.Invited[e.RoomID] = raw
				continue
			}
		}
		b.Joined[e.RoomID] = append(b.Joined[e.RoomID], raw)
	}
	return b
}

// Run asks the homeserver now and then whether it is there, until ctx ends. It returns
// matrix.ErrToken when the homeserver does not know the bot any more.
func (r *Receiver) Run(ctx context.Context) error {
	for {
		_, err := r.Client.Whoami(ctx, "")
		if errors.Is(err, matrix.ErrToken) {
			return err
		}
		if err == nil {
			r.heard.Store(time.Now().UnixMilli())
		}
		r.state.Store(&err)
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(askEvery):
		}
	}
}

// Check returns nil while the homeserver answers, else why not.
func (r *Receiver) Check() error {
	state := r.state.Load()
	switch {
	case state == nil:
		return matrix.ErrStarting
	case *state == nil && time.Since(r.Heard()) > staleAfter:
		return matrix.ErrUnreachable
	}
	return *state
}

// Heard returns when the homeserver was last heard of; the zero time before.
func (r *Receiver) Heard() time.Time {
	if at := r.heard.Load(); at != 0 {
		return time.UnixMilli(at)
	}
	return time.Time{}
}
