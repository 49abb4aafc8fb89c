package store

import (
	"context"
	"database/sql"
	"fmt"
)

// migrations is append-only: entry n takes a database from version n to n+1.
// An entry that has been released is never changed.
var migrations = []string{
	`CREATE TABLE stream (
		account  TEXT PRIMARY KEY,
		position TEXT NOT NULL
	);
	CREATE TABLE login (
		account   TEXT PRIMARY KEY,
		device_id TEXT NOT NULL,
		token     TEXT NOT NULL
	);
	CREATE TABLE inbox (
		seq      INTEGER PRIMARY KEY AUTOINCREMENT,
		event_id TEXT NOT NULL UNIQUE,
		lane     TEXT NOT NULL,
		room_id  TEXT NOT NULL,
		type     TEXT NOT NULL,
		request  TEXT NOT NULL,
		raw      BLOB NOT NULL,
		attempt  INTEGER NOT NULL DEFAULT 0,
		done_at  BIGINT
	);
	CREATE INDEX inbox_open ON inbox (lane, seq) WHERE done_at IS NULL;
	CREATE INDEX inbox_request ON inbox (request);
	CREATE TABLE lane (
		name        TEXT PRIMARY KEY,
		ready_at    BIGINT NOT NULL,
		lease_until BIGINT NOT NULL DEFAULT 0,
		owner       TEXT NOT NULL DEFAULT ''
	);
	CREATE INDEX lane_ready ON lane (ready_at);
	CREATE TABLE step (
		event_id TEXT NOT NULL,
		name     TEXT NOT NULL,
		result   TEXT NOT NULL,
		PRIMARY KEY (event_id, name)
	);`,
	`CREATE TABLE secret (value BLOB NOT NULL);`,
	`ALTER TABLE inbox ADD COLUMN received_at BIGINT NOT NULL DEFAULT 0;`,
	`CREATE TABLE timer (
		event_id TEXT PRIMARY KEY,
		room_id  TEXT NOT NULL,
		type     TEXT NOT NULL,
		raw      TEXT NOT NULL,
		due_at   BIGINT NOT NULL
	);
	CREATE INDEX timer_due ON timer (due_at);
	CREATE INDEX timer_room ON timer (room_id);
	CREATE TABLE once (name TEXT PRIMARY KEY);`,
	`CREATE TABLE private_room (
		user_id TEXT NOT NULL,
		about   TEXT NOT NULL,
		room_id TEXT NOT NULL UNIQUE,
		locale  TEXT NOT NULL,
		PRIMARY KEY (user_id, about)
	);
	CREATE INDEX private_room_about ON private_room (about);
	CREATE TABLE survey (
		account TEXT PRIMARY KEY,
		done_at BIGINT NOT NULL
	);`,
	`CREATE TABLE person (
		user_id  TEXT PRIMARY KEY,
		locale   TEXT NOT NULL DEFAULT '',
		timezone TEXT NOT NULL DEFAULT ''
	);`,
	`CREATE TABLE notes (
		room_id    TEXT PRIMARY KEY,
		status     TEXT NOT NULL,
		owner      TEXT NOT NULL,
		group_id   TEXT NOT NULL DEFAULT '',
		revision   BIGINT NOT NULL DEFAULT 0,
		created_at BIGINT NOT NULL
	);
	CREATE TABLE notes_person (
		room_id   TEXT NOT NULL,
		user_id   TEXT NOT NULL,
		author_id TEXT NOT NULL DEFAULT '',
		writes    INTEGER NOT NULL DEFAULT 0,
		changed   BIGINT NOT NULL DEFAULT 0,
		stale     BIGINT NOT NULL DEFAULT 0,
		PRIMARY KEY (room_id, user_id)
	);
	CREATE TABLE notes_pdf (
		event_id TEXT PRIMARY KEY,
		room_id  TEXT NOT NULL,
		filename TEXT NOT NULL,
		mxc      TEXT NOT NULL,
		size     BIGINT NOT NULL,
		pad_at   BIGINT NOT NULL,
		made_at  BIGINT NOT NULL
	);
	CREATE INDEX notes_pdf_room ON notes_pdf (room_id, made_at);`,
	`CREATE TABLE lease (
		name        TEXT PRIMARY KEY,
		owner       TEXT NOT NULL,
		lease_until BIGINT NOT NULL
	);`,
	`CREATE TABLE readers (
		room_id TEXT PRIMARY KEY,
		people  TEXT NOT NULL
	);`,
	`ALTER TABLE secret ADD COLUMN names TEXT NOT NULL DEFAULT '';`,
	`CREATE INDEX inbox_done ON inbox (done_at) WHERE done_at IS NOT NULL;
	CREATE INDEX inbox_order ON inbox (done_at) WHERE event_id LIKE 'http:%';`,
	`CREATE TABLE encrypted (
		room_id TEXT PRIMARY KEY,
		content TEXT NOT NULL
	);`,
}

// migrate applies the entries the database does not have yet, each in its own
// transaction, and refuses a database that a newer program has written.
func (s *Store) migrate(ctx context.Context) error {
	err := s.writeAlone(ctx, func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `CREATE TABLE IF NOT EXISTS version (number INTEGER NOT NULL)`)
		return err
	})
	for more := true; more && err == nil; {
		more, err = s.migrateOnce(ctx)
	}
	return err
}

// migrateOnce applies one entry, and reports whether there was one.
func (s *Store) migrateOnce(ctx context.Context) (more bool, err error) {
	err = s.writeAlone(ctx, func(ctx context.Context, tx *sql.Tx) error {
		var have int
		if err := tx.QueryRowContext(ctx, `SELECT COUNT(*) FROM version`).Scan(&have); err != nil {
			return err
		}
		if have > len(migrations) {
			return fmt.Errorf("its version %d is newer than this program (%d): use a newer parley", have, len(migrations))
		}
		if more = have < len(migrations); !more {
			return nil
		}
		if _, err := tx.ExecContext(ctx, s.types.Replace(migrations[have])); err != nil {
			return fmt.Errorf("migration %d: %w", have+1, err)
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO version (number) VALUES ($1)`, have+1)
		return err
	})
	return more, err
}
