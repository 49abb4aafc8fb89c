package meeting

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/rs/zerolog"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"parley/bot/matrix"
	"parley/bot/store"
	"parley/shared/calendar"
	"parley/shared/command"
	"parley/shared/event"
	"parley/shared/fault"
)

const (
	me      = "@bot:x"
	request = "0123456789abcdef0123456789abcdef"
)

func item(eventID string) *store.Item {
	return &store.Item{EventID: eventID, Lane: "!p", RoomID: "!p", Request: request, Attempt: 1, Received: time.Now()}
}

// signedIn returns a bot that knows who it is, with a store of its own.
func signedIn(t *testing.T) *Bot {
	t.Helper()
	return signedInAt(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(`{}`)) })
}

// signedInAt is signedIn at a homeserver that answers as the test likes.
func signedInAt(t *testing.T, handler http.HandlerFunc) *Bot {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/whoami") {
			_, _ = w.Write([]byte(`{"user_id":"` + me + `"}`))
			return
		}
		handler(w, r)
	}))
	t.Cleanup(server.Close)
	client, err := matrix.New(server.URL)
	require.NoError(t, err)
	require.NoError(t, client.SignInWithToken(t.Context(), "t"))
	s, err := store.Open(t.Context(), t.TempDir())
	require.NoError(t, err)
	t.Cleanup(func() { s.Close() })
	return New(client, s, &Blueprint{}, Settings{MaxAge: time.Hour}, zerolog.Nop())
}

func TestOnlyWhatNeedsWorkIsRecorded(t *testing.T) {
	b := signedIn(t)
	create := command.TypeMeetingCreate
	for text, want := range map[string]bool{
		`{"type":"` + create + `","event_id":"$1","sender":"@a:x","content":{}}`:                                                       true,
		`{"type":"` + create + `","event_id":"$1","sender":"` + me + `","content":{}}`:                                                 false,
		`{"type":"` + create + `","event_id":"$1","sender":"@a:x","state_key":"","content":{}}`:                                        false,
		`{"type":"` + create + `","event_id":"$1","sender":"@a:x","content":[1e400]}`:                                                  true,
		`{"type":"` + create + `","event_id":"http:1","sender":"@a:x","content":{}}`:                                                   false,
		`{"type":"` + create + `","sender":"@a:x"}`:                                                                                    false,
		`{"type":"` + create + `","event_id":"$` + strings.Repeat("x", 255) + `"}`:                                                     false,
		`{"type":"` + create + `","event_id":"$1","p":"` + strings.Repeat("x", maxRaw) + `"}`:                                          false,
		`{"type":"m.room.power_levels","event_id":"$1","sender":"@a:x","state_key":""}`:                                                true,
		`{"type":"m.room.power_levels","event_id":"$1","sender":"` + me + `","state_key":""}`:                                          false,
		`{"type":"m.room.member","event_id":"$1","sender":"@a:x","state_key":"@a:x"}`:                                                  false,
		`{"type":"m.room.create","event_id":"$1","sender":"` + me + `","content":{}}`:                                                  false,
		`{"type":"m.room.create","event_id":"$1","sender":"@a:x","content":{"net.nordeck.meetings.request":"r"}}`:                      false,
		`{"type":"m.room.create","event_id":"$1","sender":"` + me + `","content":{"net.nordeck.meetings.request":"r"}}`:                true,
		`{"type":"` + command.TypeMeetingCreate + `","event_id":"$1","sender":"@a:x","content":{},"unsigned":{"redacted_because":{}}}`: false,
		`"text"`: false, `{}`: false, `{"type":5,"event_id":"$1"}`: false,
	} {
		_, got := b.entry(t.Context(), "!r", json.RawMessage(text))
		assert.Equal(t, want, got, text[:min(len(text), 150)])
	}
}

