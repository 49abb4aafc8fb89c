package meeting

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"parley/bot/store"
	"parley/shared/event"
)

// world is a bot at a homeserver with several rooms, which keeps what is written there.
// refuse may answer a request instead.
type world struct {
	*Bot
	t      *testing.T
	mu     sync.Mutex
	rooms  map[string]map[string]string // contents of state events by room, by type or type and key
	wrote  map[string]int               // how often each of them was written
	said   map[string][]event.Message   // by room
	calls  []string                     // of all requests that were not refused
	refuse func(call string) int
}

// newWorld returns a world with a meeting !m and its breakout session !s, which @a:x
// organises.
func newWorld(t *testing.T) *world {
	w := &world{t: t, rooms: map[string]map[string]string{},
		wrote: map[string]int{}, said: map[string][]event.Message{}, refuse: func(string) int { return 0 }}
	w.Bot = signedInAt(t, w.serve)
	w.add("!m", event.RoomTypeMeeting)
	w.session("!s")
	return w
}

// session adds a breakout session of the meeting.
func (w *world) session(id string) {
	w.add(id, event.RoomTypeBreakout)
	w.rooms[id][event.TypeSpaceParent+" !m"] = `{"via":["x"]}`
	w.rooms["!m"][event.TypeSpaceChild+" "+id] = `{"via":["x"]}`
}

func (w *world) add(id, typ string) {
	w.rooms[id] = map[string]string{
		event.TypeCreate: `{"type":"` + typ + `","room_version":"11"}`, event.TypeName: `{"name":"Review"}`,
		event.TypeMetadata:          `{"creator":"@a:x","calendar":[` + once + `]}`,
		event.TypePowerLevels:       `{"users":{"` + me + `":101,"@a:x":100}}`,
		event.TypeMember + " " + me: `{"membership":"join"}`, event.TypeMember + " @a:x": `{"membership":"join"}`,
	}
}

func (w *world) serve(out http.ResponseWriter, r *http.Request) {
	w.mu.Lock()
	defer w.mu.Unlock()
	path, _ := url.PathUnescape(strings.TrimPrefix(r.URL.EscapedPath(), "/_matrix/client/v3/rooms/"))
	call := r.Method + " " + path
	if status := w.refuse(call); status != 0 {
		out.WriteHeader(status)
		return
	}
	w.calls = append(w.calls, call)
	body, _ := io.ReadAll(r.Body)
	room, rest, _ := strings.Cut(path, "/")
	typ, key, _ := strings.Cut(strings.TrimPrefix(rest, "state/"), "/")
	at := strings.TrimSuffix(typ+" "+key, " ")
	switch state := w.rooms[room]; {
	case rest == "state":
		_ = json.NewEncoder(out).Encode(w.events(room))
	case strings.HasPrefix(rest, "state/") && r.Method == http.MethodPut:
		w.write(room, at, string(body))
		_, _ = out.Write([]byte(`{}`))
	case strings.HasPrefix(rest, "state/"):
		if state[at] == "" {
			out.WriteHeader(http.StatusNotFound)
		}
		_, _ = out.Write([]byte(state[at]))
	case rest == "invite":
		var who struct {
			User   string `json:"user_id"`
			Reason string `json:"reason"`
		}
		require.NoError(w.t, json.Unmarshal(body, &who))
		w.write(room, event.TypeMember+" "+who.User, string(encode(w.t, event.Member{Membership: event.MembershipInvite, Reason: who.Reason})))
		_, _ = out.Write([]byte(`{}`))
	case strings.HasSuffix(path, "/upload"):
		_, _ = out.Write([]byte(`{"content_uri":"mxc://x/file"}`))
	case rest == "messages":
		_ = json.NewEncoder(out).Encode(map[string]any{"chunk": w.heard(room)})
	case strings.HasPrefix(rest, "send/"+event.TypeMessage):
		var m event.Message
		require.NoError(w.t, json.Unmarshal(body, &m))
		w.said[room] = append(w.said[room], m)
		_, _ = fmt.Fprintf(out, `{"event_id":"$said%d"}`, len(w.said[room]))
	default:
		_, _ = out.Write([]byte(`{}`))
	}
}

func (w *world) write(room, at, content string) {
	w.rooms[room][at] = content
	w.wrote[room+" "+at]++
}

// events is the state of a room. The bot has created it and has invited who is invited.
func (w *world) events(room string) (events []event.Event) {
	for at, content := range w.rooms[room] {
		typ, key, _ := strings.Cut(at, " ")
		e := state(typ, key, content)
		e.EventID = fmt.Sprintf("$%s %d", at, w.wrote[room+" "+at])
		if typ == event.TypeCreate || strings.Contains(content, `"invite"`) {
			e.Sender = me
		}
		events = append(events, e)
	}
	return events
}

func (w *world) heard(room string) []event.Event {
	events := []event.Event{}
	for _, m := range w.said[room] {
		events = append(events, event.Event{Type: event.TypeMessage, Sender: me, Content: encode(w.t, m)})
	}
	return events
}

// command has @a:x give a command in the meeting for the nth time, and returns the answer.
func (w *world) command(typ, data string, attempt int) (event.Reaction, error) {
	w.t.Helper()
	e := event.Event{Type: typ, Sender: "@a:x", RoomID: "!m", EventID: "$e", OriginServerTS: time.Now().UnixMilli(),
		Content: json.RawMessage(`{"data":` + data + `}`)}
	it := &store.Item{EventID: "$e", Lane: "!m", RoomID: "!m", Type: typ, Request: request, Attempt: attempt}
	return w.carryOut(w.t.Context(), it, e)
}

// count is how often requests were made that begin so.
func (w *world) count(call string) (n int) {
	for _, c := range w.calls {
		if strings.HasPrefix(c, call) {
			n++
		}
	}
	return n
}

// last is when the last request was made that begins so, -1 for never.
func (w *world) last(call string) int {
	for i := len(w.calls) - 1; i >= 0; i-- {
		if strings.HasPrefix(w.calls[i], call) {
			return i
		}
	}
	return -1
}
