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
	place, err := Examine(t.Context(), folder)
	require.NoError(t, err)
	assert.NotZero(t, place.Free)
	assert.False(t, place.Exists)
	assert.NoDirExists(t, folder, "nothing is made")

	s := openFile(t, folder)
	_, err = Examine(t.Context(), folder)
	assert.ErrorIs(t, err, ErrInUse)
	require.NoError(t, s.Close())
	place, err = Examine(t.Context(), folder)
	require.NoError(t, err)
	assert.True(t, place.Exists)

	s = openFile(t, folder)
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

func TestExamineSaysWhereAFolderCannotBeMade(t *testing.T) {
	folder := t.TempDir()
	file, link := filepath.Join(folder, "file"), filepath.Join(folder, "link")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	require.NoError(t, os.Symlink(filepath.Join(folder, "nowhere"), link))
	for _, impossible := range []string{"/proc/parley/storage", filepath.Join(file, "storage"), link} {
		_, err := Examine(t.Context(), impossible)
		assert.Error(t, err, impossible)
		_, err = Open(t.Context(), impossible)
		assert.Error(t, err, impossible)
	}
	_, err := Examine(t.Context(), "/proc/parley/storage")
	assert.ErrorContains(t, err, "it is not there and cannot be made in /proc: ")
}
