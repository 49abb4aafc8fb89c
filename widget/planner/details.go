package planner

import (
	"slices"

	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"parley/shared/room"
	"parley/shared/text"
	"parley/widget/attend"
	"parley/widget/breakout"
	"parley/widget/browser"
	"parley/widget/editor"
	"parley/widget/meeting"
	"parley/widget/minutes"
	"parley/widget/share"
	"parley/widget/store"
	"parley/widget/ui"
)

// open shows the details of an occurrence.
func (p *Planner) open(ctx app.Context, k key) {
	p.opened = k
	p.refresh(ctx)
	p.Update() // ctx is the chip's
}

// details are those of the opened occurrence, if it is still there.
func (p *Planner) details() app.UI {
	at := p.openedAt()
	if at < 0 {
		return nil
	}
	item := p.view.Items[at]
	return &details{
		Planner: p, Reader: p.Reader, Card: describe(item, p.view.Now, p.Reader, p.Store.Zones()),
		Item: item, Over: !item.End.After(p.view.Now), Failure: p.failureOf(item.Meeting.RoomID),
		When: p.Reader.Dates(item.Start, item.End, p.Reader.Zone), Subject: editor.SubjectOf(item.Meeting.RoomID, &item.Occurrence),
		Detail: p.Store.Detail(item.Meeting.RoomID), OnClose: p.closed,
	}
}

// openedAt is where the opened occurrence is in the view; -1 when it is not there.
func (p *Planner) openedAt() int {
	if p.opened == (key{}) {
		return -1
	}
	at := slices.IndexFunc(p.view.Items, func(i *room.Item) bool { return keyOf(i) == p.opened })
	if at >= 0 {
		return at
	}
	return slices.IndexFunc(p.view.Items, func(i *room.Item) bool { // a single meeting may have been moved meanwhile
		return i.Meeting.RoomID == p.opened.RoomID && i.UID == p.opened.UID && i.RecurrenceID == nil
	})
}

func (p *Planner) closed(app.Context) { p.opened = key{} }

// details is the dialog with all about an occurrence.
type details struct {
	app.Compo

	Planner *Planner
	Reader  *browser.Reader
	Card    card
	Item    *room.Item
	Over    bool
	Failure string // of a reply to the invitation
	When    string
	Subject editor.Subject
	Detail  store.Detail
	OnClose func(app.Context)

	sharing bool
}

// OnMount implements app.Mounter: who may change the meeting is only read now.
func (d *details) OnMount(ctx app.Context) {
	ctx.Async(func() { d.Planner.Store.Examine(ctx, d.Card.Key.RoomID) })
}

// Render implements app.Composer.
func (d *details) Render() app.UI {
	return &ui.Dialog{
		ID: "details", Title: d.Card.Title, CloseLabel: d.Reader.Text(text.EditorClose), OnClose: d.OnClose,
		Body: app.Div().Class("dialog-form").Body(
			app.Div().Class("dialog-body", "details").TabIndex(0).Body(
				app.P().Class("card-time").Body(
					app.Span().Text(d.When),
					app.If(d.Card.Elsewhere != "", app.Span().Class("card-elsewhere").Text(d.Card.Elsewhere)),
				),
				app.If(d.Card.Recurrence != "", app.P().Class("card-recurrence").Body(
					ui.Icon("icon-restart"), app.Span().Text(d.Card.Recurrence),
				)),
				app.If(d.Card.State != "" || d.Card.Invited, app.P().Class("card-states").Body(
					app.If(d.Card.State != "", ui.Pill(d.Card.Tone, d.Card.State)),
					app.If(d.Card.Invited, ui.Pill(ui.Info, d.Reader.Text(text.PlannerInvited))),
				)),
				app.P().Class("card-description").Text(d.Card.Description),
				meeting.Encryption(d.Reader, d.Detail.Encrypted),
				d.attendance(),
				&minutes.Part{Store: d.Planner.Store, Reader: d.Reader, RoomID: d.Card.Key.RoomID},
				breakout.List(d.Planner.Store, d.Reader, d.Card.Key.RoomID),
				d.history(),
			),
			app.Div().Class("dialog-buttons").Body(
				app.Div().Class("actions", "dialog-tools").Body( // the rights are known later: what needs them comes behind
					ui.Slot(d.Planner.view.MayCreate, ui.Button{Label: d.Reader.Text(text.DetailsDuplicate), Icon: "icon-copy", Tip: true, OnClick: d.duplicate}.UI()),
					ui.Slot(d.Detail.Update, ui.Button{Label: d.Reader.Text(text.DetailsEdit), Icon: "icon-edit", Tip: true, OnClick: d.edit}.UI()),
					ui.Slot(d.Detail.Elsewhere != "", meeting.Elsewhere(d.Reader, d.Detail.Elsewhere)),
					ui.Slot(d.Detail.Close, ui.Button{Label: d.Reader.Text(text.DetailsDelete), Icon: "icon-delete", Tip: true, OnClick: d.remove}.UI()),
				),
				app.Div().Class("actions").Body(
					ui.Button{Label: d.Reader.Text(text.ShareOpen), Icon: "icon-share", OnClick: d.share}.UI(),
					ui.Button{Label: d.Reader.Text(text.PlannerOpen), Kind: ui.Primary, OnClick: d.goThere}.UI(),
				),
			),
			d.dialog(),
		),
	}
}

