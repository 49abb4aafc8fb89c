package matrix

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rs/zerolog"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// faulty is a homeserver that only fails, or answers what a real one would not.
func faulty(t *testing.T, handler http.HandlerFunc) *Client {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	c, err := New(server.URL)
	require.NoError(t, err)
	c.setUserID("@bot:example.org")
	return c
}

func answering(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}
}

func TestFailuresAreClassified(t *testing.T) {
	for _, c := range []struct {
		status int
		body   string
		is     error
		retry  bool
	}{
		{403, `{"errcode":"M_FORBIDDEN","error":"secret text"}`, ErrForbidden, false},
		{404, `{"errcode":"M_NOT_FOUND"}`, ErrNotFound, false},
		{400, `{"errcode":"M_ROOM_IN_USE"}`, ErrTaken, false},
		{401, `{"errcode":"M_UNKNOWN_TOKEN"}`, ErrToken, true},
		{500, `oops`, nil, true},
		{502, `<html>`, nil, true},
		{400, `{}`, nil, false},
		{200, `{"user_id": 5`, ErrUnreachable, true},
		{200, `{"user_id": "` + strings.Repeat("a", answerLimit) + `"}`, ErrTooLarge, false},
	} {
		_, err := faulty(t, answering(c.status, c.body)).Whoami(t.Context(), "token")
		require.Error(t, err)
		if c.is != nil {
			assert.ErrorIs(t, err, c.is)
		}
		assert.Equal(t, c.retry, Retryable(err), c.body[:min(len(c.body), 50)])
		assert.NotContains(t, err.Error(), "secret text")
	}
}

func TestRateLimitTellsHowLong(t *testing.T) {
	_, err := faulty(t, answering(429, `{"errcode":"M_LIMIT_EXCEEDED","retry_after_ms":1500}`)).Whoami(t.Context(), "")
	var e *Error
	require.ErrorAs(t, err, &e)
	assert.Equal(t, 1500*time.Millisecond, e.RetryAfter())
	assert.True(t, Retryable(err))
}

func TestErrorsNameNoAddressOrToken(t *testing.T) {
	c := faulty(t, answering(200, ""))
	c.api.HomeserverURL.Host = "127.0.0.1:1"
	_, err := c.OpenIDUser(t.Context(), "s3cret")
	require.ErrorIs(t, err, ErrUnreachable)
	assert.NotContains(t, err.Error(), "s3cret")
	assert.NotContains(t, err.Error(), "openid")
}

func TestTokenIsSentAndRequestsAreCounted(t *testing.T) {
	var header string
	c := faulty(t, func(w http.ResponseWriter, r *http.Request) {
		header = r.Header.Get("Authorization")
		_, _ = w.Write([]byte(`{"user_id":"@a:b"}`))
	})
	require.NoError(t, c.SignInWithToken(t.Context(), "mine"))
	assert.Equal(t, "Bearer mine", header)
	ctx, counter := Count(t.Context())
	_, err := c.Whoami(ctx, "theirs")
	require.NoError(t, err)
	assert.Equal(t, "Bearer theirs", header)
	assert.EqualValues(t, 1, counter.Load())
}

// devices is a memory of logins.
type devices struct{ device, token string }

func (d *devices) Login(context.Context, string) (string, string, error) {
	return d.device, d.token, nil
}

func (d *devices) SaveLogin(_ context.Context, _, device, token string) error {
	d.device, d.token = device, token
	return nil
}

