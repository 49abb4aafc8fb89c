package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"time"
)

// Secret returns the store's secret, which its first start makes up; see RequestOf.
func (s *Store) Secret(ctx context.Context) (string, error) {
	var secret string
	err := s.writeAlone(ctx, func(ctx context.Context, tx *sql.Tx) error {
		err := tx.QueryRowContext(ctx, `SELECT value FROM secret`).Scan(&secret)
		if !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		secret = rand.Text()
		_, err = tx.ExecContext(ctx, `INSERT INTO secret (value) VALUES ($1)`, []byte(secret))
		return err
	})
	if err == nil {
		s.secret.Store(&secret)
	}
	return secret, storage(err)
}

// Lost is what is known of a store that was lost.
type Lost struct {
	Secret  string
	Entries []Entry // that it may have had; their lanes go on with them
	Steps   []Step  // of their commands
}

// Step is a step that a command has taken.
type Step struct{ EventID, Name, Result string }

// Assume has RequestOf answer as the store with a secret did, until the process ends.
func (s *Store) Assume(secret string) { s.secret.Store(&secret) }

// Restore makes the store the one that was lost, in one transaction.
func (s *Store) Restore(ctx context.Context, lost Lost, now time.Time) error {
	s.Assume(lost.Secret)
	inOrder(lost.Entries)
	return storage(s.write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		for _, entry := range lost.Entries {
			entry.Again = true
			if err := s.put(ctx, tx, entry, now); err != nil {
				return err
			}
			lost.Steps = append(lost.Steps, Step{entry.EventID, StepLost, "yes"})
		}
		for _, step := range lost.Steps {
			_, err := tx.ExecContext(ctx, `INSERT INTO step (event_id, name, result) VALUES ($1, $2, $3)
				ON CONFLICT (event_id, name) DO UPDATE SET result = excluded.result`, step.EventID, step.Name, step.Result)
			if err != nil {
				return err
			}
		}
		_, err := tx.ExecContext(ctx, `UPDATE secret SET value = $1`, []byte(lost.Secret))
		return err
	}))
}