// attendance is who comes, or how the invitation is answered.
func (d *details) attendance() app.UI {
	if !d.Card.Invited {
		return &attend.Part{
			Store: d.Planner.Store, Reader: d.Reader, RoomID: d.Card.Key.RoomID, Occurrence: d.Item.Occurrence, Over: d.Over, List: true,
		}
	}
	return app.Div().Body(
		ui.Announcer(app.If(d.Failure != "", ui.Banner{Tone: ui.Critical, Text: d.Failure}.UI())),
		&attend.Reply{Store: d.Planner.Store, Reader: d.Reader, RoomID: d.Card.Key.RoomID, Title: d.Card.Title, Stays: true},
	)
}

// history is who has changed what. Those who are invited do not see the room's past.
func (d *details) history() app.UI {
	if d.Card.Invited {
		return nil
	}
	return &meeting.History{Store: d.Planner.Store, Reader: d.Reader, RoomID: d.Card.Key.RoomID}
}

func (d *details) goThere(app.Context, app.Event) { d.Planner.Store.Open(d.Card.Key.RoomID) }

// leave closes the details and has the planner show something else instead.
func (d *details) leave(ctx app.Context, show func(p *Planner)) {
	p := d.Planner
	p.opened = key{}
	show(p)
	p.refresh(ctx)
	p.Update() // ctx is the dialog's
}

func (d *details) edit(ctx app.Context, _ app.Event) {
	d.leave(ctx, func(p *Planner) { p.edit(editor.Form{Of: d.Subject}) })
}

func (d *details) duplicate(ctx app.Context, _ app.Event) {
	d.leave(ctx, func(p *Planner) { p.edit(editor.Copy(p.Store, p.Reader, d.Subject)) })
}

func (d *details) remove(ctx app.Context, _ app.Event) {
	d.leave(ctx, func(p *Planner) { p.removing = d.Subject })
}

// remover asks before a meeting is deleted.
func (p *Planner) remover() app.UI {
	if p.removing.RoomID == "" {
		return nil
	}
	return &editor.Remover{Store: p.Store, Reader: p.Reader, Subject: p.removing, OnClose: p.removed}
}

func (p *Planner) removed(app.Context) {
	p.removing = editor.Subject{}
	refocus("") // the meeting may be about to vanish
}

// dialog is the one above this one.
func (d *details) dialog() app.UI {
	if !d.sharing {
		return nil
	}
	return &share.Dialog{Store: d.Planner.Store, Reader: d.Reader, Meeting: d.Item.Meeting, Occurrence: d.Item.Occurrence, OnClose: d.shared}
}

func (d *details) share(app.Context, app.Event) {
	d.sharing = true
	d.Update() // ctx is the dialog's
}

func (d *details) shared(app.Context) {
	d.sharing = false
	d.Update()
}
