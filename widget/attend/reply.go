// Package attend is how people say whether they come: to an invitation, and to a meeting
// or one of its dates. The planner and the cockpit show it alike.
package attend

import (
	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"parley/shared/text"
	"parley/widget/browser"
	"parley/widget/store"
	"parley/widget/ui"
)

// Reply is how an invitation is answered in place: it is accepted at once, and declined
// after a question.
type Reply struct {
	app.Compo

	Store  *store.Store
	Reader *browser.Reader
	RoomID string
	Title  string
	Stays  bool // what the invitation is about is shown after it was accepted, too

	asked string // id of the room whose invitation may be declined; go-app finds components by their place
}

// Render implements app.Composer. The second button asks and takes the question back, so
// that pressing it twice does nothing.
func (r *Reply) Render() app.UI {
	if !r.Store.MayReply() {
		return app.Div().Class("reply").Body(
			app.P().Class("reply-words").Text(r.Reader.Text(text.ReplyElsewhere)),
			r.button(text.PlannerOpen, text.PlannerOpenNamed, ui.Secondary, r.open),
		)
	}
	question, first, second := "", r.button(text.ReplyAccept, text.ReplyAcceptNamed, ui.Primary, r.accept), app.UI(nil)
	if r.asked == r.RoomID {
		question = r.Reader.Text(text.ReplySure)
		first = r.button(text.ReplyDecline, text.ReplyDeclineNamed, ui.Primary, r.decline)
		second = r.button(text.ReplyKeep, text.ReplyKeepNamed, ui.Secondary, r.keep)
	} else {
		second = r.button(text.ReplyDecline, text.ReplyDeclineNamed, ui.Secondary, r.ask)
	}
	return app.Div().Class("reply").Body(app.P().Class("reply-words").Role("status").Text(question), first, second)
}

// button says to screen readers which invitation it is about.
func (r *Reply) button(label, named text.Key, kind string, pressed app.EventHandler) app.UI {
	return app.Button().Type("button").Class("button", "button-"+kind).
		Aria("label", r.Reader.Text(named, "title", r.Title)).OnClick(pressed, r.RoomID).
		Body(app.Span().Text(r.Reader.Text(label)))
}

func (r *Reply) open(app.Context, app.Event) { r.Store.Open(r.RoomID) }

// ask asks once more; the card may have no room for the question in what is seen of it.
func (r *Reply) ask(ctx app.Context, _ app.Event) {
	r.asked = r.RoomID
	around := ctx.JSSrc().Call("closest", ".card, .reply")
	ctx.Defer(func(app.Context) { around.Call("scrollIntoView", map[string]any{"block": "nearest"}) })
}

func (r *Reply) keep(app.Context, app.Event) { r.asked = "" }

// accept takes the second press of two as meant for the first: another invitation has come
// to where that was.
func (r *Reply) accept(ctx app.Context, e app.Event) {
	if e.Get("detail").Int() <= 1 {
		r.reply(ctx, true)
	}
}

func (r *Reply) decline(ctx app.Context, _ app.Event) { r.reply(ctx, false) }

func (r *Reply) reply(ctx app.Context, accept bool) {
	r.asked = ""
	leave(ctx.JSSrc(), accept && r.Stays)
	r.Store.Reply(r.RoomID, accept)
}

// leave gives the focus to what is there when the button is gone.
func leave(button app.Value, stays bool) {
	around := button.Call("closest", ".card, dialog")
	dialog := around.Get("close").Truthy()
	switch {
	case dialog && stays:
		around = around.Call("querySelector", "button")
	case stays:
	case dialog:
		around.Call("close") // a dialog gives it back
		return
	case around.Get("nextElementSibling").Truthy():
		around = around.Get("nextElementSibling")
	case around.Get("previousElementSibling").Truthy():
		around = around.Get("previousElementSibling")
	default:
		around = app.Window().Get("document").Call("querySelector", ".toolbar-view")
	}
	if around.Truthy() { // breakout sessions have no toolbar
		around.Call("focus")
	}
}

// Failure says why a reply to an invitation was not taken.
func Failure(r *browser.Reader, reply store.Reply) string {
	if reply.State == store.Rejected {
		return r.Text(text.ReplyRefused)
	}
	return r.Text(text.ReplyUnsent)
}
