package editor

import (
	"slices"
	"strings"

	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"parley/shared/event"
	"parley/shared/text"
	"parley/widget/browser"
	"parley/widget/ui"
)

// Render implements app.Composer.
func (e *Editor) Render() app.UI {
	e.drawn, e.there = nil, idsOf(e.was.People)
	dialog := ui.Dialog{
		ID: "editor", Title: e.heading(), CloseLabel: e.Reader.Text(text.EditorClose), OnClose: e.OnClose, Away: e.away,
		Body: app.Form().Class("dialog-form").Attr("novalidate", true).OnSubmit(e.submit).Body(
			app.Div().Class("dialog-body").Body(
				e.draftNote(),
				e.lastNote(),
				Fleeting(e.Reader, e.fleeting),
				e.scopes(),
				e.title(),
				e.moment(fieldStart, text.EditorStart, e.form.Start, e.setStart, e.startHint()),
				e.moment(fieldEnd, text.EditorEnd, e.form.End, e.setEnd, strings.TrimSpace(e.inWords()+" "+e.clashHint())),
				e.zone(),
				app.Div().Hidden(e.isSession()).Body(&ui.Checkbox{
					ID: "meeting-all-day", Label: e.Reader.Text(text.EditorAllDay), Checked: e.form.AllDay, OnToggle: e.setAllDay,
				}),
				app.Div().Class("repeat").Hidden(e.scope == ScopeOne || e.isSession()).Body(e.repeat()...),
				&picker{
					Store: e.Store, Reader: e.Reader, People: e.form.People, Search: e.form.Search, Error: e.errorAt(fieldPeople),
					Fixed: e.fixed, OnChange: e.setPeople, OnSearch: e.setSearch, OnLeave: e.leave(fieldPeople),
				},
				e.reminder(),
				e.description(),
				&ui.Checkbox{ID: fieldQuiet, Label: e.Reader.Text(text.EditorQuiet), Checked: e.form.Quiet, Disabled: !e.mayQuiet(), OnToggle: e.setQuiet},
				e.encryption(),
				e.widgets(),
			),
			ui.Announcer(e.notes()...),
			e.buttons(),
		),
	}
	return dialog.In(e.Modal)
}

func (e *Editor) heading() string {
	switch {
	case e.isSession():
		return e.Reader.Text(text.BreakoutEditTitle)
	case !e.Subject.isNew():
		return e.Reader.Text(text.EditorEditTitle)
	}
	return e.Reader.Text(text.EditorTitle)
}

// isSession reports that a breakout session is changed: a part of a meeting, once.
func (e *Editor) isSession() bool {
	return e.detail.Meeting != nil && e.detail.Meeting.Type == event.RoomTypeBreakout
}

func (e *Editor) draftNote() app.UI {
	return app.P().Class("draft-note").Hidden(!e.form.resumed).Body(
		app.Text(e.Reader.Text(text.EditorDraft)+" "),
		app.Button().Type("button").Class("link").OnClick(e.startOver).Text(e.Reader.Text(text.EditorStartOver)),
	)
}

// Fleeting tells what people would not expect: that the browser keeps nothing of what they type.
func Fleeting(r *browser.Reader, is bool) app.UI {
	words := ""
	if is {
		words = r.Text(text.EditorFleeting)
	}
	return app.P().Class("draft-note").Role("status").Text(words)
}

