package meeting

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"parley/bot/engine"
	"parley/bot/matrix"
	"parley/bot/notes"
	"parley/bot/store"
	"parley/bot/talk"
	"parley/shared/calendar"
	"parley/shared/command"
	"parley/shared/event"
	"parley/shared/fault"
	"parley/shared/room"
)

// NotesSettings are what the operator decides about the notes of meetings.
type NotesSettings struct {
	Moderator   room.Level // who may say who writes
	Quota       int64      // bytes of a room's PDFs
	OnClose     bool       // what is new is posted as a PDF before a meeting is closed
	Occurrence  bool       // each occurrence of a meeting has notes of its own
	DenyCrypted bool       // no notes in encrypted rooms
	Template    string     // the description that an agenda is made of when the meeting has none
}

const (
	typeEndSessions = "notes.sessions" // of people who may do less in the notes of a room
	typeRemove      = "notes.remove"   // the notes of a room that is closed
	typeCheckNotes  = "notes.check"    // a room with notes may be over, and people may have left it
	typeNotesLeft   = "notes.left"     // somebody who could open the notes may not be in the room any more

	notesPause  = 5 * time.Second // before Etherpad is asked again
	notesSlower = 3               // how often that doubles

	padName = "meeting_notes"
)

// KeepNotes lets meetings have notes. It comes before the first item.
func (b *Bot) KeepNotes(k *notes.Keeper, s NotesSettings) { b.notes, b.noted = k, s }

// SlowLanes is how the names of lanes begin that wait for Etherpad.
const SlowLanes = "notes:"

// notesLane is the lane of what asks Etherpad about a room, so that the room's other
// commands do not wait for that. Only a look at the notes over HTTP asks it elsewhere.
func notesLane(room string) string { return SlowLanes + room }

// inNotesLane reports whether an item was moved there by an attempt that did nothing else.
func inNotesLane(item *store.Item) bool { return strings.HasPrefix(item.Lane, SlowLanes) }

// moved is an item as it was before it was moved.
func moved(item *store.Item) *store.Item {
	if !inNotesLane(item) || item.Attempt == 1 {
		return item
	}
	again := *item
	again.Attempt--
	return &again
}

// noteKeeping carries out a command about notes; wrong is what is wrong with its data.
func (b *Bot) noteKeeping(ctx context.Context, item *store.Item, e event.Event, data command.Data, texts command.Context, wrong error) (event.Reaction, error) {
	if wrong != nil && (b.notes == nil || !onlySelection(wrong)) {
		return event.Reaction{}, wrong
	}
	if b.notes == nil {
		return event.Reaction{}, fault.New(fault.Unsupported, "")
	}
	switch data := data.(type) {
	case command.Writers:
		c := &selection{Bot: b, item: item, sender: e.Sender, texts: texts, data: data, wrong: wrong, room: cmp.Or(data.TargetRoomID, e.RoomID)}
		if item.Type == command.TypeNotesSelect {
			return event.Done(item.EventID, nil, nil), c.letWrite(ctx)
		}
		return event.Done(item.EventID, nil, nil), c.letRead(ctx)
	case command.NotesPDF:
		return b.postNotes(ctx, item, cmp.Or(data.TargetRoomID, e.RoomID), e.Sender, texts)
	}
	return event.Reaction{}, fault.New(fault.Unsupported, "")
}

// onlySelection reports whether nothing but the choice of people is wrong with a command:
// whether somebody may choose is looked at first.
func onlySelection(err error) bool {
	var faults fault.List
	return errors.As(err, &faults) && !slices.ContainsFunc(faults, func(f *fault.Fault) bool {
		return f.Code != fault.InvalidParticipantSelection
	})
}

// moderated returns a meeting whose notes the sender may decide about. Any other is
// fault.InsufficientPermissions: nobody learns whether it exists.
func (b *Bot) moderated(ctx context.Context, id, sender string) (*target, error) {
	t, err := b.target(ctx, id, sender)
	var f *fault.Fault
	switch {
	case errors.As(err, &f):
		return nil, &fault.Fault{Code: fault.InsufficientPermissions, Cause: err}
	case err != nil:
		return nil, err
	}
	if d := t.MayModerateNotes(sender, b.noted.Moderator); d != nil {
		return nil, &fault.Fault{Code: fault.InsufficientPermissions, Cause: d}
	}
	denied, err := b.deniedByEncryption(ctx, id)
	if t.Closed() || denied {
		return nil, fault.New(fault.InsufficientPermissions, "")
	}
	return t, err
}

// deniedByEncryption reports whether a room has no notes because it is encrypted.
func (b *Bot) deniedByEncryption(ctx context.Context, id string) (bool, error) {
	if !b.noted.DenyCrypted {
		return false, nil
	}
	encryption, err := b.facts.encryptionOf(ctx, id)
	return encryption != nil, err
}

// selection is a command that chooses people.
type selection struct {
	*Bot
	item   *store.Item
	room   string
	sender string
	texts  command.Context
	data   command.Writers
	wrong  error // with the choice, from its form alone
}

