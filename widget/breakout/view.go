package breakout

import (
	"slices"
	"strconv"

	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"parley/shared/room"
	"parley/shared/text"
	"parley/widget/browser"
	"parley/widget/editor"
	"parley/widget/notice"
	"parley/widget/store"
	"parley/widget/ui"
)

// drawn is what is found out once for each rendering.
type drawn struct {
	wrong  faults
	people map[int][]int // indices of people, by group
}

func (d *setup) draw() drawn {
	at, people := d.form.places(), map[int][]int{}
	for i, p := range d.people {
		n, grouped := at[p.UserID]
		if !grouped {
			n = nowhere
		}
		people[n] = append(people[n], i)
	}
	return drawn{d.check(), people}
}

// Render implements app.Composer.
func (d *setup) Render() app.UI {
	d.drawn = d.draw()
	dialog := ui.Dialog{
		ID: "groups", Title: d.Reader.Text(text.BreakoutSetUp), CloseLabel: d.Reader.Text(text.EditorClose), OnClose: d.OnClose, Away: d.away,
		Body: app.Form().Class("dialog-form").Attr("novalidate", true).OnSubmit(d.submit).Body(
			app.Div().Class("dialog-body").Body(
				editor.Fleeting(d.Reader, d.fleeting),
				d.moment(fieldStart, text.EditorStart, d.form.Start, d.setStart, d.within()),
				d.moment(fieldEnd, text.EditorEnd, d.form.End, d.setEnd, ""),
				d.description(),
				d.count(),
				d.spread(),
				d.groups(),
			),
			ui.Announcer(d.notes()...),
			app.Div().Class("dialog-buttons").Hidden(d.Modal).Body( // the client has its own
				ui.Button{Label: d.Reader.Text(d.closeLabel()), OnClick: d.close}.UI(),
				ui.Button{Label: d.Reader.Text(text.BreakoutCreate), Kind: ui.Primary, Submit: true, Disabled: d.busy()}.UI(),
			),
		),
	}
	return dialog.In(d.Modal)
}

// within says when the meeting takes place.
func (d *setup) within() string {
	if d.from.IsZero() {
		return ""
	}
	return d.Reader.Text(text.BreakoutWithin, "time", d.Reader.Dates(d.from, d.to, d.Reader.Zone))
}

// moment is a group of two controls: the label of the group is read with each.
func (d *setup) moment(field string, label text.Key, m editor.Moment, set func(editor.Moment), hint string) app.UI {
	name, problem := d.Reader.Text(label), d.errorAt(field)
	control := func(id, typ string, key text.Key, value string, with func(string) editor.Moment) *ui.Input {
		return &ui.Input{
			ID: id, Type: typ, Label: d.Reader.Text(key, "field", name), Value: value, Required: true,
			Invalid: problem != "", Describes: field, OnLeave: d.leave(field),
			OnInput: func(_ app.Context, v string) { d.change(field, func() { set(with(v)) }) },
		}
	}
	return ui.Field{ID: field, Label: name, Hint: hint, Error: problem, Controls: []app.UI{
		control(field, "date", text.EditorDate, m.Date, func(v string) editor.Moment { return editor.Moment{Date: v, Time: m.Time} }),
		control(field+"-time", "time", text.EditorTime, m.Time, func(v string) editor.Moment { return editor.Moment{Date: m.Date, Time: v} }),
	}}.UI()
}

// setStart moves the end along.
func (d *setup) setStart(m editor.Moment) {
	d.form.End = editor.Moved(d.form.End, d.form.Start, m)
	d.form.Start = m
}

func (d *setup) setEnd(m editor.Moment) { d.form.End = m }

func (d *setup) description() app.UI {
	return d.entry(fieldDescription, "", d.Reader.Text(text.EditorDescription), "", d.form.Description, func(v string) { d.form.Description = v })
}

