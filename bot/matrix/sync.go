package matrix

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"net/http"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/rs/zerolog"
)

const (
	pollTime    = 30 * time.Second // the homeserver answers sooner when there is news
	staleAfter  = pollTime + 30*time.Second
	firstPause  = 200 * time.Millisecond
	longestWait = 5 * time.Second
	gathering   = 80 * time.Millisecond
	doubtful    = 10 * time.Second // before an interruption, answers are not trusted
	maxPatience = 4                // how often the patience with an answer doubles that did not come in time
)

// Batch is one answer of the homeserver, complete: gaps are filled.
type Batch struct {
	Position string           // where the stream continues
	Settled  string           // where it continues after an interruption
	Joined   map[string][]raw // events per joined room, oldest first, since the bot's own join
	Left     []string         // rooms that the homeserver takes for such that the bot has left; see Stream
	Invited  map[string]raw   // rooms that the bot was invited to, with its own member event, or nil
	Pushed   bool             // by the homeserver itself: the positions are none
}

// Stream follows the events of all the bot's rooms.
//
// The last answers of a homeserver that goes down may lack events: Dendrite takes rooms that
// it can no longer read for such that the bot has left, and goes on to the next position.
// So after an interruption the stream begins again at a position from before, and events
// come a second time.
type Stream struct {
	Client   *Client
	Types    []string                           // of the wanted events
	Position string                             // where to begin; "" for now
	Record   func(context.Context, Batch) error // makes a batch durable; it is not asked for again after that
	// Busy tells that work is going on, whose own events keep coming: one answer
	// for several of them costs both sides less.
	Busy func() bool
	Log  zerolog.Logger

	settled string // a position, "" for none
	later   mark   // what will be settled next
	state   atomic.Pointer[streamState]
	heard   atomic.Int64 // milliseconds since 1970; see Heard
	filter  string
	late    int // answers in a row that did not come in time

	keysOnly bool // no events are asked for; see Vault.FollowKeys
}

// mark is a position and when the stream came to it.
type mark struct {
	position string
	at       time.Time
}

type streamState struct {
	at  time.Time
	err error
}

// ErrStarting says that nothing was heard yet: it is the state before the first answer.
var ErrStarting = errors.New("the event stream has not begun")

var errNoPosition = errors.New("an answer of /sync has no next_batch")

// Check returns nil while the homeserver answers and the stream is fresh, else
// why not.
func (s *Stream) Check() error {
	state := s.state.Load()
	switch {
	case state == nil:
		return ErrStarting
	case state.err == nil && time.Since(state.at) > staleAfter:
		return ErrUnreachable
	}
	return state.err
}

// Run follows the stream until ctx ends, through every failure of the
// homeserver. It returns ErrToken when the token is gone and cannot be renewed,
// ErrOtherKeys when the device is, and otherwise ctx's error.
func (s *Stream) Run(ctx context.Context) error {
	for pause := firstPause; ; {
		err := s.step(ctx)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		s.note(err)
		if errors.Is(err, ErrToken) {
			err = s.Client.Renew(ctx)
			if errors.Is(err, ErrToken) || errors.Is(err, ErrForbidden) {
				return errors.Join(ErrToken, err)
			}
			if err == nil {
				err = s.Client.checkDevice(ctx)
			}
			if errors.Is(err, ErrOtherKeys) {
				return err
			}
		}
		if err == nil {
			pause = firstPause
			continue
		}
		s.goBack()
		wait(ctx, pause)
		pause = min(2*pause, longestWait)
	}
}

// Heard returns when the homeserver last answered; the zero time before it has.
func (s *Stream) Heard() time.Time {
	if at := s.heard.Load(); at != 0 {
		return time.UnixMilli(at)
	}
	return time.Time{}
}

func (s *Stream) note(err error) {
	if err == nil {
		s.heard.Store(time.Now().UnixMilli())
	}
	before := s.state.Swap(&streamState{time.Now(), err})
	if failed := before != nil && before.err != nil; failed == (err != nil) && before != nil {
		return
	}
	if err != nil {
		s.Log.Warn().Err(err).Msg("the event stream is interrupted")
	} else {
		s.Log.Info().Msg("the event stream is flowing")
	}
}

