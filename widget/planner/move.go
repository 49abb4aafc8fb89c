package planner

import (
	"slices"
	"time"

	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"parley/shared/command"
	"parley/shared/event"
	"parley/shared/room"
	"parley/shared/text"
	"parley/widget/editor"
	"parley/widget/store"
	"parley/widget/ui"
)

// Meetings are moved, and new ones drawn, by web/drag.js: it previews what a person does with
// pointer or keys, and tells the result.

// wallLayout is how local times are written in the page.
const wallLayout = "2006-01-02T15:04"

// movable says where web/drag.js finds what it needs in a grid.
func (p *Planner) movable(grid app.HTMLDiv) app.HTMLDiv {
	grid = grid.DataSet("locale", p.Reader.Locale).On("parley-grab", p.grab).On("parley-move", p.drop)
	if p.view.MayCreate {
		grid = grid.DataSet("create", "yes")
	}
	return grid
}

// movingHelp is what screen readers say of keys, and the time to which they have moved a meeting.
func (p *Planner) movingHelp() app.UI {
	return app.Div().Body(
		app.P().ID(moveHint).Hidden(true).Text(p.Reader.Text(text.MoveHint)),
		app.Div().Class("moving").Role("status").Aria("live", "assertive"),
	)
}

const (
	moveHint = "move-hint"
	moveKeys = "Alt+ArrowUp Alt+ArrowDown Alt+ArrowLeft Alt+ArrowRight"
)

// mayMove reports whether a meeting can be moved, as far as is known without a closer look.
func mayMove(i *room.Item) bool { return i.Meeting.Membership == event.MembershipJoin }

// grab learns what the person may do with a meeting, as they may move it soon.
func (p *Planner) grab(ctx app.Context, e app.Event) {
	ctx.PreventUpdate()
	p.examine(ctx, e.Get("detail").Get("room").String(), app.Context.PreventUpdate)
}

// examine goes on when it is known what the person may do with a meeting.
func (p *Planner) examine(ctx app.Context, id string, then func(app.Context)) {
	if p.examined[id] {
		then(ctx)
		return
	}
	ctx.Async(func() {
		known := p.Store.Examine(ctx, id)
		ctx.Dispatch(func(ctx app.Context) {
			p.examined[id] = known
			then(ctx)
		})
	})
}

// drop takes a meeting that was put elsewhere.
func (p *Planner) drop(ctx app.Context, e app.Event) {
	ctx.PreventUpdate()
	detail := e.Get("detail")
	k := key{detail.Get("room").String(), detail.Get("uid").String(), int64(detail.Get("at").Float())}
	at := slices.IndexFunc(p.view.Items, func(i *room.Item) bool { return keyOf(i) == k })
	if at < 0 {
		settle()
		return
	}
	m, ok := p.moved(p.view.Items[at], detail.Get("start").String(), detail.Get("end").String())
	if !ok {
		settle()
		return
	}
	m.Days = detail.Get("days").Bool()
	p.examine(ctx, k.RoomID, func(app.Context) { p.decide(m) })
}

// moved is an occurrence with other local times.
func (p *Planner) moved(i *room.Item, start, end string) (editor.Move, bool) {
	loc := p.view.Now.Location()
	m := editor.Move{Subject: editor.SubjectOf(i.Meeting.RoomID, &i.Occurrence)}
	m.Was = store.Times{Start: i.Start.In(loc), End: i.End.In(loc)}
	m.Is = store.Times{Start: p.put(m.Was.Start, start), End: p.put(m.Was.End, end)}
	return m, !m.Is.Start.IsZero() && m.Is.End.After(m.Is.Start)
}

// put is a time at another local time, the zero time where that is none. Where it is the same it
// stays the same instant, even if clocks show it twice.
func (p *Planner) put(t time.Time, words string) time.Time {
	if t.Format(wallLayout) == words {
		return t
	}
	wall, err := time.Parse(wallLayout, words)
	if err != nil {
		return time.Time{}
	}
	return p.inZone(wall)
}

