package help

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"parley/bot/chat"
	"parley/bot/engine"
	"parley/bot/store"
)

// The list is another one once a meeting is cancelled: the number then means the next one.
func TestNumberMeansTheSameMeetingInEveryAttempt(t *testing.T) {
	d, q := calendarOf(t, &rooms{})
	q.item = &store.Item{EventID: "$e", Lane: "!r", Attempt: 1}
	q.Verb = chat.Cancel
	_, _, err := d.choose(t.Context(), q, "1")
	var elsewhere *engine.Elsewhere
	require.ErrorAs(t, err, &elsewhere, "it is changed in line with the commands about it")
	assert.Equal(t, "!3", elsewhere.Lane)

	q.item.Lane, q.item.Attempt = "!3", 2
	c, _, err := d.choose(t.Context(), q, "2")
	require.NoError(t, err)
	assert.Equal(t, "!3", c.Room)
	assert.Equal(t, "!3", c.Title)

	q.item = &store.Item{EventID: "$other", Lane: "!r", Attempt: 1}
	c, otherwise, err := d.choose(t.Context(), q, "")
	require.NoError(t, err)
	assert.Nil(t, c)
	assert.Contains(t, otherwise.Body, "!meeting cancel 1", "which one has to be said")
}
