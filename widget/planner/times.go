package planner

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"parley/shared/room"
	"parley/shared/text"
	"parley/widget/browser"
	"parley/widget/store"
)

// column is a day with its hours, in words.
type column struct {
	Day     int64  // when it begins, ms since 1970
	Date    string // 2006-01-02
	Weekday string // abbreviated
	Number  string // of the day in its month
	Label   string
	Today   bool
	Tab     bool // reached by Tab; from there on arrows lead
	Now     int  // minute that the clock shows; -1 on other days
	Blocks  []block
}

// block is a chip at its time of the day.
type block struct {
	Chip  chip
	Time  stretch
	Place place
}

// columns words the days of a view.
func columns(v *store.View, r *browser.Reader) (all []column) {
	days := daysBetween(v.From, v.To)
	for n, day := range days[:len(days)-1] {
		c := column{Day: day.UnixMilli(), Date: day.Format(time.DateOnly), Weekday: r.ShortWeekday(day, r.Zone), Number: strconv.Itoa(day.Day()), Today: sameDay(day, v.Now), Now: -1}
		if c.Today {
			c.Now = minuteOf(v.Now)
		}
		on := touching(v.Items, days[n:n+2])
		c.Label = dayLabel(r, day, v.Now, len(on))
		on = slices.DeleteFunc(on, isLong)
		stretches := make([]stretch, len(on))
		for k, i := range on {
			stretches[k] = minutesOn(i, day)
		}
		places := placeAll(stretches)
		for k, i := range on {
			c.Blocks = append(c.Blocks, block{chipOf(i, day, v.Now, r), stretches[k], places[k]})
		}
		all = append(all, c)
	}
	all[max(slices.IndexFunc(all, func(c column) bool { return c.Today }), 0)].Tab = true
	return all
}

// wholeDays words what is drawn above the hours.
func wholeDays(v *store.View, r *browser.Reader) week {
	long := slices.DeleteFunc(slices.Clone(v.Items), func(i *room.Item) bool { return !isLong(i) })
	return weekOf(long, daysBetween(v.From, v.To), v, r, len(long))
}

// morning is the hour that a day is shown from at first.
const morning = 7

// times shows days side by side, with their hours from top to bottom.
type times struct {
	app.Compo

	Planner *Planner
	Label   string
	Columns []column
	Long    week
	Hours   []string
	There   there
}

// OnMount implements app.Mounter.
func (t *times) OnMount(ctx app.Context) {
	ctx.Defer(func(app.Context) {
		if body := ctx.JSSrc().Call("querySelector", ".times-body"); body.Truthy() {
			scroll := body.Get("parentElement")
			scroll.Set("scrollTop", body.Get("offsetHeight").Int()*morning/24)
		}
	})
}

// Render implements app.Composer.
func (t *times) Render() app.UI {
	grid := app.Div().Class("times").Role("grid").Aria("label", t.Label).Style("--columns", strconv.Itoa(len(t.Columns))).
		OnKeyDown(t.Planner.key)
	if t.There.Zone != "" {
		grid = grid.Class("times-two")
	}
	return t.Planner.movable(grid).Body(
		app.Div().Class("times-heads").Role("row").Body(
			app.Div().Class("times-gutter").Role("columnheader").Body(unseen(t.Planner.Reader.Text(text.PlannerHours)+" "), t.Planner.zoneButton()),
			app.Range(t.Columns).Slice(func(i int) app.UI {
				c := t.Columns[i]
				head := app.Div().Class("times-head").Role("columnheader")
				if c.Today {
					head = head.Class("times-today").Aria("current", "date")
				}
				return head.Body(app.Button().Type("button").Class("times-date").
					OnClick(func(ctx app.Context, _ app.Event) { t.Planner.showDay(ctx, c.Day) }, c.Day).
					Body(app.Span().Text(c.Weekday), app.Text(" "), app.Span().Class("times-number").Text(c.Number)))
			}),
		),
		app.Div().Class("times-long").Role("row").Hidden(!t.anyLong()).Body(
			app.Span().Class("times-gutter").Role("rowheader").Text(t.Planner.Reader.Text(text.PlannerAllDay)),
			app.Range(t.Long.Days).Slice(func(i int) app.UI {
				d := t.Long.Days[i]
				return app.Div().Class("times-cell").Role("gridcell").DataSet("date", d.Date).Body(bars(t.Planner, d.Bars))
			}),
		),
		app.Div().Class("times-scroll").Role("rowgroup").Body(
			app.Div().Class("times-body").Role("row").Body(
				app.Div().Class("times-hours").Role("rowheader").Aria("label", t.Planner.Reader.Text(text.PlannerHours)).Body(
					app.Range(t.Hours).Slice(t.hour),
				),
				app.Range(t.Columns).Slice(func(i int) app.UI { return &dayColumn{Planner: t.Planner, Column: t.Columns[i]} }),
			),
		),
	)
}

