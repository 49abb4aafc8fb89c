package meeting

import (
	"cmp"
	"context"
	"errors"
	"time"

	"parley/bot/matrix"
	"parley/bot/notes"
	"parley/bot/store"
	"parley/shared/command"
	"parley/shared/event"
	"parley/shared/fault"
	"parley/shared/room"
)

// How long Etherpad is waited for by whoever looks at notes, and by whoever opens them.
const (
	glanceLimit = 2 * time.Second
	openLimit   = 15 * time.Second
)

// NotesState is what somebody may know of the notes of a meeting. What only moderators
// may is nil for others.
type NotesState struct {
	Status  string // of package event; "" for none
	Writes  *bool  // whether the person may write; nil when they cannot open the notes
	Members []NotesMember
	PDFs    []store.PDF // the newest first
	Unsaved bool        // whether the text has changed since the last PDF
}

// NotesMember is somebody who has joined a meeting.
type NotesMember struct {
	UserID   string `json:"user_id"`
	ReadOnly bool   `json:"readonly"`
}

// NotesOf returns what a member may know of the notes of a meeting; a *fault.Fault for
// anybody else.
func (b *Bot) NotesOf(ctx context.Context, id, user string) (s NotesState, err error) {
	if err := b.quota.take(user, time.Now(), 1); err != nil {
		return s, err
	}
	t, err := b.target(ctx, id, user)
	var f *fault.Fault
	if errors.As(err, &f) || err == nil && !t.IsMeeting() {
		return s, fault.New(fault.InsufficientPermissions, "")
	}
	if err != nil {
		return s, err
	}
	n, err := b.notes.Of(ctx, id)
	if err != nil {
		return s, err
	}
	people, err := b.notes.People(ctx, id)
	if err != nil {
		return s, err
	}
	writes := map[string]bool{}
	for _, p := range people {
		writes[p.User] = p.Writes
	}
	if s.Status = n.Status; s.Status == event.NotesInitialized {
		own := writes[user]
		s.Writes = &own
	}
	if t.MayModerateNotes(user, b.noted.Moderator) != nil {
		return s, nil
	}
	s.Members = []NotesMember{}
	for _, p := range t.Participants() {
		if p.Membership == event.MembershipJoin && p.UserID != b.matrix.UserID() {
			s.Members = append(s.Members, NotesMember{UserID: p.UserID, ReadOnly: !writes[p.UserID]})
		}
	}
	if s.PDFs, err = b.store.PDFs(ctx, id); err != nil || s.Writes == nil {
		return s, err
	}
	pad, _ := b.padOf(t, command.Context{})
	glance, cancel := context.WithTimeout(ctx, glanceLimit)
	defer cancel()
	revision, err := b.notes.Changed(glance, n, pad)
	if errors.As(err, &f) { // Etherpad is away: whether something is new is not known
		return s, nil
	}
	s.Unsaved = unsaved(s.PDFs, revision)
	return s, err
}

// OpenNotes makes a link into the notes of a meeting for a member; a *fault.Fault says why
// there is none.
func (b *Bot) OpenNotes(ctx context.Context, id, user string, texts command.Context) (notes.Link, error) {
	if err := b.quota.take(user, time.Now(), 1); err != nil {
		return notes.Link{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, openLimit)
	defer cancel()
	denied := fault.New(fault.InsufficientPermissions, "")
	if !command.ValidRoomID(id) {
		return notes.Link{}, denied
	}
	member := func(ctx context.Context) (string, error) {
		m, err := b.matrix.Member(ctx, id, user)
		if matrix.Retryable(err) {
			return "", err
		}
		if err != nil || m.Membership != event.MembershipJoin {
			return "", denied
		}
		return room.NameOf(m.DisplayName, user), nil
	}
	if _, err := member(ctx); err != nil { // before anything is said of the notes
		return notes.Link{}, err
	}
	if refused, err := b.deniedByEncryption(ctx, id); refused || err != nil {
		return notes.Link{}, cmp.Or(err, error(denied))
	}
	pad, begin := padName, notes.Beginning(nil) // which there is where there are links
	if b.noted.Occurrence {
		t, err := b.target(ctx, id, user)
		if err != nil {
			return notes.Link{}, err
		}
		pad, begin = b.padOf(t, texts)
	}
	return b.notes.Open(ctx, id, pad, begin, notes.Visitor{User: user, Locale: texts.Locale, Member: member})
}

// PDF returns a file of a meeting's notes that was posted.
func (b *Bot) PDF(ctx context.Context, id, eventID string) (store.PDF, error) {
	files, err := b.store.PDFs(ctx, id)
	for _, f := range files {
		if f.EventID == eventID {
			return f, nil
		}
	}
	return store.PDF{}, errors.Join(err, fault.New(fault.NotFound, ""))
}

// CheckNotes has the notes of all rooms checked, one after another: people may have left
// while the bot was away, the bot may not be in there any more, and something may be left
// to be done. It returns at once.
func (b *Bot) CheckNotes(ctx context.Context) {
	if b.notes == nil {
		return
	}
	open, err := b.store.NotesRooms(ctx, event.NotesInitialized)
	stale, failed := b.store.NotesStale(ctx)
	closed, lost := b.store.NotesClosed(ctx, event.NotesClosed)
	begin := b.now()
	var timers []store.Timer
	for typ, rooms := range map[string][]string{typeCheckNotes: open, typeEndSessions: stale, typeRemove: closed} {
		for i, id := range rooms {
			due := begin.Add(time.Duration(i) * scanPause)
			timers = append(timers, notesTimer(typ, id, begin, due))
		}
	}
	if err = errors.Join(err, failed, lost, b.store.AddTimers(ctx, timers)); err != nil && ctx.Err() == nil {
		b.log.Warn().Err(err).Msg("not all notes can be checked")
	}
}

// checkNotes ends the sessions of people who are not in a room any more, of all where there
// are to be no notes in a room that is encrypted by now, and the notes of
// one that is closed or that the bot is not in any more. A homeserver that goes down, or
// has lost something, denies rooms that the bot is in: only its word that the bot has left
// counts.
func (b *Bot) checkNotes(ctx context.Context, item *store.Item, id string) error {
	t, err := b.see(ctx, id, b.matrix.UserID())
	if err != nil {
		return err
	}
	switch t.Membership(b.matrix.UserID()) {
	case event.MembershipJoin:
	case event.MembershipLeave, event.MembershipBan:
		if err := b.notes.Close(ctx, id); err != nil {
			return err
		}
		return b.later(ctx, typeRemove, id, b.notes.Remove(ctx, id))
	default:
		return nil
	}
	if t.Closed() {
		c := &closing{Bot: b, target: t, item: item, aside: true, past: b.progressOf(item)}
		return c.endNotes(ctx, t)
	}
	denied, err := b.deniedByEncryption(ctx, id)
	if err != nil {
		return err
	}
	people, err := b.notes.People(ctx, id)
	for _, p := range people {
		if (denied || t.Membership(p.User) != event.MembershipJoin) && p.Stale == 0 && (p.Writes || p.Author != "") {
			_, left := b.notes.Leave(ctx, id, p.User)
			err = errors.Join(err, b.later(ctx, typeEndSessions, id, left))
		}
	}
	return err
}
