package meeting

import (
	"context"
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

const (
	stepNamed = "named" // its result is the time in the name of a PDF
	mediaPDF  = "application/pdf"
)

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
}

// post makes the PDF, uploads it and posts it, once.
func (m *posting) post(ctx context.Context) (store.PDF, error) {
	encryption, err := m.facts.encryptionOf(ctx, m.ID)
	if encryption != nil { // everybody at the homeserver could read the file
		err = fault.New(fault.Unsupported, "")
	}
	if err != nil {
		return store.PDF{}, err
	}
	pad, _ := m.padOf(m.target, m.texts)
	content, err := m.Bot.notes.Read(ctx, m.notes, pad)
	if err != nil {
		return store.PDF{}, err
	}
	at, err := m.named(ctx)
	if err != nil {
		return store.PDF{}, err
	}
	data := content.PDF
	if data == nil {
		if data, err = pdf.Render(m.Title(), content.HTML, at); err != nil {
			return store.PDF{}, &fault.Fault{Code: fault.Internal, Cause: err}
		}
	}
	file := store.PDF{RoomID: m.ID, Filename: minutesName(at), Size: int64(len(data)), PadRevision: content.Revision}
	if m.used() >= m.noted.Quota {
		return file, fault.New(fault.StorageExceeded, "")
	}
	if file.MXC, err = m.upload(ctx, matrix.File{Name: file.Filename, Type: mediaPDF, Data: data}); err != nil {
		return file, err
	}
	message := event.Attachment(file.Filename, file.MXC, mediaPDF, len(data))
	message.Notes = &event.Asset{Message: event.PDFAsset, Filename: file.Filename, AssetID: file.MXC}
	if file.EventID, err = m.matrix.PostOnce(ctx, m.ID, m.item.Request+".pdf", m.item.Attempt > 1, message); err != nil {
		return file, botForbidden(err)
	}
	file.MadeAt = m.now()
	return file, m.store.SavePDF(ctx, file)
}

// used is how many bytes the room's PDFs have.
func (m *posting) used() (bytes int64) {
	for _, f := range m.files {
		bytes += f.Size
	}
	return bytes
}

// named returns the time that the PDF is named after, which every attempt takes.
func (m *posting) named(ctx context.Context) (time.Time, error) {
	kept, err := m.store.Step(ctx, m.item.EventID, stepNamed)
	if kept == "" && err == nil {
		kept = m.now().UTC().Format(time.RFC3339)
		err = m.store.SaveStep(ctx, m.item.EventID, stepNamed, kept)
	}
	if err != nil {
		return time.Time{}, err
	}
	return time.Parse(time.RFC3339, kept)
}

func (m *posting) upload(ctx context.Context, f matrix.File) (mxc string, err error) {
	if mxc, err = m.store.Step(ctx, m.item.EventID, store.StepUpload); mxc != "" || err != nil {
		return mxc, err
	}
	mxc, err = m.matrix.Upload(ctx, f)
	var refused *matrix.Error
	if errors.As(err, &refused) && full(refused) {
		return "", &fault.Fault{Code: fault.StorageExceeded, Cause: err}
	}
	if err != nil {
		return "", err
	}
	return mxc, m.store.SaveStep(ctx, m.item.EventID, store.StepUpload, mxc)
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
// removed. Etherpad may stay away: after some tries the notes are removed when it is back.
func (c *closing) endNotes(ctx context.Context, t *target) error {
	if c.Bot.notes == nil {
		return nil
	}
	n, err := c.Bot.notes.Of(ctx, t.ID)
	if err != nil || n.Status == "" || n.Status == event.NotesClosed {
		return err
	}
	if err := c.lastMinutes(ctx, t, n); err != nil {
		return err
	}
	if err := c.Bot.notes.Close(ctx, t.ID); err != nil {
		return err
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
	last := &posting{Bot: c.Bot, target: t, notes: n, files: files, texts: command.Context{Locale: c.locale}, item: c.itemFor(t.ID, n)}
	pad, _ := c.padOf(t, last.texts)
	revision, err := c.Bot.notes.Changed(ctx, n, pad)
	if err == nil && revision > 0 && (len(files) == 0 || files[0].PadRevision < revision) {
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

// lastTries is how often Etherpad is asked for the notes of a meeting that is closed.
const lastTries = 5

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
