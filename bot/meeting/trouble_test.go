package meeting

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"parley/bot/engine"
	"parley/bot/matrix"
	"parley/bot/store"
	"parley/shared/command"
	"parley/shared/event"
	"parley/shared/fault"
)

// desk is a homeserver that notes requests and fails on what the test names.
type desk struct {
	mu      sync.Mutex
	answers []event.Reaction
	asked   map[string]int // invitations per user
	looked  map[string]int // look-ups of a member
	fail    func(r *http.Request, user string) int
}

func newDesk() *desk {
	return &desk{asked: map[string]int{}, looked: map[string]int{}, fail: func(*http.Request, string) int { return 0 }}
}

func (d *desk) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	d.mu.Lock()
	defer d.mu.Unlock()
	body, _ := io.ReadAll(r.Body)
	var invitation struct {
		User string `json:"user_id"`
	}
	_ = json.Unmarshal(body, &invitation) // other requests have none
	if strings.HasSuffix(r.URL.Path, "/invite") {
		d.asked[invitation.User]++
	}
	if status := d.fail(r, invitation.User); status != 0 {
		w.WriteHeader(status)
		return
	}
	switch _, member, found := strings.Cut(r.URL.Path, "/state/"+event.TypeMember+"/"); {
	case found:
		d.looked[member]++
		w.WriteHeader(http.StatusNotFound)
	case strings.Contains(r.URL.Path, "/send/"+event.TypeReaction+"/"):
		var reaction event.Reaction
		_ = json.Unmarshal(body, &reaction) // the test looks at what came of it
		d.answers = append(d.answers, reaction)
		fallthrough
	default:
		_, _ = w.Write([]byte(`{}`))
	}
}

func order(attempt int) *store.Item {
	it := item("$e")
	it.Type, it.Attempt = command.TypeMeetingCreate, attempt
	now, _ := json.Marshal(time.Now().UnixMilli())
	it.Raw = []byte(`{"type":"` + command.TypeMeetingCreate + `","sender":"@a:x","origin_server_ts":` + string(now) + `,"content":{}}`)
	return it
}

func TestItemThatPanicsIsGivenUp(t *testing.T) {
	d := newDesk()
	b := signedInAt(t, d.ServeHTTP)
	b.zones, b.blueprint = nil, nil // whoever asks them panics
	broken := order(1)
	broken.Raw = valid(t, broken.Raw)
	for attempt := 1; attempt < oddLimit; attempt++ {
		broken.Attempt = attempt
		require.ErrorIs(t, b.Handle(t.Context(), broken), engine.ErrPanic)
		assert.Empty(t, d.answers)
	}
	broken.Attempt = oddLimit
	require.NoError(t, b.Handle(t.Context(), broken))
	require.Len(t, d.answers, 1)
	assert.Equal(t, event.Failed("$e", fault.New(fault.Internal, "")), d.answers[0])
	_, left := b.attempts.Load("$e")
	assert.False(t, left, "it is forgotten")
}

// valid gives a command a content that passes until the zones are asked.
func valid(t *testing.T, raw []byte) []byte {
	t.Helper()
	content := `{"data":{"title":"T","description":"","calendar":[{"uid":"u",
		"dtstart":{"tzid":"Europe/Berlin","value":"20261124T100000"},"dtend":{"tzid":"Europe/Berlin","value":"20261124T110000"}}],
		"participants":[],"widget_ids":[]},"context":{}}`
	return []byte(strings.Replace(string(raw), `"content":{}`, `"content":`+content, 1))
}

func TestOutagesAreNotOdd(t *testing.T) {
	for _, err := range []error{
		nil, &matrix.Error{Status: 500}, &matrix.Error{}, context.Canceled, store.ErrStorage, &matrix.NoKeyError{},
		errors.Join(errors.New("odd"), &matrix.Error{Status: 502}),
	} {
		assert.False(t, odd(err), err)
	}
	assert.True(t, odd(errors.New("odd")))
	assert.True(t, odd(engine.Safely(func() error { panic("a bug") })))
	assert.True(t, odd(parallel(func() error { panic("a bug") }, func() error { return nil })))
}

// Somebody may find what the library stumbles over.
func TestEncryptedEventThatCannotBeReadDoesNotHoldTheRoom(t *testing.T) {
	b := signedIn(t)
	b.matrix = nil // so that reading panics
	item := &store.Item{EventID: "$1", Lane: "!r", RoomID: "!r", Type: event.TypeEncrypted, Raw: []byte(`{}`), Received: time.Now()}
	for item.Attempt = 1; item.Attempt < oddLimit; item.Attempt++ {
		require.ErrorIs(t, b.Handle(t.Context(), item), engine.ErrPanic)
	}
	assert.NoError(t, b.Handle(t.Context(), item))
}

