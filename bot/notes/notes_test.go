package notes

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"parley/bot/etherpad"
	"parley/bot/store"
	"parley/shared/event"
	"parley/shared/fault"
)

const (
	meeting = "!m:x"
	alice   = "@alice:x"
	bob     = "@bob:x"
	pad     = "meeting_notes"
)

// pads is as much of an Etherpad as it takes to let things happen at an exact moment: before
// it answers a call. What the real one does is seen in playwright/tests.
type pads struct {
	mu       sync.Mutex
	before   func(call string) error
	sessions map[string]string // authors by session
	made     int
	revision int
	refuse   string // an author whose sessions it does not end
	calls    []string
}

func (p *pads) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	call := r.URL.Path[strings.LastIndexByte(r.URL.Path, '/')+1:]
	p.mu.Lock()
	before := p.before
	p.mu.Unlock()
	if err := before(call); err != nil {
		panic(http.ErrAbortHandler)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.calls = append(p.calls, call)
	data := map[string]any{}
	switch call {
	case "createGroupIfNotExistsFor":
		data["groupID"] = "g.1"
	case "createAuthorIfNotExistsFor":
		data["authorID"] = "a." + r.FormValue("authorMapper")
	case "createReadSession", "createWriteSession":
		p.made++
		id := fmt.Sprintf("s.%d", p.made)
		p.sessions[id] = r.FormValue("authorID")
		data["sessionID"] = id
	case "revokeAuthor":
		if r.FormValue("authorID") == p.refuse {
			_, _ = w.Write([]byte(`{"code":1,"message":"no"}`))
			return
		}
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
	case "setHTML":
		p.revision++
	}
	_ = json.NewEncoder(w).Encode(map[string]any{"code": 0, "data": data})
}

// watch has something happen before calls are answered; an error cuts the connection.
func (p *pads) watch(before func(call string) error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.before = before
}

func (p *pads) alive() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.sessions)
}

func newKeeper(t *testing.T) (*Keeper, *pads) {
	t.Helper()
	p := &pads{before: func(string) error { return nil }, sessions: map[string]string{}}
	server := httptest.NewServer(p)
	t.Cleanup(server.Close)
	s, err := store.Open(t.Context(), t.TempDir())
	require.NoError(t, err)
	t.Cleanup(func() { s.Close() })
	return New(etherpad.New(server.URL, server.URL, "key"), s, "key", Settings{Ticket: time.Minute}), p
}

// setUp begins notes that Bob may write.
func setUp(t *testing.T, k *Keeper) store.Notes {
	t.Helper()
	n, err := k.Begin(t.Context(), meeting, "$select")
	require.NoError(t, err)
	n, err = k.SetUp(t.Context(), n, pad, agenda, []string{bob})
	require.NoError(t, err)
	require.Equal(t, event.NotesInitialized, n.Status)
	return n
}

// letRead takes the right to write from people and ends their sessions.
func letRead(k *Keeper, users []string) (store.Notes, error) {
	n, err := k.LetRead(context.Background(), meeting, users)
	if err == nil {
		err = k.EndStale(context.Background(), meeting)
	}
	return n, err
}

func visitor(user string) Visitor {
	return Visitor{User: user, Member: func(context.Context) (string, error) { return "Somebody", nil }}
}

func agenda([]string) string { return "<b>Agenda</b>" }

func code(t *testing.T, err error) fault.Code {
	t.Helper()
	var f *fault.Fault
	require.ErrorAs(t, err, &f)
	return f.Code
}

func TestOneCommandSetsNotesUp(t *testing.T) {
	k, _ := newKeeper(t)
	first, err := k.Begin(t.Context(), meeting, "$first")
	require.NoError(t, err)
	other, err := k.Begin(t.Context(), meeting, "$other")
	require.NoError(t, err)
	assert.Equal(t, first, other)
	assert.Equal(t, fault.CurrentlyInitializing, code(t, Usable(other)))

	// One that has died is taken over, and does nothing any more if it has not.
	k.now = func() time.Time { return time.Now().Add(2 * setUpLimit) }
	late, err := k.Begin(t.Context(), meeting, "$late")
	require.NoError(t, err)
	assert.Equal(t, "$late", late.Owner)
	_, err = k.SetUp(t.Context(), first, pad, agenda, nil)
	assert.Equal(t, fault.CurrentlyInitializing, code(t, err))
	settled, err := k.SetUp(t.Context(), late, pad, agenda, []string{bob})
	require.NoError(t, err)
	assert.Equal(t, int64(1), settled.Revision)
}

