package store

import (
	"context"
	"database/sql"
	"time"
)

// Steps of a command that came over HTTP.
const (
	StepPrint  = "print"  // of what was asked for: an order of the same id with another one is another order
	StepAnswer = "answer" // the content of the reaction that a command of a room gets
)

// How long an item that is done is remembered: longer than the stream can deliver its
// event again, or a program may repeat its order.
const (
	eventLife = 7 * 24 * time.Hour
	orderLife = 24 * time.Hour
)

// OrderPrefix is how the event ids of orders begin; those of events begin with "$".
const OrderPrefix = "http:"

// Order records a command that came over HTTP, unless there is one with its event id,
// and returns the print on record.
func (s *Store) Order(ctx context.Context, entry Entry, print string, now time.Time) (string, error) {
	err := s.write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		result, err := tx.ExecContext(ctx, `INSERT INTO step (event_id, name, result) VALUES ($1, $2, $3)
			ON CONFLICT (event_id, name) DO NOTHING`, entry.EventID, StepPrint, print)
		if err != nil {
			return err
		}
		if rows, err := result.RowsAffected(); rows == 1 && err == nil {
			return s.put(ctx, tx, entry, now)
		}
		return tx.QueryRowContext(ctx, `SELECT result FROM step WHERE event_id = $1 AND name = $2`, entry.EventID, StepPrint).Scan(&print)
	})
	return print, storage(err)
}

// Prune forgets items that were done long ago, and their steps.
func (s *Store) Prune(ctx context.Context, now time.Time) error {
	const old = `done_at < $1 OR done_at < $2 AND event_id LIKE '` + OrderPrefix + `%'`
	return s.write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		for _, statement := range []string{
			`DELETE FROM step WHERE event_id IN (SELECT event_id FROM inbox WHERE ` + old + `)`,
			`DELETE FROM inbox WHERE ` + old,
		} {
			if _, err := tx.ExecContext(ctx, statement, millis(now.Add(-eventLife)), millis(now.Add(-orderLife))); err != nil {
				return err
			}
		}
		return nil
	})
}
