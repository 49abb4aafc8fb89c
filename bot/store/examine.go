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

// Place is what Examine finds.
type Place struct {
	Exists bool   // otherwise Open makes the folder
	Free   uint64 // bytes
}

// Examine looks whether Open would succeed in a folder, and changes nothing there. The
// error is ErrInUse, ErrNewer, or why files cannot be written or read.
func Examine(ctx context.Context, folder string) (Place, error) {
	there := nearest(folder)
	p := Place{Exists: there == filepath.Clean(folder), Free: free(there)}
	if err := writable(there); err != nil {
		if !p.Exists {
			err = fmt.Errorf("it is not there and cannot be made in %s: %w", there, err)
		}
		return p, err
	}
	lock := filepath.Join(folder, lockName)
	if _, err := os.Stat(lock); errors.Is(err, fs.ErrNotExist) {
		return p, nil // nothing has been here
	}
	file, err := takeLock(lock)
	if err != nil {
		return p, err
	}
	file.Close()
	return p, readable(ctx, filepath.Join(folder, FileName))
}

// nearest returns the folder, or what there is of the folders above it.
func nearest(folder string) string {
	there := filepath.Clean(folder)
	for there != filepath.Dir(there) {
		// A link to nowhere is something that is there.
		if _, err := os.Lstat(there); !errors.Is(err, fs.ErrNotExist) {
			break
		}
		there = filepath.Dir(there)
	}
	return there
}

// free returns the bytes that are left for a folder; no end of them where nobody knows.
func free(folder string) uint64 {
	var disk syscall.Statfs_t
	if err := syscall.Statfs(folder, &disk); err != nil {
		return math.MaxUint64
	}
	return disk.Bavail * uint64(disk.Bsize)
}

// writable tries to write into a folder.
func writable(folder string) error {
	file, err := os.CreateTemp(folder, ".parley-check-*")
	if err != nil {
		return withoutPath(err)
	}
	file.Close()
	return os.Remove(file.Name())
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

// Look opens a database that another process may be working on, to read it: that in a
// folder, or the shared one at an address where one is given.
func Look(ctx context.Context, folder, address string) (*Store, error) {
	s := &Store{dialect: postgres}
	var err error
	if address != "" {
		s.db, err = dial(address)
	} else {
		s.dialect, s.path = embedded, filepath.Join(folder, FileName)
		if _, err := os.Stat(s.path); err != nil {
			return nil, err
		}
		s.db, err = sql.Open("sqlite", dsn(s.path))
	}
	if err == nil {
		err = s.db.QueryRowContext(ctx, `SELECT value FROM secret`).Scan(&s.secret)
	}
	if err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}
