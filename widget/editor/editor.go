// Package editor is the dialog for a new meeting: what is typed, what is wrong with
// it, and what becomes of the command.
package editor

import (
	"math/rand/v2"
	"strconv"
	"strings"

	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"parley/shared/command"
	"parley/shared/room"
	"parley/shared/text"
	"parley/widget/browser"
	"parley/widget/host"
	"parley/widget/store"
	"parley/widget/ui"
)

// Editor is the dialog for a new meeting, or for what Subject says. Begin is what the form
// holds at first; without it that is the meeting as it is.
type Editor struct {
	app.Compo

	Store   *store.Store
	Reader  *browser.Reader
	Subject Subject
	Begin   Form
	Modal   bool // this page is the form, in a dialog of the client
	OnClose func(app.Context)

	form     Form
	was      Form // the meeting as it is
	scope    Scope
	detail   store.Detail
	left     map[string]bool // fields that the person has been in
	refused  faults          // what the bot found wrong with the last command
	sent     int             // id of the last command; 0: none
	changed  bool            // somebody else has changed the meeting meanwhile
	away     bool            // the client shows the form, in a page of its own
	lost     bool            // what was typed could not be handed to the widget that has opened this page
	fleeting bool            // the browser keeps no draft beyond this page
	zones    []string        // to choose from; none until the person wants another one
	latest   *room.Meeting   // the person's last meeting, once looked for
	looked   bool
	cancel   func()

	mounted     app.Context
	there       map[string]bool // who takes part in the meeting as it is, while it is drawn
	drawn       *work           // what the form asks for, while it is drawn; nil: not asked for yet
	offers      offers
	clashes     []room.Clash
	stopLooking func()
}

// OnInit implements app.Initializer.
func (e *Editor) OnInit() {
	e.stopLooking = func() {}
	e.away = e.Store.Config.Modals && !e.Modal
	if e.reset(e.Begin); !e.Subject.isNew() {
		e.resume()
	}
}

// resume shows the meeting that is to be changed, and what was typed before.
func (e *Editor) resume() {
	e.scope = e.Subject.scope()
	draft := e.Begin
	if draft.Was == nil {
		draft, _ = decode(browser.Load(e.key()))
	}
	if draft.Was == nil || draft.Of != e.Subject {
		e.look()
		e.form = e.was
		return
	}
	e.rebaseOn(draft)
}

// rebaseOn shows what was typed for the meeting, as that is now.
func (e *Editor) rebaseOn(draft Form) {
	e.scope = draft.Scope
	e.look()
	e.form = draft.rebased(*draft.Was, e.was)
}

func (e *Editor) reset(f Form) { e.form, e.left, e.refused, e.sent = f, map[string]bool{}, nil, 0 }

// OnMount implements app.Mounter.
func (e *Editor) OnMount(ctx app.Context) {
	ctx.PreventUpdate() // it has just been drawn
	e.mounted = ctx
	e.cancel = e.Store.Subscribe(func() { ctx.Dispatch(e.follow) })
	if e.away {
		e.open(ctx)
		return
	}
	e.begin(ctx)
	e.Store.OnModalButton(e.press)
}

// begin is what has to be done when the form is shown.
func (e *Editor) begin(ctx app.Context) {
	ctx.Defer(func(app.Context) { focus(fieldTitle) })
	e.lookForClashes()
	if !e.Subject.isNew() {
		ctx.Async(func() { e.Store.Examine(ctx, e.Subject.RoomID) })
	}
}

// OnDismount implements app.Dismounter.
func (e *Editor) OnDismount() {
	e.cancel()
	e.stopLooking()
}

// look learns what the meeting is like now, and reports whether that can be changed.
func (e *Editor) look() bool {
	e.detail = e.Store.Detail(e.Subject.RoomID)
	if e.detail.Meeting == nil {
		return false
	}
	now, err := e.Subject.form(e.detail, e.scope, e.Store.Zones(), e.Reader.Zone)
	if err != nil {
		return false
	}
	e.was = now
	return true
}

// follow looks at what has become of the meeting and of the command.
func (e *Editor) follow(ctx app.Context) {
	if !e.Subject.isNew() && !e.busy() {
		e.rebase()
	}
	c, ok := e.Store.Command(e.sent)
	if !ok {
		return
	}
	switch c.State {
	case store.Done:
		forget(e.key())
		e.quit(ctx)
	case store.Rejected:
		if e.refused == nil {
			e.refused = faults{}
			e.refused.add(c.Fault)
			e.focusError(ctx, e.refused)
		}
	}
}

