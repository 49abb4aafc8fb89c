package private

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/rs/zerolog"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"parley/bot/matrix"
	"parley/bot/store"
)

const me = "@bot:x"

// at returns rooms at a homeserver that answers as the test likes, with a new store.
func at(t *testing.T, answer func(call string) (status int, body string)) *Rooms {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/whoami") {
			_, _ = w.Write([]byte(`{"user_id":"` + me + `"}`))
			return
		}
		status, body := answer(r.Method + " " + strings.TrimPrefix(r.URL.Path, "/_matrix/client/v3/"))
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}))
	t.Cleanup(server.Close)
	client, err := matrix.New(server.URL)
	require.NoError(t, err)
	require.NoError(t, client.SignInWithToken(t.Context(), "t"))
	s, err := store.Open(t.Context(), t.TempDir())
	require.NoError(t, err)
	t.Cleanup(func() { s.Close() })
	return New(client, s, zerolog.Nop())
}

// A homeserver that was stopped leaves half a room behind, which has the alias.
func TestHalfARoomIsReplacedAtOnce(t *testing.T) {
	taken := true
	r := at(t, func(call string) (int, string) {
		switch {
		case call == "POST createRoom" && taken:
			return 400, `{"errcode":"M_ROOM_IN_USE"}`
		case call == "POST createRoom":
			return 200, `{"room_id":"!new"}`
		case strings.HasPrefix(call, "GET directory/"):
			return 200, `{"room_id":"!half"}`
		case strings.HasPrefix(call, "DELETE directory/"):
			taken = false
		case strings.HasSuffix(call, "/state"):
			return 200, `[]`
		}
		return 200, `{}`
	})
	r.Survey(t.Context())
	id, made, err := r.Open(t.Context(), Personal("@a:x", "en"))
	require.NoError(t, err)
	assert.Equal(t, "!new", id)
	assert.True(t, made)
}

func TestRoomsAreSurveyedOnceWhateverOneOfThemDoes(t *testing.T) {
	asked := map[string]int{}
	r := at(t, func(call string) (int, string) {
		if call == "GET joined_rooms" {
			return 200, `{"joined_rooms":["!private","!fails","!refuses","!other"]}`
		}
		room := strings.Split(call, "/")[1]
		asked[room]++
		switch {
		case room == "!fails" && asked[room] < 3:
			return 500, `{}`
		case room == "!refuses":
			return 403, `{"errcode":"M_FORBIDDEN"}`
		case room == "!private":
			return 200, `{"userId":"@a:x"}`
		}
		return 404, `{"errcode":"M_NOT_FOUND"}`
	})
	r.Survey(t.Context())
	assert.Equal(t, map[string]int{"!fails": 4, "!refuses": 1, "!private": 1, "!other": 2}, asked, "one or two markers")
	known, err := r.store.PrivateRoom(t.Context(), "@a:x", "")
	require.NoError(t, err)
	assert.Equal(t, "!private", known.Room)
}

// A room of help that was withdrawn is forgotten and can still be read: nothing is to be decided.
func TestARoomThatWasLeftIsNoSpare(t *testing.T) {
	membership := "leave"
	r := at(t, func(call string) (int, string) {
		if strings.Contains(call, "/state/m.room.member/") {
			return 200, `{"membership":"` + membership + `"}`
		}
		return 200, `{"userId":"@a:x"}`
	})
	require.NoError(t, r.DiscardSpare(t.Context(), "!left", "private.x"))
	membership = "join"
	assert.ErrorIs(t, r.DiscardSpare(t.Context(), "!spare", "private.x"), errUndecided)
}
