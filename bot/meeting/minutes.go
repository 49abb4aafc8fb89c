package meeting

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"parley/bot/engine"
	"parley/bot/matrix"
	"parley/bot/notes"
	"parley/bot/pdf"
	"parley/bot/store"
	"parley/shared/command"
	"parley/shared/event"
	"parley/shared/fault"
)

const mediaPDF = "application/pdf"

// minutesName is the name of a PDF that is made at a time, as OpenTalk's.
func minutesName(at time.Time) string {
	return padName + "_" + at.UTC().Format("2006-01-02_15:04:05") + "-UTC.pdf"
}

// postNotes posts the notes of a meeting as a PDF. Whoever asks while one is being made
// gets that one.
func (b *Bot) postNotes(ctx context.Context, item *store.Item, room, sender string, texts command.Context) (event.Reaction, error) {
	t, err := b.moderated(ctx, room, sender)
	if err != nil {
		return event.Reaction{}, err
	}
	n, err := b.notes.Of(ctx, room)
	if err == nil {
		err = notes.Usable(n)
	}
	if err != nil {
		return event.Reaction{}, err
	}
	if !inNotesLane(item) {
		return event.Reaction{}, &engine.Elsewhere{Lane: notesLane(room)}
	}
	files, err := b.store.PDFs(ctx, room)
	if err != nil {
		return event.Reaction{}, err
	}
	file := store.PDF{}
	if len(files) > 0 && !item.Received.After(files[0].MadeAt) {
		file = files[0]
	} else if file, err = (&posting{Bot: b, target: t, notes: n, files: files, texts: texts, item: item}).post(ctx); err != nil {
		return event.Reaction{}, err
	}
	answer := event.Done(item.EventID, nil, nil)
	answer.Meta.PDFEventID = file.EventID
	return answer, nil
}

// posting makes a PDF of the notes of a meeting and posts it.
type posting struct {
	*Bot
	*target
	notes store.Notes
	files []store.PDF // that there are
	texts command.Context
	item  *store.Item // which causes them
	last  bool        // the notes are removed then
}

// post makes the PDF, uploads it and posts it, once.
func (m *posting) post(ctx context.Context) (store.PDF, error) {
	encryption, err := m.facts.encryptionOf(ctx, m.ID)
	if encryption != nil && !m.matrix.Encrypts() { // everybody at the homeserver could read the file
		err = fault.New(fault.Unsupported, "")
	}
	if err != nil {
		return store.PDF{}, err
	}
	up, err := m.uploaded(ctx)
	if err != nil {
		return store.PDF{}, err
	}
	file, message := up.PDF, up.Message
	message.Notes = &event.Asset{Message: event.PDFAsset, Filename: file.Filename, AssetID: file.MXC}
	if file.EventID, err = m.matrix.PostOnce(ctx, m.ID, m.item.Request+".pdf", m.item.Attempt > 1, message); err != nil {
		return file, botForbidden(err)
	}
	file.MadeAt = m.now()
	return file, m.store.SavePDF(ctx, file)
}

// uploaded makes the PDF and uploads it. What an attempt before has uploaded is posted, and
// known as what it was made of: the notes may have more by now.
func (m *posting) uploaded(ctx context.Context) (up upload, err error) {
	kept, err := m.store.Step(ctx, m.item.EventID, store.StepUpload)
	if kept != "" && err == nil {
		err = json.Unmarshal([]byte(kept), &up)
	}
	if kept != "" || err != nil {
		return up, err
	}
	pad, _ := m.padOf(m.target, m.texts)
	content, err := m.Bot.notes.Read(ctx, m.notes, pad)
	if err != nil {
		return up, err
	}
	at, data := m.now(), content.PDF
	if data == nil {
		if data, err = m.render(content.HTML, at); err != nil {
			return up, err
		}
	}
	up.PDF = store.PDF{RoomID: m.ID, Filename: minutesName(at), Size: int64(len(data)), PadRevision: content.Revision}
	if m.used() >= m.noted.Quota && !m.last { // the last one is all that stays
		return up, fault.New(fault.StorageExceeded, "")
	}
	if up.Message, err = m.attach(ctx, matrix.File{Name: up.Filename, Type: mediaPDF, Data: data}); err != nil {
		return up, err
	}
	up.MXC = up.Message.Address()
	record, err := json.Marshal(up)
	if err != nil {
		return up, err
	}
	return up, m.store.SaveStep(ctx, m.item.EventID, store.StepUpload, string(record))
}

// upload is a PDF that the homeserver has, and the message that shows it.
type upload struct {
	store.PDF
	Message event.Message
}

