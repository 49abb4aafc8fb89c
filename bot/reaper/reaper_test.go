package reaper

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rs/zerolog"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"parley/bot/matrix"
	"parley/shared/event"
)

// world is a homeserver like a Dendrite, as far as the reaper asks it, with a clock.
type world struct {
	t     *testing.T
	now   time.Time
	url   string
	rooms map[string][]event.Event
	order []string          // of the rooms
	memos map[string]string // account data by path
	said  map[string][]event.Message
	did   []string // what has changed something, in order
	left  map[string]time.Time
	admin bool
	lose  func(did string, after bool) bool // whether a request fails, before or after it is carried out
	notes []string                          // whose notes were removed
	slow  string                            // a request that gets no answer
}

func newWorld(t *testing.T, rooms ...string) *world {
	w := &world{
		t: t, now: noon, rooms: map[string][]event.Event{}, order: rooms, memos: map[string]string{}, said: map[string][]event.Message{},
		left: map[string]time.Time{}, admin: true, lose: func(string, bool) bool { return false },
	}
	for _, id := range rooms {
		w.rooms[id] = meeting()
	}
	server := httptest.NewServer(http.HandlerFunc(w.serve))
	t.Cleanup(server.Close)
	w.url = server.URL
	return w
}

// set puts a state event into a room in place of the one before.
func (w *world) set(id string, e event.Event) {
	w.rooms[id] = append(slices.DeleteFunc(w.rooms[id], func(old event.Event) bool { return old.Has(e.Type, *e.StateKey) }), e)
}

// reaper is a new process.
func (w *world) reaper() *Reaper {
	client, err := matrix.New(w.url)
	require.NoError(w.t, err)
	require.NoError(w.t, client.SignInWithToken(w.t.Context(), "t"))
	r := New(client, nil, w, Settings{Lead: lead, Interval: time.Minute, Rooms: 10, Locale: "de", Timezone: "Europe/Berlin"}, nil, zerolog.Nop())
	r.now, r.pauses = func() time.Time { return w.now }, pauses{}
	return r
}

func (w *world) Close(context.Context, string) error { return nil }

func (w *world) Remove(_ context.Context, room string) error {
	if w.lose("notes "+room, false) {
		return errors.New("the Etherpad does not answer")
	}
	w.notes = append(w.notes, room)
	return nil
}

func (w *world) serve(out http.ResponseWriter, r *http.Request) {
	path := r.URL.Path
	for _, prefix := range []string{"/_matrix/client/v3/", "/_dendrite/admin/"} {
		path = strings.TrimPrefix(path, prefix)
	}
	did := r.Method + " " + path
	if did == w.slow {
		panic(http.ErrAbortHandler)
	}
	if w.lose(did, false) {
		out.WriteHeader(http.StatusBadGateway)
		return
	}
	status, answer := w.answer(r, path)
	if status == http.StatusOK && r.Method != http.MethodGet {
		w.did = append(w.did, did)
	}
	if w.lose(did, true) {
		status = http.StatusBadGateway
	}
	out.WriteHeader(status)
	_ = json.NewEncoder(out).Encode(answer)
}

type object = map[string]any

func (w *world) answer(r *http.Request, path string) (int, any) {
	body, _ := io.ReadAll(r.Body)
	parts := strings.Split(path, "/")
	last := parts[len(parts)-1]
	switch {
	case last == "whoami":
		return 200, object{"user_id": me}
	case last == "version":
		return 200, object{"server": object{"name": "Dendrite"}}
	case last == "joined_rooms":
		return 200, object{"joined_rooms": w.joined()}
	case strings.Contains(path, "account_data") && r.Method == http.MethodPut:
		w.memos[path] = string(body)
		return 200, object{}
	case strings.Contains(path, "account_data"):
		if memo := w.memos[path]; memo != "" {
			return 200, json.RawMessage(memo)
		}
		return 404, object{"errcode": "M_NOT_FOUND"}
	case parts[0] == "purgeRoom" || parts[0] == "evacuateRoom":
		return w.administer(parts[0], last)
	}
	id := parts[1]
	if w.rooms[id] == nil {
		return 403, object{"errcode": "M_FORBIDDEN"}
	}
	switch verb := parts[2]; {
	case verb == "state" && len(parts) == 3:
		return 200, w.rooms[id]
	case verb == "state" && r.Method == http.MethodPut:
		w.set(id, state(parts[3], strings.Join(parts[4:], "/"), me, string(body)))
	case verb == "state":
		for _, e := range w.rooms[id] {
			if e.Has(parts[3], strings.Join(parts[4:], "/")) {
				return 200, e.Content
			}
		}
		return 404, object{"errcode": "M_NOT_FOUND"}
	case verb == "kick":
		var asked struct{ User_ID, Reason string }
		require.NoError(w.t, json.Unmarshal(body, &asked))
		assert.Equal(w.t, "Die Besprechung ist vorbei, ihr Raum wird gelöscht", asked.Reason)
		w.set(id, state(event.TypeMember, asked.User_ID, me, `{"membership":"leave"}`))
		w.left[id] = w.now
	case verb == "send":
		var m event.Message
		require.NoError(w.t, json.Unmarshal(body, &m))
		w.said[id] = append(w.said[id], m)
	case verb == "messages":
		chunk := []event.Event{}
		for _, m := range w.said[id] {
			content, _ := json.Marshal(m)
			chunk = append(chunk, event.Event{Type: event.TypeMessage, Sender: me, Content: content})
		}
		return 200, object{"chunk": chunk}
	}
	return 200, object{}
}

