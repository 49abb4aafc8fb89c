package store

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestExamineSaysWhatOpenWould(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "a", "b")
	free, err := Examine(t.Context(), folder)
	require.NoError(t, err)
	assert.NotZero(t, free)
	assert.NoDirExists(t, folder, "nothing is made")

	s := open(t, folder)
	_, err = Examine(t.Context(), folder)
	assert.ErrorIs(t, err, ErrInUse)
	require.NoError(t, s.Close())
	_, err = Examine(t.Context(), folder)
	require.NoError(t, err)

	s = open(t, folder)
	for range 100 {
		_, err = s.db.ExecContext(t.Context(), `INSERT INTO version (number) VALUES (99)`)
		require.NoError(t, err)
	}
	require.NoError(t, s.Close())
	_, err = Examine(t.Context(), folder)
	assert.ErrorIs(t, err, ErrNewer)

	file := filepath.Join(folder, "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	_, err = Examine(t.Context(), file)
	assert.Error(t, err)
}
