// Package notes keeps the minutes of meetings in an Etherpad: one group of pads per
// room, one author per member, and a link that works once for whoever opens them.
//
// Who may write is decided here and kept in the store; Etherpad only has sessions, which
// are made when somebody opens the notes and ended when they may do less than before.
// Nothing here asks the homeserver: rooms and people are names, and who is a member is
// the caller's word.
package notes

import (
	"cmp"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"parley/bot/etherpad"
	"parley/bot/store"
	"parley/shared/event"
	"parley/shared/fault"
)

const (
	setUpLimit = 60 * time.Second // after which a set-up is left to the next command
	tries      = 5                // of one opening, while rights change

	emptyBox = "[ ]"
	maxOpen  = 100 // lines that are carried over
	maxLine  = 500 // bytes of each
)

// Settings are what the operator decides about notes.
type Settings struct {
	Ticket     time.Duration // how long a link can be used
	Occurrence bool          // each occurrence of a meeting has a pad of its own
	Export     bool          // Etherpad makes PDFs, with the program that it has for that
}

// Keeper keeps notes. It is safe for concurrent use. Create it with New.
type Keeper struct {
	pads     *etherpad.Client
	store    *store.Store
	secret   []byte
	settings Settings
	now      func() time.Time

	mu       sync.Mutex
	openings map[string]*opening // by pad
}

// opening is a pad that is being opened: err is what has come of it when done is closed.
type opening struct {
	done chan struct{}
	err  error
}

// New returns a keeper of notes in an Etherpad. From secret, which stays the same while
// the Etherpad does, come the names of groups and authors: Etherpad learns no Matrix ids.
func New(pads *etherpad.Client, s *store.Store, secret string, settings Settings) *Keeper {
	return &Keeper{pads: pads, store: s, secret: []byte(secret), settings: settings, now: time.Now, openings: map[string]*opening{}}
}

// mapper is the name of a group or an author at Etherpad.
func (k *Keeper) mapper(parts ...string) string {
	mac := hmac.New(sha256.New, k.secret)
	for _, part := range parts {
		mac.Write([]byte(part))
		mac.Write([]byte{0})
	}
	return "parley-" + hex.EncodeToString(mac.Sum(nil)[:16])
}

// Of returns what is known of a room's notes; no status when there are none.
func (k *Keeper) Of(ctx context.Context, room string) (store.Notes, error) {
	return k.store.Notes(ctx, room)
}

// Usable is the fault of a command about notes that are not set up; nil when they are.
func Usable(n store.Notes) error {
	switch n.Status {
	case event.NotesInitialized:
		return nil
	case event.NotesInitializing:
		return fault.New(fault.CurrentlyInitializing, "")
	case event.NotesClosed:
		return fault.New(fault.InsufficientPermissions, "")
	}
	return fault.New(fault.NotInitialized, "")
}

// Begin has a command set up the notes of a room, if there are none and no other command
// does. It returns what there is then: the notes are this command's to set up when it is
// their owner and they are being initialized.
func (k *Keeper) Begin(ctx context.Context, room, command string) (store.Notes, error) {
	now := k.now()
	return k.store.BeginNotes(ctx, store.Notes{
		RoomID: room, Status: event.NotesInitializing, Owner: command, CreatedAt: now,
	}, event.NotesClosed, now.Add(-setUpLimit))
}

// Beginning is the HTML that a pad begins with: open are the lines of the pad before it that
// are still to be done.
type Beginning func(open []string) string

// SetUp makes what notes need at Etherpad and lets people write. It may be repeated. When
// it fails, the notes are as if they had never been begun, and the fault says so; any
// other error asks for another attempt.
func (k *Keeper) SetUp(ctx context.Context, n store.Notes, pad string, begin Beginning, writers []string) (store.Notes, error) {
	group, err := k.prepare(ctx, n.RoomID, pad, begin)
	if err == nil {
		n.Group = group
		have, err := k.store.SettleNotes(ctx, n, event.NotesInitialized, writers)
		if err == nil && have.RoomID == "" { // it took so long that another command has taken over, or they are over
			err = k.overtaken(ctx, n.RoomID)
		}
		return have, err
	}
	if ctx.Err() != nil || !isPads(err) {
		return n, errors.Join(ctx.Err(), err)
	}
	if err := k.store.DropNotes(ctx, n); err != nil {
		return n, err
	}
	return n, Failed(err)
}

