//go:build oracle

package calendar

import (
	"archive/zip"
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A line to and a line from zones.py.
type (
	zoneTask struct {
		Zone  string  `json:"zone"`
		Walls []int64 `json:"walls"`
	}
	zoneAnswer struct {
		Zone string `json:"zone"`
		Hash string `json:"sha256"`
	}
)

// TestOracleZones compares the local times of TestResolveInEveryZone with Python's
// zoneinfo, both on the zone files that come with Go.
func TestOracleZones(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	var input bytes.Buffer
	want, cases := map[string]string{}, 0
	for name, loc := range unpackZones(t, folder) {
		walls := wallsAround(offsetPeriods(loc))
		hash := sha256.New()
		for _, wall := range walls {
			at := Resolve(time.Unix(wall, 0).UTC(), loc).Unix()
			_, _ = hash.Write([]byte(strconv.FormatInt(at, 10) + "\n"))
		}
		want[name] = hex.EncodeToString(hash.Sum(nil))
		cases += len(walls)
		require.NoError(t, json.NewEncoder(&input).Encode(zoneTask{Zone: name, Walls: walls}))
	}
	python := exec.Command("/usr/bin/python3", "../../playwright/oracles/zones.py", folder)
	python.Stdin, python.Stderr = &input, os.Stderr
	output, err := python.Output()
	require.NoError(t, err)
	got := map[string]string{}
	for lines := bufio.NewScanner(bytes.NewReader(output)); lines.Scan(); {
		var answer zoneAnswer
		require.NoError(t, json.Unmarshal(lines.Bytes(), &answer))
		got[answer.Zone] = answer.Hash
	}
	assert.Equal(t, want, got)
	t.Logf("%d zones, %d local times: the same as Python's zoneinfo", len(got), cases)
}

// unpackZones writes the zone files that come with Go to a folder and returns the zones.
func unpackZones(t *testing.T, folder string) map[string]*time.Location {
	archive, err := zip.OpenReader(filepath.Join(runtime.GOROOT(), "lib", "time", "zoneinfo.zip"))
	require.NoError(t, err)
	defer archive.Close()
	all := map[string]*time.Location{}
	for _, entry := range archive.File {
		file, err := entry.Open()
		require.NoError(t, err)
		data, err := io.ReadAll(file)
		require.NoError(t, err)
		path := filepath.Join(folder, entry.Name)
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(t, os.WriteFile(path, data, 0o644))
		all[entry.Name], err = time.LoadLocationFromTZData(entry.Name, data)
		require.NoError(t, err)
	}
	return all
}
