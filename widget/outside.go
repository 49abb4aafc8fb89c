//go:build js

package main

import (
	"strings"

	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"parley/shared/event"
	"parley/shared/text"
	"parley/widget/browser"
	"parley/widget/store"
	"parley/widget/ui"
)

// outside is the page for those who open the widget's address in a browser: what
// this is, and the line that adds it to a room.
type outside struct {
	app.Compo

	Reader  *browser.Reader
	Address string
	Config  store.Config

	copied bool
	phase  store.Phase // of the look at the bot: Failed when it does not work
}

// OnMount implements app.Mounter.
func (o *outside) OnMount(ctx app.Context) {
	o.phase = store.Loading
	ctx.Async(func() {
		_, works := o.Config.Health(ctx, browser.Fetch)
		ctx.Dispatch(func(app.Context) {
			if o.phase = store.Ready; !works {
				o.phase = store.Failed
			}
		})
	})
}

// Render implements app.Composer.
func (o *outside) Render() app.UI {
	label := text.OutsideCopy
	if o.copied {
		label = text.OutsideCopied
	}
	return app.Main().Class("outside").Body(
		app.H1().Text(o.Reader.Text(text.OutsideTitle)),
		app.P().Text(o.Reader.Text(text.OutsideText)),
		app.Pre().TabIndex(0).Body(app.Code().Text(o.line())),
		ui.Announcer(ui.Button{Label: o.Reader.Text(label), Icon: "icon-copy", OnClick: o.copy}.UI()),
		ui.Announcer(o.check()),
		app.P().Class("outside-version").Text(o.Reader.Text(text.OutsideVersion, "version", o.Config.Version)),
	)
}

// check says whether the bot works.
func (o *outside) check() app.UI {
	switch o.phase {
	case store.Ready:
		return ui.Banner{Tone: ui.Success, Text: o.Reader.Text(text.OutsideWorks, "bot", o.Config.BotUserID)}.UI()
	case store.Failed:
		return ui.Banner{Tone: ui.Critical, Title: o.Reader.Text(text.ProblemSilent), Text: o.Reader.Text(text.OutsideCheck)}.UI()
	}
	return app.P().Class("outside-version").Text(o.Reader.Text(text.OutsideChecking))
}

func (o *outside) line() string {
	base, _, _ := strings.Cut(o.Address, "#")
	base, _, _ = strings.Cut(base, "?")
	return "/addwidget " + base + event.ClientParameters
}

func (o *outside) copy(ctx app.Context, _ app.Event) {
	go func() {
		copied := browser.Copy(o.line())
		ctx.Dispatch(func(app.Context) { o.copied = copied })
	}()
}
