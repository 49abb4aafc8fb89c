package store

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
	"time"
)

// maxRing is how many timers one transaction turns into items.
const maxRing = 100

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

// AddTimers sets timers beside those that there are.
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

// ring turns timers that are due into items, the earliest first. Each is taken away and
// recorded in one transaction.
func (s *Store) ring(ctx context.Context, now time.Time) error {
	return s.write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		due, err := takeDue(ctx, tx, now)
		for i := 0; err == nil && i < len(due); i++ {
			err = s.put(ctx, tx, due[i].Entry, now)
		}
		return err
	})
}

// takeDue takes away what is due. The order is that in which lanes are touched.
func takeDue(ctx context.Context, tx *sql.Tx, now time.Time) (due []Timer, err error) {
	rows, err := tx.QueryContext(ctx, `DELETE FROM timer WHERE event_id IN
		(SELECT event_id FROM timer WHERE due_at <= $1 ORDER BY due_at LIMIT $2)
		RETURNING event_id, room_id, type, raw, due_at`, millis(now), maxRing)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var t Timer
		var at int64
		if err := rows.Scan(&t.EventID, &t.RoomID, &t.Type, &t.Raw, &at); err != nil {
			return nil, err
		}
		t.Due = time.UnixMilli(at)
		due = append(due, t)
	}
	slices.SortFunc(due, func(a, b Timer) int {
		return cmp.Or(cmp.Compare(a.RoomID, b.RoomID), a.Due.Compare(b.Due), cmp.Compare(a.EventID, b.EventID))
	})
	return due, rows.Err()
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
