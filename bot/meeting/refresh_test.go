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
