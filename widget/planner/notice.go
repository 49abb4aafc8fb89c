package planner

import (
	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"parley/shared/text"
	"parley/widget/editor"
	"parley/widget/store"
	"parley/widget/ui"
)

// problemTexts says of each problem what it is and what mends it.
var problemTexts = map[store.Problem]struct {
	tone        string
	title, hint text.Key
}{
	store.DeniedRooms:   {ui.Critical, text.ProblemRooms, text.ProblemRoomsHint},
	store.BotMissing:    {ui.Critical, text.ProblemMissing, text.ProblemMissingHint},
	store.BotSilent:     {ui.Critical, text.ProblemSilent, text.ProblemSilentHint},
	store.DeniedSend:    {ui.Warning, text.ProblemSend, text.ProblemSendHint},
	store.DeniedAnswers: {ui.Warning, text.ProblemAnswers, text.ProblemAnswersHint},
	store.BotPowerless:  {ui.Warning, text.ProblemPower, text.ProblemPowerHint},
	store.DeniedSearch:  {ui.Info, text.ProblemSearch, text.ProblemSearchHint},
	store.DeniedOpen:    {ui.Info, text.ProblemOpen, text.ProblemOpenHint},
	store.DeniedJoin:    {ui.Info, text.ProblemJoin, text.ProblemJoinHint},
}

func (p *Planner) problems() []app.UI {
	var banners []app.UI
	for _, problem := range p.view.Problems {
		t := problemTexts[problem]
		banners = append(banners, ui.Banner{
			Tone:  t.tone,
			Title: p.Reader.Text(t.title),
			Text:  p.Reader.Text(t.hint, "command", "/invite "+p.Store.Config.BotUserID),
		}.UI())
	}
	return banners
}

// commands says how the commands are doing whose editor is no longer open.
func (p *Planner) commands() []app.UI {
	if p.editing {
		return nil
	}
	var banners []app.UI
	for _, c := range p.view.Commands {
		tone, words := editor.Outcome(p.Reader, c)
		banners = append(banners, ui.Banner{Tone: tone, Title: c.Title, Text: words, Actions: p.commandActions(c)}.UI())
	}
	return banners
}

func (p *Planner) commandActions(c store.Command) []app.UI {
	if !c.State.Over() {
		return nil
	}
	var actions []app.UI
	button := func(label text.Key, h app.EventHandler) {
		actions = append(actions, ui.Button{Label: p.Reader.Text(label), OnClick: h, Scope: c.ID}.UI())
	}
	if c.State == store.Done && c.Room != "" {
		button(text.PlannerOpen, func(app.Context, app.Event) { p.Store.Open(c.Room) })
	}
	if c.State != store.Done {
		button(text.CommandEdit, func(app.Context, app.Event) {
			p.Store.Dismiss(c.ID)
			p.edit(editor.Resume(c))
		})
	}
	if c.Details != "" {
		button(text.CommandDetails, func(app.Context, app.Event) { p.Store.Open(c.Details) })
	}
	button(text.CommandDismiss, func(app.Context, app.Event) { p.Store.Dismiss(c.ID) })
	return actions
}

func (p *Planner) invitations() app.UI {
	all := p.view.Invitations
	if len(all) == 0 {
		return nil
	}
	return app.Section().Class("day").Body(
		app.H2().Class("day-title").Text(p.Reader.Text(text.PlannerInvitations)),
		app.Ul().Class("cards").Body(app.Range(all).Slice(func(i int) app.UI {
			invitation := all[i]
			return app.Li().Class("card").DataSet("room", invitation.RoomID).Body(
				app.Div().Class("card-main").Body(
					app.H3().Class("card-title").Text(invitation.Name),
					&folded{Reader: p.Reader, Text: invitation.Reason, Lines: 1},
				),
				openButton(p.Store, p.Reader, invitation.Name, invitation.RoomID),
			)
		})),
	)
}

func (p *Planner) broken() app.UI {
	all := p.view.Broken
	if len(all) == 0 {
		return nil
	}
	return app.Ul().Class("cards").Body(app.Range(all).Slice(func(i int) app.UI {
		meeting := all[i]
		reason := p.Reader.Text(text.PlannerBroken) + ": " + text.Fault(p.Reader.Lang, meeting.Broken.Code)
		return app.Li().Class("card", "card-broken").DataSet("room", meeting.RoomID).Body(
			app.Div().Class("card-main").Body(
				app.H3().Class("card-title").Text(meeting.Title),
				app.P().Class("card-description").Body(ui.Icon("icon-warning"), app.Text(reason)),
			),
			openButton(p.Store, p.Reader, meeting.Title, meeting.RoomID),
		)
	}))
}
