package meeting

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"parley/bot/matrix"
	"parley/bot/store"
	"parley/shared/event"
)

// nine is when the meeting of these tests begins, in Berlin; it takes an hour.
var nine = time.Date(2040, 1, 2, 8, 0, 0, 0, time.UTC)

const daily = `{"uid":"u","dtstart":{"tzid":"Europe/Berlin","value":"20400102T090000"},"dtend":{"tzid":"Europe/Berlin","value":"20400102T100000"},"rrule":"FREQ=DAILY;COUNT=3"}`

// clockwork is a bot with a clock of the test's and one room, at a homeserver that keeps
// what is sent. Before a message arrives, lose may fail the request.
type clockwork struct {
	*Bot
	t     *testing.T
	at    time.Time
	sent  time.Time         // when its events were
	state map[string]string // contents by type, or type and key
	said  []event.Message
	lose  func() int
	asked []string // paths of all requests
	wrote []string // contents of state events
	stays int      // how often the bot cannot leave

	parent []event.Event // the state of !parent
	others []string      // rooms that the bot is in besides
}

func newClockwork(t *testing.T, roomType, entries string) *clockwork {
	c := &clockwork{t: t, at: nine.Add(-24 * time.Hour), sent: nine.Add(-24 * time.Hour), lose: func() int { return 0 }, state: map[string]string{
		event.TypeCreate: `{"type":"` + roomType + `"}`, event.TypeName: `{"name":"Review"}`,
		event.TypeMetadata:               `{"creator":"@a:x","calendar":[` + entries + `]}`,
		event.TypeMember + " " + me:      `{"membership":"join"}`,
		event.TypeMember + " @a:x":       `{"membership":"join"}`,
		event.TypeMember + " @b:x":       `{"membership":"join"}`,
		event.TypeMember + " @invited:x": `{"membership":"invite"}`,
	}}
	c.Bot = signedInAt(t, c.serve)
	c.now = func() time.Time { return c.at }
	c.settings.Reminders, c.settings.LinkShare = []int64{10}, "https://matrix.to/#/"
	return c
}

func (c *clockwork) events() (events []event.Event) {
	for key, content := range c.state {
		typ, stateKey, _ := strings.Cut(key, " ")
		e := state(typ, stateKey, content)
		e.EventID, e.OriginServerTS = "$"+typ, c.sent.UnixMilli()
		if e.Sender = "@a:x"; typ == event.TypeRSVP {
			e.Sender = stateKey
		}
		events = append(events, e)
	}
	return events
}

func (c *clockwork) serve(w http.ResponseWriter, r *http.Request) {
	path := strings.TrimPrefix(r.URL.Path, "/_matrix/client/v3/")
	c.asked = append(c.asked, path)
	switch {
	case path == "joined_rooms":
		_ = json.NewEncoder(w).Encode(map[string]any{"joined_rooms": append([]string{"!r"}, c.others...)})
	case r.Method == http.MethodPut && strings.Contains(path, "/state/"):
		body, _ := io.ReadAll(r.Body)
		c.wrote = append(c.wrote, string(body))
		if key, own := strings.CutPrefix(path, "rooms/!r/state/"); own {
			c.state[strings.TrimSuffix(strings.Replace(key, "/", " ", 1), " ")] = string(body)
		}
		_, _ = w.Write([]byte(`{}`))
	case path == "rooms/!parent/state":
		_ = json.NewEncoder(w).Encode(c.parent)
	case strings.HasSuffix(path, "/state"):
		_ = json.NewEncoder(w).Encode(c.events())
	case strings.Contains(path, "/state/"):
		content, known := c.state[strings.TrimSuffix(path[strings.Index(path, "/state/")+7:], "/")]
		if !known {
			w.WriteHeader(http.StatusNotFound)
		}
		_, _ = w.Write([]byte(content))
	case strings.HasSuffix(path, "/leave") && c.stays > 0:
		c.stays--
		w.WriteHeader(http.StatusBadGateway)
	case strings.HasSuffix(path, "/messages"):
		chunk := []event.Event{}
		for _, said := range c.said {
			content, _ := json.Marshal(said)
			chunk = append(chunk, event.Event{Type: event.TypeMessage, Sender: me, Content: content})
		}
		_ = json.NewEncoder(w).Encode(map[string]any{"chunk": chunk})
	case strings.Contains(path, "/send/"+event.TypeMessage):
		var said event.Message
		body, _ := io.ReadAll(r.Body)
		require.NoError(c.t, json.Unmarshal(body, &said))
		status := c.lose()
		if c.said = append(c.said, said); status < 0 { // it arrives, the answer does not
			status = http.StatusBadGateway
		} else if status > 0 {
			c.said = c.said[:len(c.said)-1]
		}
		if status != 0 {
			w.WriteHeader(status)
			return
		}
		fallthrough
	default:
		_, _ = w.Write([]byte(`{}`))
	}
}

// tell has the bot record the room's state events as news, which are then worked on.
func (c *clockwork) tell(types ...string) {
	c.t.Helper()
	var raws []json.RawMessage
	for _, e := range c.events() {
		for _, typ := range types {
			if e.Type == event.TypeCreate {
				e.Sender = me
			}
			if e.Type == typ {
				raws = append(raws, encode(c.t, e))
			}
		}
	}
	require.NoError(c.t, c.Record(c.t.Context(), matrix.Batch{Settled: "p", Joined: map[string][]json.RawMessage{"!r": raws}}))
	c.work()
}

// until lets time pass and has everything done that becomes due, when it does.
func (c *clockwork) until(at time.Time) {
	c.t.Helper()
	for {
		next, err := c.store.NextReady(c.t.Context(), "", c.at)
		require.NoError(c.t, err)
		if next.IsZero() || next.After(at) {
			break
		}
		if next.After(c.at) {
			c.at = next
		}
		c.work()
	}
	c.at = at
}

// work does everything that is to be done now.
func (c *clockwork) work() {
	c.t.Helper()
	for item := c.claim(); item != nil; item = c.claim() {
		for item != nil {
			if err := c.Handle(c.t.Context(), item); err != nil {
				require.NoError(c.t, c.store.Return(c.t.Context(), "me", item, c.at.Add(time.Second)))
				break
			}
			next, err := c.store.Finish(c.t.Context(), "me", item, c.at, c.at.Add(time.Minute))
			require.NoError(c.t, err)
			item = next
		}
	}
}

func (c *clockwork) claim() *store.Item {
	c.t.Helper()
	item, err := c.store.Claim(c.t.Context(), "me", c.at, c.at.Add(time.Minute))
	require.NoError(c.t, err)
	return item
}

// heads are the first lines of what was said.
func (c *clockwork) heads() (heads []string) {
	for _, m := range c.said {
		head, _, _ := strings.Cut(m.Body, "\n")
		heads = append(heads, head)
	}
	return heads
}
