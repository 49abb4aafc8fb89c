package ui

import "github.com/maxence-charriere/go-app/v9/pkg/app"

// Dialog is a modal dialog. The browser's own element keeps the focus inside,
// closes on Escape, and gives the focus back to where it was.
type Dialog struct {
	app.Compo

	ID         string
	Title      string
	CloseLabel string
	Body       app.UI            // scrolls where it has the class dialog-body
	Away       bool              // it is shown elsewhere, at first; see ShowDialog
	OnClose    func(app.Context) // it has closed and can be taken away
}

// OnMount implements app.Mounter.
func (d *Dialog) OnMount(ctx app.Context) {
	if !d.Away {
		ctx.JSSrc().Call("showModal")
	}
}

// Render implements app.Composer.
func (d *Dialog) Render() app.UI {
	title := d.ID + "-title"
	return app.Dialog().ID(d.ID).Class("dialog").Aria("labelledby", title).On("close", d.closed).Body(
		app.Header().Class("dialog-header").Body(
			app.H2().ID(title).Class("clamped").Text(d.Title),
			IconButton{Label: d.CloseLabel, Icon: "icon-close", OnClick: d.close}.UI(),
		),
		d.Body,
	)
}

func (d *Dialog) close(app.Context, app.Event) { CloseDialog(d) }

func (d *Dialog) closed(ctx app.Context, _ app.Event) {
	if d.OnClose != nil {
		d.OnClose(ctx)
	}
}

// In is the dialog, or only what it holds where a client has the page in a dialog of its own.
func (d *Dialog) In(client bool) app.UI {
	if client {
		return app.Div().Class("modal").Body(app.H2().Class("unseen").Text(d.Title), d.Body)
	}
	return d
}

// ShowDialog shows the dialog that is the root of a component, and was away.
func ShowDialog(c app.Composer) { c.JSValue().Call("showModal") }

// CloseDialog closes the dialog that is the root of a component. Its OnClose
// follows.
func CloseDialog(c app.Composer) {
	if c.Mounted() {
		c.JSValue().Call("close")
	}
}
