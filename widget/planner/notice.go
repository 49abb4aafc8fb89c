package planner

import (
	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"parley/shared/text"
	"parley/widget/editor"
	"parley/widget/notice"
	"parley/widget/store"
)

func (p *Planner) problems() []app.UI { return notice.Problems(p.Store, p.Reader, p.view) }

// commands says how the commands are doing whose editor is no longer open.
func (p *Planner) commands() []app.UI {
	if p.editing {
		return nil
	}
	orders := notice.Orders(p.Store, p.Reader, p.view.Commands, func(c store.Command) { p.edit(editor.Resume(c)) }, p.undo, p.follow)
	if p.refusal == "" {
		return orders
	}
	return append([]app.UI{p.refused()}, orders...)
}

// broken are the meetings that cannot be placed in time, with the reason.
func (p *Planner) broken() app.UI {
	all := p.view.Broken[:min(len(p.view.Broken), p.limit)]
	return app.Ul().Class("cards").Hidden(len(all) == 0).Body(app.Range(all).Slice(func(i int) app.UI {
		reason := p.Reader.Text(text.PlannerBroken) + ": " + text.Fault(p.Reader.Lang, all[i].Broken.Code)
		return &roomCard{Store: p.Store, Reader: p.Reader, RoomID: all[i].RoomID, Title: all[i].Title, Text: reason, Lines: 3, Broken: true}
	}))
}
