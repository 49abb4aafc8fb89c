package meeting

import (
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"parley/bot/engine"
	"parley/bot/etherpad/etherpadtest"
	"parley/bot/matrix"
	"parley/bot/notes"
	"parley/bot/store"
	"parley/shared/command"
	"parley/shared/event"
)

// newNoted returns a world with an Etherpad, where @a:x writes in the notes of the meeting
// and has opened them.
func newNoted(t *testing.T) (*world, *etherpadtest.Pads) {
	t.Helper()
	w := newWorld(t)
	p, client := etherpadtest.Start(t)
	w.KeepNotes(notes.New(client, w.store, etherpadtest.Key, notes.Settings{Ticket: time.Minute}),
		NotesSettings{Moderator: 50, Quota: 1 << 20, OnClose: true})
	n, err := w.notes.Begin(t.Context(), "!m", "$select")
	require.NoError(t, err)
	_, err = w.notes.SetUp(t.Context(), n, padName, func([]string) string { return "" }, []string{"@a:x"})
	require.NoError(t, err)
	_, err = w.OpenNotes(t.Context(), "!m", "@a:x", command.Context{})
	require.NoError(t, err)
	return w, p
}

// status is that of the meeting's notes.
func (w *world) status() string {
	w.t.Helper()
	n, err := w.notes.Of(w.t.Context(), "!m")
	require.NoError(w.t, err)
	return n.Status
}

// files are the PDFs of the meeting's notes.
func (w *world) files() []store.PDF {
	w.t.Helper()
	files, err := w.store.PDFs(w.t.Context(), "!m")
	require.NoError(w.t, err)
	return files
}

// work has the bot do all that is due until later.
func (w *world) work(later time.Duration) {
	w.t.Helper()
	due := time.Now().Add(later)
	for empty := 0; empty < 3; { // lanes
		item, err := w.store.Claim(w.t.Context(), "me", due, due.Add(time.Minute))
		require.NoError(w.t, err)
		if item == nil {
			empty++
			continue
		}
		empty = 0
		err = w.Handle(w.t.Context(), item)
		var aside *engine.Elsewhere
		if errors.As(err, &aside) && aside.Cause == nil {
			require.NoError(w.t, w.store.Move(w.t.Context(), "me", item, aside.Lane, due, due))
			continue
		}
		if err != nil {
			require.NoError(w.t, w.store.Return(w.t.Context(), "me", item, due.Add(time.Millisecond)))
			continue
		}
		_, err = w.store.Finish(w.t.Context(), "me", item, due, due)
		require.NoError(w.t, err)
	}
}

// member changes the membership of somebody in the meeting.
func (w *world) member(user, membership string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.write("!m", event.TypeMember+" "+user, `{"membership":"`+membership+`"}`)
}

// close has @a:x close the meeting.
func (w *world) close() {
	w.t.Helper()
	e := event.Event{Type: command.TypeMeetingClose, Sender: "@a:x", EventID: "$close", OriginServerTS: time.Now().UnixMilli(),
		Content: json.RawMessage(`{"data":{"target_room_id":"!m"}}`)}
	require.NoError(w.t, w.Record(w.t.Context(), matrix.Batch{
		Position: "p", Settled: "p", Joined: map[string][]json.RawMessage{"!m": {encode(w.t, e)}},
	}))
	w.work(time.Second)
}
