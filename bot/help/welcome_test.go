package help

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"parley/bot/engine"
	"parley/bot/meeting"
	"parley/bot/store"
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
