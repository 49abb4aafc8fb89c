// Package editor is the dialog for a new meeting: what is typed, what is wrong with
// it, and what becomes of the command.
package editor

import (
	"math/rand/v2"
	"strconv"

	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"parley/shared/command"
	"parley/shared/text"
	"parley/widget/browser"
	"parley/widget/host"
	"parley/widget/store"
	"parley/widget/ui"
)

// Editor is the dialog. Begin is what the form holds at first.
type Editor struct {
	app.Compo

	Store   *store.Store
	Reader  *browser.Reader
	Begin   Form
	OnClose func(app.Context)

	form    Form
	left    map[string]bool // fields that the person has been in
	refused faults          // what the bot found wrong with the last command
	sent    int             // id of the last command; 0: none
	cancel  func()
}

// OnInit implements app.Initializer.
func (e *Editor) OnInit() { e.reset(e.Begin) }

func (e *Editor) reset(f Form) { e.form, e.left, e.refused, e.sent = f, map[string]bool{}, nil, 0 }

// OnMount implements app.Mounter.
func (e *Editor) OnMount(ctx app.Context) {
	e.cancel = e.Store.Subscribe(func() { ctx.Dispatch(e.follow) })
	ctx.Defer(func(app.Context) { focus(fieldTitle) })
}

// OnDismount implements app.Dismounter.
func (e *Editor) OnDismount() { e.cancel() }

// follow looks at what has become of the command.
func (e *Editor) follow(ctx app.Context) {
	c, ok := e.Store.Command(e.sent)
	if !ok {
		return
	}
	switch c.State {
	case store.Done:
		ui.CloseDialog(e)
	case store.Rejected:
		if e.refused == nil {
			e.refused = faults{}
			e.refused.add(c.Fault)
			e.focusError(ctx, e.refused)
		}
	}
}

// busy reports that a command is under way, so that the form must not be sent
// again.
func (e *Editor) busy() bool {
	c, ok := e.Store.Command(e.sent)
	return ok && !c.State.Over()
}

func (e *Editor) submit(ctx app.Context, event app.Event) {
	event.PreventDefault()
	e.send(ctx)
}

// send sends the form, unless something is wrong with it.
func (e *Editor) send(ctx app.Context) {
	if e.busy() {
		return
	}
	for _, f := range fields {
		e.left[f] = true
	}
	e.form.takeSearch()
	if wrong := e.form.check(e.Store.Zones(), e.Reader.Zone); len(wrong) > 0 {
		e.focusError(ctx, wrong)
		return
	}
	e.Store.Dismiss(e.sent)
	e.refused = nil
	e.sent = e.Store.CreateMeeting(
		e.form.command(newUID(), e.Reader.Zone),
		command.Context{Locale: e.Reader.Locale, Timezone: e.Reader.Zone},
		e.form.encode(),
	)
}

// newUID returns an identifier that no other calendar entry has.
func newUID() string {
	return strconv.FormatUint(rand.Uint64(), 36) + strconv.FormatUint(rand.Uint64(), 36)
}

// errorAt is the message below a field: of a field that was left, what the rules
// say, and what the bot said until it is changed.
func (e *Editor) errorAt(field string) string {
	if code, ok := e.refused[field]; ok {
		return text.Fault(e.Reader.Lang, code)
	}
	code, wrong := e.form.check(e.Store.Zones(), e.Reader.Zone)[field]
	if !wrong || !e.left[field] {
		return ""
	}
	return text.Fault(e.Reader.Lang, code)
}

// change takes over what was typed in a field.
func (e *Editor) change(field string, set func()) {
	set()
	delete(e.refused, field)
	e.form.save(e.Store.Params)
}

func (e *Editor) leave(field string) func(app.Context) {
	return func(app.Context) { e.left[field] = true }
}

// focusError brings the person to the first field that has one.
func (e *Editor) focusError(ctx app.Context, wrong faults) {
	if field, ok := wrong.first(); ok {
		ctx.Defer(func(app.Context) { focus(field) })
	}
}

func focus(id string) {
	if element := app.Window().GetElementByID(id); element.Truthy() {
		element.Call("focus")
		if whole := element.Call("closest", ".field"); whole.Truthy() { // its error too
			whole.Call("scrollIntoView", map[string]any{"block": "nearest"})
		}
	}
}

func (e *Editor) startOver(ctx app.Context, _ app.Event) {
	forget(e.Store.Params)
	e.reset(blank(e.Store.View().Now))
	ctx.Defer(func(app.Context) { focus(fieldTitle) })
}

func (e *Editor) close(app.Context, app.Event) { ui.CloseDialog(e) }

func (e *Editor) setPeople(_ app.Context, people []host.Person) {
	e.change(fieldPeople, func() { e.form.People = people })
}

// setSearch takes over a search for people. It is only wrong once the field is left.
func (e *Editor) setSearch(term string) {
	e.left[fieldPeople] = false
	e.change(fieldPeople, func() { e.form.Search = term })
}

// outcome is what the dialog says of the command. Why it was refused is not said
// again where a field says it.
func (e *Editor) outcome() app.UI {
	c, ok := e.Store.Command(e.sent)
	if !ok || c.State == store.Done {
		return nil
	}
	tone, words := Outcome(e.Reader, c)
	if _, atField := e.refused.first(); atField {
		words = e.Reader.Text(text.CommandRejected)
	}
	return ui.Banner{Tone: tone, Text: words, Actions: e.details(c)}.UI()
}

func (e *Editor) details(c store.Command) []app.UI {
	if c.Details == "" {
		return nil
	}
	return []app.UI{ui.Button{
		Label: e.Reader.Text(text.CommandDetails), Scope: c.Details,
		OnClick: func(app.Context, app.Event) { e.Store.Open(c.Details) },
	}.UI()}
}