// render makes the PDF. Whatever people have written, a meeting can be closed.
func (m *posting) render(html string, at time.Time) (data []byte, err error) {
	err = engine.Safely(func() (err error) {
		data, err = pdf.Render(m.Title(), html, at)
		return err
	})
	if err != nil {
		err = &fault.Fault{Code: fault.Internal, Cause: err}
	}
	return data, err
}

// unsaved reports whether a pad has more than the newest of a room's files.
func unsaved(files []store.PDF, revision int64) bool {
	return revision > 0 && (len(files) == 0 || files[0].PadRevision < revision)
}

// used is how many bytes the room's PDFs have.
func (m *posting) used() (bytes int64) {
	for _, f := range m.files {
		bytes += f.Size
	}
	return bytes
}

func (m *posting) attach(ctx context.Context, f matrix.File) (event.Message, error) {
	message, err := m.matrix.Attach(ctx, m.ID, f)
	var refused *matrix.Error
	if errors.As(err, &refused) && full(refused) {
		err = &fault.Fault{Code: fault.StorageExceeded, Cause: err}
	}
	return message, err
}

// full reports whether a homeserver has refused a file because it takes no more.
func full(e *matrix.Error) bool {
	switch e.Code {
	case "M_TOO_LARGE", "M_RESOURCE_LIMIT_EXCEEDED", "M_USER_LIMIT_EXCEEDED":
		return true
	}
	return e.Status == http.StatusRequestEntityTooLarge || e.Status == http.StatusInsufficientStorage
}

// endNotes posts what is new in the notes of a room that is being closed, and has them
// removed, in a lane of its own. Etherpad may stay away: after some tries the notes are removed when it is back.
func (c *closing) endNotes(ctx context.Context, t *target) error {
	if c.Bot.notes == nil {
		return nil
	}
	n, err := c.Bot.notes.Of(ctx, t.ID)
	if err != nil || n.Status == "" || n.Status == event.NotesClosed && n.Group == "" {
		return err
	}
	if !c.aside {
		return &engine.Elsewhere{Lane: notesLane(t.ID)}
	}
	if n.Status != event.NotesClosed { // else an attempt before has come so far
		if err := c.lastMinutes(ctx, t, n); err != nil {
			return err
		}
		if err := c.Bot.notes.Close(ctx, t.ID); err != nil {
			return err
		}
	}
	if n, err = c.Bot.notes.Of(ctx, t.ID); err == nil {
		err = c.tellOfNotes(ctx, n)
	}
	if err != nil {
		return err
	}
	err = c.later(ctx, typeRemove, t.ID, c.Bot.notes.Remove(ctx, t.ID))
	var f *fault.Fault
	if errors.As(err, &f) {
		return nil
	}
	return err
}

// lastMinutes posts a PDF when the notes have changed since the last one.
func (c *closing) lastMinutes(ctx context.Context, t *target, n store.Notes) error {
	if !c.noted.OnClose || n.Status != event.NotesInitialized {
		return nil
	}
	files, err := c.store.PDFs(ctx, t.ID)
	if err != nil {
		return err
	}
	last := &posting{Bot: c.Bot, target: t, notes: n, files: files, texts: command.Context{Locale: c.locale}, item: c.itemFor(t.ID, n), last: true}
	pad, _ := c.padOf(t, last.texts)
	revision, err := int64(0), c.Bot.notes.Freeze(ctx, n.RoomID)
	if err == nil {
		revision, err = c.Bot.notes.Changed(ctx, n, pad)
	}
	if err == nil && unsaved(files, revision) {
		_, err = last.post(ctx)
	}
	var f *fault.Fault
	if !errors.As(err, &f) {
		return err
	}
	if f.Code == fault.FailedInitialization && c.past.failed(t.ID, "") < lastTries {
		return &engine.Elsewhere{Lane: notesLane(t.ID), Cause: f.Cause}
	}
	c.log.Error().Err(f).Str("room_id", t.ID).Msg("the notes of a meeting that is closed cannot be posted")
	return nil
}

// lastTries is how often Etherpad is asked for the notes of a meeting that is closed: two
// minutes, in which it can be restarted or updated.
const lastTries = 16

// itemFor is the cause of the last PDF of a room: its own, so that a command that closes
// several rooms posts one for each.
func (c *closing) itemFor(room string, n store.Notes) *store.Item {
	id := "notes.last:" + room + ":" + n.CreatedAt.UTC().Format(time.RFC3339)
	item := &store.Item{EventID: id, RoomID: room, Request: c.store.RequestOf(id), Attempt: 1}
	if c.item != nil {
		item.Attempt = c.item.Attempt
	}
	return item
}