// decide moves a meeting, asks how much of it, or says why not.
func (p *Planner) decide(m editor.Move) {
	d := p.Store.Detail(m.Subject.RoomID)
	switch {
	case !m.Is.End.After(p.view.Now):
		p.refuse(p.Reader.Text(text.MovePast))
	case !d.Update:
		p.refuse(p.Reader.Text(text.MoveForbidden))
	case m.Subject.Recurs():
		p.moving = m
	default:
		o, _, err := m.Order(d, editor.ScopeAll, p.Store.Zones())
		if err != nil {
			p.refuse(editor.Explain(p.Reader, err))
		} else {
			p.sendMove(o)
		}
	}
	p.Update() // ctx is the grid's
}

// refuse leaves a meeting where it is and says why.
func (p *Planner) refuse(why string) {
	p.refusal = why
	settle()
}

// sendMove has a meeting moved. What drag.js shows stays until the calendar does.
func (p *Planner) sendMove(o store.Order) {
	p.refusal, p.settling = "", true
	o.Context = command.Context{Locale: p.Reader.Locale, Timezone: p.Reader.Zone}
	p.Store.Send(o)
}

// mover asks how much of a series is moved.
func (p *Planner) mover() app.UI {
	if p.moving.Subject.RoomID == "" {
		return nil
	}
	return &editor.Mover{Store: p.Store, Reader: p.Reader, Move: p.moving, OnMove: p.sendMove, OnClose: p.asked}
}

func (p *Planner) asked(app.Context) {
	p.moving = editor.Move{}
	if !p.settling {
		settle()
	}
	p.Update() // the context is the dialog's
}

// settle ends the preview.
func settle() { app.Window().Call("parleySettle") }

// refused says why a meeting was not moved.
func (p *Planner) refused() app.UI {
	return ui.Banner{
		Tone: ui.Warning, Title: p.refusal,
		Actions: []app.UI{ui.Button{Label: p.Reader.Text(text.CommandDismiss), OnClick: p.forgive}.UI()},
	}.UI()
}

func (p *Planner) forgive(app.Context, app.Event) { p.refusal = "" }

// undo takes back an order, unless it is too late.
func (p *Planner) undo(c store.Command) {
	o, ok := editor.Undo(p.Store, c)
	if !ok {
		p.Store.Dismiss(c.ID)
		p.refusal = p.Reader.Text(text.MoveChanged)
		return
	}
	p.Store.Send(o)
}

// follow shows what an order has put elsewhere.
func (p *Planner) follow(c store.Command) {
	c.At.Start = c.At.Start.In(p.view.Now.Location())
	if day := c.At.Start.Weekday(); p.view.Span == room.SpanWorkWeek && (day == time.Saturday || day == time.Sunday) {
		p.chooseSpan(room.SpanWeek)
	}
	p.followed = c
	p.to(c.At.Start)
}

// reach gives the focus to what is followed, once its time is shown.
func (p *Planner) reach(ctx app.Context) {
	c := p.followed
	if c.At.Start.IsZero() || !p.view.Day.Equal(c.At.Start) {
		return
	}
	p.followed = store.Command{}
	ctx.Defer(func(app.Context) {
		if there := ofRoom(c.Room + c.Target); there.Truthy() { // one of both is empty
			there.Call("focus")
		}
	})
}

// draw begins a meeting with the times that were drawn.
func (p *Planner) draw(ctx app.Context, e app.Event) {
	detail := e.Get("detail")
	start, err := time.Parse(wallLayout, detail.Get("start").String())
	end, wrong := time.Parse(wallLayout, detail.Get("end").String())
	if err != nil || wrong != nil || !p.view.MayCreate {
		return
	}
	p.edit(editor.BeginAt(start, end))
	p.refresh(ctx)
	p.Update() // ctx is the day's
}
