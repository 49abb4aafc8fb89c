package store

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestADatabaseThatIsFullSaysSoUntilThereIsRoom(t *testing.T) {
	t.Parallel()
	s := openFile(t, t.TempDir())
	limit := func(pages int) {
		t.Helper()
		_, err := s.db.ExecContext(t.Context(), fmt.Sprintf("PRAGMA max_page_count = %d", pages))
		require.NoError(t, err)
	}
	var pages int
	require.NoError(t, s.db.QueryRowContext(t.Context(), "PRAGMA page_count").Scan(&pages))
	limit(pages)
	require.NoError(t, s.Ping(t.Context()))
	batch := Batch{Account: account, Position: "p1", Entries: []Entry{{EventID: "$a", RoomID: "!r", Raw: make([]byte, 100<<10)}}}
	require.Error(t, s.Record(t.Context(), batch, at))
	position, err := s.Position(t.Context(), account)
	require.NoError(t, err)
	assert.Empty(t, position, "all or nothing")
	require.True(t, s.failing.Load())
	item, err := s.Claim(t.Context(), "me", at, at.Add(time.Minute))
	require.NoError(t, err, "what writes nothing goes on")
	assert.Nil(t, item)
	assert.True(t, s.failing.Load(), "that says nothing about the disk")

	limit(10 * pages)
	require.NoError(t, s.Ping(t.Context()))
	assert.False(t, s.failing.Load())
	require.NoError(t, s.Record(t.Context(), batch, at))
	item, err = s.Claim(t.Context(), "me", at, at.Add(time.Minute))
	require.NoError(t, err)
	assert.Equal(t, "$a", item.EventID)
	var sound string
	require.NoError(t, s.db.QueryRowContext(t.Context(), "PRAGMA integrity_check").Scan(&sound))
	assert.Equal(t, "ok", sound)
}
