//go:build js

// Command widget is the part of Parley that runs inside a Matrix client: the
// planner at / and the cockpit at /cockpit/, as one program for the browser.
package main

import (
	"context"
	"encoding/json"
	"time"

	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"parley/widget/breakout"
	"parley/widget/browser"
	"parley/widget/cockpit"
	"parley/widget/host"
	"parley/widget/planner"
	"parley/widget/store"
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
}

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

// screen shows one of the screens, as the room and the language of the client have it.
type screen struct {
	app.Compo

	Store *store.Store
	Show  func(*store.Store, *browser.Reader) app.UI

	language string
	inside   bool // the room is a meeting
	reader   *browser.Reader
}

// OnInit implements app.Initializer.
func (s *screen) OnInit() { s.read() }

// OnMount implements app.Mounter.
func (s *screen) OnMount(ctx app.Context) {
	s.Store.Subscribe(func() {
		if v := s.Store.View(); v.Language != s.language || v.Inside != s.inside {
			ctx.Dispatch(func(app.Context) { s.read() })
		}
	})
}

func (s *screen) read() {
	v := s.Store.View()
	s.language, s.inside = v.Language, v.Inside
	s.reader = newReader(s.language)
}

// Render implements app.Composer.
func (s *screen) Render() app.UI { return s.Show(s.Store, s.reader) }
