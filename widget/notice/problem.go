// Package notice is what the screens say above their content: what is wrong, and how the
// orders are doing.
package notice

import (
	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"parley/shared/text"
	"parley/widget/browser"
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

// Problems says what keeps the widget from working.
func Problems(s *store.Store, r *browser.Reader, problems []store.Problem) []app.UI {
	var denied []store.Problem
	var banners []app.UI
	for _, problem := range problems {
		if problem.Denied() {
			denied = append(denied, problem)
		} else {
			banners = append(banners, banner(s, r, problem).UI())
		}
	}
	if len(denied) == 0 {
		return banners
	}
	return append([]app.UI{allDenied(s, r, denied).UI()}, banners...)
}

func banner(s *store.Store, r *browser.Reader, problem store.Problem) ui.Banner {
	t := problemTexts[problem]
	return ui.Banner{
		Tone:  t.tone,
		Title: r.Text(t.title),
		Text:  r.Text(t.hint, "command", "/invite "+s.Config.BotUserID),
	}
}

// allDenied is one banner for all that is not allowed, under the title of the gravest.
func allDenied(s *store.Store, r *browser.Reader, problems []store.Problem) ui.Banner {
	b := banner(s, r, problems[0])
	if len(problems) == 1 {
		return b
	}
	b.Tone, b.Text = ui.Critical, ""
	for _, problem := range problems {
		b.Points = append(b.Points, r.Text(problemTexts[problem].hint))
	}
	return b
}
