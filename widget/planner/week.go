package planner

import (
	"sort"
	"strconv"
	"time"

	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"parley/shared/room"
	"parley/shared/text"
	"parley/widget/browser"
	"parley/widget/store"
)

// week is a row of days, in words.
type week struct {
	Number string
	Days   []weekDay
}

// weekDay is a day of a week. Each occurrence is a bar in the first of its days there;
// in the others its lane is kept free.
type weekDay struct {
	Day     int64  // when it begins, ms since 1970
	Date    string // 2006-01-02
	Number  string
	Label   string
	Today   bool
	Tab     bool // reached by Tab; from there on arrows lead
	Outside bool // of the month that is shown
	Bars    []bar
	More    string // how many are not shown; empty for none
}

// bar is a chip over some days, or with none a free place in its lane.
type bar struct {
	Chip chip
	Days int
}

// maxBars is how many lanes a day of a month has.
const maxBars = 3

// weekOf lays out the occurrences of days, at most limit one below the other. days holds
// where each begins, and where the last ends.
func weekOf(items []*room.Item, days []time.Time, v *store.View, r *browser.Reader, limit int) week {
	items = touching(items, days)
	sort.SliceStable(items, func(i, j int) bool {
		a, b := daysOf(items[i], days), daysOf(items[j], days)
		return a.from < b.from || a.from == b.from && a.to > b.to
	})
	stretches := make([]stretch, len(items))
	for n, i := range items {
		stretches[n] = daysOf(i, days)
	}
	places := placeAll(stretches)
	w := week{Number: strconv.Itoa(weekNumber(days[0]))}
	for n, day := range days[:len(days)-1] {
		d := weekDay{Day: day.UnixMilli(), Date: day.Format(time.DateOnly), Number: strconv.Itoa(day.Day()), Today: sameDay(day, v.Now)}
		count, hidden := 0, 0
		for k, s := range stretches {
			if !s.meets(stretch{n, n + 1}) {
				continue
			}
			count++
			if places[k].lane >= limit {
				hidden++
				continue
			}
			for len(d.Bars) <= places[k].lane {
				d.Bars = append(d.Bars, bar{})
			}
			if s.from == n {
				d.Bars[places[k].lane] = bar{chipOf(items[k], day, v.Now, r), s.to - s.from}
			}
		}
		d.Label = dayLabel(r, day, v.Now, count)
		if hidden > 0 {
			d.More = r.Text(text.PlannerHidden, "count", strconv.Itoa(hidden))
		}
		w.Days = append(w.Days, d)
	}
	return w
}

// touching returns those that overlap the days.
func touching(items []*room.Item, days []time.Time) (on []*room.Item) {
	from, to := days[0], days[len(days)-1]
	for _, i := range items {
		if i.Start.Before(to) && (i.End.After(from) || i.Start.Equal(from)) {
			on = append(on, i)
		}
	}
	return on
}

// weekNumber is that of ISO 8601 where weeks begin on Monday, else the week with the first
// of January is the first.
func weekNumber(first time.Time) int {
	if first.Weekday() == time.Monday {
		_, n := first.ISOWeek()
		return n
	}
	last := first.AddDate(0, 0, 6)
	return (last.YearDay()-1)/7 + 1
}

// weekRow shows a week of a month.
type weekRow struct {
	app.Compo

	Planner *Planner
	Week    week
}

// Render implements app.Composer.
func (w *weekRow) Render() app.UI {
	return app.Div().Class("month-week").Role("row").Body(
		app.Div().Class("month-number").Role("rowheader").Body(
			app.Span().Aria("hidden", true).Text(w.Week.Number),
			unseen(w.Planner.Reader.Text(text.PlannerWeek, "number", w.Week.Number)),
		),
		app.Range(w.Week.Days).Slice(func(i int) app.UI { return w.day(w.Week.Days[i]) }),
	)
}

func (w *weekRow) day(d weekDay) app.UI {
	create := func(ctx app.Context, _ app.Event) { w.Planner.createOn(ctx, d.Day, -1) }
	cell := gridCell(d.Today, d.Tab).Class("month-day").OnDblClick(create, d.Day)
	if d.Outside {
		cell = cell.Class("month-outside")
	}
	return cell.DataSet("day", d.Day).DataSet("date", d.Date).Body(
		app.Button().Type("button").Class("month-date").TabIndex(-1).
			OnClick(func(ctx app.Context, _ app.Event) { w.Planner.showDay(ctx, d.Day) }, d.Day).
			Body(app.Span().Aria("hidden", true).Text(d.Number), unseen(d.Label)),
		bars(w.Planner, d.Bars),
		app.If(d.More != "", app.Button().Type("button").Class("month-more").TabIndex(-1).
			OnClick(func(ctx app.Context, _ app.Event) { w.Planner.showDay(ctx, d.Day) }, d.Day).Text(d.More)),
	)
}

// bars are the lanes of a day.
func bars(p *Planner, all []bar) app.UI {
	return app.Ul().Class("bars").Body(app.Range(all).Slice(func(i int) app.UI {
		b := all[i]
		if b.Days == 0 {
			return app.Li().Class("bar").Aria("hidden", true)
		}
		li := app.Li().Class("bar").Style("--days", strconv.Itoa(b.Days))
		if b.Days > 1 {
			li = li.Class("bar-long")
		}
		return li.Body(b.Chip.button(p))
	}))
}
