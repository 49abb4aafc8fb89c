package store

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

// ErrLost says that the lane of an item now belongs to another owner: what was
// done for it must not be recorded.
var ErrLost = errors.New("the lease on the lane was lost")

// released is the lease of a lane that nobody holds.
var released = time.UnixMilli(0)

// Item is a recorded event whose work is to be done.
type Item struct {
	Seq     int64  // the order of arrival
	EventID string // what the work is deduplicated by
	Lane    string // items of one lane are worked on one after another
	RoomID  string // the room the event happened in
	Type    string // the Matrix event type
	Request string // Store.RequestOf(EventID)
	Raw     []byte // the event as received
	Attempt int    // 1 when it is taken for the first time

	Received time.Time // when it was recorded
}

// Claim takes the lane that has been ready for longest, until lease ends, and
// returns its first item; nil when nothing is ready. What has become due is recorded
// before.
func (s *Store) Claim(ctx context.Context, owner string, now, lease time.Time) (*Item, error) {
	return s.ClaimBut(ctx, "", owner, now, lease)
}

// ClaimBut is Claim without the lanes whose names begin with a text, "" for all lanes.
func (s *Store) ClaimBut(ctx context.Context, without, owner string, now, lease time.Time) (*Item, error) {
	if err := s.ring(ctx, now); err != nil {
		return nil, err
	}
	var item *Item
	err := s.write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		var lane string
		err := tx.QueryRowContext(ctx, `UPDATE lane SET lease_until = $1, owner = $2 WHERE name =
			(SELECT name FROM lane WHERE ready_at <= $3 AND lease_until < $3 AND `+others("$4")+` ORDER BY ready_at LIMIT 1`+s.skip+`)
			RETURNING name`, millis(lease), owner, millis(now), without).Scan(&lane)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err == nil {
			item, err = first(ctx, tx, lane)
		}
		return err
	})
	return item, err
}

// Finish marks an item as done, forgets its content, and returns the next one
// of the lane; nil when the lane is empty and released. A lease that is over
// already gives the lane back without beginning the next item.
func (s *Store) Finish(ctx context.Context, owner string, item *Item, now, lease time.Time) (*Item, error) {
	var next *Item
	goOn := lease.After(now)
	if !goOn {
		lease = released
	}
	err := s.write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		if err := keep(ctx, tx, owner, item.Lane, now, lease); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `UPDATE inbox SET done_at = $1, raw = $2 WHERE seq = $3`,
			millis(now), []byte{}, item.Seq)
		if err == nil && goOn {
			next, err = first(ctx, tx, item.Lane)
		}
		return err
	})
	return next, err
}

// Return gives an item back unfinished, with its lane, which is claimed again from
// ready on.
func (s *Store) Return(ctx context.Context, owner string, item *Item, ready time.Time) error {
	return s.write(ctx, func(ctx context.Context, tx *sql.Tx) error { return release(ctx, tx, owner, item.Lane, ready) })
}

// Move gives an item back unfinished into another lane, which waits for it from ready
// on, while its own goes on at now. It keeps its place in the order of arrival.
func (s *Store) Move(ctx context.Context, owner string, item *Item, lane string, now, ready time.Time) error {
	return s.write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		if err := release(ctx, tx, owner, item.Lane, now); err != nil {
			return err
		}
		if err := openLane(ctx, tx, lane, ready); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `UPDATE inbox SET lane = $1 WHERE seq = $2`, lane, item.Seq)
		return err
	})
}