// check looks whether all who are chosen have joined.
func (s *selection) check(t *target) error {
	if s.wrong != nil {
		return s.wrong
	}
	for _, user := range s.data.ParticipantIDs {
		if user == s.matrix.UserID() || t.Membership(user) != event.MembershipJoin {
			return fault.New(fault.InvalidParticipantSelection, "data.participant_ids")
		}
	}
	return nil
}

// letWrite lets people write. The first such command sets the notes up, which takes time,
// in a lane of its own: what comes meanwhile is told so at once.
func (s *selection) letWrite(ctx context.Context) error {
	n, err := s.notes.Of(ctx, s.room)
	if err != nil {
		return err
	}
	if n.Status == event.NotesInitializing && n.Owner == s.item.EventID {
		return s.setUp(ctx, n)
	}
	t, err := s.moderated(ctx, s.room, s.sender)
	if err == nil {
		err = s.check(t)
	}
	if err != nil {
		return err
	}
	if n.Status == event.NotesInitialized {
		n, err = s.notes.LetWrite(ctx, n, s.data.ParticipantIDs)
		if err == nil && n.RoomID == "" {
			return &engine.Elsewhere{Lane: s.item.Lane} // somebody may have left: it is looked at anew
		}
		if err != nil {
			return err
		}
		return s.tellOfNotes(ctx, n)
	}
	if n, err = s.notes.Begin(ctx, s.room, s.item.EventID); err != nil {
		return err
	}
	if n.Owner != s.item.EventID || n.Status != event.NotesInitializing {
		return notes.Usable(n)
	}
	if err := s.tellOfNotes(ctx, n); err != nil {
		return err
	}
	return &engine.Elsewhere{Lane: notesLane(s.room)}
}

// setUp sets the notes up, which only this command does. Who has left meanwhile does not
// write.
func (s *selection) setUp(ctx context.Context, n store.Notes) error {
	t, err := s.own(ctx, s.room)
	if err != nil {
		return err
	}
	if t == nil || t.Closed() {
		return errors.Join(fault.New(fault.InsufficientPermissions, ""), s.notes.Abandon(ctx, n))
	}
	writers := slices.DeleteFunc(slices.Clone(s.data.ParticipantIDs), func(user string) bool {
		return t.Membership(user) != event.MembershipJoin
	})
	pad, begin := s.padOf(t, s.texts)
	have, err := s.notes.SetUp(ctx, n, pad, begin, writers)
	var f *fault.Fault
	if errors.As(err, &f) {
		return s.notSetUp(ctx, f)
	}
	if err != nil {
		return err
	}
	return s.tellOfNotes(ctx, have)
}

// notSetUp leaves notes that could not be set up as others have made them: when they are
// over, nothing stays at Etherpad of what was made for them.
func (s *selection) notSetUp(ctx context.Context, cause *fault.Fault) error {
	n, err := s.notes.Of(ctx, s.room)
	if err != nil {
		return err
	}
	if n.Status == event.NotesClosed {
		err := s.later(ctx, typeRemove, s.room, s.notes.Remove(ctx, s.room))
		if err != nil && refusal(err, s.item.Attempt) == nil {
			return err
		}
		return notes.Usable(n)
	}
	if cause.Code == fault.FailedInitialization {
		s.log.Error().Err(cause.Cause).Str("event_id", s.item.EventID).Msg("the notes of a meeting cannot be set up")
		n.RoomID = s.room
		if told := s.tellOfNotes(ctx, n); matrix.Retryable(told) {
			return told
		}
	}
	return cause
}

// letRead takes the right to write from people, and then ends their sessions, in a lane of
// its own.
func (s *selection) letRead(ctx context.Context) error {
	if inNotesLane(s.item) {
		return s.later(ctx, typeEndSessions, s.room, s.notes.EndStale(ctx, s.room))
	}
	t, err := s.moderated(ctx, s.room, s.sender)
	if err != nil {
		return err
	}
	n, err := s.notes.Of(ctx, s.room)
	if err == nil {
		err = notes.Usable(n)
	}
	if err == nil {
		err = s.check(t)
	}
	if err == nil {
		n, err = s.notes.LetRead(ctx, s.room, s.data.ParticipantIDs)
	}
	if err == nil {
		err = s.tellOfNotes(ctx, n)
	}
	if err != nil {
		return err
	}
	return &engine.Elsewhere{Lane: notesLane(s.room)}
}

// later has what Etherpad did not do done later; the error stays.
func (b *Bot) later(ctx context.Context, typ, room string, err error) error {
	return b.muchLater(ctx, typ, room, 0, err)
}

// muchLater is later after some tries in vain: the more there were, the longer is the wait.
// All who wait as long for the same wait together.
func (b *Bot) muchLater(ctx context.Context, typ, room string, tries int, err error) error {
	var f *fault.Fault
	if !errors.As(err, &f) || f.Code != fault.FailedInitialization {
		return err
	}
	b.log.Warn().Err(f.Cause).Str("room_id", room).Str("type", typ).Msg("Etherpad is asked again later")
	pause := notesPause << min(tries, notesSlower)
	due := b.now().Add(2 * pause).Truncate(pause)
	timer := notesTimer(typ, room, due, due)
	timer.Raw = strconv.AppendInt(nil, int64(tries+1), 10)
	if failed := b.store.AddTimers(ctx, []store.Timer{timer}); failed != nil {
		return failed
	}
	return err
}

