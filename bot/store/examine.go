package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"net/url"
	"os"
	"path/filepath"
	"syscall"
)

// ErrNewer says that a newer program has written the database.
var ErrNewer = errors.New("a newer parley has written the database")

// Examine looks whether Open would succeed in a folder, and changes nothing there. Free
// is the space that is left, in bytes. The error is ErrInUse, ErrNewer, or why files
// cannot be written or read.
func Examine(ctx context.Context, folder string) (free uint64, err error) {
	free, err = writable(folder)
	if err != nil {
		return free, err
	}
	lock := filepath.Join(folder, lockName)
	if _, err := os.Stat(lock); errors.Is(err, fs.ErrNotExist) {
		return free, nil // nothing has been here
	}
	file, err := takeLock(lock)
	if err != nil {
		return free, err
	}
	file.Close()
	return free, readable(ctx, filepath.Join(folder, FileName))
}

// writable tries to write into the folder, or where it would be made.
func writable(folder string) (free uint64, err error) {
	there := filepath.Clean(folder)
	for {
		if _, err := os.Stat(there); !errors.Is(err, fs.ErrNotExist) || there == filepath.Dir(there) {
			break
		}
		there = filepath.Dir(there)
	}
	free = math.MaxUint64 // where nobody knows
	var disk syscall.Statfs_t
	if err := syscall.Statfs(there, &disk); err == nil {
		free = disk.Bavail * uint64(disk.Bsize)
	}
	file, err := os.CreateTemp(there, ".parley-check-*")
	if err != nil {
		return free, withoutPath(err)
	}
	file.Close()
	return free, os.Remove(file.Name())
}

// readable looks at the database's version.
func readable(ctx context.Context, path string) error {
	if info, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) || err == nil && info.Size() == 0 {
		return nil
	}
	db, err := sql.Open("sqlite", "file:"+(&url.URL{Path: path}).EscapedPath()+"?mode=ro&_pragma=busy_timeout(5000)")
	if err != nil {
		return err
	}
	defer db.Close()
	var have int
	if err := db.QueryRowContext(ctx, `SELECT COUNT(*) FROM version`).Scan(&have); err != nil {
		return fmt.Errorf("the database cannot be read: %w", err)
	}
	if have > len(migrations) {
		return ErrNewer
	}
	return nil
}

// withoutPath is the reason of a failure, without the name of a file that nobody knows.
func withoutPath(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}
