package meeting

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"parley/bot/engine"
	"parley/bot/etherpad"
	"parley/bot/matrix"
	"parley/bot/notes"
	"parley/bot/store"
	"parley/shared/command"
	"parley/shared/event"
)

// pads is as much of an Etherpad as it takes to see what the bot asks for: each group has
// one pad. Before it answers, a call may have something happen; false cuts the connection.
// What the real one does is seen in playwright/tests.
type pads struct {
	mu       sync.Mutex
	before   func(call string) bool
	calls    []string
	revision int64
	sessions map[string]string // authors by session
	groups   map[string]bool
}

func (p *pads) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	call := r.URL.Path[strings.LastIndexByte(r.URL.Path, '/')+1:]
	p.mu.Lock()
	before := p.before
	p.mu.Unlock()
	if before != nil && !before(call) {
		panic(http.ErrAbortHandler)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.calls = append(p.calls, call)
	data := map[string]any{}
	switch call {
	case "createGroupIfNotExistsFor":
		p.groups["g.1"] = true
		data["groupID"] = "g.1"
	case "deleteGroup":
		clear(p.groups)
		clear(p.sessions)
	case "createAuthorIfNotExistsFor":
		data["authorID"] = "a." + r.FormValue("authorMapper")
	case "createReadSession", "createWriteSession":
		id := fmt.Sprintf("s.%d", len(p.calls))
		p.sessions[id] = r.FormValue("authorID")
		data["sessionID"] = id
	case "revokeAuthor":
		for id, author := range p.sessions {
			if author == r.FormValue("authorID") {
				delete(p.sessions, id)
			}
		}
	case "listSessionsOfGroup":
		for id, author := range p.sessions {
			data[id] = map[string]string{"authorID": author}
		}
	case "getRevisionsCount":
		data["revisions"] = p.revision
	case "getHTML":
		data["html"] = fmt.Sprintf("<b>revision %d</b>", p.revision)
	}
	_ = json.NewEncoder(w).Encode(map[string]any{"code": 0, "data": data})
}

// watch has something happen before calls are answered.
func (p *pads) watch(before func(call string) bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.before = before
}

// count is how often a function was called.
func (p *pads) count(call string) (n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range p.calls {
		if c == call {
			n++
		}
	}
	return n
}

// alive is how many sessions there are.
func (p *pads) alive() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.sessions)
}

// type up to a revision.
func (p *pads) typed(revision int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.revision = revision
}

// newNoted returns a world with an Etherpad, where @a:x writes in the notes of the meeting
// and has opened them.
func newNoted(t *testing.T) (*world, *pads) {
	t.Helper()
	w := newWorld(t)
	p := &pads{sessions: map[string]string{}, groups: map[string]bool{}}
	server := httptest.NewServer(p)
	t.Cleanup(server.Close)
	w.KeepNotes(notes.New(etherpad.New(server.URL, server.URL, "key"), w.store, "key", notes.Settings{Ticket: time.Minute}),
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
