// Package minutes is the part of a screen with the notes of a meeting: whether there are
// any, the way to them, and, for whoever leads the meeting, who writes.
package minutes

import (
	"errors"

	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"parley/shared/event"
	"parley/shared/fault"
	"parley/shared/room"
	"parley/shared/text"
	"parley/widget/browser"
	"parley/widget/host"
	"parley/widget/store"
	"parley/widget/ui"
)

// Part is the part. Nothing is asked of the bot before the person wants it, because their
// client may ask them then whether the bot may know who they are.
type Part struct {
	app.Compo

	Store  *store.Store
	Reader *browser.Reader
	RoomID string

	mounted app.Context // of what goes on when a button that has begun it is gone
	cancel  func()

	working  bool   // the bot has been asked something
	wrong    string // what went wrong last
	said     string // what came of it
	link     string // that the browser has not opened
	shown    string // address of notes that are shown in a dialog
	opened   string // what the person has opened the notes to do: read or write
	revision int64  // that is known of who may write
	joined   int    // how many people could, when they were asked for

	people  bool // who writes is shown
	phase   store.Phase
	unread  string // why who writes is not known
	minutes store.Minutes
	chosen  map[string]bool
	search  string
}

// OnMount implements app.Mounter.
func (p *Part) OnMount(ctx app.Context) {
	p.mounted = ctx
	p.cancel = p.Store.Subscribe(func() { ctx.Dispatch(p.refresh) })
}

// OnDismount implements app.Dismounter.
func (p *Part) OnDismount() { p.cancel() }

// refresh follows what the room says: who may write now, or may not any more, opens the
// notes again, and whoever has joined can be chosen.
func (p *Part) refresh(app.Context) {
	n, _ := p.Store.Notes(p.RoomID)
	told := n.Status == event.NotesInitialized && n.Revision != p.revision
	came := n.Joined != p.joined
	if told {
		p.revision = n.Revision
	}
	p.joined = n.Joined
	if told && p.opened != "" || (told || came) && p.people && !p.working {
		p.read(nobody)
	}
}

// Render implements app.Composer.
func (p *Part) Render() app.UI {
	n, there := p.Store.Notes(p.RoomID)
	if !there {
		return app.Div()
	}
	return app.Section().Class("minutes").Aria("label", p.Reader.Text(text.NotesTitle)).Body(
		app.H2().Text(p.Reader.Text(text.NotesTitle)),
		app.P().Text(p.Reader.Text(state(n))),
		app.If(n.Status != event.NotesClosed, app.P().Class("field-hint").Text(p.hint(n))),
		app.Div().Class("actions").Body(
			ui.Slot(n.Status == event.NotesInitialized, ui.Button{
				Label: p.Reader.Text(text.NotesEnter), Icon: "icon-document", Disabled: p.working, OnClick: p.open,
			}.UI()),
			ui.Slot(n.Moderates && n.Status != event.NotesClosed, p.toggle(n)),
			ui.Slot(n.Moderates && n.Status == event.NotesInitialized, ui.Button{Label: p.Reader.Text(text.NotesPDF), Disabled: p.working, OnClick: p.post}.UI()),
		),
		app.Div().Body(p.writers(n)),
		app.Div().ID(outcomeID).Body(ui.Announcer(p.outcome()...)), // at the end: nothing moves that is being pressed
		p.pad(),
	)
}

// state is what there is to be said of notes.
func state(n store.Notes) text.Key {
	switch n.Status {
	case event.NotesInitializing:
		return text.NotesSettingUp
	case event.NotesInitialized:
		return text.NotesThere
	case event.NotesClosed:
		return text.NotesOver
	}
	if n.Moderates {
		return text.NotesNoneYet
	}
	return text.NotesNone
}

func (p *Part) hint(n store.Notes) string {
	if n.Series {
		return p.Reader.Text(text.NotesSeries) + " " + p.Reader.Text(text.NotesNotice)
	}
	return p.Reader.Text(text.NotesNotice)
}

func (p *Part) toggle(n store.Notes) app.UI {
	label := text.NotesWriters
	switch {
	case n.Status == "" && p.people:
		label = text.EditorCancel // below it is the button that begins them
	case n.Status == "":
		label = text.NotesBegin
	}
	return app.Button().Type("button").Class("button").Aria("expanded", p.people).OnClick(p.choose).
		Body(app.Span().Text(p.Reader.Text(label)))
}

