package store

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

// PrivateRoom is a room that the bot shares with one person. The room itself says so,
// too, by its marker (package event); here it is found without asking.
type PrivateRoom struct {
	User   string
	About  string // the room that the person is helped with; "" where they are told what went wrong
	Room   string
	Locale string // BCP 47, in which the person is spoken to; "" for not known
}

const privateColumns = `SELECT user_id, about, room_id, locale FROM private_room WHERE `

// PrivateRoom returns the room that is shared with a user about another room; the zero
// value when none is known.
func (s *Store) PrivateRoom(ctx context.Context, user, about string) (PrivateRoom, error) {
	return s.private(ctx, privateColumns+`user_id = $1 AND about = $2`, user, about)
}

// PrivateRoomByID returns what is known about a private room; the zero value when it is
// none.
func (s *Store) PrivateRoomByID(ctx context.Context, room string) (PrivateRoom, error) {
	return s.private(ctx, privateColumns+`room_id = $1`, room)
}

// PrivateRoomsAbout returns the rooms in which people are helped with a room, limit of
// them at most.
func (s *Store) PrivateRoomsAbout(ctx context.Context, about string, limit int) ([]PrivateRoom, error) {
	rows, err := s.db.QueryContext(ctx, privateColumns+`about = $1 ORDER BY user_id LIMIT $2`, about, limit)
	if err != nil {
		return nil, storage(err)
	}
	defer rows.Close()
	var all []PrivateRoom
	for rows.Next() {
		var r PrivateRoom
		if err := rows.Scan(&r.User, &r.About, &r.Room, &r.Locale); err != nil {
			return nil, storage(err)
		}
		all = append(all, r)
	}
	return all, storage(rows.Err())
}

// Locale returns the language in which a user is spoken to in private, "" when it is
// not known: the one that they have chosen, else that of a room of theirs.
func (s *Store) Locale(ctx context.Context, user string) (string, error) {
	if p, err := s.Person(ctx, user); p.Locale != "" || err != nil {
		return p.Locale, err
	}
	return s.text(ctx, `SELECT locale FROM private_room WHERE user_id = $1 AND locale <> '' ORDER BY about DESC LIMIT 1`, user)
}

// SavePrivateRoom remembers a room in place of the one with the same user and purpose.
func (s *Store) SavePrivateRoom(ctx context.Context, r PrivateRoom) error {
	err := s.write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `DELETE FROM private_room WHERE room_id = $1`, r.Room); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO private_room (user_id, about, room_id, locale) VALUES ($1, $2, $3, $4)
			ON CONFLICT (user_id, about) DO UPDATE SET room_id = excluded.room_id, locale = excluded.locale`,
			r.User, r.About, r.Room, r.Locale)
		return err
	})
	return storage(err)
}

// ForgetPrivateRoom forgets a room.
func (s *Store) ForgetPrivateRoom(ctx context.Context, room string) error {
	_, err := s.db.ExecContext(ctx, `DELETE FROM private_room WHERE room_id = $1`, room)
	return storage(err)
}

// Surveyed reports whether an account's rooms have been looked through for private
// ones since this store exists.
func (s *Store) Surveyed(ctx context.Context, account string) (bool, error) {
	var at int64
	err := s.db.QueryRowContext(ctx, `SELECT done_at FROM survey WHERE account = $1`, account).Scan(&at)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, storage(err)
}

// SaveSurvey remembers that an account's rooms have been looked through.
func (s *Store) SaveSurvey(ctx context.Context, account string, now time.Time) error {
	_, err := s.db.ExecContext(ctx, `INSERT INTO survey (account, done_at) VALUES ($1, $2)
		ON CONFLICT (account) DO NOTHING`, account, millis(now))
	return storage(err)
}

func (s *Store) private(ctx context.Context, query string, args ...any) (r PrivateRoom, err error) {
	err = s.db.QueryRowContext(ctx, query, args...).Scan(&r.User, &r.About, &r.Room, &r.Locale)
	if errors.Is(err, sql.ErrNoRows) {
		return PrivateRoom{}, nil
	}
	return r, storage(err)
}