func TestDeviceIsSavedBeforeLoginAndStays(t *testing.T) {
	var seen []string
	fail := true
	c := faulty(t, func(w http.ResponseWriter, r *http.Request) {
		var body struct {
			Device string `json:"device_id"`
		}
		_ = json.NewDecoder(r.Body).Decode(&body)
		seen = append(seen, body.Device)
		if fail {
			w.WriteHeader(500)
			return
		}
		_, _ = w.Write([]byte(`{"user_id":"@a:b","access_token":"t"}`))
	})
	d := &devices{}
	require.Error(t, c.SignInWithPassword(t.Context(), "a", "p", d))
	require.NotEmpty(t, d.device)
	fail = false
	require.NoError(t, c.SignInWithPassword(t.Context(), "a", "p", d))
	assert.Equal(t, []string{d.device, d.device}, seen)
	assert.Equal(t, "t", d.token)
}

func TestWhatAnotherProcessHasLoggedInForIsUsed(t *testing.T) {
	valid, logins := "second", 0
	c := faulty(t, func(w http.ResponseWriter, r *http.Request) {
		switch {
		case strings.HasSuffix(r.URL.Path, "/login"):
			logins++
			valid = "third"
			_, _ = w.Write([]byte(`{"user_id":"@a:b","access_token":"third"}`))
		case r.Header.Get("Authorization") == "Bearer "+valid:
			_, _ = w.Write([]byte(`{"user_id":"@a:b"}`))
		default:
			answering(401, `{"errcode":"M_UNKNOWN_TOKEN"}`)(w, r)
		}
	})
	d := &devices{device: "D", token: "second"}
	require.NoError(t, c.SignInWithPassword(t.Context(), "a", "p", d))
	valid, d.token = "other", "other"
	require.NoError(t, c.Renew(t.Context()))
	assert.Zero(t, logins, "another process has a token already")
	valid = ""
	require.NoError(t, c.Renew(t.Context()))
	assert.Equal(t, 1, logins)
	d.token = "not known"
	adopted, err := c.Adopt(t.Context())
	require.NoError(t, err)
	assert.False(t, adopted)
	d.token = "third"
	require.NoError(t, c.learnUser(t.Context()))
}

// Two processes are one application service, and one device.
func TestAServiceWhoseDeviceWasSignedOutBecomesAnother(t *testing.T) {
	logins := 0
	answer := func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/login") {
			logins++
			fmt.Fprintf(w, `{"access_token":"token %d"}`, logins)
			return
		}
		_, device, _ := strings.Cut(r.Header.Get("Authorization"), "token ")
		fmt.Fprintf(w, `{"user_id":"@a:b","device_id":"device %s"}`, device)
	}
	d := &devices{}
	one, two := faulty(t, answer), faulty(t, answer)
	for _, c := range []*Client{one, two} {
		c.setUserID("@a:b")
		require.NoError(t, c.SignInDevice(t.Context(), d))
	}
	assert.Equal(t, 1, logins)
	two.setDevice(d.device, d.token)
	one.setDevice(d.device, d.token)
	before := d.device
	require.NoError(t, one.RenewDevice(t.Context(), d))
	assert.Equal(t, 2, logins)
	assert.NotEqual(t, before, d.device)
	require.NoError(t, two.AdoptDevice(t.Context(), d))
	assert.Equal(t, d.device, two.DeviceID())
	two.setDevice(before, "token 1")
	require.NoError(t, two.RenewDevice(t.Context(), d), "the other one has done it already")
	assert.Equal(t, 2, logins)
}

func events(texts ...string) []raw {
	all := make([]raw, len(texts))
	for i, text := range texts {
		all[i] = raw(text)
	}
	return all
}

const (
	ownCreate  = `{"type":"m.room.create","sender":"@bot:example.org","content":{}}`
	ownJoin    = `{"type":"m.room.member","state_key":"@bot:example.org","content":{"membership":"join"}}`
	invited    = `{"type":"m.room.member","state_key":"@bot:example.org","content":{"membership":"join"},"unsigned":{"prev_content":{"membership":"invite"}}}`
	ownProfile = `{"type":"m.room.member","state_key":"@bot:example.org","content":{"membership":"join"},"unsigned":{"prev_content":{"membership":"join"}}}`
	command    = `{"type":"c"}`
)

