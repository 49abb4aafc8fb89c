package store

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

// Timer is an entry that is recorded when a time has come: it becomes an item of its
// room's lane, once for ever.
type Timer struct {
	Entry
	Due time.Time // to the millisecond
}

// Schedule replaces the timers of a room that are not due yet. Those that are stay:
// whoever works on them sees whether they still mean something. A timer that became an
// item before is left out.
func (s *Store) Schedule(ctx context.Context, room string, timers []Timer, now time.Time) error {
	err := s.write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `DELETE FROM timer WHERE room_id = $1 AND due_at > $2`, room, millis(now))
		if err != nil {
			return err
		}
		return setAll(ctx, tx, timers)
	})
	return storage(err)
}

// AddTimers sets timers beside those that there are, in one transaction: others wait for it,
// so a long list comes in pieces.
func (s *Store) AddTimers(ctx context.Context, timers []Timer) error {
	return storage(s.write(ctx, func(ctx context.Context, tx *sql.Tx) error { return setAll(ctx, tx, timers) }))
}

func setAll(ctx context.Context, tx *sql.Tx, timers []Timer) error {
	for _, t := range timers {
		if err := t.set(ctx, tx); err != nil {
			return err
		}
	}
	return nil
}

func (t Timer) set(ctx context.Context, tx *sql.Tx) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO timer (event_id, room_id, type, raw, due_at)
		SELECT $1, $2, $3, $4, CAST($5 AS BIGINT) WHERE NOT EXISTS (SELECT 1 FROM inbox WHERE event_id = $1)
		ON CONFLICT (event_id) DO NOTHING`, t.EventID, t.RoomID, t.Type, string(t.Raw), millis(t.Due))
	return err
}

// ring turns the timer that is due for longest into an item, in one transaction. It is
// one, so that what else is recorded does not wait until all are worked on when many are
// due at once.
func (s *Store) ring(ctx context.Context, now time.Time) error {
	return s.write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		var e Entry
		err := tx.QueryRowContext(ctx, `DELETE FROM timer WHERE event_id =
			(SELECT event_id FROM timer WHERE due_at <= $1 ORDER BY due_at LIMIT 1`+s.skip+`)
			RETURNING event_id, room_id, type, raw`, millis(now)).Scan(&e.EventID, &e.RoomID, &e.Type, &e.Raw)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		return s.put(ctx, tx, e, now)
	})
}

// Once records an entry unless one was recorded under the name before, whatever has
// become of that.
func (s *Store) Once(ctx context.Context, name string, entry Entry, now time.Time) error {
	err := s.write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		result, err := tx.ExecContext(ctx, `INSERT INTO once (name) VALUES ($1) ON CONFLICT (name) DO NOTHING`, name)
		if err != nil {
			return err
		}
		if rows, err := result.RowsAffected(); rows == 0 || err != nil {
			return err
		}
		return s.put(ctx, tx, entry, now)
	})
	return storage(err)
}
