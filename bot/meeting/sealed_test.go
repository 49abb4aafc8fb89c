package meeting

import (
	"errors"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"parley/bot/engine"
	"parley/bot/matrix"
	"parley/bot/store"
	"parley/shared/event"
)

// Somebody may send as much as the homeserver lets them that nobody can ever read.
func TestOnlySomeOfOnePersonWaitsForKeys(t *testing.T) {
	b := signedIn(t)
	b.settings.MaxAge = time.Hour
	wait := func(sender, session string, attempt int) error {
		it := &store.Item{EventID: "$1", Lane: "!r", RoomID: "!r", Type: event.TypeEncrypted, Raw: []byte(`{"sender":"` + sender + `"}`), Attempt: attempt, Received: time.Now()}
		return b.awaitKey(t.Context(), it, &matrix.NoKeyError{Session: session})
	}
	var missing *matrix.NoKeyError
	var elsewhere *engine.Elsewhere
	for i := range lateAtOnce {
		assert.ErrorAs(t, wait("@a:x", strconv.Itoa(i), 1), &missing)
	}
	assert.NoError(t, wait("@a:x", "more", 1), "it is given up")
	assert.ErrorAs(t, wait("@b:x", "other", 1), &missing)
	assert.False(t, errors.As(wait("@b:x", "other", 2), &elsewhere))
	assert.ErrorAs(t, wait("@b:x", "other", keyTries), &elsewhere)
	for range 2 * lateAtOnce {
		require.ErrorAs(t, wait("@b:x", "other", 1), &elsewhere, "what needs the same key follows it at once")
	}
}