func (d *setup) count() app.UI {
	hint := ""
	switch most := d.most(); {
	case most > 0:
		hint = d.Reader.Text(text.BreakoutCountHint, "count", strconv.Itoa(most))
	case d.read:
		hint = d.Reader.Text(text.BreakoutAlone)
	}
	return d.entry(fieldCount, "number", d.Reader.Text(text.BreakoutCount), hint, d.form.Count, d.setCount)
}

// entry is a field with one control.
func (d *setup) entry(field, typ, label, hint, value string, set func(string)) app.UI {
	problem := d.errorAt(field)
	return ui.Field{ID: field, Label: label, Hint: hint, Error: problem, Controls: []app.UI{&ui.Input{
		ID: field, Type: typ, Value: value, Required: typ != "", Invalid: problem != "", OnLeave: d.leave(field),
		OnInput: func(_ app.Context, v string) { d.change(field, func() { set(v) }) },
	}}}.UI()
}

// spread distributes all people at once.
func (d *setup) spread() app.UI {
	return app.Div().Class("field").Role("group").Aria("labelledby", "groups-spread").Hidden(len(d.people) == 0).Body(
		app.P().ID("groups-spread").Class("field-name").Text(d.Reader.Text(text.BreakoutSpread, "count", strconv.Itoa(len(d.people)))),
		app.Div().Class("actions").Body(
			ui.Button{Label: d.Reader.Text(text.BreakoutEvenly), OnClick: d.evenly}.UI(),
			ui.Button{Label: d.Reader.Text(text.BreakoutRandom), OnClick: d.atRandom}.UI(),
			ui.Button{Label: d.Reader.Text(text.BreakoutClear), OnClick: d.takeOut}.UI(),
		),
		app.P().Class("field-hint").Text(d.Reader.Text(text.BreakoutHow)),
		app.P().Class("visually-hidden").Role("status").Text(d.moved),
	)
}

// groups shows who is where: first who is in no group, then each group.
func (d *setup) groups() app.UI {
	return app.Div().Class("groups").Body(
		d.dropping(app.Section().Class("group", "group-none").Hidden(len(d.people) == 0), nowhere).Body(
			app.H3().Class("field-name").Text(d.Reader.Text(text.BreakoutNone)),
			d.members(nowhere),
		),
		app.Range(d.form.Groups).Slice(d.group),
		app.If(d.hides(), ui.Button{Label: d.Reader.Text(text.PlannerMore), Kind: ui.Tertiary, OnClick: d.showMore}.UI()),
	)
}

// How many people are listed at first, and how many more at once later: each of them has a
// control that offers all groups.
const (
	firstPeople = 100
	morePeople  = 200
	leastPeople = 3 // of a group
)

// room is how many people of a group are listed.
func (d *setup) room() int {
	return max((firstPeople+d.more*morePeople)/(len(d.form.Groups)+1), leastPeople)
}

// hides reports that not all people are listed.
func (d *setup) hides() bool {
	for _, people := range d.drawn.people {
		if len(people) > d.room() {
			return true
		}
	}
	return false
}

func (d *setup) showMore(app.Context, app.Event) { d.more++ }

func (d *setup) group(n int) app.UI {
	number := strconv.Itoa(n + 1)
	return d.dropping(app.Section().Class("group"), n).Aria("label", d.Reader.Text(text.BreakoutGroup, "number", number)).Body(
		d.entry(groupField(n), "text", d.Reader.Text(text.BreakoutGroupTitle, "number", number), "", d.form.Groups[n].Title, func(v string) {
			d.form.Groups[n].Title = v
		}),
		d.members(n),
		app.Div().ID(groupPeople(n)).TabIndex(-1).Body(ui.Problem(groupPeople(n), d.errorAt(groupPeople(n)))),
	)
}

