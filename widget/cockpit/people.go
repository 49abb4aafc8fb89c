package cockpit

import (
	"strconv"

	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"parley/shared/event"
	"parley/shared/room"
	"parley/shared/text"
	"parley/widget/ui"
)

// How many participants are listed at first, and at most.
const (
	firstPeople = 10
	maxPeople   = 500
)

// participants lists who takes part, the organiser first.
func (c *Cockpit) participants() app.UI {
	all := c.people
	if len(all) == 0 {
		return nil
	}
	shown := all[:min(len(all), maxPeople)]
	if !c.everybody {
		shown = all[:min(len(all), firstPeople)]
	}
	rest := len(all) - len(shown)
	return app.Div().Class("fact").Body(
		app.Dt().Text(c.Reader.Text(text.CockpitPeople)),
		app.Dd().Body(
			app.Ul().Class("people").Body(app.Range(shown).Slice(func(i int) app.UI { return c.person(shown[i]) })),
			app.If(rest > 0 && !c.everybody, ui.Button{
				Label: c.Reader.Text(text.CockpitOthers, "count", strconv.Itoa(rest)), Kind: ui.Tertiary, OnClick: c.showAll,
			}.UI()),
			app.If(rest > 0 && c.everybody, app.P().Text(c.Reader.Text(text.CockpitOthers, "count", strconv.Itoa(rest)))),
		),
	)
}

func (c *Cockpit) showAll(app.Context, app.Event) { c.everybody = true }

func (c *Cockpit) person(p room.Participant) app.UI {
	status, tone := text.CockpitJoined, ui.Success
	if p.Membership == event.MembershipInvite {
		status, tone = text.PlannerInvited, ui.Info
	}
	return app.Li().Class("person").Body(
		ui.Avatar(p.UserID, p.Name),
		app.Span().Class("person-name").Title(p.UserID).Body(
			app.Span().Text(p.Name),
			app.If(p.Organiser, app.Span().Class("person-role").Text(c.Reader.Text(text.CockpitOrganiser))),
		),
		ui.Pill(tone, c.Reader.Text(status)),
	)
}
