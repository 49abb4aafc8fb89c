package help

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"parley/bot/private"
	"parley/bot/store"
	"parley/shared/event"
)

// A chat of two may become one of many.
func TestSmallTalkIsAnsweredInChatsOfTwo(t *testing.T) {
	for crowded, want := range map[bool]bool{false: true, true: false} {
		d, _ := calendarOf(t, &rooms{crowded: crowded})
		require.NoError(t, d.store.SavePrivateRoom(t.Context(), store.PrivateRoom{User: "@a:x", About: "!3", Room: "!3"}))
		q, err := d.understand(t.Context(), &store.Item{EventID: "$e", RoomID: "!3", Lane: "!3", Raw: []byte(
			`{"sender":"@a:x","type":"m.room.message","content":{"msgtype":"m.text","body":"hello"}}`)})
		require.NoError(t, err)
		assert.Equal(t, want, q != nil)
	}
}

// While a new process looks for the private rooms, an answer waits.
func TestAnswerInPrivateWaitsForTheRooms(t *testing.T) {
	t.Parallel()
	d, q := calendarOf(t, &rooms{})
	asks(q, "", "")
	_, err := d.whisper(t.Context(), q, event.Message{})
	assert.ErrorIs(t, err, private.ErrNotYet)
}
