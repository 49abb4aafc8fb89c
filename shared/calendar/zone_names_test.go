//go:build !js

package calendar

import (
	"archive/zip"
	"path/filepath"
	"runtime"
	"sort"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestZoneNamesAreComplete compares the list that the browser's tests use with the
// zones that come with Go.
func TestZoneNamesAreComplete(t *testing.T) {
	t.Parallel()
	archive, err := zip.OpenReader(filepath.Join(runtime.GOROOT(), "lib", "time", "zoneinfo.zip"))
	require.NoError(t, err)
	defer archive.Close()
	var names []string
	for _, file := range archive.File {
		names = append(names, file.Name)
	}
	sort.Strings(names)
	assert.Equal(t, names, allZoneNames(t), "bring testdata/zones.txt up to date")
}
