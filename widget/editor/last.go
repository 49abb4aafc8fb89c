package editor

import (
	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"parley/shared/room"
	"parley/shared/text"
	"parley/widget/store"
)

// lastNote offers somebody who has typed nothing yet to begin with their last meeting.
func (e *Editor) lastNote() app.UI {
	title := ""
	if last := e.last(); last != nil {
		title = last.Title
	}
	return app.P().Class("draft-note").Hidden(title == "").Body(
		app.Button().Type("button").Class("link").OnClick(e.takeLast).Text(e.Reader.Text(text.EditorLast, "title", title)),
	)
}

// last is found once, when the meetings are known, since the dialog is drawn often and there may be thousands of meetings.
func (e *Editor) last() *room.Meeting {
	f := &e.form
	if !e.Subject.isNew() || f.Title != "" || f.Description != "" || len(f.People) > 0 || f.Search != "" {
		return nil
	}
	if !e.looked {
		e.latest, e.looked = e.Store.Last(), e.Store.View().Phase == store.Ready
	}
	return e.latest
}

// takeLast makes the form like the person's last meeting, at the time that the form has.
// It is done in the dialog's context: that of the button ends with it.
func (e *Editor) takeLast(app.Context, app.Event) {
	last := e.last()
	if last == nil {
		return
	}
	ctx := e.mounted
	ctx.Async(func() {
		e.Store.Examine(ctx, last.RoomID) // who takes part
		ctx.Dispatch(func(ctx app.Context) {
			if e.last() == nil { // something was typed meanwhile
				return
			}
			e.change(fieldTitle, func() {
				e.form = e.form.like(Copy(e.Store, e.Reader, Subject{RoomID: last.RoomID, UID: last.Calendar[0].UID}))
			})
			e.lookForClashes()
			focus(fieldTitle)
		})
	})
}

// like is another form at the time of this one: it is as long, once.
func (f Form) like(other Form) Form {
	other.End = Moved(other.End, other.Start, f.Start)
	other.Start, other.Zone, other.Repeat = f.Start, f.Zone, Repeat{}
	return other
}
