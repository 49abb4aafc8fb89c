package meeting

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"parley/bot/matrix"
	"parley/bot/notes"
	"parley/bot/store"
	"parley/shared/command"
	"parley/shared/event"
)

// A PDF whose message has to wait holds what was in the notes when it was made, and nothing
// takes it for a newer one: what was typed meanwhile would be lost when the meeting is closed.
func TestPDFThatWaitsForItsMessage(t *testing.T) {
	w, p := newNoted(t)
	p.Type(10)
	w.refuse = func(call string) int {
		if strings.Contains(call, "/send/m.room.message/") {
			return http.StatusBadGateway
		}
		return 0
	}
	item := &store.Item{EventID: "$pdf", Lane: notesLane("!m"), RoomID: "!m", Type: command.TypeNotesPDF, Request: request, Attempt: 1, Received: time.Now()}
	_, err := w.postNotes(t.Context(), item, "!m", "@a:x", command.Context{})
	require.Error(t, err)
	uploads := w.count("POST /_matrix/media")
	p.Type(20)
	w.refuse = func(string) int { return 0 }
	item.Attempt = 2
	_, err = w.postNotes(t.Context(), item, "!m", "@a:x", command.Context{})
	require.NoError(t, err)
	require.Len(t, w.files(), 1)
	assert.Equal(t, int64(10), w.files()[0].PadRevision)
	assert.Equal(t, uploads, w.count("POST /_matrix/media"), "it was uploaded once")
}

// The homeserver says in many ways that it cannot show a room, a Dendrite that goes down,
// too. The notes go only when it says that the bot is not in there.
func TestNotesOutliveWhatHomeserversSay(t *testing.T) {
	for _, status := range []int{http.StatusForbidden, http.StatusNotFound, http.StatusUnauthorized} {
		w, p := newNoted(t)
		w.refuse = func(string) int { return status }
		w.CheckNotes(t.Context())
		w.work(time.Second)
		assert.Equal(t, event.NotesInitialized, w.status(), status)
		assert.Zero(t, p.Count("deleteGroup"))
	}
}

// A room that has removed the bot has no notes any more.
func TestNotesOfARoomThatTheBotWasRemovedFrom(t *testing.T) {
	w, p := newNoted(t)
	w.member(me, event.MembershipBan)
	w.CheckNotes(t.Context())
	w.work(time.Second)
	assert.Equal(t, 1, p.Count("deleteGroup"))
	assert.Zero(t, p.Alive())
}

// Nothing that somebody types while a meeting is being closed is lost: writers only read
// before the last PDF is made.
func TestNobodyWritesAfterTheLastPDF(t *testing.T) {
	w, p := newNoted(t)
	p.Type(10)
	p.Watch(func(call string) bool {
		if call == "getHTML" {
			assert.Zero(t, p.Alive(), "sessions of writers")
		}
		return true
	})
	w.close()
	assert.Equal(t, 1, p.Count("getHTML"))
	assert.Equal(t, 1, p.Count("deleteGroup"))
	require.Equal(t, event.NotesClosed, w.status())
}

// The last PDF is posted even where files have used up all that they may: it is all that
// stays.
func TestLastPDFHasRoom(t *testing.T) {
	w, p := newNoted(t)
	w.noted.Quota = 0
	p.Type(10)
	w.close()
	assert.True(t, slices.ContainsFunc(w.said["!m"], func(m event.Message) bool { return m.Notes != nil }))
}

