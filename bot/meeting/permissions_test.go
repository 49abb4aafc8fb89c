package meeting

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"parley/shared/event"
	"parley/shared/fault"
)

func TestMessagingLevelLeavesAllElse(t *testing.T) {
	const before = `{"users":{"@a:x":100},"events_default":0,"x":1.50,"events":{"a":"50"}}`
	content, changed, err := withMessagingLevel(json.RawMessage(before), 100)
	require.NoError(t, err)
	require.True(t, changed)
	written, err := json.Marshal(content)
	require.NoError(t, err)
	assert.Equal(t, `{"events":{"a":"50"},"events_default":100,"users":{"@a:x":100},"x":1.50}`, string(written))
	_, changed, err = withMessagingLevel(written, 100)
	require.NoError(t, err)
	assert.False(t, changed, "it is so already")
	_, changed, err = withMessagingLevel(json.RawMessage(`{}`), 0)
	require.NoError(t, err)
	assert.True(t, changed, "what is given is written, 0, too")
	for _, none := range []string{``, `null`, `[]`, `"x"`} {
		_, _, err := withMessagingLevel(json.RawMessage(none), 0)
		assert.Equal(t, fault.BotForbidden, fault.Of(err).Code, none)
	}
}

// Who may not look into a room does not learn whether it is there.
func TestRoomsOfOthersDoNotExist(t *testing.T) {
	member := func(user, membership string) event.Event {
		return state(event.TypeMember, user, `{"membership":"`+membership+`"}`)
	}
	for name, c := range map[string]struct {
		state []event.Event
		there bool
	}{
		"both joined": {[]event.Event{member("@a:x", "join"), member(me, "join")}, true},
		"sender left": {[]event.Event{member("@a:x", "leave"), member(me, "join")}, false},
		"bot left":    {[]event.Event{member("@a:x", "join"), member(me, "leave")}, false},
		"invited":     {[]event.Event{member("@a:x", "invite"), member(me, "join")}, false},
		"nothing":     {nil, false},
	} {
		b := signedInAt(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(encode(t, c.state)) })
		_, err := b.target(t.Context(), "!r", "@a:x")
		if c.there {
			assert.NoError(t, err, name)
		} else {
			assert.Equal(t, fault.New(fault.NotFound, fieldTarget), fault.Of(err), name)
		}
	}
}
