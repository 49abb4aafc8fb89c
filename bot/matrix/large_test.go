package matrix

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/rs/zerolog"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const manyRooms = 1_000_000

// writing answers with a piece for each of very many rooms, between a beginning and an end.
func writing(begin, room, end string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		out := bufio.NewWriter(w)
		fmt.Fprint(out, begin)
		for n := range manyRooms {
			if n > 0 {
				_ = out.WriteByte(',')
			}
			fmt.Fprintf(out, room, n)
		}
		fmt.Fprint(out, end)
		_ = out.Flush()
	}
}

// Who is in a million rooms can be told so: the list is longer than other answers may be.
func TestAMillionRoomsAreCounted(t *testing.T) {
	c := faulty(t, writing(`{"other":{"joined_rooms":[1]},"joined_rooms":[`, `"!abcdefghijklmnopqrstuvwxyz0123456789%07d"`, `]}`))
	count, err := c.CountJoinedRooms(t.Context())
	require.NoError(t, err)
	assert.Equal(t, manyRooms, count)
}

func TestTheFirstAnswerOfAMillionRoomsIsRead(t *testing.T) {
	c := faulty(t, writing(`{"rooms":{"leave":null,"invite":{"!i":{"invite_state":{"events":[{"type":"m.room.member","state_key":"@bot:x"}]}}},"join":{`,
		`"!%d":{"timeline":{"limited":true,"events":[]}}`, `}},"next_batch":"p1"}`))
	c.setUserID("@bot:x")
	var got Batch
	s := &Stream{Client: c, Log: zerolog.Nop(), Busy: func() bool { return false }, Record: func(_ context.Context, b Batch) error { got = b; return nil }}
	require.NoError(t, s.step(t.Context()))
	assert.Equal(t, "p1", got.Position)
	assert.Equal(t, map[string]raw{"!i": raw(`{"type":"m.room.member","state_key":"@bot:x"}`)}, got.Invited)
	assert.Empty(t, got.Joined)
}

func TestBrokenListsOfRooms(t *testing.T) {
	for _, body := range []string{``, `[]`, `{"joined_rooms":{}}`, `{"joined_rooms":["!a",5]}`, `{"joined_rooms":["!a"`, `{"joined_rooms":`} {
		_, err := faulty(t, answering(200, body)).JoinedRooms(t.Context())
		assert.ErrorIs(t, err, ErrUnreachable, body)
	}
	for _, body := range []string{`{}`, `{"joined_rooms":null}`, `{"joined_rooms":[]}`} {
		rooms, err := faulty(t, answering(200, body)).JoinedRooms(t.Context())
		require.NoError(t, err, body)
		assert.Empty(t, rooms)
	}
	_, err := faulty(t, answering(500, strings.Repeat("x", 1000))).JoinedRooms(t.Context())
	assert.True(t, Failing(err))
}