// rebase has the form follow the meeting, except for what the person has changed.
func (e *Editor) rebase() {
	was, base := e.was, e.detail.Base
	if !e.look() {
		return
	}
	form := e.form.rebased(was, e.was)
	e.changed = e.changed || base != e.detail.Base && e.sent == 0
	e.form = form
}

// choose changes another part of a series. What the person has typed of times goes with it.
func (e *Editor) choose(s Scope) {
	was := e.was
	e.scope = s
	if e.look() && e.form.When == was.When {
		e.form.When = e.was.When
	} else {
		start, end := Moved(e.was.Start, was.Start, e.form.Start), Moved(e.was.End, was.End, e.form.End)
		all := e.form.AllDay
		e.form.When = e.was.When
		e.form.Start, e.form.End, e.form.AllDay = start, end, all
	}
	e.refused = nil
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

// work is what the form asks for.
func (e *Editor) work() *work {
	if e.Subject.isNew() {
		return e.form.creation("new", e.Store.Zones(), e.Reader.Zone)
	}
	return e.Subject.changes(&e.form, &e.was, e.detail, e.scope, e.Store.Zones(), e.Reader.Zone)
}

// asked is work, found once for all that a rendering says about it.
func (e *Editor) asked() *work {
	if e.drawn == nil {
		e.drawn = e.work()
	}
	return e.drawn
}

// send sends the form, unless something is wrong with it. One that changes nothing is done.
func (e *Editor) send(ctx app.Context) {
	if e.busy() {
		return
	}
	for _, f := range fields {
		e.left[f] = true
	}
	e.form.takeSearch()
	w := e.work()
	switch {
	case len(w.wrong) > 0:
		e.comeBack(ctx)
		e.focusError(ctx, w.wrong)
		return
	case len(w.steps) == 0:
		forget(e.key())
		e.quit(ctx)
		return
	case e.Modal:
		e.hand(store.Handed{Draft: e.draft(), Submit: true})
		return
	}
	e.Store.Dismiss(e.sent)
	e.refused = nil
	verb := store.Change
	if e.Subject.isNew() {
		verb, w = store.Create, e.form.creation(newUID(), e.Store.Zones(), e.Reader.Zone)
	}
	e.sent = e.Store.Send(store.Order{
		Verb: verb, Title: strings.TrimSpace(e.form.Title), Target: e.Subject.RoomID, Draft: e.draft(), Steps: w.steps,
		Context: command.Context{Locale: e.Reader.Locale, Timezone: e.Reader.Zone}, At: e.at(),
	})
	if e.away { // the screen says what becomes of it
		e.quit(ctx)
	}
}

// at is when the date takes place that the form is about, where that is new: not the first one
// of a whole series.
func (e *Editor) at() (t store.Times) {
	start, end, ok := e.form.times(e.Store.Zones(), e.Reader.Zone)
	if !ok || e.form.When == e.was.When || e.Subject.Recurs() && e.scope == ScopeAll {
		return t
	}
	return store.Times{Start: start, End: end}
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
	if !e.left[field] {
		return ""
	}
	if code, wrong := e.asked().wrong[field]; wrong {
		return text.Fault(e.Reader.Lang, code)
	}
	return ""
}

// change takes over what was typed in a field.
func (e *Editor) change(field string, set func()) {
	set()
	delete(e.refused, field)
	e.fleeting = !browser.Save(e.key(), e.draft())
}

// draft is what is kept of the form.
func (e *Editor) draft() string {
	f := e.form
	if !e.Subject.isNew() {
		f.Of, f.Scope, f.Was = e.Subject, e.scope, &e.was
	}
	return f.encode()
}

// key is where the draft is kept.
func (e *Editor) key() string { return draftKey(e.Store.Params, e.Subject.RoomID) }

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
	forget(e.key())
	if e.reset(e.was); e.Subject.isNew() {
		e.reset(blank(e.Store.View().Now))
	}
	ctx.Defer(func(app.Context) { focus(fieldTitle) })
}

// openZones offers the time zones that the browser knows.
func (e *Editor) openZones(app.Context, app.Event) {
	e.zones = browser.TimeZones()
	e.mounted.Defer(func(app.Context) { focus(fieldZone) })
}

func (e *Editor) close(app.Context, app.Event) { ui.CloseDialog(e) }

func (e *Editor) setPeople(_ app.Context, people []host.Person) {
	e.change(fieldPeople, func() { e.form.People = people })
	e.lookForClashes()
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
		words = rejected(e.Reader, c)
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