func TestOnlyEventsAfterTheOwnJoinAreOurs(t *testing.T) {
	s := &Stream{Client: faulty(t, answering(500, ""))}
	for _, c := range []struct {
		events, after []raw
		found, unseen bool
	}{
		{events(command, ownJoin, command, ownProfile), events(command, ownProfile), true, true},
		{events(command, invited, command), events(command), true, false},
		{events(ownCreate, ownJoin, command), events(ownCreate, command), true, false},
		{events(named, ownCreate, ownJoin, command), events(ownCreate, named, command), true, false},
		{events(named, ownJoin, command, ownCreate), events(ownCreate, named, command), true, false},
		{events(ownCreate, command, invited, command, command), events(ownCreate, command, command), true, false},
		{events(command, `"no event"`, `{"type":1}`), events(command, `"no event"`, `{"type":1}`), false, false},
	} {
		after, found, unseen := s.sinceJoin(c.events)
		assert.Equal(t, c.after, after)
		assert.Equal(t, []bool{c.found, c.unseen}, []bool{found, unseen})
	}
}

// A homeserver that is asked between the creation and the bot's join, or dies there,
// tells of the join alone.
func TestCreationThatTheStreamDoesNotTellIsLookedUp(t *testing.T) {
	for state, want := range map[string][]raw{
		`[{"type":"m.room.name"},` + ownCreate + `]`:              events(ownCreate, named, command),
		`[{"type":"m.room.create","sender":"@else:example.org"}]`: events(command),
	} {
		c := faulty(t, func(w http.ResponseWriter, r *http.Request) {
			assert.True(t, strings.HasSuffix(r.URL.Path, "/rooms/!r/state"))
			_, _ = w.Write([]byte(state))
		})
		s := &Stream{Client: c, Log: zerolog.Nop()}
		got, err := s.fill(t.Context(), "!r", timeline{Events: events(named, ownJoin, command)})
		require.NoError(t, err)
		assert.Equal(t, want, got)
	}
}

func TestGapIsWalkedBackToTheJoin(t *testing.T) {
	pages := map[string]string{
		"p3": `{"end":"p2","chunk":[{"n":4},{"n":3}]}`,
		"p2": `{"end":"p1","chunk":[{"n":2},` + invited + `,{"n":0}]}`,
	}
	c := faulty(t, func(w http.ResponseWriter, r *http.Request) {
		assert.Equal(t, "since", r.URL.Query().Get("to"))
		_, _ = w.Write([]byte(pages[r.URL.Query().Get("from")]))
	})
	s := &Stream{Client: c, Types: []string{"c"}, Position: "since", Log: zerolog.Nop()}
	got, err := s.fill(t.Context(), "!r", timeline{Events: events(`{"n":5}`), Limited: true, PrevBatch: "p3"})
	require.NoError(t, err)
	assert.Equal(t, events(`{"n":2}`, `{"n":3}`, `{"n":4}`, `{"n":5}`), got)
}

// Only a page without an end is the last one (Matrix specification, GET /messages).
func TestEmptyPageDoesNotEndAGap(t *testing.T) {
	pages := map[string]string{"p3": `{"end":"p2","chunk":[]}`, "p2": `{"end":"p1","chunk":[{"n":1}]}`, "p1": `{"chunk":[]}`}
	c := faulty(t, func(w http.ResponseWriter, r *http.Request) { _, _ = w.Write([]byte(pages[r.URL.Query().Get("from")])) })
	s := &Stream{Client: c, Log: zerolog.Nop()}
	got, err := s.fill(t.Context(), "!r", timeline{Events: events(`{"n":2}`), Limited: true, PrevBatch: "p3"})
	require.NoError(t, err)
	assert.Equal(t, events(`{"n":1}`, `{"n":2}`), got)
}