func TestRecordedEventIsByteForByte(t *testing.T) {
	b := signedIn(t)
	raw := `{ "type":"` + command.TypeMeetingCreate + `", "event_id":"$1","sender":"@a:x","content":{"n":1.0,"n":2} }`
	require.NoError(t, b.Record(t.Context(), matrix.Batch{
		Position: "p", Settled: "p", Joined: map[string][]json.RawMessage{"!r": {json.RawMessage(raw)}}, Invited: map[string]json.RawMessage{"!i": nil},
	}))
	now := time.Now().Add(time.Second)
	found := map[string]string{}
	for range 2 {
		item, err := b.store.Claim(t.Context(), "me", now, now.Add(time.Minute))
		require.NoError(t, err)
		found[item.EventID] = string(item.Raw)
	}
	assert.Equal(t, map[string]string{"$1": raw, "invite:!i:p": "{}"}, found)
}

func TestInviteesAreUniqueAndWithoutTheBot(t *testing.T) {
	c := &creation{Bot: signedIn(t), creator: "@a:x"}
	c.blueprint = &Blueprint{members: []string{"@guide:x", "@b:x"}}
	for _, user := range []string{"@b:x", "@a:x", me, "@b:x", "@c:x"} {
		c.command.Participants = append(c.command.Participants, command.Participant{UserID: user})
	}
	assert.Equal(t, []string{"@a:x", "@b:x", "@c:x", "@guide:x"}, c.invitees())
}

func TestDeletionTime(t *testing.T) {
	entry := calendar.Entry{
		UID: "u", DTStart: calendar.DateTime{TZID: "UTC", Value: "20261124T100000"},
		DTEnd: calendar.DateTime{TZID: "UTC", Value: "20261124T110000"},
	}
	endless := entry
	endless.RRule = "FREQ=DAILY"
	hour, no := time.Hour, false
	for _, c := range []struct {
		offset *time.Duration
		entry  calendar.Entry
		enable *bool
		want   string
	}{
		{&hour, entry, nil, "2026-11-24T12:00:00Z"}, {nil, entry, nil, ""}, {&hour, endless, nil, ""}, {&hour, entry, &no, ""},
	} {
		made := &creation{Bot: &Bot{zones: newZones(), settings: Settings{DeletionOffset: c.offset}}}
		made.command.Calendar, made.command.EnableAutoDeletion = []calendar.Entry{c.entry}, c.enable
		m, err := made.metadata()
		require.NoError(t, err)
		if c.want == "" {
			assert.Nil(t, m.ForceDeletionAt)
			continue
		}
		assert.Equal(t, c.want, time.UnixMilli(*m.ForceDeletionAt).UTC().Format(time.RFC3339))
	}
}

func TestUUID(t *testing.T) {
	assert.Regexp(t, `^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$`, uuidOf(request))
}

func TestWhatIsFinal(t *testing.T) {
	for _, c := range []struct {
		err     error
		attempt int
		want    fault.Code
	}{
		{nil, 1, ""}, {errors.New("disk full"), 100, ""},
		{fault.New(fault.Forbidden, ""), 1, fault.Forbidden},
		{&matrix.Error{Status: 400}, 1, fault.Rejected}, {&matrix.Error{Status: 413}, 1, fault.Rejected},
		{&matrix.Error{Status: 429}, 100, ""}, {&matrix.Error{Status: 503}, 100, ""}, {&matrix.Error{}, 100, ""},
		{&matrix.Error{Status: 500}, patience - 1, ""}, {&matrix.Error{Status: 500}, patience, fault.Rejected},
		{&matrix.Error{Status: 401, Code: "M_UNKNOWN_TOKEN"}, 100, ""},
	} {
		f := refusal(c.err, c.attempt)
		if c.want == "" {
			assert.Nil(t, f, c.err)
			continue
		}
		require.NotNil(t, f, c.err)
		assert.Equal(t, c.want, f.Code)
	}
}

func state(typ, key, content string) event.Event {
	return event.Event{Type: typ, StateKey: &key, Sender: "@a:x", Content: json.RawMessage(content)}
}
