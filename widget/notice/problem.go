// Package notice is what the screens say above their content: what is wrong, and how the
// orders are doing.
package notice

import (
	"strconv"

	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"parley/shared/text"
	"parley/widget/browser"
	"parley/widget/meeting"
	"parley/widget/store"
	"parley/widget/ui"
)

// problemTexts says of each problem what it is and what mends it.
var problemTexts = map[store.Problem]struct {
	tone        string
	title, hint text.Key
}{
	store.Offline:         {ui.Warning, text.ProblemOffline, text.ProblemOfflineHint},
	store.DeniedRooms:     {ui.Critical, text.ProblemRooms, text.ProblemRoomsHint},
	store.BotMissing:      {ui.Critical, text.ProblemMissing, text.ProblemMissingHint},
	store.BotSilent:       {ui.Critical, text.ProblemSilent, text.ProblemSilentHint},
	store.BotDeaf:         {ui.Critical, text.ProblemDeaf, text.ProblemDeafHint},
	store.DeniedSend:      {ui.Warning, text.ProblemSend, text.ProblemSendHint},
	store.DeniedChange:    {ui.Warning, text.ProblemChange, text.ProblemChangeHint},
	store.DeniedBreakouts: {ui.Warning, text.ProblemBreakouts, text.ProblemBreakoutsHint},
	store.DeniedAnswers:   {ui.Warning, text.ProblemAnswers, text.ProblemAnswersHint},
	store.BotPowerless:    {ui.Warning, text.ProblemPower, text.ProblemPowerHint},
	store.ClockWrong:      {ui.Warning, text.ProblemClock, text.ProblemClockHint},
	store.DeniedParts:     {ui.Info, text.ProblemParts, text.ProblemPartsHint},
	store.DeniedReply:     {ui.Info, text.ProblemReply, text.ProblemReplyHint},
	store.DeniedSearch:    {ui.Info, text.ProblemSearch, text.ProblemSearchHint},
	store.DeniedOpen:      {ui.Info, text.ProblemOpen, text.ProblemOpenHint},
	store.DeniedJoin:      {ui.Info, text.ProblemJoin, text.ProblemJoinHint},
}

// powerTexts says of each power what it is for.
var powerTexts = map[store.Power]text.Key{
	store.ToLink:     text.PowerLink,
	store.ToInstall:  text.PowerInstall,
	store.ToChange:   text.PowerChange,
	store.ToInvite:   text.PowerInvite,
	store.ToRemove:   text.PowerRemove,
	store.ToRegulate: text.PowerRegulate,
}

// Problems says what keeps the widget from working.
func Problems(s *store.Store, r *browser.Reader, v *store.View) []app.UI {
	var denied []store.Problem
	var banners []app.UI
	for _, problem := range v.Problems {
		if problem.Denied() {
			denied = append(denied, problem)
		} else {
			banners = append(banners, banner(s, r, v, problem).UI())
		}
	}
	if len(denied) == 0 {
		return banners
	}
	return append([]app.UI{allDenied(s, r, v, denied).UI()}, banners...)
}

func banner(s *store.Store, r *browser.Reader, v *store.View, problem store.Problem) ui.Banner {
	t := problemTexts[problem]
	b := ui.Banner{Tone: t.tone}
	switch problem {
	case store.BotMissing:
		b.Text = r.Text(t.hint, "command", "/invite "+s.Config.BotUserID)
	case store.BotPowerless:
		b.Text = r.Text(t.hint, "command", "/op "+s.Config.BotUserID+" "+strconv.FormatInt(int64(v.Needed), 10))
		for _, power := range v.Lacks {
			b.Points = append(b.Points, r.Text(powerTexts[power]))
		}
	default:
		b.Text = r.Text(t.hint)
	}
	if b.Title = r.Text(t.title); problem == store.ClockWrong {
		b.Title = r.Text(t.title, "time", meeting.Roughly(r, v.ClockOff))
	}
	return b
}

// allDenied is one banner for all that is not allowed.
func allDenied(s *store.Store, r *browser.Reader, v *store.View, problems []store.Problem) ui.Banner {
	if len(problems) == 1 {
		return banner(s, r, v, problems[0])
	}
	b := ui.Banner{Tone: problemTexts[problems[0]].tone, Title: r.Text(text.ProblemDenied), Text: r.Text(text.ProblemDeniedHint)}
	for _, problem := range problems {
		b.Points = append(b.Points, r.Text(problemTexts[problem].title))
	}
	return b
}

// Failed says that the client did not answer, and tries again.
func Failed(r *browser.Reader, retry app.EventHandler) app.UI {
	return ui.Banner{
		Tone: ui.Critical, Title: r.Text(text.PlannerFailed), Text: r.Text(text.PlannerFailedHint),
		Actions: []app.UI{ui.Button{Label: r.Text(text.PlannerRetry), OnClick: retry}.UI()},
	}.UI()
}
