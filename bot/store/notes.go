package store

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

// Notes is what is known of a meeting's notes. Who may write is theirs alone: Etherpad
// only knows sessions.
type Notes struct {
	RoomID    string
	Status    string // of package event; "" for none
	Owner     string // the event id of the command that sets them up
	Group     string // Etherpad's
	Revision  int64  // counts the changes of who may do what
	CreatedAt time.Time
}

// NotesPerson is somebody who may write in a meeting's notes, or has ever opened them.
type NotesPerson struct {
	User    string
	Author  string // Etherpad's id; "" when they have not opened the notes
	Writes  bool
	Changed int64 // the revision that has changed what they may do
	Stale   int64 // the revision since which their sessions have to be ended; 0 when they have been
}

const notesColumns = `room_id, status, owner, group_id, revision, created_at`

// Notes returns what is known of a room's notes; no status when there are none.
func (s *Store) Notes(ctx context.Context, room string) (Notes, error) {
	n, err := notesIn(s.db.QueryRowContext(ctx, `SELECT `+notesColumns+` FROM notes WHERE room_id = $1`, room))
	return n, storage(err)
}

func notesIn(row *sql.Row) (n Notes, err error) {
	var created int64
	err = row.Scan(&n.RoomID, &n.Status, &n.Owner, &n.Group, &n.Revision, &created)
	if errors.Is(err, sql.ErrNoRows) {
		return Notes{}, nil
	}
	n.CreatedAt = time.UnixMilli(created)
	return n, err
}

