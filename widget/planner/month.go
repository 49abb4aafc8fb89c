package planner

import (
	"slices"
	"time"

	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"parley/shared/room"
	"parley/shared/text"
	"parley/widget/browser"
	"parley/widget/store"
)

// month words the weeks of a month.
func month(v *store.View, r *browser.Reader) (weeks []week) {
	days := daysBetween(v.From, v.To)
	shown := shownDay(v).Month()
	for ; len(days) > 7; days = days[7:] {
		w := weekOf(v.Items, days[:8], v, r, maxBars)
		for n := range w.Days {
			w.Days[n].Outside = days[n].Month() != shown
		}
		weeks = append(weeks, w)
	}
	tabTo(weeks)
	return weeks
}

// tabTo has the Tab key lead to today, else to the first day of the month.
func tabTo(weeks []week) {
	first := func(fits func(weekDay) bool) bool {
		for _, w := range weeks {
			if n := slices.IndexFunc(w.Days, fits); n >= 0 {
				w.Days[n].Tab = true
				return true
			}
		}
		return false
	}
	if !first(func(d weekDay) bool { return d.Today }) {
		first(func(d weekDay) bool { return !d.Outside })
	}
}

// shownDay is the day around which a view is.
func shownDay(v *store.View) time.Time {
	if v.Day.IsZero() {
		return v.Now
	}
	return v.Day
}

// arrive scrolls a month to the chosen day once that is shown: it may be below what is seen.
func (p *Planner) arrive(ctx app.Context) {
	if p.arriving == nil || len(p.weeks) == 0 || p.view.Phase != store.Ready || !p.view.Day.Equal(*p.arriving) {
		return
	}
	p.arriving = nil
	date := shownDay(p.view).Format(time.DateOnly)
	ctx.Defer(func(app.Context) {
		if cell := app.Window().Get("document").Call("querySelector", `.month-day[data-date="`+date+`"]`); cell.Truthy() {
			cell.Call("scrollIntoView", map[string]any{"block": "nearest"})
		}
	})
}

func (p *Planner) month() app.UI {
	heads := daysBetween(p.view.From, room.SpanWeek.Turn(p.view.From, 1))
	return p.movable(app.Div().Class("month").Role("grid").Aria("label", p.heading()).OnKeyDown(p.key)).Body(
		app.Div().Class("month-heads").Role("row").Body(
			app.Span().Class("month-number").Role("columnheader").Body(unseen(p.Reader.Text(text.ViewWeek))),
			app.Range(heads[:7]).Slice(func(i int) app.UI {
				return app.Div().Role("columnheader").Body(app.Text(p.Reader.ShortWeekday(heads[i], p.Reader.Zone)))
			}),
		),
		app.Range(p.weeks).Slice(func(i int) app.UI { return &weekRow{Planner: p, Week: p.weeks[i]} }),
	)
}