// openLane makes a lane that does not exist, and locks its row.
func openLane(ctx context.Context, tx *sql.Tx, lane string, ready time.Time) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO lane (name, ready_at) VALUES ($1, $2)
		ON CONFLICT (name) DO UPDATE SET ready_at = lane.ready_at`, lane, millis(ready))
	return err
}

// release takes a lane from its owner.
func release(ctx context.Context, tx *sql.Tx, owner, lane string, ready time.Time) error {
	if err := keep(ctx, tx, owner, lane, ready, released); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `UPDATE lane SET owner = '' WHERE name = $1`, lane)
	return err
}

// Renew extends owner's lease on a lane, or fails with ErrLost.
func (s *Store) Renew(ctx context.Context, owner, lane string, lease time.Time) error {
	result, err := s.db.ExecContext(ctx, `UPDATE lane SET lease_until = $1 WHERE name = $2 AND owner = $3`,
		millis(lease), lane, owner)
	return one(result, err)
}

// others is the condition that a lane's name does not begin with the text of a placeholder.
func others(text string) string {
	text = "CAST(" + text + " AS TEXT)"
	return "(" + text + " = '' OR SUBSTR(name, 1, LENGTH(" + text + ")) <> " + text + ")"
}

// NextReady returns when the next lane that nobody holds becomes ready, or a timer due;
// the zero time when all work is done or taken. Lanes count as for ClaimBut.
func (s *Store) NextReady(ctx context.Context, without string, now time.Time) (time.Time, error) {
	var ready sql.NullInt64
	err := s.db.QueryRowContext(ctx, `SELECT MIN(at) FROM (SELECT MIN(ready_at) AS at FROM lane WHERE lease_until < $1 AND `+others("$2")+`
		UNION ALL SELECT MIN(due_at) AS at FROM timer) AS next`, millis(now), without).Scan(&ready)
	if err != nil || !ready.Valid {
		return time.Time{}, err
	}
	return time.UnixMilli(ready.Int64), nil
}

// Backlog returns how many items are not done, and when the oldest of them was recorded.
// What waits for a key does not count.
func (s *Store) Backlog(ctx context.Context) (open int, oldest time.Time, err error) {
	var received sql.NullInt64
	err = s.db.QueryRowContext(ctx, `SELECT COUNT(*), MIN(received_at) FROM inbox WHERE done_at IS NULL AND SUBSTR(lane, 1, LENGTH(CAST($1 AS TEXT))) <> CAST($1 AS TEXT)`, KeyLanes).Scan(&open, &received)
	return open, time.UnixMilli(received.Int64), err
}

// keep checks that owner still has the lane and locks its row for the rest of
// the transaction.
func keep(ctx context.Context, tx *sql.Tx, owner, lane string, ready, lease time.Time) error {
	result, err := tx.ExecContext(ctx, `UPDATE lane SET ready_at = $1, lease_until = $2 WHERE name = $3 AND owner = $4`,
		millis(ready), millis(lease), lane, owner)
	return one(result, err)
}

// one checks that a statement on a lane found it in its owner's hands.
func one(result sql.Result, err error) error {
	if err != nil {
		return err
	}
	if rows, err := result.RowsAffected(); rows != 1 || err != nil {
		return errors.Join(ErrLost, err)
	}
	return nil
}

// first begins the next open item of a lane whose row is locked, or removes
// the lane when there is none.
func first(ctx context.Context, tx *sql.Tx, lane string) (*Item, error) {
	item := Item{Lane: lane}
	var received int64
	err := tx.QueryRowContext(ctx, `UPDATE inbox SET attempt = attempt + 1 WHERE seq =
		(SELECT seq FROM inbox WHERE lane = $1 AND done_at IS NULL ORDER BY seq LIMIT 1)
		RETURNING seq, event_id, room_id, type, request, raw, attempt, received_at`, lane).
		Scan(&item.Seq, &item.EventID, &item.RoomID, &item.Type, &item.Request, &item.Raw, &item.Attempt, &received)
	if errors.Is(err, sql.ErrNoRows) {
		_, err = tx.ExecContext(ctx, `DELETE FROM lane WHERE name = $1`, lane)
		return nil, err
	}
	if err != nil {
		return nil, err
	}
	item.Received = time.UnixMilli(received)
	return &item, nil
}
