package meeting

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"parley/bot/store"
	"parley/shared/command"
	"parley/shared/event"
)

// A Dendrite that is stopped while it creates a room may keep it and tell nobody of it.
func TestStraysAreLeft(t *testing.T) {
	rooms := map[string]string{}     // who has created them
	creations := map[string]string{} // contents of m.room.create
	var left []string
	looks := 0
	b := signedInAt(t, func(w http.ResponseWriter, r *http.Request) {
		path := strings.TrimPrefix(r.URL.Path, "/_matrix/client/v3/")
		room := strings.Split(path, "/")[min(1, strings.Count(path, "/"))]
		switch {
		case path == "joined_rooms":
			looks++
			_, _ = w.Write([]byte(`{"joined_rooms":["!counts","!stray","!foreign","!old","!ordinary"]}`))
		case strings.HasSuffix(path, "/state/m.room.create/"):
			_, _ = w.Write([]byte(creations[room]))
		case strings.HasSuffix(path, "/state"):
			e := state(event.TypeCreate, "", creations[room])
			e.Sender = rooms[room]
			_ = json.NewEncoder(w).Encode([]event.Event{e})
		case strings.HasSuffix(path, "/leave"):
			left = append(left, room)
			_, _ = w.Write([]byte(`{}`))
		}
	})
	ctx := t.Context()
	entry := store.Entry{EventID: "$e", RoomID: "!m", Type: command.TypeMeetingCreate, Raw: []byte("{}")}
	require.NoError(t, b.store.Record(ctx, store.Batch{Account: me, Position: "p", Entries: []store.Entry{entry}}, time.Now()))
	require.NoError(t, b.store.SaveStep(ctx, "$e", store.StepRoom, "!counts"))
	ours := `{"net.nordeck.meetings.request":"` + b.store.RequestOf("$e") + `"}`
	creations["!counts"], rooms["!counts"] = ours, me
	creations["!stray"], rooms["!stray"] = ours, me
	creations["!foreign"], rooms["!foreign"] = ours, "@evil:x"
	creations["!old"], rooms["!old"] = `{"net.nordeck.meetings.request":"`+b.store.RequestOf("$forgotten")+`"}`, me
	creations["!ordinary"], rooms["!ordinary"] = `{}`, me

	item := &store.Item{EventID: "strays:$e", RoomID: me, Lane: me, Type: typeStrays, Received: time.Now()}
	require.NoError(t, b.Handle(ctx, item))
	assert.Equal(t, []string{"!stray"}, left)
	require.NoError(t, b.Handle(ctx, item))
	assert.Equal(t, 1, looks, "one look serves all that asked before")
}
