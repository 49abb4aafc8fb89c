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

	"parley/bot/engine"
	"parley/bot/etherpad"
	"parley/bot/notes"
	"parley/shared/command"
	"parley/shared/event"
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

// Somebody who leaves between the look at who has joined and the change does not write when
// they come back.
func TestDepartureDuringASelection(t *testing.T) {
	w, _ := newNoted(t)
	w.member("@b:x", event.MembershipJoin)
	left := false
	w.refuse = func(call string) int {
		if call == "GET !m/state" && !left {
			left = true
			_, err := w.notes.Leave(t.Context(), "!m", "@b:x")
			require.NoError(t, err)
		}
		return 0
	}
	var again *engine.Elsewhere
	_, err := w.command(command.TypeNotesSelect, `{"participant_ids":["@b:x"]}`, 1)
	require.ErrorAs(t, err, &again)
	assert.NoError(t, again.Cause, "at once")
	writes, err := w.notes.MayWrite(t.Context(), "!m", "@b:x")
	require.NoError(t, err)
	assert.False(t, writes)
	_, err = w.command(command.TypeNotesSelect, `{"participant_ids":["@b:x"]}`, 2)
	require.NoError(t, err)
}

// A meeting that is closed while its notes are set up keeps nothing at Etherpad.
func TestNotesThatAreClosedWhileTheyAreSetUp(t *testing.T) {
	for _, moment := range []string{"createGroupIfNotExistsFor", "setHTML"} {
		w, p := newNoted(t)
		require.NoError(t, w.notes.Close(t.Context(), "!m"))
		require.NoError(t, w.notes.Remove(t.Context(), "!m"))
		n, err := w.notes.Begin(t.Context(), "!m", "$e")
		require.NoError(t, err)
		closed := false
		p.Watch(func(call string) bool {
			if call == moment && !closed {
				closed = true
				assert.NoError(t, w.notes.Close(t.Context(), "!m"))
				assert.NoError(t, w.notes.Remove(t.Context(), "!m"))
			}
			return true
		})
		_, err = w.command(command.TypeNotesSelect, `{"participant_ids":["@a:x"]}`, 1)
		var f *fault.Fault
		require.ErrorAs(t, err, &f)
		assert.Equal(t, fault.InsufficientPermissions, f.Code)
		assert.Empty(t, p.Groups, "%s %s", moment, n.Owner)
	}
}

// While Etherpad does not answer, the other commands of a meeting go on, and what waits for
// it waits in lanes of which the engine lets only some wait.
func TestEtherpadHoldsUpNothingElse(t *testing.T) {
	w, p := newNoted(t)
	p.Watch(func(call string) bool {
		assert.Fail(t, "Etherpad is asked", call)
		return true
	})
	for _, c := range []struct{ typ, data string }{
		{command.TypeNotesDeselect, `{"participant_ids":["@a:x"]}`},
		{command.TypeNotesPDF, `{}`},
		{command.TypeMeetingClose, `{"target_room_id":"!m"}`},
	} {
		var aside *engine.Elsewhere
		_, err := w.command(c.typ, c.data, 1)
		require.ErrorAs(t, err, &aside, c.typ)
		assert.Equal(t, notesLane("!m"), aside.Lane)
		assert.NoError(t, aside.Cause)
	}
	writes, err := w.notes.MayWrite(t.Context(), "!m", "@a:x")
	require.NoError(t, err)
	assert.False(t, writes, "that much is done at once")
}

// Many who leave while Etherpad is away for long do not have it asked ever more often.
func TestEtherpadIsAskedLessAndLess(t *testing.T) {
	w, p := newNoted(t)
	asked := 0
	p.Watch(func(string) bool {
		asked++
		return false
	})
	require.NoError(t, w.notes.Close(t.Context(), "!m"))
	at := time.Now()
	w.now = func() time.Time { return at }
	away := notes.Failed(nil)
	for range 100 {
		at = at.Add(time.Millisecond)
		require.Error(t, w.later(t.Context(), typeRemove, "!m", away))
	}
	for end := at.Add(10 * time.Minute); at.Before(end); at = at.Add(notesPause) {
		for {
			item, err := w.store.Claim(t.Context(), "me", at, at.Add(time.Minute))
			require.NoError(t, err)
			if item == nil {
				break
			}
			require.NoError(t, w.Handle(t.Context(), item))
			_, err = w.store.Finish(t.Context(), "me", item, at, at)
			require.NoError(t, err)
		}
	}
	assert.Less(t, asked, 25)
	assert.Greater(t, asked, 5)
}

// While Etherpad does not answer, whoever looks at the notes of a meeting sees how they are.
func TestLookAtNotesThatEtherpadHoldsBack(t *testing.T) {
	w, p := newNoted(t)
	end := make(chan struct{})
	defer close(end)
	p.Watch(func(string) bool {
		<-end
		return true
	})
	begin := time.Now()
	state, err := w.NotesOf(t.Context(), "!m", "@a:x")
	require.NoError(t, err)
	assert.Equal(t, event.NotesInitialized, state.Status)
	assert.Less(t, time.Since(begin), 10*time.Second)
}
