package minutes

import (
	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"parley/shared/event"
	"parley/shared/text"
	"parley/widget/browser"
	"parley/widget/store"
	"parley/widget/ui"
)

const (
	manyPeople = 8   // are worth a search
	maxPeople  = 200 // are shown at once; others are searched for
)

// choose shows who writes, or hides it.
func (p *Part) choose(app.Context, app.Event) {
	if p.people = !p.people; p.people {
		p.mounted.Defer(reveal)
		p.chosen, p.search = map[string]bool{}, ""
		n, _ := p.Store.Notes(p.RoomID)
		if p.joined = n.Joined; n.Status == "" {
			p.chosen[p.Store.Params.UserID] = true // whoever begins mostly writes
		}
		p.ask()
	}
}

// ask is read because the person has pressed something.
func (p *Part) ask() {
	focus := browser.Focused()
	p.read(func(ctx app.Context) {
		focus.Restore()
		ctx.Defer(reveal)
	})
}

func nobody(app.Context) {}

// read asks the bot how the notes are, and then does what is given.
func (p *Part) read(then func(app.Context)) {
	if p.phase != store.Ready {
		p.phase = store.Loading
	}
	ctx := p.mounted
	ctx.Async(func() {
		m, err := p.Store.ReadMinutes(ctx, p.RoomID)
		ctx.Dispatch(func(app.Context) {
			then(ctx)
			if err != nil {
				p.phase, p.unread = store.Failed, p.reason(err)
				return
			}
			p.minutes, p.phase = m, store.Ready
			p.compare(m.Access)
		})
	})
}

// compare tells whoever has opened the notes that their page is not good any more.
func (p *Part) compare(access string) {
	if p.opened == "" || access == "" || access == p.opened {
		return
	}
	p.opened, p.link, p.said = "", "", p.Reader.Text(text.NotesNowRead)
	if access == "write" {
		p.said = p.Reader.Text(text.NotesNowWrite)
	}
	p.mounted.Defer(reveal)
}

func (p *Part) retry(app.Context, app.Event) { p.ask() }

// writers are the people in the meeting, who writes of them, and what can be done about it.
func (p *Part) writers(n store.Notes) app.UI {
	if !p.people || !n.Moderates {
		return nil
	}
	switch p.phase {
	case store.Failed:
		return ui.Banner{Tone: ui.Critical, Text: p.unread, Actions: []app.UI{
			ui.Button{Label: p.Reader.Text(text.PlannerRetry), OnClick: p.retry}.UI(),
		}}.UI()
	case store.Ready:
		return p.list(n)
	}
	return ui.Skeleton(p.Reader.Text(text.NotesLoading), 1)
}

func (p *Part) list(n store.Notes) app.UI {
	set := n.Status == event.NotesInitialized
	shown := p.shownPeople()
	return app.Div().Class("minutes-writers").Role("group").Aria("label", p.Reader.Text(text.NotesWriters)).Body(
		app.P().Class("field-hint").Text(p.Reader.Text(text.NotesHow)),
		app.If(len(p.minutes.People) >= manyPeople, &ui.Input{
			ID: "minutes-search", Type: "search", Label: p.Reader.Text(text.NotesFind), Value: p.search, OnInput: p.find,
		}),
		app.Label().Class("check").Hidden(len(shown) < 2).Body(
			app.Input().Type("checkbox").Checked(p.all(shown)).OnChange(p.chooseAll), app.Span().Text(p.Reader.Text(text.NotesAll)),
		),
		app.Ul().Class("people").Body(app.Range(shown).Slice(func(i int) app.UI { return p.person(shown[i]) })),
		app.Div().Class("actions").Body(
			ui.Button{
				Label: p.Reader.Text(begin(set)), Kind: ui.Primary, Disabled: p.working || len(p.chosenOf(false)) == 0, OnClick: p.letWrite,
			}.UI(),
			ui.Slot(set, ui.Button{
				Label: p.Reader.Text(text.NotesLetRead), Disabled: p.working || len(p.chosenOf(true)) == 0, OnClick: p.letRead,
			}.UI()),
		),
		app.If(set && p.minutes.Unsaved && p.minutes.PDF != nil, app.P().Class("field-hint").Text(p.Reader.Text(text.NotesUnsaved))),
	)
}

func begin(set bool) text.Key {
	if set {
		return text.NotesLetWrite
	}
	return text.NotesBegin
}

// shownPeople are those who are looked for.
func (p *Part) shownPeople() (users []string) {
	for _, m := range p.minutes.People {
		if len(users) < maxPeople && p.fits(m.UserID) {
			users = append(users, m.UserID)
		}
	}
	return users
}

func (p *Part) writes(user string) bool {
	for _, m := range p.minutes.People {
		if m.UserID == user {
			return !m.ReadOnly
		}
	}
	return false
}

func (p *Part) person(user string) app.UI {
	return app.Li().Class("person").Body(
		app.Label().Class("check").Body(
			app.Input().Type("checkbox").Checked(p.chosen[user]).OnChange(p.pick(user), user),
			app.Span().Text(p.nameOf(user)),
		),
		app.If(p.writes(user), ui.Pill(ui.Success, p.Reader.Text(text.NotesWrites))),
	)
}

func (p *Part) pick(user string) app.EventHandler {
	return func(ctx app.Context, _ app.Event) {
		p.chosen[user] = ctx.JSSrc().Get("checked").Bool()
		p.Update()
	}
}

func (p *Part) find(_ app.Context, search string) {
	p.search = search
	p.Update() // ctx is the field's
}

func (p *Part) all(shown []string) bool {
	for _, user := range shown {
		if !p.chosen[user] {
			return false
		}
	}
	return len(shown) > 0
}

func (p *Part) chooseAll(ctx app.Context, _ app.Event) {
	checked := ctx.JSSrc().Get("checked").Bool()
	for _, user := range p.shownPeople() {
		p.chosen[user] = checked
	}
	p.Update()
}

// chosenOf are those of the chosen who write, or who do not.
func (p *Part) chosenOf(writing bool) (users []string) {
	for _, m := range p.minutes.People {
		if p.chosen[m.UserID] && m.ReadOnly != writing {
			users = append(users, m.UserID)
		}
	}
	return users
}

func (p *Part) letWrite(app.Context, app.Event) { p.let(true) }

func (p *Part) letRead(app.Context, app.Event) { p.let(false) }

func (p *Part) let(write bool) {
	users := p.chosenOf(!write)
	before, _ := p.Store.Notes(p.RoomID)
	p.work(func() func() {
		err := p.Store.LetWrite(p.mounted, p.RoomID, users, write)
		return func() {
			if err != nil {
				p.fail(err)
			} else {
				p.chosen = map[string]bool{}
				if before.Status == "" {
					p.said = p.Reader.Text(text.NotesBegun)
				}
			}
			p.ask()
		}
	})
}

// post has the notes posted as a PDF.
func (p *Part) post(app.Context, app.Event) {
	p.work(func() func() {
		name, err := p.Store.PostNotes(p.mounted, p.RoomID)
		return func() {
			if err != nil {
				p.fail(err)
			} else {
				p.said = p.Reader.Text(text.NotesPosted, "name", name)
			}
			p.ask()
		}
	})
}