// step asks for what is new, once, and records it.
func (s *Stream) step(ctx context.Context) error {
	if s.Position == "" {
		return s.begin(ctx)
	}
	if s.filter == "" {
		id, err := s.createFilter(ctx)
		if err != nil {
			return err
		}
		s.filter = id
	}
	timeout := pollTime
	if s.Check() != nil { // the first answer tells that all is well
		timeout = 0
	}
	answer, err := s.ask(ctx, s.filter, timeout)
	if errors.Is(err, ErrTooLarge) {
		answer, err = s.askForLess(ctx)
	}
	if err != nil {
		return err
	}
	if err := s.widen(ctx, answer); err != nil {
		return err
	}
	batch, err := s.complete(ctx, answer)
	if err != nil {
		return err
	}
	return s.advance(ctx, batch)
}

// Begin finds the present position, unless the stream has one.
func (s *Stream) Begin(ctx context.Context) error {
	if s.Position != "" {
		return nil
	}
	return s.begin(ctx)
}

// begin finds the present position. Events up to it are not ours; invitations
// that wait are. Of the rooms that the bot is in, which may be very many, nothing is kept.
func (s *Stream) begin(ctx context.Context) error {
	filter, err := json.Marshal(s.filterFor(nothing, 1))
	if err != nil {
		return err
	}
	answer, err := s.askFor(ctx, string(filter), 0, (*syncAnswer).readPresent)
	if err != nil {
		return err
	}
	return s.advance(ctx, Batch{Position: answer.NextBatch, Invited: answer.invited(s.Client.UserID())})
}

func (s *Stream) advance(ctx context.Context, batch Batch) error {
	settled, later := s.marks(batch.Position)
	batch.Settled = settled
	if err := s.Record(ctx, batch); err != nil {
		return err
	}
	s.Position, s.settled, s.later = batch.Position, settled, later
	if s.Busy() {
		wait(ctx, gathering)
	}
	return nil
}

// marks returns the newest position that is not doubtful when the stream comes to a
// position, and the one that will be the next.
func (s *Stream) marks(position string) (settled string, later mark) {
	now := time.Now()
	switch {
	case s.later.position != "" && now.Sub(s.later.at) >= doubtful:
		return s.later.position, mark{position, now}
	case s.later.position != "":
		return s.settled, s.later
	}
	return cmp.Or(s.settled, s.Position, position), mark{position, now}
}

// goBack lets the stream begin again where nothing is doubtful.
func (s *Stream) goBack() {
	s.Position, s.later = cmp.Or(s.settled, s.Position), mark{}
}

func (s *Stream) ask(ctx context.Context, filter string, timeout time.Duration) (syncAnswer, error) {
	return s.askFor(ctx, filter, timeout, nil)
}

// askFor is ask for the part of the answer that read keeps; nil for all.
func (s *Stream) askFor(ctx context.Context, filter string, timeout time.Duration, read func(*syncAnswer, *json.Decoder) error) (answer syncAnswer, err error) {
	query := map[string]string{
		"filter": filter, "timeout": strconv.FormatInt(timeout.Milliseconds(), 10), "set_presence": "offline",
	}
	if s.Position != "" {
		query["since"] = s.Position
	}
	r := request{method: http.MethodGet, path: client("sync"), query: query, timeout: timeout + s.Client.patience<<s.late, token: s.token()}
	if read != nil {
		r.read = func(d *json.Decoder) error { return read(&answer, d) }
	}
	err = s.Client.call(ctx, r, &answer)
	if err == nil {
		s.late = 0
	} else if errors.Is(err, context.DeadlineExceeded) { // asked again, a homeserver begins anew
		s.late = min(s.late+1, maxPatience)
	}
	if err == nil && answer.NextBatch == "" {
		err = &Error{cause: errNoPosition}
	}
	if v := s.Client.vault.Load(); v != nil && err == nil {
		answer.first = s.Position == ""
		err = v.receive(ctx, answer.keyNews)
	}
	return answer, err
}

// token is that of the device whose keys are asked for, "" for that of the client.
func (s *Stream) token() string {
	if s.keysOnly {
		return *s.Client.deviceToken.Load()
	}
	return ""
}

// askForLess asks for one event per room; the rest is read as gaps, in pages.
func (s *Stream) askForLess(ctx context.Context) (syncAnswer, error) {
	filter, err := json.Marshal(s.filterFor(s.Types, 1))
	if err != nil {
		return syncAnswer{}, err
	}
	return s.ask(ctx, string(filter), 0)
}

// wait pauses for about d, so that many bots do not come back at once.
func wait(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d/2 + rand.N(d))
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}
