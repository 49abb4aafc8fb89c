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
// failed, undo takes back one that can be taken back.
func Orders(s *store.Store, r *browser.Reader, orders []store.Command, edit, undo func(store.Command)) []app.UI {
	var banners []app.UI
	for _, c := range orders {
		tone, words := editor.Outcome(r, c)
		banners = append(banners, ui.Banner{Tone: tone, Title: c.Title, Text: words, Actions: actions(s, r, c, edit, undo)}.UI())
	}
	return banners
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
