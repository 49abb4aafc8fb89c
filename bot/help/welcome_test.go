package help

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"parley/bot/engine"
	"parley/bot/meeting"
	"parley/bot/store"
	"parley/shared/event"
)

// Who has made the bot a moderator before it was ready to help got the room of help for good:
// what follows the joining waits in the lane of the room.
func TestARoomIsSetUpInItsOwnLane(t *testing.T) {
	var asked []string
	d, _ := calendarOf(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.URL.Path)
		_, _ = w.Write([]byte(`{"user_id":"` + me + `"}`))
	}))
	asked = nil
	it := &store.Item{EventID: "invite:!r:p", RoomID: "!r", Lane: "@a:x", Type: meeting.TypeInvite, Raw: []byte(`{"sender":"@a:x"}`), Attempt: 1}
	var elsewhere *engine.Elsewhere
	require.ErrorAs(t, d.accept(t.Context(), it), &elsewhere)
	assert.Equal(t, engine.Elsewhere{Lane: "!r"}, *elsewhere)
	assert.Equal(t, []string{"/_matrix/client/v3/rooms/!r/join"}, asked)
}

// Who makes the bot a moderator while it joins has the planner before its turn to help comes,
// and got a room of help that nobody closes.
func TestARoomThatIsSetUpNeedsNoHelp(t *testing.T) {
	here := []event.Event{
		state(event.TypeCreate, "", `{"room_version":"11"}`),
		state(event.TypePowerLevels, "", `{"users":{"@a:x":100,"`+me+`":50}}`),
		state(event.TypeMember, "@a:x", `{"membership":"join"}`), state(event.TypeMember, me, `{"membership":"join"}`),
	}
	created := 0
	d, _ := calendarOf(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch _, place, _ := strings.Cut(r.URL.Path, "/state/"); {
		case r.Method == http.MethodPut:
			var content json.RawMessage
			assert.NoError(t, json.NewDecoder(r.Body).Decode(&content))
			typ, key, _ := strings.Cut(place, "/")
			here = append(here, state(typ, key, string(content)))
			_, _ = w.Write([]byte(`{"event_id":"$e"}`))
		case strings.HasSuffix(r.URL.Path, "/createRoom"):
			created++
			_, _ = w.Write([]byte(`{"room_id":"!help"}`))
		case strings.HasSuffix(r.URL.Path, "/state"):
			assert.NoError(t, json.NewEncoder(w).Encode(here))
		default:
			_, _ = w.Write([]byte(`{"user_id":"` + me + `"}`))
		}
	}))
	d.settings.Welcome, d.settings.Planner.URL = true, "https://p.example/planner"
	require.NoError(t, d.promoted(t.Context(), &store.Item{EventID: "$power", RoomID: "!r", Lane: "!r"}))
	require.Len(t, here, 6, "the planner and its place")
	invited := &store.Item{EventID: "invite:!r:p", RoomID: "!r", Lane: "!r", Type: meeting.TypeInvite, Raw: []byte(`{"sender":"@a:x"}`), Attempt: 1}
	require.NoError(t, d.accept(t.Context(), invited))
	assert.Zero(t, created)
}
