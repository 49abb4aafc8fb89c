package help

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/rs/zerolog"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"parley/bot/matrix"
	"parley/bot/meeting"
	"parley/bot/store"
	"parley/shared/event"
)

// rooms is a homeserver with meetings !0 to !99 below !r, one a day. Those with even numbers
// are over. Alice is not in those whose numbers end with 1.
type rooms struct {
	mu      sync.Mutex
	full    int  // states that were read as a whole
	invited bool // Alice is only invited
	crowded bool // somebody else is there, too
}

func (h *rooms) content(id, typ string) string {
	var n int
	_, _ = fmt.Sscanf(id, "!%d", &n)
	switch typ {
	case event.TypeMetadata:
		day := 20400101 + 100*(n/28) + n%28
		if n%2 == 0 {
			day -= 20_0000
		}
		return fmt.Sprintf(`{"creator":"@a:x","calendar":[{"uid":"u","dtstart":{"tzid":"Europe/Berlin","value":"%[1]dT100000"},`+
			`"dtend":{"tzid":"Europe/Berlin","value":"%[1]dT110000"}}]}`, day)
	case event.TypeMember + "/@a:x":
		if n%10 == 1 {
			return `{"membership":"leave"}`
		}
		if h.invited {
			return `{"membership":"invite"}`
		}
		fallthrough
	case event.TypeMember + "/" + me:
		return `{"membership":"join"}`
	case event.TypeName:
		return `{"name":"` + id + `"}`
	case event.TypeSpaceParent + "/!r":
		return `{"via":["x"]}`
	}
	return `{"type":"` + event.RoomTypeMeeting + `"}`
}

func (h *rooms) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	defer h.mu.Unlock()
	room, path, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/_matrix/client/v3/rooms/"), "/state")
	switch path = strings.TrimPrefix(path, "/"); {
	case strings.HasSuffix(r.URL.Path, "/whoami"):
		_, _ = w.Write([]byte(`{"user_id":"` + me + `"}`))
	case path == "":
		h.full++
		var all []event.Event
		for _, at := range []string{
			event.TypeCreate, event.TypeName, event.TypeMetadata, event.TypeMember + "/@a:x", event.TypeMember + "/" + me, event.TypeSpaceParent + "/!r",
		} {
			typ, key, _ := strings.Cut(at, "/")
			all = append(all, state(typ, key, h.content(room, at)))
		}
		if h.crowded {
			all = append(all, state(event.TypeMember, "@b:x", `{"membership":"join"}`))
		}
		_ = json.NewEncoder(w).Encode(all)
	default:
		_, _ = w.Write([]byte(h.content(room, strings.TrimSuffix(path, "/"))))
	}
}

// calendarOf returns a desk at a homeserver, and Alice's question in the room of all its
// meetings.
func calendarOf(t *testing.T, h http.Handler) (*Desk, *question) {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	client, err := matrix.New(server.URL)
	require.NoError(t, err)
	require.NoError(t, client.SignInWithToken(t.Context(), "t"))
	s, err := store.Open(t.Context(), t.TempDir())
	require.NoError(t, err)
	t.Cleanup(func() { s.Close() })
	bot := meeting.New(client, s, &meeting.Blueprint{}, meeting.Settings{}, zerolog.Nop())
	here := []event.Event{state(event.TypeCreate, "", `{}`), state(event.TypeMember, "@a:x", `{"membership":"join"}`)}
	for n := range maxRead {
		here = append(here, state(event.TypeSpaceChild, fmt.Sprintf("!%d", n), `{"via":["x"]}`))
	}
	q := &question{item: &store.Item{RoomID: "!r"}, event: event.Event{Sender: "@a:x"}, about: seen("!r", here...)}
	q.here = q.about
	return New(client, s, bot, Settings{}, zerolog.Nop()), q
}

func TestListReadsWhatItShows(t *testing.T) {
	h := &rooms{}
	d, q := calendarOf(t, h)
	m, _, err := d.list(t.Context(), q)
	require.NoError(t, err)
	for _, id := range []string{"!3", "!5", "!7", "!9", "!13", "!15", "!17", "!19", "!23", "!25"} {
		assert.Contains(t, m.Body, id)
	}
	assert.Less(t, strings.Index(m.Body, "!9"), strings.Index(m.Body, "!13"))
	assert.NotContains(t, m.Body, "!27", "one more than is shown")
	assert.Equal(t, maxListed+1, h.full)

	l, _, err := d.numbered(t.Context(), q, "40")
	require.NoError(t, err)
	assert.Equal(t, "!99", l.RoomID)
	l, _, err = d.numbered(t.Context(), q, "41")
	require.NoError(t, err)
	assert.Nil(t, l)
}

// Somebody may plan many meetings in rooms as large as can be read.
func TestRoomsThatAreTooLargeTogetherAreNotListed(t *testing.T) {
	h := &rooms{}
	d, q := calendarOf(t, h)
	d.burden = 5000
	m, _, err := d.list(t.Context(), q)
	require.NoError(t, err)
	assert.Contains(t, m.Body, "!3")
	assert.Less(t, h.full, maxListed)
}

// Between a list and the number of one of its meetings, others can have come or gone.
func TestANumberIsThatOfTheListThatWasSeen(t *testing.T) {
	d, q := calendarOf(t, &rooms{})
	_, _, err := d.list(t.Context(), q)
	require.NoError(t, err)
	state := q.about.state
	q.about.state = slices.DeleteFunc(slices.Clone(state), func(e event.Event) bool { return e.StateKey != nil && *e.StateKey == "!3" })
	l, _, err := d.numbered(t.Context(), q, "2")
	require.NoError(t, err)
	assert.Equal(t, "!5", l.RoomID)
	l, otherwise, err := d.numbered(t.Context(), q, "1")
	require.NoError(t, err)
	assert.Nil(t, l)
	assert.Contains(t, otherwise.Body, "1")
	l, _, err = d.numbered(t.Context(), q, "")
	require.NoError(t, err)
	assert.Equal(t, "!5", l.RoomID, "the next one is that of now")
}
