package meeting

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Whatever becomes of the private room, the command has its answer.
func TestPrivateRoomDoesNotHoldTheAnswer(t *testing.T) {
	for _, part := range []string{"/createRoom", "/send/m.room.message/", "/state/m.room.name"} {
		for _, status := range []int{400, 403, 429} {
			d := newDesk()
			d.fail = func(r *http.Request, _ string) int {
				if strings.Contains(r.URL.Path, part) {
					return status
				}
				return 0
			}
			b := signedInAt(t, d.ServeHTTP)
			b.settings.TellInPrivate = true
			b.private.Survey(t.Context())
			require.NoError(t, b.Handle(t.Context(), order(1)), part)
			assert.Len(t, d.answers, 1, part)
		}
	}
}

func TestHomeserverThatFailsIsAskedAgain(t *testing.T) {
	d := newDesk()
	d.fail = func(r *http.Request, _ string) int {
		if strings.Contains(r.URL.Path, "/createRoom") {
			return 500
		}
		return 0
	}
	b := signedInAt(t, d.ServeHTTP)
	b.settings.TellInPrivate = true
	b.private.Survey(t.Context())
	for attempt := 1; attempt < reportTries; attempt++ {
		require.Error(t, b.Handle(t.Context(), order(attempt)))
	}
	require.NoError(t, b.Handle(t.Context(), order(reportTries)))
	assert.Len(t, d.answers, 1)
}
