// Package planner is the screen of a calendar room: the meetings from today to the
// end of next week, what is wrong, what is under way, and the way to a new meeting.
package planner

import (
	"slices"
	"time"

	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"parley/shared/room"
	"parley/shared/text"
	"parley/widget/browser"
	"parley/widget/editor"
	"parley/widget/notice"
	"parley/widget/store"
	"parley/widget/ui"
)

// Planner is the screen.
type Planner struct {
	app.Compo

	Store  *store.Store
	Reader *browser.Reader

	view      *store.View
	days      []day // of a list
	more      bool  // there are more occurrences in the view than limit
	weeks     []week
	columns   []column
	long      week
	inbox     bool // the open invitations are shown instead of the calendar
	filtering bool // the filters are shown on narrow screens, too
	choosing  choosing
	opened    key // the occurrence whose details are shown
	limit     int
	editing   bool
	draft     editor.Form // what the editor begins with
	removing  editor.Subject
	moving    editor.Move     // asked about
	settling  bool            // a moved meeting is about to be shown where it is now
	refusal   string          // why a meeting was not moved
	examined  map[string]bool // rooms of which it is known what the person may do there
	there     there           // the second time zone
	zones     []string        // to choose it from
	zone      string          // that is chosen
	arriving  *time.Time      // the chosen day that a month is about to be scrolled to
	followed  store.Command   // what it has moved is about to be shown
	shown     int             // id of the last command whose meeting was scrolled to
	width     int             // in pixels, of the widget
	cancel    func()
}

// How many cards are in the page at first, and how many come at once later.
const (
	firstBatch = 12
	batch      = 30
)

// OnInit implements app.Initializer.
func (p *Planner) OnInit() {
	p.limit, p.examined = firstBatch, map[string]bool{}
	p.recall()
	p.read()
}

// OnMount implements app.Mounter.
func (p *Planner) OnMount(ctx app.Context) {
	p.cancel = p.Store.Subscribe(func() { ctx.Dispatch(p.refresh) })
	p.width, _ = app.Window().Size()
	p.refresh(ctx)
}

// OnDismount implements app.Dismounter.
func (p *Planner) OnDismount() { p.cancel() }

// OnUpdate implements app.Updater: the reader has changed.
func (p *Planner) OnUpdate(ctx app.Context) { p.refresh(ctx) }

func (p *Planner) refresh(ctx app.Context) {
	p.read()
	p.offerOrganisers()
	editor.Settle(p.Store.Params, p.view.Commands)
	for _, c := range p.view.Commands {
		p.show(ctx, c)
	}
	p.arrive(ctx)
	p.reach(ctx)
	if p.settling {
		p.settling = false
		ctx.Defer(func(app.Context) { settle() })
	}
}

// show scrolls to the meeting of a command, once and if its card is in the page.
func (p *Planner) show(ctx app.Context, c store.Command) {
	at := slices.IndexFunc(p.view.Items, func(i *room.Item) bool { return i.Meeting.RoomID == c.Room })
	if c.State != store.Done || c.ID <= p.shown || at < 0 {
		return
	}
	p.shown = c.ID
	if at < p.limit {
		ctx.Defer(func(app.Context) { scrollTo(c.Room) })
	}
}

func scrollTo(roomID string) {
	if card := ofRoom(roomID); card.Truthy() {
		card.Call("scrollIntoView", map[string]any{"block": "nearest"})
	}
}

// ofRoom is the first element of a meeting in the page.
func ofRoom(id string) app.Value {
	id = app.Window().Get("CSS").Call("escape", id).String()
	return app.Window().Get("document").Call("querySelector", `[data-room="`+id+`"]`)
}

func (p *Planner) read() {
	p.view = p.Store.View()
	p.inbox = p.inbox && p.openInvitations() > 0
	if p.openedAt() < 0 {
		p.opened = key{} // it would open by itself when it is shown again
	}
	p.days, p.weeks, p.columns, p.more = nil, nil, nil, false
	switch p.view.Span {
	case room.SpanList:
		p.days, p.more = agenda(p.view, p.Reader, p.Store.Zones(), p.limit)
		p.more = p.more || max(len(p.view.Invitations), len(p.view.Broken)) > p.limit
	case room.SpanMonth:
		if !p.view.From.IsZero() {
			p.weeks = month(p.view, p.Reader)
		}
	default:
		if !p.view.From.IsZero() {
			p.columns, p.long = columns(p.view, p.Reader), wholeDays(p.view, p.Reader)
			p.lookThere()
		}
	}
}

