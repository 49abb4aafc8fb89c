package editor

import (
	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"parley/shared/text"
	"parley/widget/ui"
)

// Render implements app.Composer.
func (e *Editor) Render() app.UI {
	return &ui.Dialog{
		ID: "editor", Title: e.Reader.Text(text.EditorTitle), CloseLabel: e.Reader.Text(text.EditorClose), OnClose: e.OnClose,
		Body: app.Form().Class("dialog-form").Attr("novalidate", true).OnSubmit(e.submit).Body(
			app.Div().Class("dialog-body").Body(
				e.draftNote(),
				e.title(),
				e.moment(fieldStart, text.EditorStart, e.form.Start, e.setStart, e.startHint()),
				e.moment(fieldEnd, text.EditorEnd, e.form.End, e.setEnd, ""),
				e.description(),
				&picker{
					Store: e.Store, Reader: e.Reader, People: e.form.People, Search: e.form.Search, Error: e.errorAt(fieldPeople),
					OnChange: e.setPeople, OnSearch: e.setSearch, OnLeave: e.leave(fieldPeople),
				},
			),
			ui.Announcer(e.outcome()),
			e.buttons(),
		),
	}
}

func (e *Editor) draftNote() app.UI {
	return app.P().Class("draft-note").Hidden(!e.form.resumed).Body(
		app.Text(e.Reader.Text(text.EditorDraft)+" "),
		app.Button().Type("button").Class("link").OnClick(e.startOver).Text(e.Reader.Text(text.EditorStartOver)),
	)
}

func (e *Editor) title() app.UI {
	problem := e.errorAt(fieldTitle)
	return ui.Field{
		ID: fieldTitle, Label: e.Reader.Text(text.EditorName), Error: problem,
		Controls: []app.UI{&ui.Input{
			ID: fieldTitle, Type: "text", Value: e.form.Title, Required: true, Invalid: problem != "",
			OnInput: func(_ app.Context, v string) { e.change(fieldTitle, func() { e.form.Title = v }) },
			OnLeave: e.leave(fieldTitle),
		}},
	}.UI()
}

func (e *Editor) description() app.UI {
	problem := e.errorAt(fieldDescription)
	return ui.Field{
		ID: fieldDescription, Label: e.Reader.Text(text.EditorDescription), Error: problem,
		Controls: []app.UI{&ui.Input{
			ID: fieldDescription, Value: e.form.Description, Invalid: problem != "",
			OnInput: func(_ app.Context, v string) { e.change(fieldDescription, func() { e.form.Description = v }) },
			OnLeave: e.leave(fieldDescription),
		}},
	}.UI()
}

// moment is a group of two controls: the label of the group is read with each.
func (e *Editor) moment(field string, label text.Key, m Moment, set func(Moment), hint string) app.UI {
	name := e.Reader.Text(label)
	problem := e.errorAt(field)
	control := func(id, typ string, key text.Key, value string, with func(string) Moment) app.UI {
		return &ui.Input{
			ID: id, Type: typ, Label: e.Reader.Text(key, "field", name), Value: value, Required: true,
			Invalid: problem != "", Describes: field, OnLeave: e.leave(field),
			OnInput: func(_ app.Context, v string) { e.change(field, func() { set(with(v)) }) },
		}
	}
	return ui.Field{ID: field, Label: name, Hint: hint, Error: problem, Controls: []app.UI{
		control(field, "date", text.EditorDate, m.Date, func(v string) Moment { return Moment{v, m.Time} }),
		control(field+"-time", "time", text.EditorTime, m.Time, func(v string) Moment { return Moment{m.Date, v} }),
	}}.UI()
}

func (e *Editor) setStart(m Moment) {
	e.form.moveStart(m)
	delete(e.refused, fieldEnd)
}

func (e *Editor) setEnd(m Moment) { e.form.End = m }

func (e *Editor) startHint() string {
	hint := e.Reader.Text(text.EditorZone, "zone", e.Reader.Zone)
	if e.form.past(e.Store.View().Now, e.Store.Zones(), e.Reader.Zone) {
		hint = e.Reader.Text(text.EditorPast) + " " + hint
	}
	return hint
}

func (e *Editor) buttons() app.UI {
	return app.Div().Class("dialog-buttons").Body(
		ui.Button{Label: e.Reader.Text(e.closeLabel()), OnClick: e.close}.UI(),
		ui.Button{Label: e.Reader.Text(text.EditorCreate), Kind: ui.Primary, Submit: true, Disabled: e.busy()}.UI(),
	)
}

// closeLabel is honest about what closing does to a command that is under way.
func (e *Editor) closeLabel() text.Key {
	if e.busy() {
		return text.EditorClose
	}
	return text.EditorCancel
}
