// Package store keeps what Matrix does not: the position in the event stream,
// the ledger of recorded events with one lane of work per room, the steps that
// an unfinished command has already taken, and the bot's own login.
//
// Everything about meetings lives in the rooms themselves. The store is one SQLite file
// of one process, or a PostgreSQL that several processes share. Both run the same
// statements; where they differ stands in dialect.
package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// FileName is the database's name inside the storage folder.
const FileName = "parley.db"

const lockName = "parley.lock"

// ErrInUse says that another process works on the same storage folder.
var ErrInUse = errors.New("the storage folder is in use by another parley process")

// Store is the database. It is safe for concurrent use.
type Store struct {
	*dialect
	db     *sql.DB
	lock   *os.File               // of the folder; nil without one
	secret []byte                 // see Keys.Secret
	names  atomic.Pointer[string] // the secret of names; see RequestOf
	ahead  atomic.Int64           // how far the clock is before that of this process; see Now
	term   atomic.Pointer[string] // see HoldStream
	path   string                 // of the file; "" where there is none
	keys   *sql.DB                // see Keys; nil where db is used
	turn   sync.Mutex             // see Keys.Alone

	failing atomic.Bool // a transaction could not be written, and Ping none since
}

// Open opens the database in folder, creating both when missing, and brings
// its tables up to date. The folder belongs to one process at a time
// (ErrInUse), so leases of a process that died are void at once.
func Open(ctx context.Context, folder string) (*Store, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, fmt.Errorf("create the storage folder: %w", err)
	}
	lock, err := takeLock(filepath.Join(folder, lockName))
	if err != nil {
		return nil, err
	}
	s := &Store{dialect: embedded, lock: lock, path: filepath.Join(folder, FileName)}
	if err = keepPrivate(s.path); err == nil {
		s.db, err = sql.Open("sqlite", dsn(s.path))
	}
	if err == nil {
		s.db.SetMaxOpenConns(1)
		err = s.prepare(ctx)
	}
	if err != nil {
		s.Close()
		return nil, fmt.Errorf("open the database: %w", err)
	}
	return s, nil
}

// Close ends all use of the database and frees the folder.
func (s *Store) Close() error {
	if s.lock != nil {
		defer s.lock.Close()
	}
	if s.keys != nil {
		defer s.keys.Close()
	}
	if s.db == nil {
		return nil
	}
	return s.db.Close()
}

// Ping reports whether the database can be written. It writes only where it could not be of
// late: a disk that is full takes what changes nothing.
func (s *Store) Ping(ctx context.Context) error {
	return s.write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		if !s.failing.Load() {
			return nil
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO lease (name, owner, lease_until) VALUES ('ping', $1, 0)
			ON CONFLICT (name) DO UPDATE SET owner = excluded.owner`, rand.Text())
		if err == nil {
			s.failing.Store(false)
		}
		return err
	})
}

// Connections returns how many connections to the database are open, and how many of them
// a statement or a transaction has now.
func (s *Store) Connections() (open, used int) {
	stats := s.db.Stats()
	return stats.OpenConnections, stats.InUse
}

func (s *Store) prepare(ctx context.Context) error {
	if err := s.migrate(ctx); err != nil {
		return err
	}
	if _, err := s.Names(ctx); err != nil {
		return err
	}
	if s.shared { // what a process that died has held is free when its leases end
		return s.setClock(ctx)
	}
	// ready_at, too: the clock may have been set back since it was written.
	_, err := s.db.ExecContext(ctx, `UPDATE lane SET ready_at = 0, lease_until = 0, owner = ''`)
	return err
}

const (
	tries      = 5
	firstPause = 20 * time.Millisecond // before a transaction is tried again; then twice as long each time
	patience   = 30 * time.Second      // with one transaction of a database that may not answer
)

// write runs fn in one transaction that is durable once write returns nil. It is
// not begun when ctx has ended, and not cut short when ctx ends: that would cost
// more than it saves. When it did nothing for a cause that passes, fn is run again.
func (s *Store) write(ctx context.Context, fn func(context.Context, *sql.Tx) error) error {
	for try := range tries {
		if err := ctx.Err(); err != nil {
			return err
		}
		again, err := s.writeOnce(ctx, fn)
		if !again || try == tries-1 {
			return err
		}
		time.Sleep(firstPause << try)
	}
	return nil
}

// writeOnce tries a transaction, and reports whether it may be tried again.
func (s *Store) writeOnce(ctx context.Context, fn func(context.Context, *sql.Tx) error) (again bool, err error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer cancel()
	defer func() {
		if s.broken(err) {
			s.failing.Store(true)
		}
	}()
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return s.cut(err), err
	}
	defer tx.Rollback()
	if err := fn(ctx, tx); err != nil {
		return s.undone(err) || s.cut(err), err
	}
	err = tx.Commit()
	return s.undone(err), err
}

// writeAlone is write while no other process is in a writeAlone.
func (s *Store) writeAlone(ctx context.Context, fn func(context.Context, *sql.Tx) error) error {
	return s.write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		if s.alone != "" {
			if _, err := tx.ExecContext(ctx, s.alone); err != nil {
				return err
			}
		}
		return fn(ctx, tx)
	})
}

func dsn(path string) string {
	const options = "?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)" +
		"&_pragma=busy_timeout(5000)&_pragma=foreign_keys(1)&_pragma=secure_delete(1)&_txlock=immediate"
	return "file:" + (&url.URL{Path: path}).EscapedPath() + options
}

// keepPrivate lets the owner alone read the file, in which access tokens are: the folder
// may be open to others. SQLite makes those beside it likewise.
func keepPrivate(path string) error {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	_ = file.Chmod(0o600) // what an older version has left open; not every file system knows modes
	return file.Close()
}

func takeLock(path string) (*os.File, error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("create the storage lock: %w", err)
	}
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		file.Close()
		return nil, ErrInUse
	}
	return file, nil
}

func millis(t time.Time) int64 { return t.UnixMilli() }