func TestWhatFailsLeavesNothing(t *testing.T) {
	k, p := newKeeper(t)
	p.watch(func(call string) error {
		if call == "setHTML" {
			return http.ErrAbortHandler
		}
		return nil
	})
	n, err := k.Begin(t.Context(), meeting, "$select")
	require.NoError(t, err)
	_, err = k.SetUp(t.Context(), n, pad, agenda, []string{bob})
	assert.Equal(t, fault.FailedInitialization, code(t, err))
	n, err = k.Of(t.Context(), meeting)
	require.NoError(t, err)
	assert.Empty(t, n.Status)
}

// Notes that are closed while they are set up stay closed.
func TestClosedWhileSetUp(t *testing.T) {
	k, p := newKeeper(t)
	n, err := k.Begin(t.Context(), meeting, "$select")
	require.NoError(t, err)
	p.watch(func(call string) error {
		if call == "createGroupPad" {
			assert.NoError(t, k.Close(context.Background(), meeting))
		}
		return nil
	})
	_, err = k.SetUp(t.Context(), n, pad, agenda, []string{bob})
	assert.Equal(t, fault.InsufficientPermissions, code(t, err))
	n, err = k.Of(t.Context(), meeting)
	require.NoError(t, err)
	assert.Equal(t, event.NotesClosed, n.Status)
}

// A right that is taken while a link is made is not in the link, whenever exactly that is.
func TestRightsThatChangeWhileALinkIsMade(t *testing.T) {
	for _, moment := range []string{"createAuthorIfNotExistsFor", "revokeAuthor", "createWriteSession"} {
		t.Run(moment, func(t *testing.T) {
			k, p := newKeeper(t)
			setUp(t, k)
			var begun atomic.Bool
			p.watch(func(call string) error {
				if call == moment && begun.CompareAndSwap(false, true) {
					_, err := letRead(k, []string{bob})
					assert.NoError(t, err)
				}
				return nil
			})
			link, err := k.Open(t.Context(), meeting, pad, agenda, visitor(bob))
			require.NoError(t, err)
			assert.False(t, link.Writes)
			assert.Equal(t, 1, p.alive(), "sessions")
			last := slices.DeleteFunc(p.calls, func(call string) bool { return !strings.HasSuffix(call, "Session") })
			assert.Equal(t, "createReadSession", last[len(last)-1])
		})
	}
}

// Somebody who leaves while a link is made gets none, and keeps none.
func TestDepartureWhileALinkIsMade(t *testing.T) {
	for _, moment := range []string{"createAuthorIfNotExistsFor", "createWriteSession"} {
		t.Run(moment, func(t *testing.T) {
			k, p := newKeeper(t)
			setUp(t, k)
			var left atomic.Bool
			p.watch(func(call string) error {
				if call == moment && left.CompareAndSwap(false, true) {
					_, err := k.Leave(context.Background(), meeting, bob)
					assert.NoError(t, err)
				}
				return nil
			})
			_, err := k.Open(t.Context(), meeting, pad, agenda, Visitor{User: bob, Member: func(context.Context) (string, error) {
				if left.Load() {
					return "", fault.New(fault.InsufficientPermissions, "")
				}
				return "Bob", nil
			}})
			assert.Equal(t, fault.InsufficientPermissions, code(t, err))
			assert.Zero(t, p.alive(), "sessions")
		})
	}
}

func TestSessionsThatCouldNotBeEndedAreLater(t *testing.T) {
	k, p := newKeeper(t)
	setUp(t, k)
	_, err := k.Open(t.Context(), meeting, pad, agenda, visitor(bob))
	require.NoError(t, err)
	var away atomic.Bool
	away.Store(true)
	p.watch(func(call string) error {
		if away.Load() && call == "revokeAuthor" {
			return http.ErrAbortHandler
		}
		return nil
	})
	n, err := letRead(k, []string{bob, alice})
	assert.Equal(t, fault.FailedInitialization, code(t, err))
	assert.Equal(t, int64(2), n.Revision)
	writes, err := k.MayWrite(t.Context(), meeting, bob)
	require.NoError(t, err)
	assert.False(t, writes)
	assert.Equal(t, 1, p.alive())
	away.Store(false)
	require.NoError(t, k.EndStale(t.Context(), meeting))
	assert.Zero(t, p.alive())
	calls := len(p.calls)
	require.NoError(t, k.EndStale(t.Context(), meeting))
	assert.Len(t, p.calls, calls, "nothing is left to be done")
}

// Who only reads keeps the page when the right to write is taken from somebody else, or from
// them, who do not have it.
func TestReadersStayConnected(t *testing.T) {
	k, p := newKeeper(t)
	setUp(t, k)
	_, err := k.Open(t.Context(), meeting, pad, agenda, visitor(alice))
	require.NoError(t, err)
	_, err = letRead(k, []string{alice, bob})
	require.NoError(t, err)
	assert.Equal(t, 1, p.alive())
}