func TestGapWithoutAnEndIsGivenUp(t *testing.T) {
	asked := 0
	c := faulty(t, func(w http.ResponseWriter, _ *http.Request) {
		asked++
		_, _ = w.Write([]byte(`{"end":"` + strconv.Itoa(asked) + `","chunk":[]}`))
	})
	s := &Stream{Client: c, Log: zerolog.Nop()}
	got, err := s.fill(t.Context(), "!r", timeline{Events: events(command), Limited: true, PrevBatch: "p"})
	require.ErrorIs(t, err, errManyPages)
	assert.False(t, Retryable(err))
	assert.Equal(t, events(command), got)
	assert.Equal(t, maxPages, asked)
}

// Dendrite orders a filtered timeline by the senders' clocks where it does not see how its
// events follow each other.
func TestWhatWasSaidAfterTheJoinByASlowClockIsNotLost(t *testing.T) {
	say := func(id string) string { return `{"type":"c","event_id":"` + id + `"}` }
	asked := 0
	c := faulty(t, func(w http.ResponseWriter, r *http.Request) {
		asked++
		if r.URL.Query().Has("from") {
			_, _ = w.Write([]byte(`{"end":"p0","chunk":[` + say("$slow") + `,` + invited + `,` + say("$before") + `]}`))
			return
		}
		_, _ = w.Write([]byte(`{"end":"p1","chunk":[` + say("$late") + `,` + say("$slower") + `]}`))
	})
	s := &Stream{Client: c, Types: []string{"c"}, Position: "since", Log: zerolog.Nop()}
	all := events(say("$slow"), say("$slower"), say("$before"), invited, say("$late"), say("$left out"))
	got, err := s.fill(t.Context(), "!r", timeline{Events: all})
	require.NoError(t, err)
	assert.Equal(t, events(say("$slow"), say("$slower"), say("$late"), say("$left out")), got)
	got, err = s.fill(t.Context(), "!r", timeline{Events: events(invited, say("$late"))})
	require.NoError(t, err)
	assert.Equal(t, events(say("$late")), got)
	assert.Equal(t, 2, asked, "only where something may be lost")
}

func TestGapIsReadFromTheStreamFirst(t *testing.T) {
	c := faulty(t, func(w http.ResponseWriter, r *http.Request) {
		switch filter := r.URL.Query().Get("filter"); {
		case strings.HasSuffix(r.URL.Path, "/messages"):
			t.Error("nothing is missing")
		case filter == "f":
			_, _ = w.Write([]byte(`{"next_batch":"p2","rooms":{"join":{"!r":{"timeline":{"limited":true,"prev_batch":"x","events":[{"n":3}]}}}}}`))
		default:
			assert.Contains(t, filter, `"rooms":["!r"]`)
			assert.Equal(t, "p1", r.URL.Query().Get("since"))
			_, _ = w.Write([]byte(`{"next_batch":"p3","rooms":{"join":{"!r":{"timeline":{"prev_batch":"x","events":[{"n":1},{"n":2},{"n":3},{"n":4}]}}}}}`))
		}
	})
	var got Batch
	s := &Stream{Client: c, Position: "p1", Log: zerolog.Nop(), filter: "f", Busy: func() bool { return false },
		Record: func(_ context.Context, b Batch) error { got = b; return nil }}
	require.NoError(t, s.step(t.Context()))
	assert.Equal(t, events(`{"n":1}`, `{"n":2}`, `{"n":3}`, `{"n":4}`), got.Joined["!r"])
	assert.Equal(t, "p2", s.Position, "of the answer that holds all rooms; what came later comes again")
}

// gapped answers /sync with a room whose earlier events are answered by messages.
func gapped(t *testing.T, messages http.HandlerFunc) *Client {
	t.Helper()
	return faulty(t, func(w http.ResponseWriter, r *http.Request) {
		switch {
		case strings.HasSuffix(r.URL.Path, "/messages"):
			messages(w, r)
		case strings.HasSuffix(r.URL.Path, "/filter"):
			_, _ = w.Write([]byte(`{"filter_id":"f"}`))
		default:
			_, _ = w.Write([]byte(`{"next_batch":"p2","rooms":{"join":{"!r":{"timeline":{"limited":true,"prev_batch":"x","events":[{"n":1}]}}}}}`))
		}
	})
}

