package meeting

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"parley/bot/matrix"
	"parley/shared/event"
)

func TestAnUpdateMovesReminders(t *testing.T) {
	t.Parallel()
	c := newClockwork(t, event.RoomTypeMeeting, strings.ReplaceAll(once, "20400101", "20400102"))
	c.tell(event.TypeCreate, event.TypeMetadata)
	c.state[event.TypeMetadata] = strings.ReplaceAll(c.state[event.TypeMetadata], "20400102T", "20400103T")
	c.tell(event.TypeMetadata)
	c.until(nine.Add(time.Hour))
	assert.Empty(t, c.said)
	c.until(nine.Add(24 * time.Hour))
	assert.Len(t, c.said, 1)
}

func TestWhatBecameDueWhileTheBotWasBusyIsNotLost(t *testing.T) {
	t.Parallel()
	for sent, want := range map[time.Duration]int{10*time.Minute + time.Second: 1, 9*time.Minute + 59*time.Second: 0} {
		c := newClockwork(t, event.RoomTypeMeeting, daily)
		c.sent, c.at = nine.Add(-sent), nine.Add(-9*time.Minute)
		c.tell(event.TypeCreate, event.TypeMetadata)
		c.until(nine)
		assert.Len(t, c.said, want, sent)
	}
}

func TestRoomsThatAreNoMeetingsHaveNoTimers(t *testing.T) {
	t.Parallel()
	c := newClockwork(t, "", daily)
	c.tell(event.TypeMetadata)
	ready, err := c.store.NextReady(t.Context(), "", c.at)
	require.NoError(t, err)
	assert.Zero(t, ready)
}

func TestRoomsOfALostStoreAreLookedAtOnce(t *testing.T) {
	t.Parallel()
	c := newClockwork(t, event.RoomTypeMeeting, daily)
	for range 2 {
		require.NoError(t, c.LookAround(t.Context()))
		c.until(c.at.Add(time.Minute))
	}
	assert.Equal(t, []string{"joined_rooms", "rooms/!r/state/" + event.TypeMetadata + "/", "rooms/!r/state"}, c.asked)
	c.until(nine)
	assert.Len(t, c.said, 1)
}

func TestManyRoomsOfALostStoreAreLookedAtInTheirTurn(t *testing.T) {
	t.Parallel()
	c := newClockwork(t, "", daily)
	delete(c.state, event.TypeMetadata)
	for n := range scanPiece {
		c.others = append(c.others, "!"+strconv.Itoa(n))
	}
	require.NoError(t, c.LookAround(t.Context()))
	begin := c.at
	looked := func(room string) bool {
		return slices.Contains(c.asked, "rooms/"+room+"/state/"+event.TypeMetadata+"/")
	}
	last := c.others[scanPiece-1]
	c.until(begin.Add((scanPiece - 1) * scanPause))
	assert.True(t, looked("!0"))
	assert.False(t, looked(last))
	c.until(begin.Add(scanPiece * scanPause))
	assert.True(t, looked(last))
}

func TestTheBotLooksAtARoomThatItEnters(t *testing.T) {
	t.Parallel()
	c := newClockwork(t, event.RoomTypeMeeting, daily)
	require.NoError(t, c.Record(t.Context(), matrix.Batch{Settled: "p", Invited: map[string]json.RawMessage{"!r": nil}}))
	c.until(nine)
	assert.Len(t, c.said, 1)
}

func TestOneItemForAllNewsOfARoom(t *testing.T) {
	t.Parallel()
	c := newClockwork(t, event.RoomTypeMeeting, daily)
	c.state[event.TypeSettings] = `{"reminders":[30]}`
	var raws []json.RawMessage
	for range 50 {
		for _, e := range c.events() {
			raws = append(raws, encode(t, e))
		}
	}
	for _, raw := range raws {
		c.entry(t.Context(), "!r", raw)
	}
	entries := c.heard()
	require.Len(t, entries, 1)
	assert.Less(t, len(entries[0].Raw), 2000, "the latest of each kind")
	assert.Empty(t, c.heard(), "nothing is new")
	c.entry(t.Context(), "!r", json.RawMessage(`{"type":"m.room.create","event_id":"$1","sender":"`+me+`","state_key":"","content":{}}`))
	assert.Empty(t, c.heard(), "that a room was made says nothing about time")
}

// A homeserver tells of a new room piece by piece.
func TestARoomThatTheBotMakesCostsNoRequest(t *testing.T) {
	t.Parallel()
	c := newClockwork(t, event.RoomTypeMeeting, daily)
	c.state[event.TypeSettings] = `{"locale":"de"}`
	for _, typ := range []string{event.TypeCreate, event.TypeMetadata, event.TypeSettings, event.TypeMetadata} {
		c.tell(typ)
	}
	assert.Empty(t, c.asked)
	c.until(nine.Add(-10 * time.Minute))
	assert.Equal(t, []string{"⏰ Review beginnt in 10 Minuten"}, c.heads())
	require.NoError(t, c.Record(t.Context(), matrix.Batch{Settled: "p", Invited: map[string]json.RawMessage{"!r": nil}}))
	assert.Empty(t, c.news, "the bot was away")
}

// Others may make as many rooms as they like, with as much in them as an event holds.
func TestNothingIsKeptOfRoomsThatOthersHaveMade(t *testing.T) {
	t.Parallel()
	c := newClockwork(t, event.RoomTypeMeeting, daily)
	for i := range 3 {
		id := strconv.Itoa(i)
		news := []json.RawMessage{
			json.RawMessage(`{"type":"m.room.create","event_id":"$c` + id + `","sender":"@a:x","state_key":"","content":{}}`),
			json.RawMessage(`{"type":"` + event.TypeMetadata + `","event_id":"$m` + id + `","sender":"@a:x","state_key":"","content":{}}`),
		}
		require.NoError(t, c.Record(t.Context(), matrix.Batch{Settled: "p", Joined: map[string][]json.RawMessage{"!r" + id: news}}))
	}
	assert.Empty(t, c.news)
}
