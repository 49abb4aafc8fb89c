package help

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"parley/bot/engine"
	"parley/bot/meeting"
	"parley/bot/store"
	"parley/shared/event"
)

// Who has made the bot a moderator before it was ready to help got the room of help for good:
// what follows the joining waits in the lane of the room.
func TestARoomIsSetUpInItsOwnLane(t *testing.T) {
	var asked []string
	d, _ := calendarOf(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.URL.Path)
		_, _ = w.Write([]byte(`{"user_id":"` + me + `"}`))
	}))
	asked = nil
	it := &store.Item{EventID: "invite:!r:p", RoomID: "!r", Lane: "@a:x", Type: meeting.TypeInvite, Raw: []byte(`{"sender":"@a:x"}`), Attempt: 1}
	var elsewhere *engine.Elsewhere
	require.ErrorAs(t, d.accept(t.Context(), it), &elsewhere)
	assert.Equal(t, engine.Elsewhere{Lane: "!r"}, *elsewhere)
	assert.Equal(t, []string{"/_matrix/client/v3/rooms/!r/join"}, asked)
}

// team is a homeserver with the room !r, whose owner has made the bot a moderator. It keeps
// what is written there.
type team struct {
	mu      sync.Mutex
	here    []event.Event
	created []string // names of rooms
	left    []string // ids
}

func (h *team) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	defer h.mu.Unlock()
	answer := `{"user_id":"` + me + `","event_id":"$e","joined_rooms":[]}`
	path, isMember := strings.CutSuffix(strings.TrimPrefix(r.URL.Path, "/_matrix/client/v3/rooms/"), "/state/"+event.TypeMember+"/@a:x")
	_, place, _ := strings.Cut(path, "/state/")
	switch {
	case isMember:
		answer = `{"membership":"invite"}`
	case r.Method == http.MethodPut:
		var content json.RawMessage
		_ = json.NewDecoder(r.Body).Decode(&content)
		typ, key, _ := strings.Cut(place, "/")
		written := state(typ, key, string(content))
		written.Sender = me
		h.here = append(h.here, written)
	case strings.HasSuffix(path, "/createRoom"):
		var order struct{ Name string }
		_ = json.NewDecoder(r.Body).Decode(&order)
		h.created = append(h.created, order.Name)
		answer = `{"room_id":"!help"}`
	case strings.HasSuffix(path, "/leave"):
		h.left = append(h.left, strings.TrimSuffix(path, "/leave"))
	case path == "!r/state":
		all, _ := json.Marshal(h.here)
		answer = string(all)
	}
	_, _ = w.Write([]byte(answer))
}

// Who makes the bot a moderator while it joins has the planner when its turn to help comes, or
// right after it, and got a room of help that nobody closes.
func TestARoomThatIsSetUpNeedsNoHelp(t *testing.T) {
	type turn func(*Desk, context.Context, *store.Item) error
	for name, turns := range map[string][]turn{
		"before": {(*Desk).promoted, (*Desk).accept},
		"after":  {(*Desk).accept, (*Desk).promoted},
	} {
		t.Run(name, func(t *testing.T) {
			h := &team{here: []event.Event{
				state(event.TypeCreate, "", `{"room_version":"11"}`), state(event.TypePowerLevels, "", `{"users":{"@a:x":100,"`+me+`":50}}`),
				state(event.TypeMember, "@a:x", `{"membership":"join"}`), state(event.TypeMember, me, `{"membership":"join"}`),
			}}
			d, _ := calendarOf(t, h)
			d.settings.Welcome, d.settings.Planner.URL = true, "https://p.example/planner"
			d.rooms.Survey(t.Context())
			for i, turn := range turns {
				id := strconv.Itoa(i)
				require.NoError(t, turn(d, t.Context(), &store.Item{
					EventID: id, RoomID: "!r", Lane: "!r", Type: meeting.TypeInvite, Request: id, Raw: []byte(`{"sender":"@a:x"}`), Attempt: 1,
				}))
			}
			assert.Len(t, h.here, 6, "the planner and its place")
			assert.Len(t, h.left, len(h.created), "rooms of help are closed")
		})
	}
}