func TestBatchWithAGapThatMustWaitIsNotRecorded(t *testing.T) {
	c := gapped(t, answering(429, `{"errcode":"M_LIMIT_EXCEEDED"}`))
	s := &Stream{Client: c, Position: "p1", Log: zerolog.Nop(), Record: func(context.Context, Batch) error {
		return errors.New("must not be called")
	}}
	err := s.step(t.Context())
	var e *Error
	require.ErrorAs(t, err, &e)
	assert.Equal(t, 429, e.Status)
	assert.Equal(t, "p1", s.Position)
}

func TestRoomThatCannotBeReadDoesNotStopTheStream(t *testing.T) {
	asked := 0
	c := gapped(t, func(w http.ResponseWriter, _ *http.Request) { asked++; w.WriteHeader(503) })
	var got Batch
	s := &Stream{Client: c, Position: "p1", Log: zerolog.Nop(), Busy: func() bool { return false },
		Record: func(_ context.Context, b Batch) error { got = b; return nil }}
	require.NoError(t, s.step(t.Context()))
	assert.Equal(t, pageTries, asked)
	assert.Equal(t, events(`{"n":1}`), got.Joined["!r"], "what the timeline has")
	assert.Equal(t, "p2", s.Position)
}

// Dendrite that is stopped answers without the events of rooms that it can no longer read.
func TestStreamThatWasInterruptedBeginsBeforeTheDoubtfulAnswers(t *testing.T) {
	var asked []string
	answers := map[string]string{"p1": "p2", "p2": "p3", "p3": "p4"}
	c := faulty(t, func(w http.ResponseWriter, r *http.Request) {
		since := r.URL.Query().Get("since")
		asked = append(asked, since)
		if next, ok := answers[since]; ok {
			_, _ = w.Write([]byte(`{"next_batch":"` + next + `"}`))
			return
		}
		w.WriteHeader(http.StatusBadGateway)
	})
	var settled []string
	ctx, stop := context.WithCancel(t.Context())
	s := &Stream{Client: c, Position: "p1", Log: zerolog.Nop(), filter: "f", Busy: func() bool { return false }}
	s.Record = func(_ context.Context, b Batch) error {
		if settled = append(settled, b.Settled); len(settled) == 4 {
			stop()
		}
		return nil
	}
	require.NoError(t, s.step(ctx))
	s.later.at = s.later.at.Add(-doubtful)
	_ = s.Run(ctx)
	assert.Equal(t, []string{"p1", "p2", "p3", "p4", "p2"}, asked)
	assert.Equal(t, []string{"p1", "p2", "p2", "p2"}, settled, "where a bot that is started anew begins")
}

// Of many rooms with news, a homeserver may need longer to tell than other requests may take.
func TestAnswerThatTakesLongComesInTheEnd(t *testing.T) {
	t.Parallel()
	c := faulty(t, func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/sync") {
			select {
			case <-r.Context().Done():
			case <-time.After(150 * time.Millisecond):
			}
		}
		answering(http.StatusOK, `{"next_batch":"p2","filter_id":"f"}`)(w, r)
	})
	c.Wait(40 * time.Millisecond)
	ctx, end := context.WithCancel(t.Context())
	s := &Stream{Client: c, Position: "p1", Busy: func() bool { return false }, Log: zerolog.Nop(), Record: func(_ context.Context, b Batch) error {
		assert.Equal(t, "p2", b.Position)
		end()
		return nil
	}}
	assert.ErrorIs(t, s.Run(ctx), context.Canceled)
}

