package meeting

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"parley/shared/event"
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
