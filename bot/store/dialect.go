package store

import (
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// dialect is what one database needs that the other does not. All statements are the
// same text, but for these.
type dialect struct {
	types  *strings.Replacer    // in migrations, which are written for SQLite
	skip   string               // ends a selection of one row to take: rows that others are taking are passed over
	alone  string               // begins a transaction that waits for all others that begin so; "" where no others are
	clock  string               // asks for the database's time in milliseconds; "" where it is that of this process
	shared bool                 // several processes may work on one database
	undone func(err error) bool // a transaction failed, did nothing, and may succeed when it is tried again
	cut    func(err error) bool // so it is unless that happened while it was committed
	broken func(err error) bool // a transaction failed because the database cannot be written
}

var embedded = &dialect{
	types:  strings.NewReplacer(),
	broken: isFull,
	undone: func(error) bool { return false },
	cut:    func(error) bool { return false },
}

var postgres = &dialect{
	types: strings.NewReplacer(
		"INTEGER PRIMARY KEY AUTOINCREMENT", "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
		"BLOB", "BYTEA",
	),
	skip:   ` FOR UPDATE SKIP LOCKED`,
	alone:  `SELECT pg_advisory_xact_lock(7281539604)`, // any number that is ours
	clock:  `SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)`,
	shared: true,
	undone: isConflict,
	cut:    isCut,
	broken: isDown,
}

// isFull reports whether SQLite cannot write: the disk is full, say, or fails.
func isFull(err error) bool {
	var failed *sqlite.Error
	return errors.As(err, &failed) && slices.Contains([]int{
		sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CANTOPEN,
	}, failed.Code()&0xff) // without what it says more
}

// isDown reports whether PostgreSQL cannot write: it is not there, only read from, or has no
// room.
func isDown(err error) bool {
	code := codeOf(err)
	return isCut(err) || code == "25006" || strings.HasPrefix(code, "53") || strings.HasPrefix(code, "58")
}

// isConflict reports whether PostgreSQL ended a transaction for the sake of another one:
// serialization_failure, deadlock_detected.
func isConflict(err error) bool {
	return slices.Contains([]string{"40001", "40P01"}, codeOf(err))
}

// isCut reports whether a connection ended: its server stops, or somebody has cut it.
func isCut(err error) bool {
	var failed net.Error
	code := codeOf(err)
	return strings.HasPrefix(code, "57P") || strings.HasPrefix(code, "08") ||
		errors.Is(err, driver.ErrBadConn) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.As(err, &failed)
}

// codeOf is the SQLSTATE of an error, "" for others.
func codeOf(err error) string {
	var e *pgconn.PgError
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}