func TestAnswerWithoutPositionIsAFailure(t *testing.T) {
	for _, body := range []string{`{}`, `{"next_batch":""}`} {
		for _, position := range []string{"", "p1"} {
			s := &Stream{Client: faulty(t, answering(200, body)), Position: position, Log: zerolog.Nop(), filter: "f",
				Record: func(context.Context, Batch) error { return errors.New("must not be called") }}
			assert.ErrorIs(t, s.step(t.Context()), errNoPosition)
			assert.Equal(t, position, s.Position)
		}
	}
}

func TestAnswerThatIsTooLargeIsAskedForInPieces(t *testing.T) {
	c := faulty(t, func(w http.ResponseWriter, r *http.Request) {
		switch filter := r.URL.Query().Get("filter"); {
		case strings.HasSuffix(r.URL.Path, "/messages"):
			_, _ = w.Write([]byte(`{"chunk":[{"n":1}]}`))
		case filter == "f", strings.Contains(filter, `"limit":1000,`):
			_, _ = io.CopyN(w, zeros{}, answerLimit+1)
		default:
			assert.Contains(t, filter, `"limit":1,`)
			_, _ = w.Write([]byte(`{"next_batch":"p2","rooms":{"join":{"!r":{"timeline":{"limited":true,"prev_batch":"x","events":[{"n":2}]}}}}}`))
		}
	})
	var got Batch
	s := &Stream{Client: c, Position: "p1", Log: zerolog.Nop(), filter: "f", Busy: func() bool { return false },
		Record: func(_ context.Context, b Batch) error { got = b; return nil }}
	require.NoError(t, s.step(t.Context()))
	assert.Equal(t, events(`{"n":1}`, `{"n":2}`), got.Joined["!r"])
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func TestStreamEndsWhenTheTokenIsGone(t *testing.T) {
	s := &Stream{Client: faulty(t, answering(401, `{"errcode":"M_UNKNOWN_TOKEN"}`)), Position: "p", Log: zerolog.Nop()}
	assert.ErrorIs(t, s.Check(), ErrStarting)
	assert.ErrorIs(t, s.Run(t.Context()), ErrToken)
	assert.ErrorIs(t, s.Check(), ErrToken)
}

func TestKindsOfRequestsNameNothing(t *testing.T) {
	c, err := New("http://homeserver")
	require.NoError(t, err)
	c.setUserID("@bot:x")
	for want, path := range map[string][]any{
		"versions": {"_matrix", "client", "versions"}, "version": {"_matrix", "federation", "v1", "version"}, "openid": {"_matrix", "federation", "v1", "openid", "userinfo"},
		"sync": client("sync"), "state": client("rooms", "!r", "state", "m.room.name", ""), "send": client("rooms", "!r", "send", "m.reaction", "txn"),
		"relations": {"_matrix", "client", "v1", "rooms", "!r", "relations", "$e"}, "filter": client("user", "@a:x", "filter"),
		"profile": client("profile", "@a:x", "displayname"), "directory": c.alias("a"), "account": client("account", "whoami"),
		"purgeRoom": {"_dendrite", "admin", "purgeRoom", "!r"}, "rooms": synapse{c}.path("v2", "!r"), "delete_status": synapse{c}.path("v2", "!r", "delete_status"),
		"account_data": c.memo("!r", "org.example"),
	} {
		assert.Equal(t, want, kindOf(path))
	}
}

func TestOfSeveralRoomsEachMayBeSmallerThanOfOne(t *testing.T) {
	c := faulty(t, answering(200, `[{"type":"org.example","state_key":"","content":{"a":"`+strings.Repeat("a", smallLimit)+`"}}]`))
	state, err := c.FullState(t.Context(), "!r")
	require.NoError(t, err)
	assert.Greater(t, Weight(state), smallLimit)
	_, err = c.SmallState(t.Context(), "!r")
	assert.ErrorIs(t, err, ErrTooLarge)
}
