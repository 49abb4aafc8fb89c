package store

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestAStoreThatWasLostNamesThingsAsBefore(t *testing.T) {
	before, folder := open(t, t.TempDir()), t.TempDir()
	record(t, before, Entry{EventID: "$a", RoomID: "!r", Raw: []byte("{}")})
	names, err := before.Names(t.Context())
	require.NoError(t, err)

	s := openFile(t, folder)
	own, err := s.Names(t.Context())
	require.NoError(t, err)
	require.NotEqual(t, names, own)
	entries := []Entry{
		{EventID: "$b", RoomID: "!other", Lane: "!r", At: 2, Raw: []byte("{}")},
		{EventID: "$a", RoomID: "!r", At: 1, Raw: []byte("{}")},
	}
	for range 2 {
		require.NoError(t, s.Restore(t.Context(), Lost{Names: names, Entries: entries, Steps: []Step{{"$a", StepRoom, "!made"}}}, at))
	}
	require.NoError(t, s.Close())

	s = openFile(t, folder)
	assert.Equal(t, before.RequestOf("$a"), s.RequestOf("$a"))
	item, err := s.Claim(t.Context(), "me", at, at.Add(time.Minute))
	require.NoError(t, err)
	for _, id := range []string{"$a", "$b"} {
		require.NotNil(t, item)
		assert.Equal(t, id, item.EventID)
		assert.Equal(t, before.RequestOf(id), item.Request)
		assert.Equal(t, 2, item.Attempt, "somebody may have worked on it")
		lost, err := s.Step(t.Context(), id, StepLost)
		require.NoError(t, err)
		assert.NotEmpty(t, lost)
		item, err = s.Finish(t.Context(), "me", item, at, at.Add(time.Minute))
		require.NoError(t, err)
	}
	assert.Nil(t, item)
	rooms, err := s.Rooms(t.Context(), "$a")
	require.NoError(t, err)
	assert.Equal(t, []string{"!made"}, rooms)
}

func TestADatabaseFromBeforeHasOneSecret(t *testing.T) {
	folder := t.TempDir()
	s := openFile(t, folder)
	_, err := s.db.ExecContext(t.Context(), `UPDATE secret SET names = '', value = 'old'`)
	require.NoError(t, err)
	names, err := s.Names(t.Context())
	require.NoError(t, err)
	assert.Equal(t, "old", names)
}
