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

// forgotten is how many items are forgotten in one transaction, about: others wait for it.
const forgotten = 1000

// What is forgotten, among all items and among orders.
const (
	allItems = `done_at <= $1`
	orders   = allItems + ` AND event_id LIKE '` + OrderPrefix + `%'`
)

// Prune forgets items that were done long ago, and their steps.
func (s *Store) Prune(ctx context.Context, now time.Time) error {
	for more := true; more; {
		some, err := s.forget(ctx, allItems, now.Add(-eventLife))
		if err != nil {
			return err
		}
		someOrders, err := s.forget(ctx, orders, now.Add(-orderLife))
		if err != nil {
			return err
		}
		more = some || someOrders
	}
	return nil
}

// forget forgets the oldest of some items, and reports whether there were any.
func (s *Store) forget(ctx context.Context, which string, before time.Time) (some bool, err error) {
	err = s.write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		var until sql.NullInt64
		err := tx.QueryRowContext(ctx, `SELECT MAX(done_at) FROM (SELECT done_at FROM inbox WHERE `+which+` ORDER BY done_at LIMIT $2) AS oldest`,
			millis(before)-1, forgotten).Scan(&until)
		if some = until.Valid; !some || err != nil {
			return err
		}
		for _, statement := range []string{
			`DELETE FROM step WHERE event_id IN (SELECT event_id FROM inbox WHERE ` + which + `)`,
			`DELETE FROM inbox WHERE ` + which,
		} {
			if _, err := tx.ExecContext(ctx, statement, until.Int64); err != nil {
				return err
			}
		}
		return nil
	})
	return some, err
}
