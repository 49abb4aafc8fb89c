package editor

import (
	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"parley/shared/calendar"
	"parley/shared/command"
	"parley/shared/event"
	"parley/shared/text"
	"parley/widget/browser"
	"parley/widget/store"
	"parley/widget/ui"
)

// Scopes asks how much of a series is meant.
func Scopes(r *browser.Reader, legend text.Key, date string, chosen Scope, choose func(Scope)) app.UI {
	choices := []ui.Choice{
		{Value: string(ScopeOne), Text: r.Text(text.ScopeOne, "date", date)},
		{Value: string(ScopeFollowing), Text: r.Text(text.ScopeFollowing)},
		{Value: string(ScopeAll), Text: r.Text(text.ScopeAll)},
	}
	return ui.Radios(string(legend), r.Text(legend), choices, string(chosen), func(v string) { choose(Scope(v)) })
}

// dateOf is the date of an occurrence of a series: that on which it is now, if it was moved.
func dateOf(s *store.Store, r *browser.Reader, of Subject) string {
	var entries []calendar.Entry
	if d := s.Detail(of.RoomID); d.Meeting != nil {
		entries = d.Meeting.Calendar
	}
	if o, ok := calendar.Find(entries, of.UID, &of.ID, s.Zones()); ok {
		return r.Day(o.Start, r.Zone)
	}
	wall, err := of.ID.Wall()
	if err != nil {
		return ""
	}
	return r.Day(wall, "UTC")
}

// Remover is the dialog that asks before a meeting is deleted, or dates of it.
type Remover struct {
	app.Compo

	Store   *store.Store
	Reader  *browser.Reader
	Subject Subject
	OnClose func(app.Context)

	scope Scope
}

// OnInit implements app.Initializer.
func (d *Remover) OnInit() { d.scope = d.Subject.scope() }

// Render implements app.Composer.
func (d *Remover) Render() app.UI {
	order, notes := d.order(), d.notes()
	return &ui.Dialog{
		ID: "remover", Title: d.Reader.Text(text.RemoveTitle, "title", order.Title), CloseLabel: d.Reader.Text(text.EditorClose), OnClose: d.OnClose,
		Body: app.Div().Class("dialog-form").Body(
			app.Div().Class("dialog-body").Body(
				app.If(d.Subject.Recurs(), Scopes(d.Reader, text.RemoveScope, dateOf(d.Store, d.Reader, d.Subject), d.scope, d.choose)),
				app.P().Hidden(!closes(order)).Text(d.Reader.Text(text.RemoveText)),
				app.P().Hidden(!closes(order) || notes == "").Text(d.Reader.Text(notes)),
				app.P().Hidden(len(order.Steps) > 0).Text(d.Reader.Text(text.EditorGone)),
			),
			app.Div().Class("dialog-buttons").Body(
				ui.Button{Label: d.Reader.Text(text.EditorCancel), OnClick: d.close}.UI(),
				ui.Button{
					Label: d.Reader.Text(text.DetailsDelete), Kind: ui.Destructive, OnClick: d.remove, Disabled: len(order.Steps) == 0,
				}.UI(),
			),
		),
	}
}

// order is what the dialog asks for; one without commands when nothing is there to delete.
func (d *Remover) order() store.Order {
	detail := d.Store.Detail(d.Subject.RoomID)
	if detail.Meeting == nil {
		return store.Order{}
	}
	o := store.Order{
		Verb: store.Delete, Title: detail.Meeting.Title, Target: d.Subject.RoomID,
		Context: command.Context{Locale: d.Reader.Locale, Timezone: d.Reader.Zone},
	}
	o.Steps, _ = d.Subject.removal(detail, d.scope, d.Store.Zones())
	return o
}

// notes is what there is to be said of the notes of a meeting that is closed.
func (d *Remover) notes() text.Key {
	n, _ := d.Store.Notes(d.Subject.RoomID)
	switch {
	case n.Status != event.NotesInitialized:
		return ""
	case d.Store.Config.Notes.Last:
		return text.NotesLast
	}
	return text.NotesLost
}

// closes reports that an order ends a meeting.
func closes(o store.Order) bool {
	return len(o.Steps) > 0 && o.Steps[0].Type == command.TypeMeetingClose
}

func (d *Remover) choose(s Scope) {
	d.scope = s
	d.Update()
}

func (d *Remover) close(app.Context, app.Event) { ui.CloseDialog(d) }

// remove sends the order; what becomes of it is told where all orders are.
func (d *Remover) remove(app.Context, app.Event) {
	d.Store.Send(d.order())
	ui.CloseDialog(d)
}
