// Package breakout is the planner's screen in the room of a meeting: its breakout sessions,
// the way to set them up, and what can be done to all of them at once.
package breakout

import (
	"slices"

	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"parley/shared/text"
	"parley/widget/browser"
	"parley/widget/editor"
	"parley/widget/notice"
	"parley/widget/store"
	"parley/widget/ui"
)

// Screen is the screen.
type Screen struct {
	app.Compo

	Store  *store.Store
	Reader *browser.Reader

	view     *store.View
	all      []session
	known    []string // ids of the sessions that were looked at closely
	creating bool
	draft    form // what the setting up begins with
	editing  bool
	changed  editor.Form // what the editor begins with
	removing editor.Subject
	closing  bool   // the question is asked whether all sessions are to be closed
	message  string // to all sessions
	sending  string // the message that is under way
	told     int    // id of the order with the last message
	cancel   func()
}

// OnInit implements app.Initializer.
func (s *Screen) OnInit() { s.read() }

// OnMount implements app.Mounter.
func (s *Screen) OnMount(ctx app.Context) {
	s.cancel = s.Store.Subscribe(func() { ctx.Dispatch(s.refresh) })
	s.refresh(ctx)
}

// OnDismount implements app.Dismounter.
func (s *Screen) OnDismount() { s.cancel() }

// OnUpdate implements app.Updater: the reader has changed.
func (s *Screen) OnUpdate(ctx app.Context) { s.refresh(ctx) }

func (s *Screen) read() {
	s.view = s.Store.View()
	s.all = s.sessions()
}

func (s *Screen) refresh(ctx app.Context) {
	s.read()
	editor.Settle(s.Store.Params, s.view.Commands)
	s.settleMessage()
	s.examine(ctx)
}

// examine reads who is in the sessions, and what the person may do with them.
func (s *Screen) examine(ctx app.Context) {
	var fresh []string
	if here := s.Store.Params.RoomID; !slices.Contains(s.known, here) && s.view.Phase == store.Ready {
		fresh = append(fresh, here) // names are known there
	}
	for _, one := range s.all {
		if !slices.Contains(s.known, one.Meeting.RoomID) {
			fresh = append(fresh, one.Meeting.RoomID)
		}
	}
	if len(fresh) == 0 {
		return
	}
	s.known = append(s.known, fresh...)
	ctx.Async(func() {
		if s.Store.Examine(ctx, fresh...) {
			return
		}
		ctx.Dispatch(func(app.Context) { // to be looked at again with the next view
			s.known = slices.DeleteFunc(s.known, func(id string) bool { return slices.Contains(fresh, id) })
		})
	})
}

// Render implements app.Composer.
func (s *Screen) Render() app.UI {
	return app.Main().Class("planner", "sessions").Body(
		app.Header().Class("planner-header").Body(
			app.H1().Text(s.Reader.Text(text.BreakoutTitle)),
			app.If(s.view.MayCreate, ui.Button{
				Label: s.Reader.Text(text.BreakoutSetUp), Icon: "icon-plus", Kind: ui.Primary, OnClick: s.create,
			}.UI()),
		),
		ui.Announcer(s.orders()...),
		app.Div().Class("banners").Body(notice.Problems(s.Store, s.Reader, s.view)...),
		s.together(),
		s.content(),
		s.dialog(),
	)
}

// orders says how the orders are doing that no dialog or form tells of.
func (s *Screen) orders() []app.UI {
	if s.creating || s.editing {
		return nil
	}
	var orders []store.Command
	for _, c := range s.view.Commands {
		if c.ID != s.told {
			orders = append(orders, c)
		}
	}
	return notice.Orders(s.Store, s.Reader, orders, s.resume, nil, nil)
}

// resume shows what was typed for an order that has failed.
func (s *Screen) resume(c store.Command) {
	if c.Verb == store.SetUp {
		s.draft, s.creating = begin(s.Store, s.Reader, c.Draft), true
	} else {
		s.changed, s.editing = editor.Resume(c), true
	}
}

func (s *Screen) content() app.UI {
	switch s.view.Phase {
	case store.Ready:
		return s.list()
	case store.Failed:
		return notice.Failed(s.Reader, s.retry)
	}
	return ui.Skeleton(s.Reader.Text(text.PlannerLoading), 3)
}

func (s *Screen) retry(app.Context, app.Event) { s.Store.Retry() }

func (s *Screen) create(app.Context, app.Event) {
	s.draft, s.creating = begin(s.Store, s.Reader, browser.Load(draftKey(s.Store))), true
}

// dialog is the one that is open.
func (s *Screen) dialog() app.UI {
	switch {
	case s.creating:
		return &setup{Store: s.Store, Reader: s.Reader, Begin: s.draft, OnClose: s.leave}
	case s.editing:
		return &editor.Editor{Store: s.Store, Reader: s.Reader, Subject: s.changed.Of, Begin: s.changed, OnClose: s.leave}
	case s.removing.RoomID != "":
		return &editor.Remover{Store: s.Store, Reader: s.Reader, Subject: s.removing, OnClose: s.leave}
	case s.closing:
		return s.closeDialog()
	}
	return nil
}

func (s *Screen) leave(app.Context) {
	s.creating, s.editing, s.removing, s.closing = false, false, editor.Subject{}, false
	s.Update() // the context is the dialog's
}