// Who adds the planner by hand, too, and then makes the bot a moderator, has nobody to wait for.
func TestARoomThatWasSetUpByHandNeedsNoHelp(t *testing.T) {
	levels := func(bot string) event.Event {
		return state(event.TypePowerLevels, "", `{"users":{"@a:x":100,"`+me+`":`+bot+`}}`)
	}
	h := &team{here: []event.Event{
		levels("0"), state(event.TypeCreate, "", `{"room_version":"11"}`),
		state(event.TypeMember, "@a:x", `{"membership":"join"}`), state(event.TypeMember, me, `{"membership":"join"}`),
		state(event.TypeWidget, "mine", `{"type":"m.custom","url":"https://p.example/planner?theme=dark"}`),
	}}
	d, _ := calendarOf(t, h)
	d.settings.Welcome, d.settings.Planner.URL = true, "https://p.example/planner"
	d.rooms.Survey(t.Context())
	do := func(id string, turn func(*Desk, context.Context, *store.Item) error) {
		require.NoError(t, turn(d, t.Context(), &store.Item{
			EventID: id, RoomID: "!r", Lane: "!r", Type: meeting.TypeInvite, Request: id, Raw: []byte(`{"sender":"@a:x"}`), Attempt: 1,
		}))
	}
	do("invite", (*Desk).accept)
	require.Len(t, h.created, 1)
	do("small", (*Desk).promoted)
	assert.Empty(t, h.left, "it is not set up yet")
	h.here[0] = levels("50")
	do("promotion", (*Desk).promoted)
	assert.Equal(t, []string{"!help"}, h.left)
}

// The commands of a room do not wait for the room of help when the homeserver fails on that.
func TestTroubleWithHelpHoldsUpNoCommands(t *testing.T) {
	h := &team{here: []event.Event{
		state(event.TypeCreate, "", `{"room_version":"11"}`), state(event.TypePowerLevels, "", `{"users":{"@a:x":100}}`),
		state(event.TypeMember, "@a:x", `{"membership":"join"}`), state(event.TypeMember, me, `{"membership":"join"}`),
	}}
	d, _ := calendarOf(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/createRoom") {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		h.ServeHTTP(w, r)
	}))
	d.settings.Welcome, d.settings.Planner.URL = true, "https://p.example/planner"
	d.rooms.Survey(t.Context())
	it := &store.Item{EventID: "i", RoomID: "!r", Lane: "!r", Type: meeting.TypeInvite, Request: "i", Raw: []byte(`{"sender":"@a:x"}`), Attempt: 1}
	var elsewhere *engine.Elsewhere
	require.ErrorAs(t, d.accept(t.Context(), it), &elsewhere)
	assert.Equal(t, "@a:x", elsewhere.Lane)
	assert.Error(t, elsewhere.Cause, "after a pause")
}

func TestOnlyPeopleOfSomeServersMayInvite(t *testing.T) {
	var asked []string
	d, _ := calendarOf(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, strings.TrimPrefix(r.URL.Path, "/_matrix/client/v3/rooms/!r/"))
		_, _ = w.Write([]byte(`{"user_id":"` + me + `"}`))
	}))
	_, own, _ := strings.Cut(me, ":")
	for _, test := range []struct {
		inviter string
		servers []string
		want    []string
	}{
		{"@a:elsewhere", nil, []string{"join"}},
		{"@a:elsewhere", []string{"partner"}, []string{"leave", "forget"}},
		{"@partner:elsewhere", []string{"partner"}, []string{"leave", "forget"}},
		{"@a:partner", []string{"partner"}, []string{"join"}},
		{"@a:partner:8448", []string{"partner"}, []string{"leave", "forget"}},
		{"@a:" + own, []string{"partner"}, []string{"join"}},
		{"", []string{"partner"}, []string{"leave", "forget"}}, // nobody knows who
	} {
		asked, d.settings.Inviting = nil, test.servers
		it := &store.Item{EventID: "invite:!r:p", RoomID: "!r", Lane: "@a:x", Type: meeting.TypeInvite, Raw: []byte(`{"sender":"` + test.inviter + `"}`), Attempt: 1}
		_ = d.accept(t.Context(), it) // what follows joining is for another lane
		assert.Equal(t, test.want, asked, test)
	}
}
