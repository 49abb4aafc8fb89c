package store

import (
	"archive/zip"
	"context"
	"errors"
	"io"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
)

// zoneFile reads a zone from the toolchain's archive, as the server does.
func zoneFile(name string) ([]byte, error) {
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return nil, err
	}
	archive, err := zip.OpenReader(filepath.Join(strings.TrimSpace(string(root)), "lib", "time", "zoneinfo.zip"))
	if err != nil {
		return nil, err
	}
	defer archive.Close()
	f, err := archive.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(f)
}

func TestZones(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := &server{}
		var loaded atomic.Int32
		z := newZones("/base/", srv.fetch, nil, func() { loaded.Add(1) })
		_, err := z.Location("Asia/Tokyo")
		assert.ErrorIs(t, err, errZoneLoading)
		z.await(t.Context(), "Asia/Tokyo")
		loc, err := z.Location("Asia/Tokyo")
		assert.NoError(t, err)
		assert.Equal(t, "Asia/Tokyo", loc.String())
		utc, err := z.Location("UTC")
		assert.NoError(t, err)
		assert.Equal(t, "UTC", utc.String())

		_, _ = z.Location("No/Where")
		synctest.Wait()
		_, err = z.Location("No/Where")
		assert.ErrorIs(t, err, errZoneUnknown)
		assert.EqualValues(t, 2, loaded.Load())
		assert.Equal(t, []string{"/base/tz/Asia/Tokyo", "/base/tz/No/Where"}, srv.asked, "each once")
	})
}

func TestZonesAskAgainAfterAFailure(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := &server{}
		down := true
		z := newZones("/base/", func(ctx context.Context, address string, limit int) (int, []byte, error) {
			if down {
				return 0, nil, errors.New("no network")
			}
			return srv.fetch(ctx, address, limit)
		}, nil, func() {})
		_, _ = z.Location("Asia/Tokyo")
		z.await(t.Context(), "Asia/Tokyo")
		down = false
		assert.True(t, z.loading([]string{"UTC", "Asia/Tokyo"}))
		synctest.Wait()
		assert.False(t, z.loading([]string{"UTC", "Asia/Tokyo"}))
	})
}

func TestZoneNamesThatAreNone(t *testing.T) {
	z := newZones("/base/", func(context.Context, string, int) (int, []byte, error) {
		t.Error("must not be fetched")
		return 0, nil, nil
	}, nil, func() {})
	for _, name := range []string{"", "/", "../x", "a//b", "Europe/Berlin?x", "a%2e", "a b", "Ü", string(make([]byte, 65))} {
		_, err := z.Location(name)
		assert.ErrorIs(t, err, errZoneUnknown, name)
	}
}

func TestInventedZonesLeaveRoomForRealOnes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := &server{}
		z := newZones("/base/", srv.fetch, []string{"Asia/Tokyo"}, func() {})
		for n := range 2000 {
			_, _ = z.Location("No/Where" + strconv.Itoa(n))
		}
		synctest.Wait()
		assert.LessOrEqual(t, len(srv.asked), maxOthers)
		_, err := z.Location("Asia/Tokyo")
		assert.ErrorIs(t, err, errZoneLoading)
		synctest.Wait()
		_, err = z.Location("Asia/Tokyo")
		assert.NoError(t, err)
	})
}
