package meeting

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"parley/shared/command"
	"parley/shared/event"
)

// A homeserver that loses the answer is one that was restarted: it knows the message, and
// no transaction id.
func TestSessionsAreToldOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.session("!other")
	lost := false
	w.refuse = func(call string) int {
		if strings.HasPrefix(call, "PUT !s/send/") && !lost {
			lost = true
			w.said["!s"] = append(w.said["!s"], event.Message{Body: "lost", Request: w.store.RequestOf("$e !s")})
			return http.StatusBadGateway
		}
		return 0
	}
	data := `{"target_room_id":"!m","message":"Five minutes left"}`
	_, err := w.command(command.TypeSubMeetingsMessages, data, 1)
	require.Error(t, err)
	_, err = w.command(command.TypeSubMeetingsMessages, data, 2)
	require.NoError(t, err)
	assert.Len(t, w.said["!s"], 1)
	require.Len(t, w.said["!other"], 1)
	assert.Equal(t, w.store.RequestOf("$e !other"), w.said["!other"][0].Request, "so that it is found")
}

// A session may end, and the bot leave it, while a message is on its way to all of them.
func TestSessionThatEndsMeanwhileIsNoFailure(t *testing.T) {
	t.Parallel()
	for over, want := range map[bool]int{true: 0, false: 1} {
		w := newWorld(t)
		w.session("!other")
		w.refuse = func(call string) int {
			if !strings.HasPrefix(call, "PUT !s/send/") {
				return 0
			}
			if over {
				w.write("!s", event.TypeTombstone, `{"body":"over"}`)
			}
			return http.StatusForbidden
		}
		answer, err := w.command(command.TypeSubMeetingsMessages, `{"target_room_id":"!m","message":"Five minutes left"}`, 1)
		require.NoError(t, err)
		assert.Len(t, answer.Meta.Warnings, want)
		assert.Len(t, w.said["!other"], 1)
	}
}
