package planner

import (
	"slices"

	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"parley/shared/room"
	"parley/shared/text"
	"parley/widget/attend"
	"parley/widget/browser"
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
	at := slices.IndexFunc(p.view.Items, func(i *room.Item) bool { return keyOf(i) == p.opened })
	if at < 0 {
		return nil
	}
	item := p.view.Items[at]
	return &details{
		Store: p.Store, Reader: p.Reader, Card: describe(item, p.view.Now, p.Reader, p.Store.Zones()),
		Item: item, Over: !item.End.After(p.view.Now), Failure: p.failureOf(item.Meeting.RoomID),
		When: p.Reader.Dates(item.Start, item.End, p.Reader.Zone), OnClose: p.closed,
	}
}

func (p *Planner) closed(app.Context) { p.opened = key{} }

// details is the dialog with all about an occurrence.
type details struct {
	app.Compo

	Store   *store.Store
	Reader  *browser.Reader
	Card    card
	Item    *room.Item
	Over    bool
	Failure string // of a reply to the invitation
	When    string
	OnClose func(app.Context)
}

// Render implements app.Composer.
func (d *details) Render() app.UI {
	return &ui.Dialog{
		ID: "details", Title: d.Card.Title, CloseLabel: d.Reader.Text(text.EditorClose), OnClose: d.OnClose,
		Body: app.Div().Class("dialog-form").Body(
			app.Div().Class("dialog-body", "details").Body(
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
				d.attendance(),
			),
			app.Div().Class("dialog-buttons").Body(
				ui.Button{Label: d.Reader.Text(text.PlannerOpen), Kind: ui.Primary, OnClick: d.goThere}.UI(),
			),
		),
	}
}

// attendance is who comes, or how the invitation is answered.
func (d *details) attendance() app.UI {
	if !d.Card.Invited {
		return &attend.Part{
			Store: d.Store, Reader: d.Reader, RoomID: d.Card.RoomID, Occurrence: d.Item.Occurrence, Over: d.Over, List: true,
		}
	}
	return app.Div().Body(
		ui.Announcer(app.If(d.Failure != "", ui.Banner{Tone: ui.Critical, Text: d.Failure}.UI())),
		&attend.Reply{Store: d.Store, Reader: d.Reader, RoomID: d.Card.RoomID, Title: d.Card.Title, Stays: true},
	)
}

func (d *details) goThere(app.Context, app.Event) { d.Store.Open(d.Card.RoomID) }
