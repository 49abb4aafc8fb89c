package planner

import (
	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"parley/widget/ui"
)

// loadMore is a button that presses itself when it comes near the visible part of
// the page. Keyboards and browsers without that ability press it by hand.
type loadMore struct {
	app.Compo

	Label   string
	OnReach func(app.Context)

	observer app.Value
	callback app.Func
}

// near is how far below the visible part more cards are put into the page.
const near = "600px"

// OnMount implements app.Mounter.
func (m *loadMore) OnMount(ctx app.Context) {
	observe := app.Window().Get("IntersectionObserver")
	if !observe.Truthy() {
		return
	}
	m.callback = app.FuncOf(func(_ app.Value, args []app.Value) any {
		entries := args[0]
		if entries.Index(entries.Length() - 1).Get("isIntersecting").Bool() {
			ctx.Dispatch(m.reach)
		}
		return nil
	})
	m.observer = observe.New(m.callback, map[string]any{"rootMargin": near})
	m.watch()
}

// watch begins anew, because an observer only tells of changes and the button may
// still be near after more cards have come.
func (m *loadMore) watch() {
	m.observer.Call("disconnect")
	m.observer.Call("observe", m.JSValue())
}

func (m *loadMore) reach(ctx app.Context) {
	m.OnReach(ctx)
	ctx.Defer(func(app.Context) {
		if m.Mounted() {
			m.watch()
		}
	})
}

// OnDismount implements app.Dismounter.
func (m *loadMore) OnDismount() {
	if m.observer != nil {
		m.observer.Call("disconnect")
		m.callback.Release()
	}
}

// Render implements app.Composer.
func (m *loadMore) Render() app.UI {
	return ui.Button{Label: m.Label, Kind: ui.Tertiary, OnClick: m.press}.UI()
}

func (m *loadMore) press(ctx app.Context, _ app.Event) { m.OnReach(ctx) }
