package help

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"parley/bot/chat"
	"parley/bot/engine"
	"parley/bot/store"
	"parley/shared/event"
)

// asks has Alice write something to the bot in the room that a question is about.
func asks(q *question, verb chat.Verb, rest string) {
	q.here, q.locale, q.Verb, q.Rest = q.about, "en", verb, rest
	q.item = &store.Item{EventID: "$1", RoomID: "!r", Lane: "!r", Type: event.TypeMessage, Request: strings.Repeat("0", 32), Attempt: 1}
}

func TestInvitationsAreHiddenFromThoseWhoHaveNone(t *testing.T) {
	for other, want := range map[string]bool{"leave": false, "join": true} {
		d, q := calendarOf(t, &rooms{invited: true})
		q.about = seen("!r", append(q.about.state, state(event.TypeMember, "@c:x", `{"membership":"`+other+`"}`))...)
		asks(q, chat.Cancel, "1")
		m, hidden, err := d.cancel(t.Context(), q)
		require.NoError(t, err)
		assert.Contains(t, m.Body, "accept the invitation to “!3”")
		assert.Equal(t, want, hidden, other)
	}
}

// In the room of a meeting, what is below it may begin before it.
func TestMeetingWithoutANumberIsThatOfTheRoom(t *testing.T) {
	d, q := calendarOf(t, &rooms{})
	q.about.state[0] = state(event.TypeCreate, "", `{"type":"`+event.RoomTypeMeeting+`"}`)
	metadata := (&rooms{}).content("!99", event.TypeMetadata)
	q.about = seen("!r", append(q.about.state, state(event.TypeName, "", `{"name":"own"}`), state(event.TypeMetadata, "", metadata))...)
	asks(q, chat.Cancel, "")
	c, _, _, err := d.choose(t.Context(), q, "")
	require.NoError(t, err)
	assert.Equal(t, "own", c.Title)

	asks(q, chat.Cancel, "1")
	q.item.EventID = "$2"
	c, _, _, err = d.choose(t.Context(), q, "1")
	assert.ErrorAs(t, err, new(*engine.Elsewhere))
	assert.Equal(t, "!3", c.Title)
}

// Whoever has chosen a meeting may leave the room of the list before it is changed.
func TestChosenMeetingIsChangedWithoutTheRoomOfTheList(t *testing.T) {
	d, q := calendarOf(t, &rooms{})
	asks(q, chat.Cancel, "1")
	_, _, err := d.cancel(t.Context(), q)
	require.ErrorAs(t, err, new(*engine.Elsewhere))
	q.about, q.item.Lane, q.item.Attempt = nil, "!3", 2
	require.NotPanics(t, func() { _, _, _ = d.cancel(t.Context(), q) })
}

// The list is another one once a meeting is cancelled: the number then means the next one.
func TestNumberMeansTheSameMeetingInEveryAttempt(t *testing.T) {
	d, q := calendarOf(t, &rooms{})
	q.item = &store.Item{EventID: "$e", Lane: "!r", Attempt: 1}
	q.Verb = chat.Cancel
	_, _, _, err := d.choose(t.Context(), q, "1")
	var elsewhere *engine.Elsewhere
	require.ErrorAs(t, err, &elsewhere, "it is changed in line with the commands about it")
	assert.Equal(t, "!3", elsewhere.Lane)

	q.item.Lane, q.item.Attempt = "!3", 2
	c, _, _, err := d.choose(t.Context(), q, "2")
	require.NoError(t, err)
	assert.Equal(t, "!3", c.Room)
	assert.Equal(t, "!3", c.Title)

	q.item = &store.Item{EventID: "$other", Lane: "!r", Attempt: 1}
	c, otherwise, _, err := d.choose(t.Context(), q, "")
	require.NoError(t, err)
	assert.Nil(t, c)
	assert.Contains(t, otherwise.Body, "!meeting cancel 1", "which one has to be said")
}

func TestWhatWasDoneIsToldInTheLaneOfTheRoom(t *testing.T) {
	d, q := calendarOf(t, &rooms{})
	lanes := []string{"!r"}
	for q.item == nil || q.item.Attempt < 3 {
		asks(q, chat.Cancel, "1")
		q.item.Lane, q.item.Attempt = lanes[len(lanes)-1], len(lanes)
		if _, _, err := d.answerOnce(t.Context(), q); err != nil {
			var elsewhere *engine.Elsewhere
			require.ErrorAs(t, err, &elsewhere)
			lanes = append(lanes, elsewhere.Lane)
		}
	}
	assert.Equal(t, []string{"!r", "!3", "!r"}, lanes)
	q.Verb = chat.Unknown // what was said stays
	m, hidden, err := d.answerOnce(t.Context(), q)
	require.NoError(t, err)
	assert.False(t, hidden)
	assert.Contains(t, m.Body, "“!3” is cancelled")
}
