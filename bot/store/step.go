package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// ErrStorage says that a step could not be read or written: the disk is full,
// or the database is closed.
var ErrStorage = errors.New("the storage failed")

// Step returns the recorded result of a command's step, "" when it was not
// taken yet.
func (s *Store) Step(ctx context.Context, eventID, name string) (string, error) {
	return s.text(ctx, `SELECT result FROM step WHERE event_id = $1 AND name = $2`, eventID, name)
}

// Rooms returns the rooms that a command has on record as created.
func (s *Store) Rooms(ctx context.Context, eventID string) (rooms []string, err error) {
	rows, err := s.db.QueryContext(ctx, `SELECT result FROM step WHERE event_id = $1 AND (name = $2 OR name LIKE $3) ORDER BY name`,
		eventID, StepRoom, StepRoom+".%")
	if err != nil {
		return nil, storage(err)
	}
	defer rows.Close()
	for rows.Next() {
		var room string
		if err := rows.Scan(&room); err != nil {
			return nil, storage(err)
		}
		rooms = append(rooms, room)
	}
	return rooms, storage(rows.Err())
}

// StepOfRequest is Step for a command known by its request only.
func (s *Store) StepOfRequest(ctx context.Context, request, name string) (string, error) {
	return s.text(ctx, `SELECT step.result FROM step JOIN inbox ON inbox.event_id = step.event_id
		WHERE inbox.request = $1 AND step.name = $2`, request, name)
}

// SaveStep records that a command's step was taken.
func (s *Store) SaveStep(ctx context.Context, eventID, name, result string) error {
	_, err := s.db.ExecContext(ctx, saveStep, eventID, name, result)
	return storage(err)
}

const (
	saveStep = `INSERT INTO step (event_id, name, result) VALUES ($1, $2, $3)
		ON CONFLICT (event_id, name) DO UPDATE SET result = excluded.result`
	savePosition = `INSERT INTO stream (account, position) VALUES ($1, $2)
		ON CONFLICT (account) DO UPDATE SET position = excluded.position`
)

// Login returns the device and access token of an account, "" where none is
// known.
func (s *Store) Login(ctx context.Context, account string) (device, token string, err error) {
	err = s.db.QueryRowContext(ctx, `SELECT device_id, token FROM login WHERE account = $1`, account).
		Scan(&device, &token)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return device, token, err
}

// SaveLogin remembers the device and access token of an account.
func (s *Store) SaveLogin(ctx context.Context, account, device, token string) error {
	_, err := s.db.ExecContext(ctx, `INSERT INTO login (account, device_id, token) VALUES ($1, $2, $3)
		ON CONFLICT (account) DO UPDATE SET device_id = excluded.device_id, token = excluded.token`,
		account, device, token)
	return err
}

// SavePosition records where a stream continues that brings no events.
func (s *Store) SavePosition(ctx context.Context, account, position string) error {
	_, err := s.db.ExecContext(ctx, savePosition, account, position)
	return storage(err)
}

func (s *Store) text(ctx context.Context, query string, args ...any) (string, error) {
	var value string
	err := s.db.QueryRowContext(ctx, query, args...).Scan(&value)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return value, storage(err)
}

func storage(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%w: %w", ErrStorage, err)
}
