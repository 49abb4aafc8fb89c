//go:build js

// Command widget is the part of Parley that runs inside a Matrix client: the
// planner at / and the cockpit at /cockpit/, as one program for the browser.
package main

import (
	"context"
	"encoding/json"
	"time"

	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"parley/shared/text"
	"parley/widget/breakout"
	"parley/widget/browser"
	"parley/widget/cockpit"
	"parley/widget/editor"
	"parley/widget/host"
	"parley/widget/notice"
	"parley/widget/planner"
	"parley/widget/store"
	"parley/widget/ui"
)

func main() {
	browser.Breathe()
	browser.EnsureStorage()
	params := host.ReadParams(browser.Address())
	var config store.Config
	_ = json.Unmarshal([]byte(browser.Element("parley-config")), &config) // without it, diagnostics are missing
	browser.ShowTheme(params.Theme)
	browser.Breathe()

	st, err := connect(params, config)
	browser.Breathe()
	if err != nil {
		everywhere(func() app.Composer { return newOutside(params, config) })
	} else {
		go st.Run(context.Background())
		browser.FollowNetwork(st.Connected)
		browser.Breathe()
		app.RouteFunc("/", func() app.Composer { return &screen{Store: st, Show: showPlanner} })
		app.RouteFunc("/cockpit/", func() app.Composer { return &screen{Store: st, Show: showCockpit} })
		for _, page := range modals {
			app.RouteFunc(page, func() app.Composer { return &screen{Store: st, Show: showModal} })
		}
	}
	app.RunWhenOnBrowser()
}

func connect(params host.Params, config store.Config) (*store.Store, error) {
	port, err := host.OpenPort()
	if err != nil {
		return nil, err
	}
	zone := browser.TimeZone() // browsers have to look for it
	browser.Breathe()
	return store.New(port, params, config, store.Environment{
		Now:          time.Now,
		Zone:         zone,
		Zones:        browser.TimeZones(),
		FirstWeekday: browser.FirstWeekday(browser.Language()),
		Fetch:        browser.Fetch,
		FetchAs:      browser.FetchAs,
		Theme:        browser.ShowTheme,
	})
}

func everywhere(page func() app.Composer) {
	app.RouteFunc("/", page)
	app.RouteFunc("/cockpit/", page)
	for _, modal := range modals {
		app.RouteFunc(modal, page)
	}
}

// modals are the pages that clients show in modal widgets.
var modals = []string{"/" + host.ModalMeeting, "/" + host.ModalBreakouts}

func newOutside(params host.Params, config store.Config) app.Composer {
	return &outside{Reader: newReader(params.Language), Address: browser.Address(), Config: config}
}

func newReader(tag string) *browser.Reader {
	r := browser.NewReader(tag, browser.Language(), browser.TimeZone())
	browser.ShowLanguage(string(r.Lang))
	return r
}

// showPlanner shows the meetings of a calendar room, or the breakout sessions of a meeting.
func showPlanner(s *store.Store, r *browser.Reader) app.UI {
	if s.View().Inside {
		return &breakout.Screen{Store: s, Reader: r}
	}
	return &planner.Planner{Store: s, Reader: r}
}

func showCockpit(s *store.Store, r *browser.Reader) app.UI {
	return &cockpit.Cockpit{Store: s, Reader: r}
}

// showModal shows a form, once it is known what is to be in it.
func showModal(s *store.Store, r *browser.Reader) app.UI {
	page := app.Main().Class("planner")
	switch v := s.View(); {
	case v.Phase == store.Failed:
		return page.Body(notice.Failed(r, func(app.Context, app.Event) { s.Retry() }))
	case v.Phase != store.Ready:
		return page.Body(ui.Skeleton(r.Text(text.PlannerLoading), 3))
	case v.Modal == nil:
		return page.Body(ui.Banner{Tone: ui.Info, Text: r.Text(text.ModalAlone)}.UI())
	}
	form := editor.Modal
	if s.Params.Modal == host.ModalBreakouts {
		form = breakout.Modal
	}
	return app.Main().Body(app.H1().Class("unseen").Text(r.Text(text.PlannerTitle)), form(s, r))
}

// screen shows one of the screens, as the room and the language of the client have it.
type screen struct {
	app.Compo

	Store *store.Store
	Show  func(*store.Store, *browser.Reader) app.UI

	language string
	inside   bool // the room is a meeting
	phase    store.Phase
	opened   bool // it is known what the page was opened with, if it is a form
	reader   *browser.Reader
}

// OnInit implements app.Initializer.
func (s *screen) OnInit() { s.read() }

// OnMount implements app.Mounter.
func (s *screen) OnMount(ctx app.Context) {
	s.Store.Subscribe(func() {
		if v := s.Store.View(); v.Language != s.language || v.Inside != s.inside || s.Store.Params.Modal != "" && (v.Phase != s.phase || (v.Modal != nil) != s.opened) {
			ctx.Dispatch(func(app.Context) { s.read() })
		}
	})
}

func (s *screen) read() {
	v := s.Store.View()
	s.language, s.inside, s.phase, s.opened = v.Language, v.Inside, v.Phase, v.Modal != nil
	s.reader = newReader(s.language)
}

// Render implements app.Composer.
func (s *screen) Render() app.UI { return s.Show(s.Store, s.reader) }
