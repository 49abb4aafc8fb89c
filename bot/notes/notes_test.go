package notes

import (
	"context"
	"encoding/json"
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
	"parley/bot/etherpad/etherpadtest"
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

func newKeeper(t *testing.T) (*Keeper, *etherpadtest.Pads) {
	t.Helper()
	p, client := etherpadtest.Start(t)
	s, err := store.Open(t.Context(), t.TempDir())
	require.NoError(t, err)
	t.Cleanup(func() { s.Close() })
	return New(client, s, etherpadtest.Key, Settings{Ticket: time.Minute}), p
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
	p.Watch(func(call string) bool {
		if call == "setHTML" {
			return false
		}
		return true
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
	p.Watch(func(call string) bool {
		if call == "createGroupPad" {
			assert.NoError(t, k.Close(context.Background(), meeting))
		}
		return true
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
			p.Watch(func(call string) bool {
				if call == moment && begun.CompareAndSwap(false, true) {
					_, err := letRead(k, []string{bob})
					assert.NoError(t, err)
				}
				return true
			})
			link, err := k.Open(t.Context(), meeting, pad, agenda, visitor(bob))
			require.NoError(t, err)
			assert.False(t, link.Writes)
			assert.Equal(t, 1, p.Alive(), "sessions")
			last := slices.DeleteFunc(p.Calls, func(call string) bool { return !strings.HasSuffix(call, "Session") })
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
			p.Watch(func(call string) bool {
				if call == moment && left.CompareAndSwap(false, true) {
					_, err := k.Leave(context.Background(), meeting, bob)
					assert.NoError(t, err)
				}
				return true
			})
			_, err := k.Open(t.Context(), meeting, pad, agenda, Visitor{User: bob, Member: func(context.Context) (string, error) {
				if left.Load() {
					return "", fault.New(fault.InsufficientPermissions, "")
				}
				return "Bob", nil
			}})
			assert.Equal(t, fault.InsufficientPermissions, code(t, err))
			assert.Zero(t, p.Alive(), "sessions")
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
	p.Watch(func(call string) bool {
		if away.Load() && call == "revokeAuthor" {
			return false
		}
		return true
	})
	n, err := letRead(k, []string{bob, alice})
	assert.Equal(t, fault.FailedInitialization, code(t, err))
	assert.Equal(t, int64(2), n.Revision)
	writes, err := k.MayWrite(t.Context(), meeting, bob)
	require.NoError(t, err)
	assert.False(t, writes)
	assert.Equal(t, 1, p.Alive())
	away.Store(false)
	require.NoError(t, k.EndStale(t.Context(), meeting))
	assert.Zero(t, p.Alive())
	calls := len(p.Calls)
	require.NoError(t, k.EndStale(t.Context(), meeting))
	assert.Len(t, p.Calls, calls, "nothing is left to be done")
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
	assert.Equal(t, 1, p.Alive())
}

// A store that was lost knows nobody: all sessions end before anybody gets a new one.
func TestNotesThatWereForgotten(t *testing.T) {
	k, p := newKeeper(t)
	p.Sessions["s.old"] = "a.old"
	setUp(t, k)
	assert.Zero(t, p.Alive())
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
	p.Refuse = "a." + k.mapper("author", meeting, alice)
	_, err = letRead(k, []string{alice, bob})
	assert.Equal(t, fault.FailedInitialization, code(t, err))
	assert.Equal(t, 1, p.Alive(), "sessions")
}

// Many who open the notes of a new date at once do not begin them anew over what the first
// of them has written.
func TestNewDateBeginsOnce(t *testing.T) {
	k, p := newKeeper(t)
	k.settings.Occurrence = true
	setUp(t, k)
	p.Type(0)
	asked := make(chan struct{}, 10)
	var begun atomic.Int32
	p.Watch(func(call string) bool {
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
		return true
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