// scopes asks how much of a series is to be changed.
func (e *Editor) scopes() app.UI {
	if !e.Subject.Recurs() {
		return app.Div().Hidden(true)
	}
	return app.Div().Class("field").Body(
		Scopes(e.Reader, text.EditorScope, dateOf(e.Store, e.Reader, e.Subject), e.scope, func(s Scope) {
			e.choose(s)
			e.Update()
		}),
		app.P().Class("field-hint").Hidden(e.scope == ScopeAll).Text(e.Reader.Text(text.EditorScopeHint)),
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
	control := func(id, typ string, key text.Key, value string, with func(string) Moment) *ui.Input {
		return &ui.Input{
			ID: id, Type: typ, Label: e.Reader.Text(key, "field", name), Value: value, Required: true,
			Invalid: problem != "", Describes: field, OnLeave: e.leave(field),
			OnInput: func(_ app.Context, v string) {
				e.change(field, func() { set(with(v)) })
				e.lookForClashes()
			},
		}
	}
	return ui.Field{ID: field, Label: name, Hint: hint, Error: problem, Controls: []app.UI{
		control(field, "date", text.EditorDate, m.Date, func(v string) Moment { return Moment{v, m.Time} }),
		app.Div().Hidden(e.form.AllDay).Body(
			control(field+"-time", "time", text.EditorTime, m.Time, func(v string) Moment { return Moment{m.Date, v} }),
		),
	}}.UI()
}

func (e *Editor) setStart(m Moment) {
	e.form.moveStart(m)
	delete(e.refused, fieldEnd)
}

func (e *Editor) setEnd(m Moment) { e.form.End = m }

func (e *Editor) startHint() string {
	if !e.form.past(e.Store.View().Now, e.Store.Zones(), e.Reader.Zone) || e.form.When == e.was.When {
		return ""
	}
	return e.Reader.Text(text.EditorPast)
}

// inWords is when the meeting takes place, with weekdays: browsers show dates in their own language.
func (e *Editor) inWords() string {
	start, end, ok := e.form.times(e.Store.Zones(), e.Reader.Zone)
	if !ok || !end.After(start) {
		return ""
	}
	return e.Reader.Dates(start, end, e.zoneName())
}

func (e *Editor) setAllDay(_ app.Context, is bool) {
	e.change(fieldStart, func() { e.form.AllDay = is })
	e.Update() // the context is the checkbox's
}

func (e *Editor) setQuiet(_ app.Context, is bool) {
	e.change(fieldQuiet, func() { e.form.Quiet = is })
}

func (e *Editor) mayQuiet() bool { return e.Subject.isNew() || e.detail.Messages }

// encryption is the field that says whether messages in a new meeting's room are encrypted.
// They are in any case where the calendar room's are.
func (e *Editor) encryption() app.UI {
	above, why := e.Store.View().Encrypted, text.EncryptionFinal
	if above {
		why = text.EncryptionAbove
	}
	return app.Div().Class("explained").Hidden(!e.Subject.isNew() || !above && !e.Store.Config.Encrypts).Body(
		&ui.Checkbox{
			ID: fieldEncrypted, Label: e.Reader.Text(text.EncryptionEditor), Checked: e.form.Encrypted || above, Disabled: above, OnToggle: e.setEncrypted,
		},
		ui.Hint(fieldEncrypted, e.Reader.Text(why)+" "+e.Reader.Text(text.EncryptionLimits)),
	)
}

func (e *Editor) setEncrypted(_ app.Context, is bool) {
	e.change(fieldEncrypted, func() { e.form.Encrypted = is })
}

// fixed reports that somebody cannot be removed from the participants.
func (e *Editor) fixed(id string) bool {
	return !e.Subject.isNew() && e.there[id] && (id == e.Store.Params.UserID || !e.Store.MayRemove(e.Subject.RoomID, id))
}

func (e *Editor) zoneName() string {
	if e.form.Zone != "" {
		return e.form.Zone
	}
	return e.Reader.Zone
}

// zone is the time zone of start and end, which is the reader's until they want another one.
func (e *Editor) zone() app.UI {
	zone := e.zoneName()
	if e.zones == nil {
		return app.P().Class("field-hint").Body(
			app.Text(e.Reader.Text(text.EditorZone, "zone", zone)+" "),
			app.Button().Type("button").Class("link").OnClick(e.openZones).Text(e.Reader.Text(text.EditorZoneChange)),
		)
	}
	choices := make([]ui.Choice, 0, len(e.zones)+1)
	if !slices.Contains(e.zones, zone) {
		choices = append(choices, ui.Choice{Value: zone, Text: zone})
	}
	for _, name := range e.zones {
		choices = append(choices, ui.Choice{Value: name, Text: strings.ReplaceAll(name, "_", " ")})
	}
	return e.selection(fieldZone, text.EditorZoneField, choices, zone, func(v string) { e.form.Zone = v })
}

// selection is a field with one of several values.
func (e *Editor) selection(field string, label text.Key, choices []ui.Choice, value string, set func(string)) app.UI {
	problem := e.errorAt(field)
	return ui.Field{ID: field, Label: e.Reader.Text(label), Error: problem, Controls: []app.UI{&ui.Select{
		ID: field, Choices: choices, Value: value, Invalid: problem != "",
		OnChoose: func(_ app.Context, v string) {
			e.change(field, func() { set(v) })
			e.left[field] = true
			e.Update() // the context is the control's
		},
	}}}.UI()
}

// entry is a field with a number or a date.
func (e *Editor) entry(field, typ string, label text.Key, value string, set func(string)) app.UI {
	problem := e.errorAt(field)
	return ui.Field{ID: field, Label: e.Reader.Text(label), Error: problem, Controls: []app.UI{&ui.Input{
		ID: field, Type: typ, Value: value, Required: true, Invalid: problem != "", OnLeave: e.leave(field),
		OnInput: func(_ app.Context, v string) { e.change(field, func() { set(v) }) },
	}}}.UI()
}

// notes are what the dialog says of the command and of the meeting.
func (e *Editor) notes() []app.UI {
	var notes []app.UI
	note := func(tone, words string) { notes = append(notes, ui.Banner{Tone: tone, Text: words}.UI()) }
	switch {
	case e.lost:
		note(ui.Critical, e.Reader.Text(text.ModalLost))
	case !e.Subject.isNew() && e.detail.Meeting == nil:
		note(ui.Critical, e.Reader.Text(text.EditorGone))
	case e.changed:
		note(ui.Warning, e.Reader.Text(text.EditorChanged))
	}
	if !e.Subject.isNew() && !e.busy() && e.scope != ScopeOne && e.form.When != e.was.When {
		notes = append(notes, e.asked().notes(e.Reader)...)
	}
	if c, ok := e.Store.Command(e.sent); ok && c.State.Over() || e.busy() {
		notes = append(notes, e.outcome())
	}
	return notes
}

// buttons are hidden where the client has its own; without one that submits, Enter would do nothing.
func (e *Editor) buttons() app.UI {
	return app.Div().Class("dialog-buttons").Hidden(e.Modal).Body(
		ui.Button{Label: e.Reader.Text(e.closeLabel()), OnClick: e.close}.UI(),
		ui.Button{Label: e.submitLabel(), Kind: ui.Primary, Submit: true, Disabled: e.busy()}.UI(),
	)
}

func (e *Editor) submitLabel() string {
	if e.Subject.isNew() {
		return e.Reader.Text(text.EditorCreate)
	}
	return e.Reader.Text(text.EditorSave)
}

// closeLabel is honest about what closing does to a command that is under way.
func (e *Editor) closeLabel() text.Key {
	if e.busy() {
		return text.EditorClose
	}
	return text.EditorCancel
}