// notesTimer has something done about the notes of a room. It is none of the room's timers,
// which end with its meeting.
func notesTimer(typ, room string, name, due time.Time) store.Timer {
	id := typ + ":" + room + ":" + name.UTC().Format(time.RFC3339Nano)
	return store.Timer{Due: due, Entry: store.Entry{EventID: id, RoomID: notesLane(room), Type: typ, Raw: []byte("{}")}}
}

// tend does what is left to be done about the notes of a room.
func (b *Bot) tend(ctx context.Context, item *store.Item) error {
	if b.notes == nil {
		return nil
	}
	var err error
	room := strings.TrimPrefix(item.RoomID, SlowLanes) // see notesTimer
	switch item.Type {
	case typeEndSessions:
		err = b.notes.EndStale(ctx, room)
	case typeRemove:
		if b.hasNotes(ctx, room) { // which were begun anew
			return nil
		}
		err = b.notes.Remove(ctx, room)
	case typeNotesLeft:
		return b.leaveNotes(ctx, item)
	case typeCheckNotes:
		return b.checkNotes(ctx, item, room)
	}
	tries, _ := strconv.Atoi(string(item.Raw)) // none that can be read are none
	err = b.muchLater(ctx, item.Type, room, tries, err)
	if refusal(err, item.Attempt) != nil {
		return nil // it is asked again
	}
	return err
}

// movesWriter reports whether somebody has left a room whose notes they could open.
func (b *Bot) movesWriter(ctx context.Context, room string, e event.Event) bool {
	if e.StateKey == nil || *e.StateKey == b.matrix.UserID() {
		return false
	}
	m, _ := event.DecodeMember(e.Content) // the membership counts, whatever else cannot be read
	if m.Membership == event.MembershipJoin || m.Membership == event.MembershipInvite {
		return false
	}
	return b.hasNotes(ctx, room)
}

// hasNotes reports whether a room may have notes that are not over.
func (b *Bot) hasNotes(ctx context.Context, room string) bool {
	if b.notes == nil {
		return false
	}
	n, err := b.notes.Of(ctx, room)
	return err != nil || n.Status != "" && n.Status != event.NotesClosed
}

// leaveNotes ends the sessions of somebody who has left.
func (b *Bot) leaveNotes(ctx context.Context, item *store.Item) error {
	var e event.Event
	_ = json.Unmarshal(item.Raw, &e) // without a state key, it is nobody
	if e.StateKey == nil {
		return nil
	}
	had, err := b.notes.Leave(ctx, item.RoomID, *e.StateKey)
	err = b.later(ctx, typeEndSessions, item.RoomID, err)
	if err != nil && refusal(err, item.Attempt) == nil {
		return err
	}
	if !had {
		return nil
	}
	n, err := b.notes.Of(ctx, item.RoomID)
	if err == nil && n.Status == event.NotesInitialized {
		err = b.tellOfNotes(ctx, n)
	}
	if matrix.Retryable(err) || errors.Is(err, store.ErrStorage) {
		return err
	}
	return nil
}

// tellOfNotes writes the state event that says how the notes of a room are. Where the bot
// may not, that is all that is missing.
func (b *Bot) tellOfNotes(ctx context.Context, n store.Notes) error {
	content := any(struct{}{})
	if n.Status != "" {
		content = event.Notes{Status: n.Status, Revision: n.Revision, CreatedAt: n.CreatedAt.UnixMilli()}
	}
	err := b.matrix.SetState(ctx, n.RoomID, matrix.State{Type: event.TypeNotes, Content: content})
	if err == nil || matrix.Retryable(err) {
		return err
	}
	b.log.Warn().Err(err).Str("room_id", n.RoomID).Msg("a room cannot be told of its notes")
	return nil
}

// padOf returns the name of a meeting's pad, and how it begins.
func (b *Bot) padOf(t *target, texts command.Context) (name string, begin notes.Beginning) {
	own := contextOf(t.Room, texts)
	agenda := talk.Agenda{Occasion: talk.Occasion{Locale: own.Locale, Zone: own.Timezone, Title: t.Title()}, Description: t.Topic()}
	if agenda.Description == "" {
		agenda.Description = b.noted.Template
	}
	name = padName
	begin = func(open []string) string {
		agenda.Open = open
		return agenda.HTML()
	}
	m := t.Meeting()
	if m == nil || m.Broken != nil {
		return name, begin
	}
	o, ok := m.Upcoming(b.now(), b.zones)
	if !ok {
		o, ok = calendar.Last(m.Calendar, b.now(), b.zones)
	}
	if !ok {
		return name, begin
	}
	if agenda.Start, agenda.End = o.Start, o.End; own.Timezone == "" || own.Timezone == NoZone {
		agenda.Zone = o.Entry.DTStart.TZID
	}
	if b.noted.Occurrence {
		name += "-" + o.Start.UTC().Format("20060102T150405Z")
	}
	return name, begin
}