// BeginNotes has owner set up a room's notes, unless there are some or another command
// has begun to since given, and returns what there is then. Those with the status over of
// which nothing is left are none.
func (s *Store) BeginNotes(ctx context.Context, n Notes, over string, given time.Time) (have Notes, err error) {
	err = s.write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO notes (room_id, status, owner, created_at) VALUES ($1, $2, $3, $4)
			ON CONFLICT (room_id) DO UPDATE SET status = excluded.status, owner = excluded.owner, created_at = excluded.created_at
			WHERE notes.status = excluded.status AND notes.created_at < $5 OR notes.status = $6 AND notes.group_id = ''`,
			n.RoomID, n.Status, n.Owner, millis(n.CreatedAt), millis(given), over)
		if err == nil {
			have, err = notesIn(tx.QueryRowContext(ctx, `SELECT `+notesColumns+` FROM notes WHERE room_id = $1`, n.RoomID))
		}
		return err
	})
	return have, storage(err)
}

// SettleNotes gives notes that a command sets up another status, with n's group, for some
// to write in; it returns what there is then. Where they are not n any more, nothing
// changes, and nothing is returned.
func (s *Store) SettleNotes(ctx context.Context, n Notes, status string, writers []string) (have Notes, err error) {
	err = s.write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		have, err = notesIn(tx.QueryRowContext(ctx, `UPDATE notes SET status = $1, group_id = $2, revision = revision + 1
			WHERE room_id = $3 AND owner = $4 AND status = $5 RETURNING `+notesColumns, status, n.Group, n.RoomID, n.Owner, n.Status))
		if err != nil || have.RoomID == "" {
			return err
		}
		return setWriters(ctx, tx, have, writers)
	})
	return have, storage(err)
}

// DropNotes forgets notes that a command could not set up.
func (s *Store) DropNotes(ctx context.Context, n Notes) error {
	_, err := s.db.ExecContext(ctx, `DELETE FROM notes WHERE room_id = $1 AND owner = $2 AND status = $3`, n.RoomID, n.Owner, n.Status)
	return storage(err)
}

// CloseNotes gives a room's notes, if there are any, another status for good. Nobody
// writes in them any more.
func (s *Store) CloseNotes(ctx context.Context, room, status string) error {
	_, err := s.db.ExecContext(ctx, `UPDATE notes SET status = $1, revision = revision + 1 WHERE room_id = $2`, status, room)
	return storage(err)
}

// ForgetNotes forgets the people and files of a room's notes, which are gone.
func (s *Store) ForgetNotes(ctx context.Context, room string) error {
	return storage(s.write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `DELETE FROM notes_person WHERE room_id = $1`, room)
		if err == nil {
			_, err = tx.ExecContext(ctx, `DELETE FROM notes_pdf WHERE room_id = $1`, room)
		}
		if err == nil {
			_, err = tx.ExecContext(ctx, `UPDATE notes SET group_id = '' WHERE room_id = $1`, room)
		}
		return err
	}))
}

// NotesRooms returns the rooms whose notes have a status.
func (s *Store) NotesRooms(ctx context.Context, status string) ([]string, error) {
	return s.texts(ctx, `SELECT room_id FROM notes WHERE status = $1 ORDER BY room_id`, status)
}

// NotesClosed returns the rooms with notes that are over and of which something is left.
func (s *Store) NotesClosed(ctx context.Context, status string) ([]string, error) {
	return s.texts(ctx, `SELECT room_id FROM notes WHERE status = $1 AND group_id <> '' ORDER BY room_id`, status)
}

// LetWrite adds to those who may write, and returns the notes then. Where they are not n any
// more, nothing changes, and nothing is returned.
func (s *Store) LetWrite(ctx context.Context, n Notes, users []string) (have Notes, err error) {
	err = s.write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		have, err = notesIn(tx.QueryRowContext(ctx, `UPDATE notes SET revision = revision + 1
			WHERE room_id = $1 AND status = $2 AND revision = $3 RETURNING `+notesColumns, n.RoomID, n.Status, n.Revision))
		if err != nil || have.RoomID == "" {
			return err
		}
		return setWriters(ctx, tx, have, users)
	})
	return have, storage(err)
}

// LetRead takes the right to write from some; the sessions of those who had it have to be
// ended. It returns the notes then.
func (s *Store) LetRead(ctx context.Context, room string, users []string) (have Notes, err error) {
	err = s.write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		have, err = nextRevision(ctx, tx, room)
		for _, user := range users {
			if err != nil {
				return err
			}
			_, err = tx.ExecContext(ctx, `UPDATE notes_person SET writes = 0, changed = $1, stale = $1
				WHERE room_id = $2 AND user_id = $3 AND writes = 1`, have.Revision, room, user)
		}
		return err
	})
	return have, storage(err)
}

// LeaveNotes takes from somebody who is not in the room any more what they could do; their
// sessions have to be ended. It reports whether there was anything to take.
func (s *Store) LeaveNotes(ctx context.Context, room, user string) (had bool, err error) {
	err = s.write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		n, err := nextRevision(ctx, tx, room)
		if err != nil || n.RoomID == "" {
			return err
		}
		result, err := tx.ExecContext(ctx, `UPDATE notes_person SET writes = 0, changed = $1, stale = $1
			WHERE room_id = $2 AND user_id = $3`, n.Revision, room, user)
		if err != nil {
			return err
		}
		rows, err := result.RowsAffected()
		had = rows > 0
		return err
	})
	return had, storage(err)
}

// NotesPerson returns what somebody may do, and has them on record from now on.
func (s *Store) NotesPerson(ctx context.Context, room, user string) (p NotesPerson, err error) {
	p.User = user
	err = s.write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		return tx.QueryRowContext(ctx, `INSERT INTO notes_person (room_id, user_id) VALUES ($1, $2)
			ON CONFLICT (room_id, user_id) DO UPDATE SET user_id = excluded.user_id
			RETURNING author_id, writes, changed, stale`, room, user).Scan(&p.Author, &p.Writes, &p.Changed, &p.Stale)
	})
	return p, storage(err)
}

// SaveNotesAuthor remembers somebody's author, and returns the one that counts: the first.
func (s *Store) SaveNotesAuthor(ctx context.Context, room, user, author string) (string, error) {
	err := s.db.QueryRowContext(ctx, `UPDATE notes_person SET author_id = CASE WHEN author_id = '' THEN $1 ELSE author_id END
		WHERE room_id = $2 AND user_id = $3 RETURNING author_id`, author, room, user).Scan(&author)
	return author, storage(err)
}

// NotesPeople returns all who may write or have opened the notes.
func (s *Store) NotesPeople(ctx context.Context, room string) ([]NotesPerson, error) {
	rows, err := s.db.QueryContext(ctx, `SELECT user_id, author_id, writes, changed, stale FROM notes_person WHERE room_id = $1 ORDER BY user_id`, room)
	if err != nil {
		return nil, storage(err)
	}
	defer rows.Close()
	var all []NotesPerson
	for rows.Next() {
		var p NotesPerson
		if err := rows.Scan(&p.User, &p.Author, &p.Writes, &p.Changed, &p.Stale); err != nil {
			return nil, storage(err)
		}
		all = append(all, p)
	}
	return all, storage(rows.Err())
}

// NotesRevoked says that the sessions of somebody have been ended as they were found
// stale.
func (s *Store) NotesRevoked(ctx context.Context, room string, p NotesPerson) error {
	_, err := s.db.ExecContext(ctx, `UPDATE notes_person SET stale = 0 WHERE room_id = $1 AND user_id = $2 AND stale = $3`,
		room, p.User, p.Stale)
	return storage(err)
}

// NotesStale returns the rooms with sessions that have to be ended.
func (s *Store) NotesStale(ctx context.Context) ([]string, error) {
	return s.texts(ctx, `SELECT DISTINCT room_id FROM notes_person WHERE stale > 0 AND author_id <> '' ORDER BY room_id`)
}

// PDF is a file of a meeting's notes that was posted.
type PDF struct {
	EventID, RoomID, Filename string
	MXC                       string // its address
	Size                      int64  // bytes
	PadRevision               int64  // of the pad, when it was made
	MadeAt                    time.Time
}

// SavePDF remembers a file, once.
func (s *Store) SavePDF(ctx context.Context, p PDF) error {
	_, err := s.db.ExecContext(ctx, `INSERT INTO notes_pdf (event_id, room_id, filename, mxc, size, pad_at, made_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (event_id) DO NOTHING`,
		p.EventID, p.RoomID, p.Filename, p.MXC, p.Size, p.PadRevision, millis(p.MadeAt))
	return storage(err)
}

// PDFs returns the files of a room's notes, the newest first.
func (s *Store) PDFs(ctx context.Context, room string) ([]PDF, error) {
	rows, err := s.db.QueryContext(ctx, `SELECT event_id, filename, mxc, size, pad_at, made_at FROM notes_pdf
		WHERE room_id = $1 ORDER BY made_at DESC`, room)
	if err != nil {
		return nil, storage(err)
	}
	defer rows.Close()
	var all []PDF
	for rows.Next() {
		p := PDF{RoomID: room}
		var made int64
		if err := rows.Scan(&p.EventID, &p.Filename, &p.MXC, &p.Size, &p.PadRevision, &made); err != nil {
			return nil, storage(err)
		}
		p.MadeAt = time.UnixMilli(made)
		all = append(all, p)
	}
	return all, storage(rows.Err())
}

// nextRevision counts a change and returns the notes with it.
func nextRevision(ctx context.Context, tx *sql.Tx, room string) (Notes, error) {
	return notesIn(tx.QueryRowContext(ctx, `UPDATE notes SET revision = revision + 1 WHERE room_id = $1 RETURNING `+notesColumns, room))
}

// setWriters lets people write from a revision on.
func setWriters(ctx context.Context, tx *sql.Tx, n Notes, users []string) error {
	for _, user := range users {
		_, err := tx.ExecContext(ctx, `INSERT INTO notes_person (room_id, user_id, writes, changed) VALUES ($1, $2, 1, $3)
			ON CONFLICT (room_id, user_id) DO UPDATE SET writes = 1, changed = excluded.changed WHERE notes_person.writes = 0`,
			n.RoomID, user, n.Revision)
		if err != nil {
			return err
		}
	}
	return nil
}

// texts returns the first column of all rows.
func (s *Store) texts(ctx context.Context, query string, args ...any) (all []string, err error) {
	rows, err := s.db.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, storage(err)
	}
	defer rows.Close()
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			return nil, storage(err)
		}
		all = append(all, text)
	}
	return all, storage(rows.Err())
}