// Render implements app.Composer.
func (p *Planner) Render() app.UI {
	main := app.Main().Class("planner")
	if p.view.Span != room.SpanList {
		main = main.Class("planner-wide")
	}
	return main.Body(
		app.Header().Class("planner-header").Body(
			app.H1().Class("unseen").Text(p.Reader.Text(text.PlannerTitle)),
			p.navigation(),
			app.If(p.view.MayCreate, ui.Button{
				Label: p.Reader.Text(text.PlannerNew), Icon: "icon-plus", Kind: ui.Primary, OnClick: p.create,
			}.UI()),
		),
		ui.Announcer(append(p.commands(), p.failedReplies()...)...),
		app.Div().Class("banners").Body(p.problems()...),
		p.toolbar(),
		app.Div().Class("banners").Role("status").Body(p.unfitting()...),
		p.content(),
		p.details(),
		p.editor(),
		p.remover(),
		p.mover(),
		p.zoneChoice(),
	)
}

func (p *Planner) content() app.UI {
	switch p.view.Phase {
	case store.Ready:
		return p.calendar()
	case store.Failed:
		return notice.Failed(p.Reader, p.retry)
	case store.Connecting:
		return app.Div().Body(
			app.P().Class("planner-waiting").Text(p.Reader.Text(text.PlannerWaiting)),
			ui.Skeleton(p.Reader.Text(text.PlannerLoading), 3),
		)
	default:
		return ui.Skeleton(p.Reader.Text(text.PlannerLoading), 3)
	}
}

// calendar shows the meetings in the span of time that the person has chosen. In grids,
// what has no time is below them.
func (p *Planner) calendar() app.UI {
	if p.inbox {
		return p.allInvitations()
	}
	switch p.view.Span {
	case room.SpanList:
		return p.list()
	case room.SpanMonth:
		return app.Div().Body(p.month(), p.movingHelp(), p.invitations(), p.broken())
	}
	return app.Div().Body(&times{
		Planner: p, Label: p.heading(), Columns: p.columns, Long: p.long, Hours: hours(p.Reader), There: p.there,
	}, p.movingHelp(), p.invitations(), p.broken())
}

// list has the same parts in the same places whatever is in them, because go-app
// finds components by their place.
func (p *Planner) list() app.UI {
	return app.Div().Class("agenda").Body(
		p.invitations(),
		app.Range(p.days).Slice(func(i int) app.UI {
			return &daySection{Planner: p, Reader: p.Reader, Day: p.days[i]}
		}),
		app.If(p.empty() && !p.filtered(), p.emptyState()),
		p.broken(),
		p.following(),
	)
}

// empty reports that there is nothing to show, and that this is not for lack of
// seeing it.
func (p *Planner) empty() bool {
	return len(p.view.Items)+len(p.view.Invitations)+len(p.view.Broken) == 0 && !p.blind()
}

// blind reports that the client does not let us see the meetings.
func (p *Planner) blind() bool { return slices.Contains(p.view.Problems, store.DeniedRooms) }

func (p *Planner) emptyState() app.UI {
	return app.Div().Class("empty").Body(
		ui.Icon("icon-calendar"),
		app.P().Class("empty-title").Text(p.Reader.Text(text.PlannerEmpty)),
		app.P().Text(p.Reader.Text(text.PlannerEmptyHint)),
	)
}

// following is the way to what the page does not show yet.
func (p *Planner) following() app.UI {
	if p.blind() {
		return nil
	}
	if p.more {
		return &loadMore{Label: p.Reader.Text(text.PlannerMore), OnReach: p.extend}
	}
	return ui.Button{Label: p.Reader.Text(text.PlannerLater), Kind: ui.Tertiary, OnClick: p.showLater}.UI()
}

func (p *Planner) extend(ctx app.Context) {
	p.limit += batch
	p.refresh(ctx)
	p.Update() // ctx is the button's
}

func (p *Planner) showLater(app.Context, app.Event) { p.Store.ShowLater() }

func (p *Planner) retry(app.Context, app.Event) { p.Store.Retry() }

func (p *Planner) create(app.Context, app.Event) {
	p.edit(editor.Begin(p.Store.Params, p.view))
}

func (p *Planner) edit(f editor.Form) { p.editing, p.draft = true, f }

func (p *Planner) editor() app.UI {
	if !p.editing {
		return nil
	}
	return &editor.Editor{Store: p.Store, Reader: p.Reader, Subject: p.draft.Of, Begin: p.draft, OnClose: p.edited}
}

func (p *Planner) edited(app.Context) {
	p.editing = false
	refocus(p.draft.Of.RoomID)
	p.Update() // ctx may be the editor's
}

// refocus gives the focus of a dialog that has closed to a meeting, or to the toolbar. What the dialog
// was opened from may be gone: a button in the details. Then the focus is still in the dialog, or nowhere.
func refocus(roomID string) {
	document := app.Window().Get("document")
	if !document.Get("activeElement").Call("matches", "body, dialog *").Bool() {
		return
	}
	to := ofRoom(roomID)
	if !to.Truthy() {
		to = document.Call("querySelector", ".toolbar-view")
	}
	to.Call("focus", map[string]any{"preventScroll": true})
}