// members are the people of a group, each with the choice of another one.
func (d *setup) members(n int) app.UI {
	people := d.drawn.people[n]
	listed := people[:min(len(people), d.room())]
	choices := d.choices()
	return app.Ul().Class("group-people").Hidden(len(people) == 0).Body(app.Range(listed).Slice(func(i int) app.UI {
		p := d.people[listed[i]]
		return app.Li().Class("pill-person", "group-person").Title(p.UserID).Attr("draggable", "true").OnDragStart(d.drag(p.UserID), p.UserID).Body(
			ui.Avatar(p.UserID, p.Name),
			app.Span().Class("pill-name").Text(p.Name),
			&ui.Select{
				ID: selectID(listed[i]), Label: d.Reader.Text(text.BreakoutGroupOf, "name", p.Name), Choices: choices, Value: strconv.Itoa(n),
				OnChoose: func(_ app.Context, v string) {
					to, _ := strconv.Atoi(v)
					d.move(p, to)
				},
			},
		)
	}), hidden(d.Reader, len(people)-len(listed)))
}

// hidden says how many people a list leaves out.
func hidden(r *browser.Reader, count int) app.UI {
	return app.Li().Class("field-hint").Hidden(count == 0).Text(r.Text(text.PlannerHidden, "count", strconv.Itoa(count)))
}

// selectID is the control with the group of the person at an index.
func selectID(i int) string { return "group-of-" + strconv.Itoa(i) }

// selectID is the control with the group of somebody.
func (d *setup) selectID(user string) string {
	return selectID(slices.IndexFunc(d.people, func(p room.Participant) bool { return p.UserID == user }))
}

// choices are all groups by their titles, and none.
func (d *setup) choices() []ui.Choice {
	all := []ui.Choice{{Value: strconv.Itoa(nowhere), Text: d.Reader.Text(text.BreakoutNone)}}
	for n, g := range d.form.Groups {
		all = append(all, ui.Choice{Value: strconv.Itoa(n), Text: g.Title})
	}
	return all
}

// dragged is what the data of a drag are called: no other page's drags are taken.
const dragged = "application/x-parley-person"

func (d *setup) drag(user string) app.EventHandler {
	return func(_ app.Context, e app.Event) {
		e.Get("dataTransfer").Call("setData", dragged, user)
		e.Get("dataTransfer").Set("effectAllowed", "move")
	}
}

// dropping lets people be dropped on a group.
func (d *setup) dropping(group app.HTMLSection, n int) app.HTMLSection {
	return group.OnDragOver(allowDrop).OnDrop(func(_ app.Context, e app.Event) {
		user := e.Get("dataTransfer").Call("getData", dragged).String()
		for _, p := range d.people {
			if p.UserID == user {
				e.PreventDefault()
				d.change(groupField(n), func() { d.form.move(user, n) })
			}
		}
	}, n)
}

func allowDrop(_ app.Context, e app.Event) {
	if e.Get("dataTransfer").Get("types").Call("includes", dragged).Bool() {
		e.PreventDefault()
	}
}

// notes are what the dialog says of who is left out, and of the command.
func (d *setup) notes() []app.UI {
	var notes []app.UI
	if d.lost {
		notes = append(notes, ui.Banner{Tone: ui.Critical, Text: d.Reader.Text(text.ModalLost)}.UI())
	}
	if d.unread {
		notes = append(notes, ui.Banner{Tone: ui.Critical, Text: d.Reader.Text(text.AttendUnread), Actions: []app.UI{
			ui.Button{Label: d.Reader.Text(text.PlannerRetry), OnClick: d.examine}.UI(),
		}}.UI())
	}
	left := len(d.drawn.people[nowhere])
	if left > 0 && left < len(d.people) {
		notes = append(notes, ui.Banner{Tone: ui.Info, Text: d.Reader.Text(text.BreakoutLeft, "count", strconv.Itoa(left))}.UI())
	}
	if c, ok := d.Store.Command(d.sent); ok && c.State != store.Done {
		notes = append(notes, notice.Outcome(d.Store, d.Reader, c))
	}
	return notes
}

// closeLabel is honest about what closing does to a command that is under way.
func (d *setup) closeLabel() text.Key {
	if d.busy() {
		return text.EditorClose
	}
	return text.EditorCancel
}
