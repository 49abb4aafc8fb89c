package planner

import (
	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"parley/shared/text"
	"parley/widget/attend"
	"parley/widget/browser"
	"parley/widget/meeting"
	"parley/widget/store"
	"parley/widget/ui"
)

// daySection is a day of the list. It is a component of its own so that it is only
// rendered when something on this day has changed.
type daySection struct {
	app.Compo

	Planner *Planner
	Reader  *browser.Reader // another one when the language changes
	Day     day
}

// Render implements app.Composer.
func (s *daySection) Render() app.UI {
	cards := s.Day.Cards
	return app.Section().Class("day").Hidden(len(cards) == 0).Body(
		app.H2().Class("day-title").Body(
			app.Text(s.Day.Title),
			app.If(s.Day.Note != "", app.Span().Class("day-note").Text(s.Day.Note)),
		),
		app.Ul().Class("cards").Body(app.Range(cards).Slice(func(i int) app.UI {
			return &meetingCard{Planner: s.Planner, Reader: s.Reader, Card: cards[i]}
		})),
	)
}

// meetingCard is the card of one occurrence.
type meetingCard struct {
	app.Compo

	Planner *Planner
	Reader  *browser.Reader
	Card    card
}

// Render implements app.Composer.
func (c *meetingCard) Render() app.UI {
	return app.Li().Class("card").TabIndex(-1).DataSet("room", c.Card.Key.RoomID).Body(
		app.Div().Class("card-main").Body(
			app.P().Class("card-time").Body(
				app.Span().Text(c.Card.Time),
				app.If(c.Card.Elsewhere != "", app.Span().Class("card-elsewhere").Text(c.Card.Elsewhere)),
			),
			app.H3().Class("card-title").Body(app.Button().Type("button").Class("card-link").OnClick(c.details).Body(app.Span().Class("clamped").Text(c.Card.Title))),
			app.If(c.Card.Recurrence != "", app.P().Class("card-recurrence").Body(
				ui.Icon("icon-restart"), app.Span().Text(c.Card.Recurrence),
			)),
			app.If(c.Card.State != "" || c.Card.Invited, app.P().Class("card-states").Body(
				app.If(c.Card.State != "", ui.Pill(c.Card.Tone, c.Card.State)),
				app.If(c.Card.Invited, ui.Pill(ui.Info, c.Reader.Text(text.PlannerInvited))),
			)),
			&meeting.Folded{Reader: c.Reader, Text: c.Card.Description, Lines: 3},
		),
		c.action(),
	)
}

// action is how an invitation is answered, or else the way to the room.
func (c *meetingCard) action() app.UI {
	if c.Card.Invited {
		return &attend.Reply{Store: c.Planner.Store, Reader: c.Reader, RoomID: c.Card.Key.RoomID, Title: c.Card.Title, Stays: true}
	}
	return openButton(c.Planner.Store, c.Reader, c.Card.Title, c.Card.Key.RoomID)
}

func (c *meetingCard) details(ctx app.Context, _ app.Event) { c.Planner.open(ctx, c.Card.Key) }

// roomCard is the card of an invitation, or of a broken meeting.
type roomCard struct {
	app.Compo

	Store  *store.Store
	Reader *browser.Reader
	RoomID string
	Title  string
	When   string // of an invitation; empty where the homeserver does not show it
	Who    string // has invited; empty where the text says it
	Text   string
	Lines  int // of the text that are shown at first
	Broken bool
}

// Render implements app.Composer.
func (c *roomCard) Render() app.UI {
	card := app.Li().Class("card").TabIndex(-1).DataSet("room", c.RoomID)
	var action app.UI = &attend.Reply{Store: c.Store, Reader: c.Reader, RoomID: c.RoomID, Title: c.Title}
	if c.Broken {
		card, action = card.Class("card-broken"), openButton(c.Store, c.Reader, c.Title, c.RoomID)
	}
	return card.Body(
		app.If(c.Broken, ui.Icon("icon-warning")),
		app.Div().Class("card-main").Body(
			app.P().Class("card-time").Hidden(c.When == "").Text(c.When),
			app.H3().Class("card-title", "clamped").Text(c.Title),
			app.P().Class("card-recurrence").Hidden(c.Who == "").Text(c.Who),
			&meeting.Folded{Reader: c.Reader, Text: c.Text, Lines: c.Lines},
		),
		action,
	)
}

// openButton makes the client show a room.
func openButton(s *store.Store, r *browser.Reader, title, id string) app.UI {
	open := func(app.Context, app.Event) { s.Open(id) }
	return app.Button().Type("button").Class("button", "button-secondary", "card-open").
		Aria("label", r.Text(text.PlannerOpenNamed, "title", title)).OnClick(open, id).
		Body(app.Span().Text(r.Text(text.PlannerOpen)))
}
