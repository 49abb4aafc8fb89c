package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"time"
)

// Names returns the secret from which names derive; see RequestOf. It is another one than
// that of the keys, since it does not stay in the database.
func (s *Store) Names(ctx context.Context) (names string, err error) {
	var secret []byte
	err = s.writeAlone(ctx, func(ctx context.Context, tx *sql.Tx) error {
		err := tx.QueryRowContext(ctx, `SELECT value, names FROM secret`).Scan(&secret, &names)
		if errors.Is(err, sql.ErrNoRows) { // it is the first start
			secret, names = []byte(rand.Text()), rand.Text()
			_, err = tx.ExecContext(ctx, `INSERT INTO secret (value, names) VALUES ($1, $2)`, secret, names)
		}
		return err
	})
	if err != nil {
		return "", storage(err)
	}
	if names == "" { // there was one for both
		names = string(secret)
	}
	if s.secret == nil {
		s.secret = secret
	}
	s.Assume(names)
	return names, nil
}

// Lost is what is known of a store that was lost.
type Lost struct {
	Names   string  // its secret
	Entries []Entry // that it may have had; their lanes go on with them
	Steps   []Step  // of their commands
}

// Step is a step that a command has taken.
type Step struct{ EventID, Name, Result string }

// Assume has RequestOf answer as the store with a secret of names did, until the process
// ends.
func (s *Store) Assume(names string) { s.names.Store(&names) }

// Restore makes the store the one that was lost, in one transaction.
func (s *Store) Restore(ctx context.Context, lost Lost, now time.Time) error {
	s.Assume(lost.Names)
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
			_, err := tx.ExecContext(ctx, saveStep, step.EventID, step.Name, step.Result)
			if err != nil {
				return err
			}
		}
		_, err := tx.ExecContext(ctx, `UPDATE secret SET names = $1`, lost.Names)
		return err
	}))
}