// overtaken is the fault of a set-up that does not count any more.
func (k *Keeper) overtaken(ctx context.Context, room string) error {
	n, err := k.store.Notes(ctx, room)
	if err == nil && n.Status == event.NotesClosed {
		return Usable(n)
	}
	return cmp.Or(err, error(fault.New(fault.CurrentlyInitializing, "")))
}

// Abandon forgets notes that a command has begun and does not set up.
func (k *Keeper) Abandon(ctx context.Context, n store.Notes) error { return k.store.DropNotes(ctx, n) }

// prepare makes group and pad. What is left of notes that this store knows nothing of
// keeps its text, and nobody keeps a session.
func (k *Keeper) prepare(ctx context.Context, room, pad string, begin Beginning) (group string, err error) {
	if group, err = k.pads.Group(ctx, k.mapper("room", room)); err != nil {
		return "", err
	}
	authors, err := k.pads.Authors(ctx, group)
	if err != nil {
		return "", err
	}
	for _, author := range authors {
		if err := k.pads.Revoke(ctx, group, author); err != nil {
			return "", err
		}
	}
	return group, k.openPad(ctx, group, pad, begin)
}

// openPad makes a pad and begins it, unless there is one with text. Whoever asks while that
// is done waits for it: begun a second time, a pad would lose what was written meanwhile.
func (k *Keeper) openPad(ctx context.Context, group, pad string, begin Beginning) error {
	id := etherpad.PadID(group, pad)
	k.mu.Lock()
	o, others := k.openings[id]
	if !others {
		o = &opening{done: make(chan struct{})}
		k.openings[id] = o
	}
	k.mu.Unlock()
	if !others {
		defer func() {
			k.mu.Lock()
			delete(k.openings, id)
			k.mu.Unlock()
			close(o.done)
		}()
		o.err = k.beginPad(context.WithoutCancel(ctx), group, pad, begin)
		return o.err
	}
	select {
	case <-o.done:
		return o.err
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (k *Keeper) beginPad(ctx context.Context, group, pad string, begin Beginning) error {
	if err := k.pads.Pad(ctx, group, pad); err != nil {
		return err
	}
	id := etherpad.PadID(group, pad)
	revision, err := k.pads.Revision(ctx, id)
	if err != nil || revision > 0 {
		return err
	}
	open, err := k.openLines(ctx, group, pad)
	if err != nil {
		return err
	}
	return k.pads.SetHTML(ctx, id, begin(open))
}

// openLines are the lines with an empty box, [ ], in the pad of a group before a pad, in the
// order of their names.
func (k *Keeper) openLines(ctx context.Context, group, pad string) (open []string, err error) {
	names, err := k.pads.Pads(ctx, group)
	if err != nil {
		return nil, err
	}
	before := ""
	for _, name := range names {
		if name < pad && name > before {
			before = name
		}
	}
	if before == "" {
		return nil, nil
	}
	text, err := k.pads.Text(ctx, etherpad.PadID(group, before))
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(strings.TrimLeft(line, " \t*")); strings.HasPrefix(line, emptyBox) && len(open) < maxOpen {
			open = append(open, cut(line))
		}
	}
	return open, err
}

// cut is the beginning of a line, of which people may have made anything.
func cut(line string) string {
	if len(line) <= maxLine {
		return line
	}
	end := maxLine
	for !utf8.RuneStart(line[end]) {
		end--
	}
	return line[:end] + "…"
}

// LetWrite lets people write from now on, those who do already, too. When anybody's rights
// have changed since n, nothing happens, and nothing is returned: who was found to be a
// member may have left.
func (k *Keeper) LetWrite(ctx context.Context, n store.Notes, users []string) (store.Notes, error) {
	return k.store.LetWrite(ctx, n, users)
}

// LetRead takes the right to write from those of some people who have it. Their sessions
// are left to EndStale; those of others stay.
func (k *Keeper) LetRead(ctx context.Context, room string, users []string) (store.Notes, error) {
	return k.store.LetRead(ctx, room, users)
}

// Freeze takes the right to write from all, so that what is read then is all that there is.
// It is a fault when Etherpad does not answer.
func (k *Keeper) Freeze(ctx context.Context, room string) error {
	people, err := k.store.NotesPeople(ctx, room)
	var writers []string
	for _, p := range people {
		if p.Writes {
			writers = append(writers, p.User)
		}
	}
	if err == nil && len(writers) > 0 {
		_, err = k.store.LetRead(ctx, room, writers)
	}
	if err != nil {
		return err
	}
	return k.EndStale(ctx, room)
}

// Leave takes from somebody who is not in the room any more all that they could do, and
// ends their sessions. It reports whether there was anything to take.
func (k *Keeper) Leave(ctx context.Context, room, user string) (had bool, err error) {
	if had, err = k.store.LeaveNotes(ctx, room, user); had && err == nil {
		err = k.EndStale(ctx, room)
	}
	return had, err
}

// EndStale ends the sessions of those who may do less than when they got them. It is a
// fault when Etherpad does not answer.
func (k *Keeper) EndStale(ctx context.Context, room string) error {
	n, err := k.store.Notes(ctx, room)
	if err != nil || n.Group == "" {
		return err
	}
	people, err := k.store.NotesPeople(ctx, room)
	if err != nil {
		return err
	}
	var refused error
	for _, p := range people {
		if p.Stale == 0 {
			continue
		}
		if p.Author != "" {
			var answer *etherpad.Error
			err := k.pads.Revoke(ctx, n.Group, p.Author)
			if errors.As(err, &answer) && answer.Code != 0 { // others wait for the same
				refused = Failed(err)
				continue
			}
			if err != nil {
				return Failed(err)
			}
		}
		if err := k.store.NotesRevoked(ctx, room, p); err != nil {
			return err
		}
	}
	return refused
}

// People returns who may write in a room's notes or has ever opened them.
func (k *Keeper) People(ctx context.Context, room string) ([]store.NotesPerson, error) {
	return k.store.NotesPeople(ctx, room)
}

// MayWrite reports whether somebody may write in notes that are set up.
func (k *Keeper) MayWrite(ctx context.Context, room, user string) (bool, error) {
	p, err := k.store.NotesPerson(ctx, room, user)
	return p.Writes, err
}

// Link is a way into notes, for one browser and a short time.
type Link struct {
	URL    string
	Writes bool
}

// Visitor is somebody who opens notes.
type Visitor struct {
	User   string
	Locale string                                         // BCP 47
	Member func(context.Context) (name string, err error) // asks whether they are a member now, and for their name; not to be one is an error
}

// Open makes a link for a member; those that they had before end. Between the look at
// their rights and the link, these may change: then it is made anew, so that no session
// outlives the right to it.
func (k *Keeper) Open(ctx context.Context, room, pad string, begin Beginning, v Visitor) (Link, error) {
	for range tries {
		n, err := k.store.Notes(ctx, room)
		if err == nil {
			err = Usable(n)
		}
		if err != nil {
			return Link{}, err
		}
		link, valid, err := k.open(ctx, n, pad, begin, v)
		if valid || err != nil {
			return link, err
		}
	}
	return Link{}, fault.New(fault.CurrentlyInitializing, "")
}

func (k *Keeper) open(ctx context.Context, n store.Notes, pad string, begin Beginning, v Visitor) (link Link, valid bool, err error) {
	p, err := k.store.NotesPerson(ctx, n.RoomID, v.User) // from here on, a departure is noticed
	if err != nil {
		return link, false, err
	}
	name, err := v.Member(ctx)
	if err != nil {
		return link, false, err
	}
	ticket, author, err := k.ticket(ctx, n, pad, begin, p, name)
	if err != nil {
		return link, false, faultOf(err)
	}
	again, err := k.store.NotesPerson(ctx, n.RoomID, v.User)
	if err == nil && again.Changed == p.Changed {
		now, err := k.store.Notes(ctx, n.RoomID)
		if err == nil && now.Status == n.Status {
			return Link{URL: k.pads.Link(n.Group, pad, ticket, v.Locale), Writes: p.Writes}, true, nil
		}
	}
	return link, false, errors.Join(err, faultOf(k.pads.Revoke(ctx, n.Group, author)))
}

// ticket ends the sessions of somebody and makes one.
func (k *Keeper) ticket(ctx context.Context, n store.Notes, pad string, begin Beginning, p store.NotesPerson, name string) (ticket, author string, err error) {
	if author, err = k.pads.Author(ctx, k.mapper("author", n.RoomID, p.User), name); err != nil {
		return "", "", err
	}
	if author, err = k.store.SaveNotesAuthor(ctx, n.RoomID, p.User, author); err != nil {
		return "", "", err
	}
	if k.settings.Occurrence {
		if err := k.openPad(ctx, n.Group, pad, begin); err != nil {
			return "", "", err
		}
	}
	if err := k.pads.Revoke(ctx, n.Group, author); err != nil {
		return "", "", err
	}
	ticket, err = k.pads.Ticket(ctx, n.Group, author, p.Writes, k.now().Add(k.settings.Ticket))
	return ticket, author, err
}

// Content is what is in a pad.
type Content struct {
	HTML     string
	PDF      []byte // that Etherpad has made; nil when it does not
	Revision int64
}

// Read returns what is in a pad of a room's notes. It is a fault when Etherpad does not
// answer.
func (k *Keeper) Read(ctx context.Context, n store.Notes, pad string) (c Content, err error) {
	id := etherpad.PadID(n.Group, pad)
	c.Revision, err = k.pads.Revision(ctx, id) // before the text, which may be newer
	switch {
	case err != nil:
	case k.settings.Export:
		c.PDF, err = k.export(ctx, n, id)
	default:
		c.HTML, err = k.pads.HTML(ctx, id)
	}
	return c, faultOf(err)
}

// export has Etherpad make a PDF, as an author of our own.
func (k *Keeper) export(ctx context.Context, n store.Notes, id string) ([]byte, error) {
	author, err := k.pads.Author(ctx, k.mapper("export", n.RoomID), "—")
	if err != nil {
		return nil, err
	}
	ticket, err := k.pads.Ticket(ctx, n.Group, author, false, k.now().Add(k.settings.Ticket))
	if err != nil {
		return nil, err
	}
	content, err := k.pads.PDF(ctx, id, ticket)
	return content, errors.Join(err, k.pads.Revoke(ctx, n.Group, author))
}

// Changed returns how often a pad was changed.
func (k *Keeper) Changed(ctx context.Context, n store.Notes, pad string) (int64, error) {
	revision, err := k.pads.Revision(ctx, etherpad.PadID(n.Group, pad))
	return revision, faultOf(err)
}

// Close says that a room's notes are over: nobody gets a link any more. Remove comes
// later.
func (k *Keeper) Close(ctx context.Context, room string) error {
	return k.store.CloseNotes(ctx, room, event.NotesClosed)
}

// Remove takes a room's notes from Etherpad, with the names of those who were there. It
// may be repeated, without a store that knows them, too. It is a fault when Etherpad
// does not answer.
func (k *Keeper) Remove(ctx context.Context, room string) error {
	group, err := k.pads.Group(ctx, k.mapper("room", room))
	if err == nil {
		err = k.pads.DeleteGroup(ctx, group)
	}
	if err != nil {
		return faultOf(err)
	}
	people, err := k.store.NotesPeople(ctx, room)
	if err != nil {
		return err
	}
	for _, p := range people {
		if p.Author == "" {
			continue
		}
		if _, err := k.pads.Author(ctx, k.mapper("author", room, p.User), "—"); err != nil {
			return faultOf(err)
		}
	}
	return k.store.ForgetNotes(ctx, room)
}

// Failed is the fault that Etherpad does not do what it should.
func Failed(cause error) error { return &fault.Fault{Code: fault.FailedInitialization, Cause: cause} }

// faultOf makes a failure of Etherpad's a fault.
func faultOf(err error) error {
	if isPads(err) {
		return Failed(err)
	}
	return err
}

func isPads(err error) bool {
	var e *etherpad.Error
	return errors.As(err, &e)
}
