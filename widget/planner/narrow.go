package planner

import (
	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"parley/shared/room"
)

// narrow is the width in pixels below which there is little room for days side by side.
const narrow = 640

// OnResize implements app.Resizer.
func (p *Planner) OnResize(app.Context) {
	width, _ := app.Window().Size()
	p.fit(width)
}

// fit shows one day instead of several when the widget has become narrow, and what the
// person had chosen when it is wide again. What they choose meanwhile stays.
func (p *Planner) fit(width int) {
	before := p.width
	p.width = width
	several := p.view.Span != room.SpanList && p.view.Span != room.SpanDay
	switch {
	case width < narrow && before >= narrow && several:
		p.Store.Show(room.SpanDay)
	case width >= narrow && before < narrow:
		p.recall()
	}
}
