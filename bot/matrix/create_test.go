package matrix

import (
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"parley/shared/event"
)

// directory is a homeserver with one alias for rooms, which its clients may delete.
type directory struct {
	room  string // that has the alias, "" for none
	state string // of that room
	asked []string
}

func (d *directory) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	call := r.Method + " " + r.URL.Path[strings.LastIndex(r.URL.Path, "/")+1:]
	d.asked = append(d.asked, call)
	switch {
	case call == "POST createRoom" && d.room != "":
		w.WriteHeader(http.StatusBadRequest)
		_, _ = w.Write([]byte(`{"errcode":"M_ROOM_IN_USE"}`))
	case call == "POST createRoom":
		_, _ = w.Write([]byte(`{"room_id":"!new"}`))
	case call == "GET state":
		_, _ = w.Write([]byte(d.state))
	case r.Method == http.MethodDelete:
		d.room = ""
		_, _ = w.Write([]byte(`{}`))
	default:
		_, _ = w.Write([]byte(`{"room_id":"` + d.room + `"}`))
	}
}

const (
	wanted = `{"type":"m.room.create","state_key":"","sender":"@bot:example.org","content":{"net.nordeck.meetings.request":"r"}}`
	named  = `{"type":"m.room.name","state_key":"","content":{"name":"N"}}`
)

func TestRoomOfAnEarlierTryIsFound(t *testing.T) {
	for state, want := range map[string]string{
		wanted + "," + ownJoin + "," + named: "!old",
		wanted + "," + ownJoin:               "!new",
		wanted + "," + named:                 "!new",
		strings.Replace(wanted, "@bot", "@a", 1) + "," + ownJoin + "," + named: "!new",
		strings.Replace(wanted, `"r"`, `"s"`, 1) + "," + ownJoin + "," + named: "!new",
	} {
		d := &directory{room: "!old", state: "[" + state + "]"}
		id, found, err := faulty(t, d.ServeHTTP).CreateRoom(t.Context(), Room{AliasName: "a", CreationContent: event.Create{Request: "r"}})
		require.NoError(t, err)
		assert.Equal(t, want, id, state)
		assert.Equal(t, want == "!old", found)
	}
}

func TestAliasThatIsAlwaysTakenEndsTheTries(t *testing.T) {
	created := 0
	c := faulty(t, func(w http.ResponseWriter, r *http.Request) {
		status, code := http.StatusNotFound, "M_NOT_FOUND"
		if strings.HasSuffix(r.URL.Path, "/createRoom") {
			created++
			status, code = http.StatusBadRequest, "M_ROOM_IN_USE"
		}
		w.WriteHeader(status)
		_, _ = w.Write([]byte(`{"errcode":` + strconv.Quote(code) + `}`))
	})
	_, found, err := c.CreateRoom(t.Context(), Room{AliasName: "a"})
	assert.ErrorIs(t, err, errInTheWay)
	assert.False(t, found)
	assert.Equal(t, createTries, created)
}
