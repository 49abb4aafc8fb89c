package planner

import (
	"strings"

	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"parley/shared/text"
)

// key moves the focus in a grid (WAI-ARIA Authoring Practices, "Grid"): arrows from day to
// day, Enter into a day and Escape out of it, there up and down from meeting to meeting.
// Enter on a day without any begins one.
func (p *Planner) key(ctx app.Context, e app.Event) {
	g := grid{root: ctx.JSSrc()}
	target := e.Get("target")
	g.cell = target.Call("closest", "[role=gridcell]")
	if !g.cell.Truthy() {
		return
	}
	name := e.Get("key").String()
	var handled bool
	if e.Get("altKey").Bool() && strings.HasPrefix(name, "Arrow") {
		handled = target.Call("matches", ".chip").Bool() // that drag.js does not move
		if handled {
			p.refuse(p.Reader.Text(text.MoveInvited))
			p.Update() // ctx is the grid's
		}
	} else if g.cell.Equal(target) {
		handled = p.keyOnDay(ctx, g, name)
	} else {
		handled = g.keyInside(target, name)
	}
	if handled {
		e.PreventDefault()
	}
}

func (p *Planner) keyOnDay(ctx app.Context, g grid, name string) bool {
	switch name {
	case "ArrowLeft":
		return g.move(-1)
	case "ArrowRight":
		return g.move(1)
	case "ArrowUp":
		return g.isMonth() && g.move(-7)
	case "ArrowDown":
		if g.isMonth() {
			return g.move(7)
		}
		return g.enter()
	case "PageUp":
		p.Store.Turn(-1)
	case "PageDown":
		p.Store.Turn(1)
	case "Enter", " ":
		if !g.enter() {
			p.createOn(ctx, int64(app.Window().Call("Number", g.cell.Get("dataset").Get("day")).Float()), -1)
		}
	default:
		return false
	}
	return true
}

// grid is a grid in the page with the cell that has the focus, or holds what has it.
type grid struct{ root, cell app.Value }

func (g grid) isMonth() bool { return g.root.Get("classList").Call("contains", "month").Bool() }

// list makes an array of what a selector finds below an element.
func list(below app.Value, selector string) app.Value {
	return app.Window().Get("Array").Call("from", below.Call("querySelectorAll", selector))
}

// move focuses a day some cells further, if there is one.
func (g grid) move(by int) bool {
	return focusAt(list(g.root, "[role=gridcell][data-day]"), g.cell, by)
}

func focusAt(all, from app.Value, by int) bool {
	to := all.Call("indexOf", from).Int() + by
	if to < 0 || to >= all.Length() {
		return false
	}
	all.Index(to).Call("focus")
	return true
}

// enter focuses the first meeting of the day, if there is one.
func (g grid) enter() bool {
	inside := list(g.cell, inCell)
	if inside.Length() == 0 {
		return false
	}
	inside.Index(0).Call("focus")
	return true
}

// inCell selects what arrows lead to inside of a day.
const inCell = ".chip, .month-more"

func (g grid) keyInside(target app.Value, name string) bool {
	switch name {
	case "ArrowDown":
		return focusAt(list(g.cell, inCell), target, 1)
	case "ArrowUp":
		return focusAt(list(g.cell, inCell), target, -1)
	case "ArrowLeft":
		return g.move(-1)
	case "ArrowRight":
		return g.move(1)
	case "Escape":
		g.cell.Call("focus")
		return true
	}
	return false
}