// Who leaves a room, or ends it, without the bot ends its notes as well.
func TestNotesOfARoomThatSomebodyElseEnds(t *testing.T) {
	for name, end := range map[string]func(w *world) matrix.Batch{
		"tombstone": func(w *world) matrix.Batch {
			w.write("!m", event.TypeTombstone, `{"body":"over"}`)
			stone := json.RawMessage(`{"type":"m.room.tombstone","event_id":"$t","sender":"@a:x","state_key":"","content":{"body":"over"}}`)
			return matrix.Batch{Joined: map[string][]json.RawMessage{"!m": {stone}}}
		},
		"the bot removed": func(w *world) matrix.Batch {
			w.member(me, event.MembershipLeave)
			return matrix.Batch{Left: []string{"!m"}}
		},
		"the bot removed, as it is pushed": func(w *world) matrix.Batch {
			w.member(me, event.MembershipLeave)
			leave := json.RawMessage(`{"type":"m.room.member","event_id":"$l","sender":"@a:x","state_key":"` + me + `","content":{"membership":"leave"}}`)
			return matrix.Batch{Pushed: true, Joined: map[string][]json.RawMessage{"!m": {leave}}}
		},
	} {
		w, p := newNoted(t)
		batch := end(w)
		batch.Position, batch.Settled = "p", "p"
		require.NoError(t, w.Record(t.Context(), batch))
		w.work(time.Second)
		assert.Equal(t, event.NotesClosed, w.status(), name)
		assert.Zero(t, p.Alive(), name)
		assert.Equal(t, 1, p.Count("deleteGroup"), name)
	}
}

// A room that has removed the bot and invites it again can have notes again.
func TestNotesBeginAnew(t *testing.T) {
	w, _ := newNoted(t)
	w.member(me, event.MembershipLeave)
	w.CheckNotes(t.Context())
	w.work(time.Second)
	w.member(me, event.MembershipJoin)
	n, err := w.notes.Begin(t.Context(), "!m", "$again")
	require.NoError(t, err)
	assert.Equal(t, event.NotesInitializing, n.Status)
	assert.Equal(t, "$again", n.Owner)
}

// A closing that is interrupted when the notes are over goes on there.
func TestNotesAreRemovedAfterAnInterruption(t *testing.T) {
	w, p := newNoted(t)
	interrupted := false
	w.refuse = func(call string) int {
		if strings.HasPrefix(call, "PUT !m/state/"+event.TypeNotes) && !interrupted {
			interrupted = true
			return http.StatusBadGateway
		}
		return 0
	}
	w.close()
	require.True(t, interrupted)
	w.work(time.Minute)
	assert.Equal(t, 1, p.Count("deleteGroup"))
	assert.Zero(t, p.Alive())
}

// What waits for Etherpad to remove former notes does not remove those that were begun since.
func TestNotesThatWereBegunSinceStay(t *testing.T) {
	w, p := newNoted(t)
	require.Error(t, w.later(t.Context(), typeRemove, "!m", notes.Failed(nil)))
	w.work(time.Minute)
	assert.Zero(t, p.Count("deleteGroup"))
	assert.Equal(t, 1, p.Alive())
}

// In a room that is encrypted later, where the operator wants no notes then, open pages end.
func TestNotesOfARoomThatIsEncryptedLater(t *testing.T) {
	w, p := newNoted(t)
	w.noted.DenyCrypted = true
	w.write("!m", event.TypeEncryption, `{"algorithm":"m.megolm.v1.aes-sha2"}`)
	encryption := json.RawMessage(`{"type":"m.room.encryption","event_id":"$x","sender":"@a:x","state_key":"","content":{"algorithm":"m.megolm.v1.aes-sha2"}}`)
	require.NoError(t, w.Record(t.Context(), matrix.Batch{Position: "p", Settled: "p", Joined: map[string][]json.RawMessage{"!m": {encryption}}}))
	w.work(time.Second)
	assert.Zero(t, p.Alive())
	assert.Equal(t, event.NotesInitialized, w.status(), "the text stays")
}

// A meeting can be closed though Etherpad stays away; its notes are removed when it is back.
func TestMeetingIsClosedWithoutEtherpad(t *testing.T) {
	w, p := newNoted(t)
	p.Watch(func(string) bool { return false })
	w.close()
	for i := range 20 {
		if i < 12 { // which last as long as a restart
			assert.NotContains(t, w.rooms["!m"], event.TypeTombstone, "after %d tries", i)
		}
		w.work(time.Duration(i+2) * time.Second)
	}
	assert.Contains(t, w.rooms["!m"], event.TypeTombstone)
	p.Watch(nil)
	w.work(time.Hour)
	assert.Equal(t, 1, p.Count("deleteGroup"))
	assert.Zero(t, p.Alive())
}
