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

func TestWhoHasNoNameInARoomIsCalledAsInTheirProfile(t *testing.T) {
	asked := 0
	w := newWorld(t)
	serve := w.serve
	w.Bot = signedInAt(t, func(out http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/profile/@a:x/displayname") {
			asked++
			_, _ = out.Write([]byte(`{"displayname":"Alice\u202e\n<b>"}`))
			return
		}
		serve(out, r)
	})
	reason := func(data string) string {
		w.attempts.Clear()
		delete(w.rooms["!m"], event.TypeMember+" @i:x")
		_, err := w.command(command.TypeParticipantsHandle, data, 1)
		require.NoError(t, err)
		return w.rooms["!m"][event.TypeMember+" @i:x"]
	}
	const invite = `{"target_room_id":"!m","invite":true,"userIds":["@i:x"]}`
	assert.Contains(t, reason(invite), `Invited by Alice \u003cb\u003e.`)
	assert.Equal(t, 1, asked)

	w.rooms["!m"][event.TypeMember+" @j:x"] = `{"membership":"join","displayname":"alice <B>"}`
	assert.Contains(t, reason(invite), `Invited by Alice \u003cb\u003e (@a:x).`, "somebody else is called like that")

	w.rooms["!m"][event.TypeMember+" @a:x"] = `{"membership":"join","displayname":"Al"}`
	assert.Contains(t, reason(invite), "Invited by Al.")
	assert.Equal(t, 2, asked, "who has a name is not looked up")

	w.rooms["!m"][event.TypeMember+" @a:x"] = `{"membership":"join"}`
	_, err := w.command(command.TypeMeetingClose, `{"target_room_id":"!m"}`, 1)
	require.NoError(t, err)
	assert.Equal(t, 3, asked, "once for all rooms")
	assert.Equal(t, "🚫 This meeting was cancelled by Alice <b> (@a:x)", w.said["!m"][0].Body)
}
