package breakout

import (
	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"parley/shared/text"
	"parley/widget/browser"
	"parley/widget/host"
	"parley/widget/store"
	"parley/widget/ui"
)

// Modal is the setting up as a page of its own, with what its opener has handed over.
func Modal(s *store.Store, r *browser.Reader) app.UI {
	return &setup{Store: s, Reader: r, Begin: begin(s, r, s.View().Modal.Draft), Modal: true}
}

// open has the client show the form, or shows it here when the client does not.
func (d *setup) open(ctx app.Context) {
	d.Store.OpenModal(store.Modal{
		Page: host.ModalBreakouts, Title: d.Reader.Text(text.BreakoutSetUp),
		Submit: d.Reader.Text(text.BreakoutCreate), Cancel: d.Reader.Text(text.EditorCancel),
		Handed: store.Handed{Draft: d.form.encode()},
	}, func() {
		ctx.Dispatch(d.comeBack)
	}, func(h store.Handed) {
		f, ok := decode(h.Draft)
		if ok && h.Submit { // who takes part may not be known here
			d.Store.Examine(ctx, d.Store.Params.RoomID)
		}
		ctx.Dispatch(func(ctx app.Context) {
			if ok {
				d.form = f
				browser.Save(draftKey(d.Store), h.Draft)
			}
			if d.look(); ok && h.Submit {
				d.send(ctx)
			} else {
				d.quit(ctx)
			}
		})
	})
}

// comeBack shows the form here after all.
func (d *setup) comeBack(ctx app.Context) {
	if d.away {
		d.away = false
		ui.ShowDialog(d)
		d.examine(ctx, app.Event{})
	}
}

// quit closes the form, wherever it is.
func (d *setup) quit(ctx app.Context) {
	switch {
	case d.Modal:
		d.hand(store.Handed{Draft: browser.Load(draftKey(d.Store))})
	case d.away:
		d.OnClose(ctx)
	default:
		ui.CloseDialog(d)
	}
}

// press is what the client's buttons do.
func (d *setup) press(submit bool) {
	d.mounted.Dispatch(func(ctx app.Context) {
		if submit {
			d.send(ctx)
		} else {
			d.quit(ctx)
		}
	})
}

// hand hands what was typed to the widget that has opened this page.
func (d *setup) hand(h store.Handed) {
	d.lost = false
	d.Store.CloseModal(h, func() {
		d.mounted.Dispatch(func(app.Context) { d.lost = true })
	})
}
