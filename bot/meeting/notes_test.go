package meeting

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"parley/bot/etherpad"
	"parley/bot/notes"
	"parley/shared/fault"
)

// The notes of a meeting that is closed while Etherpad is away are removed later, although
// a closed meeting has nothing to wait for any more.
func TestNotesAreRemovedLater(t *testing.T) {
	var away atomic.Bool
	away.Store(true)
	var removed atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if away.Load() {
			panic(http.ErrAbortHandler)
		}
		if r.URL.Path == "/readSession/deleteGroup" {
			removed.Add(1)
		}
		_, _ = w.Write([]byte(`{"code":0,"data":{"groupID":"g.1"}}`))
	}))
	t.Cleanup(server.Close)
	b := signedIn(t)
	b.KeepNotes(notes.New(etherpad.New(server.URL, server.URL, "key"), b.store, "key", notes.Settings{}), NotesSettings{})
	err := b.later(t.Context(), typeRemove, "!m", b.notes.Remove(t.Context(), "!m"))
	var f *fault.Fault
	require.True(t, errors.As(err, &f))
	require.NoError(t, b.store.Schedule(t.Context(), "!m", nil, time.Now()), "the meeting is over")

	due := time.Now().Add(2 * notesPause)
	next, err := b.store.Claim(t.Context(), "owner", due, due.Add(time.Minute))
	require.NoError(t, err)
	require.NotNil(t, next)
	assert.Equal(t, notesLane("!m"), next.Lane, "nothing else of the room waits for Etherpad")
	require.NoError(t, b.Handle(t.Context(), next))
	assert.Zero(t, removed.Load())

	away.Store(false)
	require.NoError(t, b.Handle(t.Context(), next))
	assert.Equal(t, int32(1), removed.Load())
}
