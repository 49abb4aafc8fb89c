package notice

import (
	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"parley/shared/fault"
	"parley/shared/text"
	"parley/widget/browser"
	"parley/widget/editor"
	"parley/widget/store"
	"parley/widget/ui"
)

// Orders says how orders are doing; edit shows what the person has typed for one that has
// failed, undo takes back one that can be taken back, show leads to what takes place when the
// calendar does not show it.
func Orders(s *store.Store, r *browser.Reader, orders []store.Command, edit, undo, show func(store.Command)) []app.UI {
	var banners []app.UI
	for _, c := range orders {
		tone, words := editor.Outcome(r, c)
		buttons := actions(s, r, c, edit, undo)
		if show != nil && c.State == store.Done {
			away := isAway(s.View(), c)
			if away {
				words += " " + r.Text(text.CommandWhen, "range", r.Dates(c.At.Start, c.At.End, r.Zone))
			}
			buttons = append([]app.UI{ui.Slot(away, ui.Button{
				Label: r.Text(text.CommandShow), Scope: c.ID, OnClick: func(app.Context, app.Event) { show(c) },
			}.UI())}, buttons...)
		}
		banners = append(banners, ui.Banner{Tone: tone, Title: c.Title, Text: words, Actions: buttons}.UI())
	}
	return banners
}

// isAway reports that an order has put something where the calendar does not show it.
func isAway(v *store.View, c store.Command) bool {
	return !c.At.Start.IsZero() && (!c.At.Start.Before(v.To) || !c.At.End.After(v.From))
}

// repeatable reports that an order that has failed may be sent once more as it is. What it
// was made from must not have changed meanwhile.
func repeatable(c store.Command) bool {
	conflict := c.State == store.Rejected && c.Fault.Code == fault.Conflict
	return c.State != store.Done && c.Verb != store.Create && !conflict
}

func actions(s *store.Store, r *browser.Reader, c store.Command, edit, undo func(store.Command)) []app.UI {
	if !c.State.Over() {
		return nil
	}
	var actions []app.UI
	button := func(label text.Key, h app.EventHandler) {
		actions = append(actions, ui.Button{Label: r.Text(label), OnClick: h, Scope: c.ID}.UI())
	}
	if c.State == store.Done && c.Room != "" && c.Verb == store.Create {
		button(text.PlannerOpen, func(app.Context, app.Event) { s.Open(c.Room) })
	}
	if c.State == store.Done && len(c.Undo) > 0 {
		button(text.MoveUndo, func(app.Context, app.Event) { undo(c) })
	}
	if repeatable(c) {
		button(text.CommandRetry, func(app.Context, app.Event) { s.Resume(c.ID) })
	}
	if c.State != store.Done && c.Draft != "" {
		button(text.CommandEdit, func(app.Context, app.Event) {
			s.Dismiss(c.ID)
			edit(c)
		})
	}
	if c.Details != "" {
		button(text.CommandDetails, func(app.Context, app.Event) { s.Open(c.Details) })
	}
	button(text.CommandDismiss, func(app.Context, app.Event) { s.Dismiss(c.ID) })
	return actions
}

// Outcome says how an order is doing where it was given.
func Outcome(s *store.Store, r *browser.Reader, c store.Command) app.UI {
	tone, words := editor.Outcome(r, c)
	b := ui.Banner{Tone: tone, Text: words}
	if c.Details != "" {
		b.Actions = []app.UI{ui.Button{
			Label: r.Text(text.CommandDetails), Scope: c.Details, OnClick: func(app.Context, app.Event) { s.Open(c.Details) },
		}.UI()}
	}
	return b.UI()
}
