package editor

import (
	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"parley/shared/text"
	"parley/widget/browser"
	"parley/widget/host"
	"parley/widget/store"
	"parley/widget/ui"
)

// Modal is the form as a page of its own, with what its opener has handed over.
func Modal(s *store.Store, r *browser.Reader) app.UI {
	v := s.View()
	f, ok := decode(v.Modal.Draft)
	if f.resumed = v.Modal.Resumed; !ok {
		f = Begin(s.Params, v)
	}
	return &Editor{Store: s, Reader: r, Subject: f.Of, Begin: f, Modal: true}
}

// open has the client show the form, or shows it here when the client does not.
func (e *Editor) open(ctx app.Context) {
	e.Store.OpenModal(store.Modal{
		Page: host.ModalMeeting, Title: e.heading(), Submit: e.submitLabel(), Cancel: e.Reader.Text(text.EditorCancel),
		Handed: store.Handed{Draft: e.draft(), Resumed: e.form.resumed},
	}, func() {
		ctx.Dispatch(e.comeBack)
	}, func(h store.Handed) {
		f, ok := decode(h.Draft)
		if ok && h.Submit { // what the client's page has looked at is not known here
			e.Store.Zones().Await(ctx, f.Zone)
			e.Store.Examine(ctx, e.Subject.RoomID)
		}
		ctx.Dispatch(func(ctx app.Context) {
			if !ok || f.Of != e.Subject || f.Was == nil && !e.Subject.isNew() {
				e.quit(ctx)
				return
			}
			e.receive(ctx, f, h.Submit)
		})
	})
}

// comeBack shows the form here after all.
func (e *Editor) comeBack(ctx app.Context) {
	if e.away {
		e.away = false
		ui.ShowDialog(e)
		e.begin(ctx)
	}
}

// receive keeps what was typed in the client's page, and sends it when the person wants that.
func (e *Editor) receive(ctx app.Context, f Form, submit bool) {
	if e.form = f; !e.Subject.isNew() {
		e.rebaseOn(f)
	}
	browser.Save(e.key(), e.draft())
	switch {
	case !submit:
		e.quit(ctx)
	case e.changed: // the client's page did not hear of it
		e.comeBack(ctx)
	default:
		e.send(ctx)
	}
}

// quit closes the form, wherever it is.
func (e *Editor) quit(ctx app.Context) {
	switch {
	case e.Modal:
		e.hand(store.Handed{Draft: browser.Load(e.key())})
	case e.away:
		e.OnClose(ctx)
	default:
		ui.CloseDialog(e)
	}
}

// press is what the client's buttons do.
func (e *Editor) press(submit bool) {
	e.mounted.Dispatch(func(ctx app.Context) {
		if submit {
			e.send(ctx)
		} else {
			e.quit(ctx)
		}
	})
}

// hand hands what was typed to the widget that has opened this page.
func (e *Editor) hand(h store.Handed) {
	e.lost = false
	e.Store.CloseModal(h, func() {
		e.mounted.Dispatch(func(app.Context) { e.lost = true })
	})
}