// A store that was lost knows nobody: all sessions end before anybody gets a new one.
func TestNotesThatWereForgotten(t *testing.T) {
	k, p := newKeeper(t)
	p.sessions["s.old"] = "a.old"
	setUp(t, k)
	assert.Zero(t, p.alive())
}

func TestEtherpadLearnsNoIDs(t *testing.T) {
	k, _ := newKeeper(t)
	other := New(nil, nil, "another key", Settings{})
	name := k.mapper("author", meeting, bob)
	assert.NotContains(t, name, "bob")
	assert.Equal(t, name, k.mapper("author", meeting, bob))
	assert.NotEqual(t, name, other.mapper("author", meeting, bob))
	assert.NotEqual(t, k.mapper("author", "!a", "b"), k.mapper("author", "!ab", ""))
	assert.NotEqual(t, k.mapper("room", meeting), k.mapper("author", meeting))
}

// An answer that lacks what it was asked for is none: notes would be begun anew over what
// people have written, and an empty PDF would be the last.
func TestAnswersThatLackSomething(t *testing.T) {
	for _, answer := range []string{`null`, `{}`, `{"revisions":null,"html":null,"text":null,"padIDs":null}`, `[]`, `"text"`, `7`} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			_, _ = w.Write([]byte(`{"code":0,"message":"ok","data":` + answer + `}`))
		}))
		t.Cleanup(server.Close)
		client := etherpad.New(server.URL, server.URL, "key")
		_, revision := client.Revision(t.Context(), "p")
		_, html := client.HTML(t.Context(), "p")
		_, text := client.Text(t.Context(), "p")
		_, group := client.Group(t.Context(), "m")
		_, ticket := client.Ticket(t.Context(), "g", "a", true, time.Now())
		for _, err := range []error{revision, html, text, group, ticket} {
			assert.Error(t, err, answer)
		}
	}
}

// Ids go into links, cookies and addresses.
func TestIDsThatAreNone(t *testing.T) {
	for _, id := range []string{"g.1&padName=x", "g.1\r\nSet-Cookie: a=b", "g.1/../../admin", "x", "g." + strings.Repeat("a", 1000), "g.ä"} {
		answer, err := json.Marshal(map[string]any{"code": 0, "data": map[string]string{"groupID": id, "authorID": id, "sessionID": id}})
		require.NoError(t, err)
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(answer) }))
		t.Cleanup(server.Close)
		client := etherpad.New(server.URL, server.URL, "key")
		_, group := client.Group(t.Context(), "m")
		_, author := client.Author(t.Context(), "m", "n")
		_, ticket := client.Ticket(t.Context(), "g", "a", true, time.Now())
		for _, err := range []error{group, author, ticket} {
			assert.Error(t, err, id)
		}
	}
}

// One whose sessions Etherpad does not end does not keep those of others alive.
func TestSessionsOfOthersEnd(t *testing.T) {
	k, p := newKeeper(t)
	n := setUp(t, k)
	_, err := k.LetWrite(t.Context(), n, []string{alice})
	require.NoError(t, err)
	for _, user := range []string{alice, bob} {
		_, err := k.Open(t.Context(), meeting, pad, agenda, visitor(user))
		require.NoError(t, err)
	}
	p.refuse = "a." + k.mapper("author", meeting, alice)
	_, err = letRead(k, []string{alice, bob})
	assert.Equal(t, fault.FailedInitialization, code(t, err))
	assert.Equal(t, 1, p.alive(), "sessions")
}

// Many who open the notes of a new date at once do not begin them anew over what the first
// of them has written.
func TestNewDateBeginsOnce(t *testing.T) {
	k, p := newKeeper(t)
	k.settings.Occurrence = true
	setUp(t, k)
	p.revision = 0
	asked := make(chan struct{}, 10)
	var begun atomic.Int32
	p.watch(func(call string) error {
		switch {
		case call == "getRevisionsCount":
			asked <- struct{}{}
		case call == "setHTML" && begun.Add(1) == 1:
			<-asked // by the first
			select {
			case <-asked: // by another, who finds nothing, too
			case <-time.After(200 * time.Millisecond):
			}
		}
		return nil
	})
	var opening sync.WaitGroup
	for range 5 {
		opening.Go(func() {
			_, err := k.Open(context.Background(), meeting, "meeting_notes-2", agenda, visitor(bob))
			assert.NoError(t, err)
		})
	}
	opening.Wait()
	assert.Equal(t, int32(1), begun.Load())
}
