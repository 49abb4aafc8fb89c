package store

import (
	"context"
	"database/sql"
	"errors"
)

// Person is what is known about a user wherever they are; "" for what is not.
type Person struct {
	Locale   string // BCP 47, that they have chosen
	Timezone string // IANA, of the last meeting that they planned
}

// Person returns what is known about a user.
func (s *Store) Person(ctx context.Context, user string) (p Person, err error) {
	err = s.db.QueryRowContext(ctx, `SELECT locale, timezone FROM person WHERE user_id = $1`, user).Scan(&p.Locale, &p.Timezone)
	if errors.Is(err, sql.ErrNoRows) {
		return Person{}, nil
	}
	return p, storage(err)
}

// SavePerson remembers what is known about a user; "" leaves what was known before. What
// is known already is not written again. Their rooms have their language, too.
func (s *Store) SavePerson(ctx context.Context, user string, p Person) error {
	old, err := s.Person(ctx, user)
	if err != nil || (p.Locale == "" || p.Locale == old.Locale) && (p.Timezone == "" || p.Timezone == old.Timezone) {
		return err
	}
	return storage(s.write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO person (user_id, locale, timezone) VALUES ($1, $2, $3)
			ON CONFLICT (user_id) DO UPDATE SET
				locale = CASE WHEN excluded.locale = '' THEN person.locale ELSE excluded.locale END,
				timezone = CASE WHEN excluded.timezone = '' THEN person.timezone ELSE excluded.timezone END`,
			user, p.Locale, p.Timezone)
		if err != nil || p.Locale == "" {
			return err
		}
		_, err = tx.ExecContext(ctx, `UPDATE private_room SET locale = $1 WHERE user_id = $2 AND locale <> ''`, p.Locale, user)
		return err
	}))
}