func (w *world) administer(verb, id string) (int, any) {
	switch {
	case !w.admin:
		return 403, object{"errcode": "M_FORBIDDEN"}
	case w.rooms[id] == nil && verb == "purgeRoom":
		return 500, object{"errcode": "M_UNKNOWN"}
	case w.rooms[id] == nil:
		return 404, object{"errcode": "M_NOT_FOUND"}
	case verb == "purgeRoom":
		assert.GreaterOrEqual(w.t, w.now.Sub(w.left[id]), rest, "a Dendrite would crash")
		delete(w.rooms, id)
	}
	return 200, object{}
}

func (w *world) joined() []string {
	return slices.DeleteFunc(slices.Clone(w.order), func(id string) bool { return w.rooms[id] == nil })
}

// pass is one of a process, some time after the one before.
func (w *world) pass(r *Reaper, after time.Duration) {
	w.t.Helper()
	w.now = w.now.Add(after)
	_ = r.Pass(w.t.Context()) // what fails is seen by what becomes of the rooms
}

// did returns the requests of a kind, as the rooms that they were about.
func (w *world) about(kind string) (rooms []string) {
	for _, did := range w.did {
		if strings.Contains(did, kind) {
			_, id, _ := strings.Cut(did, "!")
			id, _, _ = strings.Cut(id, "/")
			rooms = append(rooms, "!"+id)
		}
	}
	return rooms
}

// above makes a room the one above another.
func (w *world) above(parent, child string) {
	w.set(parent, state(event.TypeSpaceChild, child, me, `{"via":["x"]}`))
	w.set(child, state(event.TypeSpaceParent, parent, me, `{"via":["x"]}`))
}

func TestTheEndOfRooms(t *testing.T) {
	w := newWorld(t, "!meeting:x", "!session:x", "!later:x", "!foreign:x")
	w.above("!meeting:x", "!session:x")
	w.set("!later:x", state(event.TypeMetadata, "", me, metadata(noon.Add(100*time.Hour))))
	w.set("!foreign:x", state(event.TypeCreate, "", alice, `{"type":"net.nordeck.meetings.meeting"}`))
	r := w.reaper()

	w.pass(r, 0)
	assert.Equal(t, []string{"!session:x", "!meeting:x"}, w.about("send/"))
	assert.Equal(t, "🗑️ Dieser Raum wird gelöscht: Mo., 2. Januar 2040 um 14:00 MEZ",
		strings.Split(w.said["!meeting:x"][0].Body, "\n")[0], "an hour is left, for all that it is due now")
	w.pass(r, lead-1)
	assert.Empty(t, w.about("/kick"))

	w.pass(r, 1)
	assert.Equal(t, []string{"!session:x", "!session:x", "!meeting:x", "!meeting:x"}, w.about("/kick"), "children first")
	assert.Equal(t, []string{"!session:x", "!meeting:x"}, w.notes)
	assert.Equal(t, []string{"!session:x", "!meeting:x"}, w.about("/m.room.join_rules"))
	assert.Equal(t, []string{"!meeting:x"}, w.about("/m.space.child"), "the meeting's link to the session")
	assert.Empty(t, w.about("purgeRoom"), "in a later pass")
	w.pass(r, rest)
	assert.Equal(t, []string{"!later:x", "!foreign:x"}, w.joined())
	assert.Len(t, w.about("send/"), 2)
	before := len(w.did)
	w.pass(w.reaper(), time.Minute)
	assert.Len(t, w.did, before)
}

