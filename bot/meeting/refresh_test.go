package meeting

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"parley/shared/command"
	"parley/shared/event"
)

// A bot that died after an invitation knows nothing of it; the room does.
func TestInvitationsAreRefreshedOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	invitation := event.TypeMember + " @i:x"
	w.rooms["!m"][invitation] = `{"membership":"invite"}`
	died := false
	w.refuse = func(call string) int {
		if call == "POST !m/invite" && !died {
			died = true
			w.write("!m", invitation, `{"membership":"invite","reason":"new"}`)
			return http.StatusBadGateway
		}
		return 0
	}
	data := `{"target_room_id":"!m","title":"New"}`
	_, err := w.command(command.TypeMeetingUpdate, data, 1)
	require.Error(t, err)
	w.attempts.Clear()
	_, err = w.command(command.TypeMeetingUpdate, data, 2)
	require.NoError(t, err)
	assert.Equal(t, 1, w.wrote["!m "+invitation])
	assert.Len(t, w.said["!m"], 1)
}

func TestInvitationsToABreakoutSessionNameItsMeeting(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.rooms["!m"][event.TypeName] = `{"name":"Planning"}`
	_, err := w.command(command.TypeParticipantsHandle, `{"target_room_id":"!s","invite":true,"userIds":["@i:x"]}`, 1)
	require.NoError(t, err)
	first := w.rooms["!s"][event.TypeMember+" @i:x"]
	assert.Contains(t, first, `"reason":"Breakout session of “Planning”.\n📅`)
	w.attempts.Clear() // the next command has the same id here
	_, err = w.command(command.TypeMeetingUpdate, `{"target_room_id":"!s","title":"New"}`, 1)
	require.NoError(t, err)
	assert.Equal(t, 2, w.wrote["!s "+event.TypeMember+" @i:x"])
	assert.Contains(t, w.rooms["!s"][event.TypeMember+" @i:x"], `"reason":"Breakout session of “Planning”.\n📅`)
}
