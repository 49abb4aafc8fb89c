package meeting

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"parley/shared/event"
	"parley/shared/fault"
)

// Whoever links a room does not make the bot read it: it may be large, and none of his.
func TestRoomsThatDoNotSayTheyAreBelowAreNotRead(t *testing.T) {
	const linked = `{"via":["x"]}`
	link := func(id string) event.Event { return state(event.TypeSpaceChild, id, linked) }
	in := state(event.TypeMember, me, `{"membership":"join"}`)
	states := map[string][]event.Event{
		"!m":    {in, link("!one"), link("!foreign"), link("!unlinked"), link("!gone"), link("!m")},
		"!one":  {in, state(event.TypeSpaceParent, "!m", linked), link("!deep"), link("!m")},
		"!deep": {in, state(event.TypeSpaceParent, "!one", linked), link("!one")},
	}
	parents := map[string]string{"!one/!m": linked, "!deep/!one": linked, "!unlinked/!m": `{}`, "!foreign/!other": linked}
	var read []string
	b := signedInAt(t, func(w http.ResponseWriter, r *http.Request) {
		id, rest, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/_matrix/client/v3/rooms/"), "/state")
		content, known := parents[id+strings.TrimPrefix(rest, "/"+event.TypeSpaceParent)]
		switch {
		case rest == "":
			read = append(read, id)
			_ = json.NewEncoder(w).Encode(states[id])
		case known:
			_, _ = w.Write([]byte(content))
		default:
			w.WriteHeader(http.StatusNotFound)
		}
	})
	target, err := b.own(t.Context(), "!m")
	require.NoError(t, err)
	require.NoError(t, b.readBelow(t.Context(), target))
	slices.Sort(read)
	assert.Equal(t, []string{"!deep", "!m", "!one"}, read)
}

// Somebody may write so much state that a room cannot be read: what is about it is refused,
// not tried again, and it is in nobody's way.
func TestRoomsThatAreTooLargeAreRefused(t *testing.T) {
	const linked = `{"via":["x"]}`
	b := signedInAt(t, func(w http.ResponseWriter, r *http.Request) {
		switch path := strings.TrimPrefix(r.URL.Path, "/_matrix/client/v3/rooms/"); {
		case path == "!m/state":
			_ = json.NewEncoder(w).Encode([]event.Event{
				state(event.TypeMember, me, `{"membership":"join"}`), state(event.TypeSpaceChild, "!large", linked), state(event.TypeSpaceParent, "!large", linked),
			})
		case path == "!large/state":
			_, _ = w.Write([]byte(`[{"type":"` + strings.Repeat("x", 33<<20) + `"}]`))
		default:
			_, _ = w.Write([]byte(linked))
		}
	})
	target, err := b.own(t.Context(), "!m")
	require.NoError(t, err)
	require.NoError(t, b.readBelow(t.Context(), target))
	assert.Nil(t, target.model.Room("!large"))
	above, err := b.above(t.Context(), target.Room)
	assert.NoError(t, err)
	assert.Empty(t, above)
	_, err = b.target(t.Context(), "!large", "@a:x")
	assert.Equal(t, fault.Rejected, refusal(err, 1).Code)
}

// Somebody may link many rooms, each as large as can be read. The bot keeps some of them in memory.
func TestRoomsThatAreTooLargeTogetherAreNotRead(t *testing.T) {
	const linked = `{"via":["x"]}`
	large := `{"type":"org.example","state_key":"","content":{"a":"` + strings.Repeat("x", 30<<10) + `"}}`
	here := []event.Event{state(event.TypeMember, me, `{"membership":"join"}`)}
	for _, id := range []string{"!1", "!2", "!3", "!4", "!5", "!6", "!7", "!8", "!9"} {
		here = append(here, state(event.TypeSpaceChild, id, linked), state(event.TypeSpaceParent, id, linked))
	}
	var read atomic.Int64
	b := signedInAt(t, func(w http.ResponseWriter, r *http.Request) {
		switch path := strings.TrimPrefix(r.URL.Path, "/_matrix/client/v3/rooms/"); {
		case path == "!m/state":
			_ = json.NewEncoder(w).Encode(here)
		case strings.HasSuffix(path, "/state"):
			read.Add(1)
			member, _ := json.Marshal(here[0])
			link, _ := json.Marshal(state(event.TypeSpaceChild, "!m", linked))
			_, _ = fmt.Fprintf(w, "[%s,%s,%s]", member, link, large)
		default:
			_, _ = w.Write([]byte(linked))
		}
	})
	b.burden = 100 << 10
	target, err := b.own(t.Context(), "!m")
	require.NoError(t, err)
	require.NoError(t, b.readBelow(t.Context(), target))
	assert.Len(t, target.rooms, 3)
	assert.Less(t, read.Load(), int64(9))
	read.Store(0)
	above, err := b.above(t.Context(), target.Room)
	require.NoError(t, err)
	assert.Len(t, above, 4)
	assert.Equal(t, int64(4), read.Load())
}