const outcomeID = "minutes-outcome"

// outcome says what came of what the person wanted.
func (p *Part) outcome() (all []app.UI) {
	switch {
	case p.working:
		all = append(all, ui.Banner{Tone: ui.Info, Text: p.Reader.Text(text.NotesWorking)}.UI())
	case p.wrong != "":
		all = append(all, ui.Banner{Tone: ui.Critical, Text: p.wrong}.UI())
	case p.link != "":
		all = append(all, ui.Banner{Tone: ui.Warning, Text: p.Reader.Text(text.NotesBlocked), Actions: []app.UI{
			app.A().Class("button").Href(p.link).Target("_blank").Rel("noopener noreferrer").OnClick(p.followed).Text(p.Reader.Text(text.NotesLink)),
		}}.UI())
	case p.said != "":
		all = append(all, ui.Banner{Tone: ui.Success, Text: p.said}.UI())
	}
	return all
}

// followed forgets a link that works once.
func (p *Part) followed(ctx app.Context, e app.Event) {
	ui.Leave(ctx, e)
	p.link = ""
}

// open opens the notes. The tab is opened at once: later, browsers take it for one that
// nobody wanted.
func (p *Part) open(app.Context, app.Event) {
	tab := browser.Tab{}
	if !p.Store.Config.Notes.Embed {
		tab = browser.OpenTab(p.Reader.Text(text.NotesTitle), p.Reader.Text(text.NotesWait))
	}
	p.work(func() func() {
		address, writes, err := p.Store.OpenNotes(p.mounted, p.RoomID)
		return func() {
			switch {
			case err != nil:
				p.fail(err)
				if !p.Store.Config.Notes.Embed {
					tab.Close()
				}
				return
			case p.Store.Config.Notes.Embed:
				p.shown = address
			case !tab.Show(address):
				p.link = address
			}
			p.opened, p.said = "read", p.Reader.Text(text.NotesMayRead)
			if writes {
				p.opened, p.said = "write", p.Reader.Text(text.NotesMayWrite)
			}
		}
	})
}

// work does what waits for the bot, and then what do returns.
func (p *Part) work(do func() func()) {
	p.working, p.wrong, p.said, p.link = true, "", "", ""
	ctx, focus := p.mounted, browser.Focused()
	ctx.Async(func() {
		done := do()
		ctx.Dispatch(func(app.Context) {
			p.working = false
			done()
			focus.Restore()
			ctx.Defer(reveal)
		})
	})
	p.Update()
}

// reveal brings what came of something into sight.
func reveal(app.Context) {
	if outcome := app.Window().GetElementByID(outcomeID); outcome.Truthy() {
		outcome.Call("scrollIntoView", map[string]any{"block": "nearest"})
	}
}

func (p *Part) fail(err error) { p.wrong = p.reason(err) }

// reason says why the bot has not done something.
func (p *Part) reason(err error) string {
	var f *fault.Fault
	switch {
	case errors.As(err, &f):
		return text.Fault(p.Reader.Lang, f.Code)
	case errors.Is(err, host.ErrUnidentified):
		return p.Reader.Text(text.NotesUntold)
	}
	return p.Reader.Text(text.NotesUnread)
}

// pad is the dialog in which notes are shown.
func (p *Part) pad() app.UI {
	if p.shown == "" {
		return nil
	}
	return &ui.Dialog{
		ID: "minutes", Title: p.Reader.Text(text.NotesTitle), CloseLabel: p.Reader.Text(text.EditorClose), OnClose: p.closed,
		Body: app.Elem("iframe").Class("minutes-pad").Attr("src", p.shown).Attr("title", p.Reader.Text(text.NotesTitle)),
	}
}

func (p *Part) closed(app.Context) {
	p.shown = ""
	p.Update() // ctx is the dialog's
}

// nameOf is what somebody is called in the meeting.
func (p *Part) nameOf(user string) string { return p.Store.NameIn(p.RoomID, user) }

// fits reports whether somebody is looked for.
func (p *Part) fits(user string) bool { return room.Found(p.nameOf(user)+" "+user, p.search) }
