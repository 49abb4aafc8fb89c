//go:build js

package main

import (
	"strings"

	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"parley/shared/event"
	"parley/shared/text"
	"parley/widget/browser"
	"parley/widget/ui"
)

// outside is the page for those who open the widget's address in a browser: what
// this is, and the line that adds it to a room.
type outside struct {
	app.Compo

	Reader  *browser.Reader
	Address string
	Version string

	copied bool
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
		app.P().Class("outside-version").Text(o.Reader.Text(text.OutsideVersion, "version", o.Version)),
	)
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
