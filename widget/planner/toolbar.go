package planner

import (
	"time"

	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"parley/shared/calendar"
	"parley/shared/room"
	"parley/shared/text"
	"parley/widget/browser"
	"parley/widget/editor"
	"parley/widget/ui"
)

var spanNames = map[room.Span]text.Key{
	room.SpanList: text.ViewList, room.SpanDay: text.ViewDay, room.SpanWorkWeek: text.ViewWorkWeek,
	room.SpanWeek: text.ViewWeek, room.SpanMonth: text.ViewMonth,
}

// navigation is how people move through time.
func (p *Planner) navigation() app.UI {
	return app.Div().Class("navigation").Body(
		ui.Button{Label: p.Reader.Text(text.Today), OnClick: p.today}.UI(),
		ui.IconButton{Label: p.Reader.Text(text.PlannerBack), Icon: "icon-chevron-left", OnClick: p.turn(-1), Scope: -1}.UI(),
		ui.IconButton{Label: p.Reader.Text(text.PlannerForward), Icon: "icon-chevron-right", OnClick: p.turn(1), Scope: 1}.UI(),
		app.H2().Class("navigation-heading").Aria("live", "polite").Text(p.heading()),
	)
}

const searchID = "planner-search"

// toolbar is how they choose what they see.
func (p *Planner) toolbar() app.UI {
	choices := app.Div().Class("filters")
	if p.filtering {
		choices = choices.Class("filters-open")
	}
	return app.Div().Class("toolbar").Body(
		app.Select().Class("input", "toolbar-view").Aria("label", p.Reader.Text(text.PlannerView)).OnChange(p.choose).
			Body(app.Range(room.Spans).Slice(func(i int) app.UI {
				s := room.Spans[i]
				return app.Option().Value(string(s)).Selected(s == p.view.Span).Text(p.Reader.Text(spanNames[s]))
			})),
		app.Button().Type("button").Class("button", "toggle", "filters-toggle").Aria("pressed", p.filtering).OnClick(p.filter).
			Body(ui.Icon("icon-search"), app.Span().Text(p.Reader.Text(text.PlannerFilter))),
		choices.Body(
			&ui.Input{ID: searchID, Type: "search", Label: p.Reader.Text(text.PlannerSearch), Hint: p.Reader.Text(text.PlannerSearch),
				Value: p.view.Search, OnInput: p.search},
			app.Input().Class("input", "toolbar-date").Type("date").Aria("label", p.Reader.Text(text.PlannerGoTo)).
				Value(shownDay(p.view).Format(time.DateOnly)).OnChange(p.goTo),
			app.Button().Type("button").Class("button", "toggle").Aria("pressed", p.isMine()).OnClick(p.mine).
				Body(app.Span().Text(p.Reader.Text(text.PlannerMine))),
			p.organiser(),
		), p.badge())
}

// heading says which time is shown.
func (p *Planner) heading() string {
	v := p.view
	switch last := v.To.Add(-time.Second); {
	case v.From.IsZero():
		return ""
	case v.Span == room.SpanMonth:
		return p.Reader.MonthYear(shownDay(v), p.Reader.Zone)
	case v.Span == room.SpanDay:
		return p.Reader.DayFrom(v.From, v.Now)
	default:
		return p.Reader.Days(v.From, last, p.Reader.Zone)
	}
}

func (p *Planner) today(app.Context, app.Event) { p.to(time.Time{}) }

// to shows a day; the zero time stands for today.
func (p *Planner) to(day time.Time) {
	p.arriving = &day
	p.Store.GoTo(day)
}

func (p *Planner) turn(pages int) app.EventHandler {
	return func(app.Context, app.Event) {
		p.arriving = nil
		p.Store.Turn(pages)
	}
}

func (p *Planner) search(_ app.Context, words string) { p.Store.Search(words) }

// filter shows what narrow screens hide.
func (p *Planner) filter(app.Context, app.Event) { p.filtering = !p.filtering }

func (p *Planner) goTo(ctx app.Context, _ app.Event) {
	day, err := time.Parse(time.DateOnly, ctx.JSSrc().Get("value").String())
	if err == nil {
		p.to(p.inZone(day))
	}
}

func (p *Planner) choose(ctx app.Context, _ app.Event) {
	p.chooseSpan(room.Span(ctx.JSSrc().Get("value").String()))
}

// chooseSpan shows another span of time, and is remembered for this room and person.
func (p *Planner) chooseSpan(s room.Span) {
	if s.Valid() {
		p.inbox = false
		p.arriving = &p.view.Day
		browser.Save(p.spanKey(), string(s))
		p.Store.Show(s)
	}
}

// recall shows the span and the organiser of last time, and the second time zone.
func (p *Planner) recall() {
	if organiser := browser.Load(p.organiserKey()); organiser != "" {
		p.Store.ShowOf(organiser)
		p.filtering = true // so that it is seen why there are not all meetings
	}
	if s := room.Span(browser.Load(p.spanKey())); s.Valid() {
		p.arriving = new(time.Time)
		p.Store.Show(s)
	}
	p.there.Zone = browser.Load(p.zoneKey())
}

func (p *Planner) spanKey() string {
	return "parley.span " + p.Store.Params.RoomID + " " + p.Store.Params.UserID
}

// showDay shows the hours of a day.
func (p *Planner) showDay(_ app.Context, day int64) {
	p.Store.GoTo(p.at(day))
	p.chooseSpan(room.SpanDay)
}

func (p *Planner) at(ms int64) time.Time { return time.UnixMilli(ms).In(p.view.Now.Location()) }

// inZone is a local time in the reader's zone.
func (p *Planner) inZone(wall time.Time) time.Time {
	return calendar.Resolve(wall, p.view.Now.Location())
}

// createOn begins a meeting at a minute of a day; -1 stands for a usual time.
func (p *Planner) createOn(ctx app.Context, day int64, minute int) {
	if !p.view.MayCreate {
		return
	}
	if minute < 0 {
		minute = editor.Morning * 60
	}
	date := p.at(day)
	wall := time.Date(date.Year(), date.Month(), date.Day(), 0, minute, 0, 0, time.UTC)
	p.edit(editor.BeginAt(wall, wall.Add(time.Hour)))
	p.refresh(ctx)
	p.Update() // ctx is the cell's
}
