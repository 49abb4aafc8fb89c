package store

import (
	"cmp"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"maps"
	"slices"
	"strings"
	"time"
)

// Entry is one event to be recorded.
type Entry struct {
	EventID string // unique for ever: a second delivery is dropped
	RoomID  string // the room it happened in
	Lane    string // what it waits in line for: the room that is acted on; "" for RoomID
	At      int64  // places it among those of other rooms in its lane; within a room it never falls
	Type    string // the Matrix event type
	Raw     []byte // the event as received, byte for byte
	// Made names the request (RequestOf) of the command that created RoomID, and
	// MadeStep the step that has the room on record. Such an entry waits in that
	// command's lane, and is dropped when the command is unknown or has RoomID on
	// record already.
	Made, MadeStep string
	Again          bool // a process may have worked on it whose store is lost
}

// Batch is a piece of the event stream, recorded as a whole or not at all.
type Batch struct {
	Account   string // the user id whose stream it is
	Position  string // where the stream continues (next_batch)
	Entries   []Entry
	Encrypted map[string]string // contents of m.room.encryption by room; see SaveEncryption
	Pushed    bool              // by the homeserver, in order, to whichever process: none holds the stream
}

// StepRoom is the step whose result is the id of the room a command created; followed by
// a dot and a number, one of several.
const StepRoom = "room"

// StepBegun is the step that says that a command has begun to change a room. Its result
// is what the command says there when it is done.
const StepBegun = "begun"

// StepUpload is the step whose result is the mxc address of a file.
const StepUpload = "upload"

// StepLeave is the step whose result is the id of a room that the bot leaves when the
// command is answered, which was sent there.
const StepLeave = "leave"

// StepChosen is the step whose result is the meeting that somebody has named by its number
// in a list, which may have changed by the next attempt.
const StepChosen = "chosen"

// StepDecided is the step whose result is how a command ended that is still to be
// answered.
const StepDecided = "decided"

// StepReported is the step that says that the sender of a command was told in private
// what went wrong; its result is the id of the room.
const StepReported = "reported"

// StepLost is the step that says that others may have been taken, of which a store knew that
// was lost.
const StepLost = "lost"

// RequestOf derives the name under which everything that a command creates can
// be found again: 32 lower-case hex digits from its event id and the store's
// secret of names, so that nobody else can take the name first.
func (s *Store) RequestOf(eventID string) string {
	mac := hmac.New(sha256.New, []byte(*s.names.Load()))
	mac.Write([]byte(eventID))
	return hex.EncodeToString(mac.Sum(nil)[:16])
}

// Position returns where the account's stream continues, "" before the first
// batch.
func (s *Store) Position(ctx context.Context, account string) (string, error) {
	var position string
	err := s.db.QueryRowContext(ctx, `SELECT position FROM stream WHERE account = $1`, account).Scan(&position)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return position, err
}

// Record stores the events of a batch and its position in one transaction. It fails with
// ErrLost when another process follows the stream.
func (s *Store) Record(ctx context.Context, batch Batch, now time.Time) error {
	if batch.Position == "" {
		return errors.New("a batch without a position cannot be recorded: the stream would begin anew")
	}
	inOrder(batch.Entries)
	return s.write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		if !batch.Pushed {
			if err := s.holdsStream(ctx, tx, batch.Account); err != nil {
				return err
			}
		}
		for _, entry := range batch.Entries {
			if err := s.put(ctx, tx, entry, now); err != nil {
				return err
			}
		}
		for _, room := range slices.Sorted(maps.Keys(batch.Encrypted)) {
			if err := saveEncryption(ctx, tx, room, batch.Encrypted[room]); err != nil {
				return err
			}
		}
		_, err := tx.ExecContext(ctx, savePosition, batch.Account, batch.Position)
		return err
	})
}

// inOrder sorts entries as lanes take them. Lanes are touched in one order everywhere, so
// that writers cannot deadlock.
func inOrder(entries []Entry) {
	slices.SortStableFunc(entries, func(a, b Entry) int {
		return cmp.Or(cmp.Compare(a.lane(), b.lane()), cmp.Compare(a.At, b.At))
	})
}

func (s *Store) put(ctx context.Context, tx *sql.Tx, entry Entry, now time.Time) error {
	entry = entry.readable()
	lane, err := laneOf(ctx, tx, entry)
	if lane == "" || err != nil {
		return err
	}
	// The lane comes first: its row serialises with whoever works on it.
	if err := openLane(ctx, tx, lane, now); err != nil {
		return err
	}
	attempts := 0
	if entry.Again {
		attempts = 1
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO inbox (event_id, lane, room_id, type, request, raw, received_at, attempt)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (event_id) DO NOTHING`,
		entry.EventID, lane, entry.RoomID, entry.Type, s.RequestOf(entry.EventID), entry.Raw, millis(now), attempts)
	return err
}

// readable is the entry as every database takes it: in texts, PostgreSQL has no zeros.
// Homeservers have no such names either.
func (e Entry) readable() Entry {
	for _, text := range []*string{&e.EventID, &e.RoomID, &e.Lane} {
		*text = legible(*text)
	}
	return e
}

func legible(text string) string {
	return strings.ToValidUTF8(strings.ReplaceAll(text, "\x00", "\uFFFD"), "\uFFFD")
}

func (e Entry) lane() string { return cmp.Or(e.Lane, e.RoomID) }

// laneOf returns the lane an entry waits in, "" when it needs no work.
func laneOf(ctx context.Context, tx *sql.Tx, entry Entry) (string, error) {
	if entry.Made == "" {
		return entry.lane(), nil
	}
	var lane string
	err := tx.QueryRowContext(ctx, `SELECT lane FROM inbox WHERE request = $1 AND NOT EXISTS
		(SELECT 1 FROM step WHERE step.event_id = inbox.event_id AND name = $2 AND result = $3)`,
		entry.Made, entry.MadeStep, entry.RoomID).Scan(&lane)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return lane, err
}