// hour is one of the gutter, in one or two zones.
func (t *times) hour(i int) app.UI {
	there := ""
	if i < len(t.There.Hours) {
		there = t.There.Hours[i]
	}
	return app.Span().Class("times-hour").Body(app.Span().Text(t.Hours[i]), app.Span().Class("times-there").Hidden(there == "").Text(there))
}

func (t *times) anyLong() bool {
	return slices.ContainsFunc(t.Long.Days, func(d weekDay) bool { return len(d.Bars) > 0 })
}

// size is the class of blocks that are too low for more than one line.
func (b block) size() string {
	const lines = 45 // minutes that two lines take
	if b.Time.to-b.Time.from < lines {
		return "block-low"
	}
	return ""
}

// dayColumn is a component of its own so that it is only rendered when something on this
// day has changed.
type dayColumn struct {
	app.Compo

	Planner *Planner
	Column  column
}

// Render implements app.Composer.
func (d *dayColumn) Render() app.UI {
	c := d.Column
	parts := c.parts()
	return gridCell(c.Today, c.Tab).Class("times-day").DataSet("day", c.Day).DataSet("date", c.Date).
		OnClick(d.press, c.Day).On("parley-draw", d.Planner.draw).Body(
		unseen(c.Label),
		app.Range(parts).Slice(func(i int) app.UI { return d.part(parts[i]) }),
		app.If(c.Now >= 0, app.Div().Class("times-now").Aria("hidden", true).Style("inset-block-start", percent(c.Now, minutesOfDay))),
	)
}

// parts are the blocks of each two hours. go-app matches elements by their place: so that a block that comes
// or goes leaves those of other hours alone, each part has an element of its own.
func (c *column) parts() (parts [minutesOfDay / minutesOfPart][]block) {
	for _, b := range c.Blocks {
		n := b.Time.from / minutesOfPart
		parts[n] = append(parts[n], b)
	}
	return parts
}

const minutesOfPart = 120

func (d *dayColumn) part(blocks []block) app.UI {
	return app.Div().Class("times-part").Body(app.Range(blocks).Slice(func(i int) app.UI {
		b := blocks[i]
		return b.Chip.button(d.Planner, "block", b.size()).
			Style("inset-block-start", percent(b.Time.from, minutesOfDay)).
			Style("block-size", percent(b.Time.to-b.Time.from, minutesOfDay)).
			Style("inset-inline-start", percent(b.Place.lane, b.Place.lanes)).
			Style("inline-size", percent(1, b.Place.lanes))
	}))
}

// press begins a meeting at the time that was pressed.
func (d *dayColumn) press(ctx app.Context, e app.Event) {
	const grain = 30 // minutes
	box := ctx.JSSrc().Call("getBoundingClientRect")
	share := (e.Get("clientY").Float() - box.Get("top").Float()) / box.Get("height").Float()
	minute := int(share*minutesOfDay) / grain * grain
	d.Planner.createOn(ctx, d.Column.Day, min(max(minute, 0), minutesOfDay-grain))
}

// percent is a share in the form of CSS.
func percent(part, whole int) string {
	const fine = 1000
	n := strconv.Itoa(part * 100 * fine / max(whole, 1))
	return "calc(" + n + "% / " + strconv.Itoa(fine) + ")"
}

// hours are the names of those of a day.
func hours(r *browser.Reader) []string {
	names := make([]string, 24)
	for h := range names {
		names[h] = short(r.Clock(time.Date(2000, 1, 1, h, 0, 0, 0, time.UTC), "UTC"))
	}
	return names
}

// short leaves out the minutes of a full hour where AM or PM follows.
func short(clock string) string {
	if clock == "" || clock[len(clock)-1] <= '9' {
		return clock
	}
	return strings.Replace(clock, ":00", "", 1)
}

// gridCell is a day in a grid.
func gridCell(today, tab bool) app.HTMLDiv {
	cell := app.Div().Role("gridcell").TabIndex(-1)
	if tab {
		cell = cell.TabIndex(0)
	}
	if today {
		cell = cell.Class("today").Aria("current", "date")
	}
	return cell
}
