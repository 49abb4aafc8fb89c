package store

import (
	"cmp"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"database/sql"
	"fmt"
)

// keyConnections is how many connections the keys have to themselves, where the rest has one.
const keyConnections = 4

// KeyLanes is how the names of lanes begin that wait for a key, which may never come: they
// are no work that waits for the bot.
const KeyLanes = "key "

// Keys is where the bot's keys for encryption are, in the same database.
type Keys struct {
	store *Store
	db    *sql.DB
}

// Keys opens the database for package matrix, whose library brings its own tables
// (crypto_…).
func (s *Store) Keys() (*Keys, error) {
	if s.shared {
		return &Keys{s, s.db}, nil
	}
	if s.keys == nil {
		db, err := sql.Open("sqlite", dsn(s.path))
		if err != nil {
			return nil, fmt.Errorf("open the database: %w", err)
		}
		db.SetMaxOpenConns(keyConnections)
		db.SetMaxIdleConns(1)
		s.keys = db
	}
	return &Keys{s, s.keys}, nil
}

// Database is the one with the keys.
func (k *Keys) Database() *sql.DB { return k.db }

// Dialect is the database's name among those that the library knows.
func (k *Keys) Dialect() string {
	if k.store.shared {
		return "pgx"
	}
	return "sqlite"
}

// Secret is what the keys are encrypted with in the database.
func (k *Keys) Secret() []byte {
	mac := hmac.New(sha256.New, k.store.secret)
	mac.Write([]byte("keys"))
	return mac.Sum(nil)
}

// turn asks for the turn of one process at the keys; any number that is ours.
const turn = `SELECT pg_advisory_xact_lock(7281539605)`

// Alone does something with the keys while nobody else does, in no other process either.
// When the database is away meanwhile another one may; then it fails, and what came of it is
// not to be used.
func (k *Keys) Alone(ctx context.Context, do func(context.Context) error) error {
	k.store.turn.Lock() // one connection waits, whoever else wants to
	defer k.store.turn.Unlock()
	if err := ctx.Err(); err != nil {
		return err
	}
	if !k.store.shared {
		return do(ctx)
	}
	tx, err := k.db.BeginTx(ctx, nil)
	if err != nil {
		return storage(err)
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(ctx, turn); err != nil {
		return storage(err)
	}
	if err := do(ctx); err != nil {
		return err
	}
	return storage(tx.Commit())
}

// Readers returns who has the key for what the bot says in a room, as SaveReaders has been
// told; "" for nobody.
func (k *Keys) Readers(ctx context.Context, room string) (string, error) {
	return k.store.text(ctx, `SELECT people FROM readers WHERE room_id = $1`, room)
}

// SaveReaders remembers who has the key for what the bot says in a room.
func (k *Keys) SaveReaders(ctx context.Context, room, people string) error {
	_, err := k.store.db.ExecContext(ctx, `INSERT INTO readers (room_id, people) VALUES ($1, $2)
		ON CONFLICT (room_id) DO UPDATE SET people = excluded.people`, room, people)
	return storage(err)
}

// Encryption returns the content of a room's m.room.encryption as the bot has seen it first,
// "" for a room that it has not seen encrypted.
func (s *Store) Encryption(ctx context.Context, room string) (string, error) {
	return s.text(ctx, `SELECT content FROM encrypted WHERE room_id = $1`, room)
}

// SaveEncryption remembers that a room is encrypted. It stays so, whatever is said later
// (Matrix specification, m.room.encryption: encryption is never disabled).
func (s *Store) SaveEncryption(ctx context.Context, room, content string) error {
	return storage(s.write(ctx, func(ctx context.Context, tx *sql.Tx) error { return saveEncryption(ctx, tx, room, content) }))
}

func saveEncryption(ctx context.Context, tx *sql.Tx, room, content string) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO encrypted (room_id, content) VALUES ($1, $2) ON CONFLICT (room_id) DO NOTHING`,
		legible(room), cmp.Or(legible(content), "{}"))
	return err
}

// HurryLanes has items of lanes tried again at once that wait for another try.
func (s *Store) HurryLanes(ctx context.Context, names ...string) error {
	return s.write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		for _, name := range names {
			if _, err := tx.ExecContext(ctx, `UPDATE lane SET ready_at = 0 WHERE name = $1 AND owner = ''`, name); err != nil {
				return err
			}
		}
		return nil
	})
}
