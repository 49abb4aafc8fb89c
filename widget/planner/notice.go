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
	var denied []store.Problem
	var banners []app.UI
	for _, problem := range p.view.Problems {
		if problem.Denied() {
			denied = append(denied, problem)
		} else {
			banners = append(banners, p.banner(problem).UI())
		}
	}
	if len(denied) == 0 {
		return banners
	}
	return append([]app.UI{p.denied(denied).UI()}, banners...)
}

func (p *Planner) banner(problem store.Problem) ui.Banner {
	t := problemTexts[problem]
	return ui.Banner{
		Tone:  t.tone,
		Title: p.Reader.Text(t.title),
		Text:  p.Reader.Text(t.hint, "command", "/invite "+p.Store.Config.BotUserID),
	}
}

// denied is one banner for all that is not allowed, under the title of the gravest.
func (p *Planner) denied(problems []store.Problem) ui.Banner {
	b := p.banner(problems[0])
	if len(problems) == 1 {
		return b
	}
	b.Tone, b.Text = ui.Critical, ""
	for _, problem := range problems {
		b.Points = append(b.Points, p.Reader.Text(problemTexts[problem].hint))
	}
	return b
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
	if c.State != store.Done && c.Verb != store.Create {
		button(text.CommandRetry, func(app.Context, app.Event) { p.Store.Resume(c.ID) })
	}
	if c.State != store.Done && c.Draft != "" {
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

// broken are the meetings that cannot be placed in time, with the reason.
func (p *Planner) broken() app.UI {
	all := p.view.Broken[:min(len(p.view.Broken), p.limit)]
	return app.Ul().Class("cards").Hidden(len(all) == 0).Body(app.Range(all).Slice(func(i int) app.UI {
		reason := p.Reader.Text(text.PlannerBroken) + ": " + text.Fault(p.Reader.Lang, all[i].Broken.Code)
		return &roomCard{Store: p.Store, Reader: p.Reader, RoomID: all[i].RoomID, Title: all[i].Title, Text: reason, Lines: 3, Broken: true}
	}))
}