// Wherever a process ends, the next one goes on, and nobody is told twice.
func TestAPassMayBeCutShortAnywhere(t *testing.T) {
	for _, after := range []bool{false, true} {
		for nth, cut := 1, true; cut; nth++ {
			w := newWorld(t, "!r:x")
			count := 0
			w.lose = func(did string, late bool) bool {
				if late == after && did != "GET account/whoami" {
					count++
				}
				return late == after && count == nth && did != "GET account/whoami"
			}
			for range 3 {
				w.pass(w.reaper(), lead)
				w.pass(w.reaper(), time.Minute)
			}
			w.pass(w.reaper(), lead)
			w.pass(w.reaper(), lead)
			cut = count >= nth
			where := fmt.Sprintf("request %d, carried out: %v", nth, after)
			assert.Empty(t, w.joined(), where)
			assert.Len(t, w.said["!r:x"], 1, where)
			assert.Contains(t, w.notes, "!r:x", where)
			assert.JSONEq(t, `{"purging":[]}`, w.memos["user/"+me+"/account_data/"+event.TypeReaper], where)
		}
	}
}

func TestATimeThatIsMovedAtTheLastMoment(t *testing.T) {
	for _, step := range []Step{Warn, Empty, Purge} {
		w := newWorld(t, "!r:x")
		r := w.reaper()
		passes := map[Step]int{Warn: 0, Empty: 1, Purge: 2}[step]
		for range passes {
			w.pass(r, 2*lead)
		}
		before := len(w.did)
		reads := 0
		w.lose = func(did string, after bool) bool {
			if did == "GET rooms/!r:x/state" && after {
				if reads++; reads == 1 { // it was looked at, and found due
					w.set("!r:x", state(event.TypeMetadata, "", me, metadata(w.now.Add(100*time.Hour))))
				}
			}
			return false
		}
		w.pass(r, 2*lead)
		assert.Equal(t, 1, reads, step)
		assert.Len(t, w.did, before, step)
		assert.Equal(t, []string{"!r:x"}, w.joined(), step)
	}
}

func TestWithoutAnAdministratorRoomsAreEmptied(t *testing.T) {
	w := newWorld(t, "!r:x", "!v12")
	w.admin = false
	r := w.reaper()
	for range 4 {
		w.pass(r, 2*lead)
	}
	assert.Len(t, w.about("/kick"), 4)
	assert.Equal(t, []string{"!r:x", "!v12"}, w.joined())
	w.admin = true
	w.pass(r, 2*longest)
	assert.Equal(t, []string{"!v12"}, w.joined(), "which a Dendrite cannot delete")
}

func TestOnePassDoesALimitedWork(t *testing.T) {
	w := newWorld(t, "!a:x", "!b:x", "!c:x")
	w.above("!a:x", "!b:x")
	r := w.reaper()
	r.settings.Rooms = 2
	w.pass(r, 0)
	assert.Equal(t, []string{"!b:x", "!a:x"}, w.about("send/"))
	w.pass(r, 1)
	assert.Equal(t, []string{"!b:x", "!a:x", "!c:x"}, w.about("send/"))
}

// One room that fails, or whose notes cannot be removed, keeps no other one waiting.
func TestWhatFailsIsTriedAgain(t *testing.T) {
	w := newWorld(t, "!a:x", "!b:x")
	r := w.reaper()
	w.pass(r, 0)
	w.lose = func(did string, _ bool) bool { return did == "notes !a:x" }
	w.pass(r, lead)
	w.pass(r, rest)
	assert.Equal(t, []string{"!a:x"}, w.joined())
	w.lose = func(string, bool) bool { return false }
	w.pass(r, time.Hour)
	w.pass(r, time.Hour)
	assert.Empty(t, w.joined())
}

// A room that makes a homeserver too slow to answer comes last.
func TestOneRoomDoesNotEndEveryPass(t *testing.T) {
	w := newWorld(t, "!slow:x", "!b:x")
	r := w.reaper()
	w.slow = "GET rooms/!slow:x/state"
	w.pass(r, 0)
	assert.Empty(t, w.about("send/"))
	w.pass(r, 1)
	assert.Equal(t, []string{"!b:x"}, w.about("send/"))
}

func TestListChangesNothing(t *testing.T) {
	w := newWorld(t, "!a:x", "!b:x")
	w.set("!b:x", state(event.TypeMetadata, "", me, metadata(noon.Add(100*time.Hour))))
	var out strings.Builder
	require.NoError(t, w.reaper().List(t.Context(), &out))
	assert.Equal(t, "warn   !a:x  2040-01-02T12:00:00Z\n1 of 2 rooms; nothing was changed\n", out.String())
	assert.Empty(t, w.did)
}