func TestOneInviteeDoesNotHoldTheRoom(t *testing.T) {
	for _, status := range []int{429, 500, 504} {
		d := newDesk()
		d.fail = func(_ *http.Request, user string) int {
			if user == "@bad:x" {
				return status
			}
			return 0
		}
		b := signedInAt(t, d.ServeHTTP)
		it := item("$e")
		warnings, err, attempts := tally(nil), error(&matrix.Error{}), 0
		for ; err != nil && attempts < 100; attempts++ {
			it.Attempt = attempts + 1
			c := &creation{Bot: b, item: it, key: strings.Repeat("0f", requestSize), parent: "!p", creator: "@a:x", room: "!m", past: b.progressOf(it)}
			c.command.Participants = []command.Participant{{UserID: "@bad:x"}, {UserID: "@c:x"}, {UserID: "@d:x"}}
			warnings, err = c.furnish(t.Context())
		}
		require.NoError(t, err)
		assert.Equal(t, inviteTries, attempts)
		assert.Equal(t, tally{{Code: fault.InvitationFailed, Count: 1}}, warnings)
		assert.Equal(t, map[string]int{"@a:x": 1, "@bad:x": inviteTries, "@c:x": 1, "@d:x": 1}, d.asked, status)
	}
}

func TestHomeserverThatIsAwayCostsNobodyAnInvitation(t *testing.T) {
	d := newDesk()
	d.fail = func(*http.Request, string) int { return 503 }
	b := signedInAt(t, d.ServeHTTP)
	c := &creation{Bot: b, item: item("$e"), key: strings.Repeat("0f", requestSize), parent: "!p", creator: "@a:x", room: "!m"}
	c.past = b.progressOf(c.item)
	for range 2 * inviteTries {
		_, err := c.furnish(t.Context())
		require.Error(t, err)
	}
	assert.False(t, c.past.troubled())
}

func TestLimitStopsWhatWasNotBegun(t *testing.T) {
	var done []int
	err := each(1, []int{1, 2, 3, 4}, func(n int) error {
		done = append(done, n)
		if n == 2 {
			return &matrix.Error{Status: http.StatusTooManyRequests}
		}
		return nil
	})
	assert.True(t, matrix.Limited(err))
	assert.Equal(t, []int{1, 2}, done)
}

func TestOnlyAnAnswerThatIsSeenCounts(t *testing.T) {
	for status, want := range map[int]struct{ answered, fails bool }{
		403: {false, false}, 404: {false, false}, 400: {false, false}, 500: {false, true}, 0: {false, false},
	} {
		d := newDesk()
		d.fail = func(*http.Request, string) int { return status }
		got, err := signedInAt(t, d.ServeHTTP).answered(t.Context(), item("$e"))
		assert.Equal(t, want.answered, got, status)
		assert.Equal(t, want.fails, err != nil, status)
	}
}

func TestEncryptionIsAskedAgainAfterTheBotWasAway(t *testing.T) {
	asked := 0
	b := signedInAt(t, func(w http.ResponseWriter, _ *http.Request) {
		asked++
		w.WriteHeader(http.StatusNotFound)
	})
	ask := func() int {
		_, err := b.facts.encryptionOf(t.Context(), "!r")
		require.NoError(t, err)
		return asked
	}
	ask()
	assert.Equal(t, 1, ask())
	b.entry(t.Context(), "!r", json.RawMessage(`{"type":"m.room.member","event_id":"$1","sender":"@a:x","state_key":"@a:x"}`))
	assert.Equal(t, 1, ask(), "somebody else")
	b.entry(t.Context(), "!r", json.RawMessage(`{"type":"m.room.member","event_id":"$1","sender":"@a:x","state_key":"`+me+`"}`))
	assert.Equal(t, 2, ask())
	require.NoError(t, b.Record(t.Context(), matrix.Batch{Settled: "p", Invited: map[string]json.RawMessage{"!r": nil}}))
	assert.Equal(t, 3, ask())
}

// A bot that was killed while it answered leaves a request that its homeserver finishes
// later, when the next bot has already looked for the answer.
func TestAnswerThatArrivesLateIsNotRepeated(t *testing.T) {
	t.Parallel()
	d := newDesk()
	looks := 0
	b := signedInAt(t, func(w http.ResponseWriter, r *http.Request) {
		if !strings.Contains(r.URL.Path, "/relations/") {
			d.ServeHTTP(w, r)
			return
		}
		if looks++; looks == 1 {
			_, _ = w.Write([]byte(`{"chunk":[]}`))
		} else {
			_, _ = w.Write([]byte(`{"chunk":[{"sender":"` + me + `"}]}`))
		}
	})
	require.NoError(t, b.obey(t.Context(), order(2)))
	assert.Equal(t, 2, looks)
	assert.Empty(t, d.answers)
}
