package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"time"
)

// How long something is held by a process that has died, how often a living one says that
// it goes on, and how often others look.
const (
	holdLease = 10 * time.Second
	holdRenew = 3 * time.Second
	holdLook  = time.Second
)

// Hold waits until no other process holds what has a name, and holds it until release is
// called. The context that it returns ends when it is lost: another process may hold it
// then. A store that is not shared has no others.
func (s *Store) Hold(ctx context.Context, name string) (held context.Context, release func(), err error) {
	held, _, release, err = s.hold(ctx, name)
	return held, release, err
}

// HoldStream is Hold for an account's event stream. Record fails with ErrLost for all who
// do not hold it.
func (s *Store) HoldStream(ctx context.Context, account string) (held context.Context, release func(), err error) {
	held, term, release, err := s.hold(ctx, streamLease(account))
	s.term.Store(&term)
	return held, release, err
}

// StreamHeld reports whether any process holds an account's event stream.
func (s *Store) StreamHeld(ctx context.Context, account string) (bool, error) {
	var until int64
	err := s.db.QueryRowContext(ctx, `SELECT lease_until FROM lease WHERE name = $1`, streamLease(account)).Scan(&until)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return until >= millis(s.Now()), err
}

func streamLease(account string) string { return "stream " + account }

// holdsStream checks that this process holds the stream, and keeps others from taking it
// until the transaction ends.
func (s *Store) holdsStream(ctx context.Context, tx *sql.Tx, account string) error {
	if !s.shared {
		return nil
	}
	term := s.term.Load()
	if term == nil {
		return ErrLost
	}
	return one(tx.ExecContext(ctx, `UPDATE lease SET owner = owner WHERE name = $1 AND owner = $2`, streamLease(account), *term))
}

// hold is Hold; term is what this holding is called, and no other one.
func (s *Store) hold(ctx context.Context, name string) (_ context.Context, term string, release func(), err error) {
	if !s.shared {
		return ctx, "", func() {}, nil
	}
	term = rand.Text()
	for s.takeLease(ctx, name, term) != nil {
		select {
		case <-ctx.Done():
			return nil, "", nil, ctx.Err()
		case <-time.After(holdLook):
		}
	}
	held, lose := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		defer lose()
		s.keepLease(held, name, term)
	}()
	return held, term, func() {
		lose()
		<-ended
		s.dropLease(ctx, name, term)
	}, nil
}

// keepLease renews a lease until ctx ends or it is lost, or may be.
func (s *Store) keepLease(ctx context.Context, name, term string) {
	renewed := time.Now()
	ticker := time.NewTicker(holdRenew)
	defer ticker.Stop()
	for time.Since(renewed) < holdLease {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		begin := time.Now()
		try, cancel := context.WithTimeout(ctx, holdRenew)
		err := s.takeLease(try, name, term)
		cancel()
		if err == nil {
			renewed = begin
		} else if errors.Is(err, ErrLost) {
			return
		}
	}
}

// takeLease takes a lease that nobody has, or renews it; ErrLost when another one has it.
func (s *Store) takeLease(ctx context.Context, name, term string) error {
	if err := s.setClock(ctx); err != nil {
		return err
	}
	now := s.Now()
	return one(s.db.ExecContext(ctx, `INSERT INTO lease (name, owner, lease_until) VALUES ($1, $2, $3)
		ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, lease_until = excluded.lease_until
		WHERE lease.owner = excluded.owner OR lease.lease_until < $4`, name, term, millis(now.Add(holdLease)), millis(now)))
}

func (s *Store) dropLease(ctx context.Context, name, term string) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), holdRenew)
	defer cancel()
	// Failing, it ends by itself.
	_, _ = s.db.ExecContext(ctx, `DELETE FROM lease WHERE name = $1 AND owner = $2`, name, term)
}
