package editor

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"parley/shared/text"
	"parley/widget/browser"
	"parley/widget/host"
	"parley/widget/store"
	"parley/widget/ui"
)

// picker is the field for participants: those chosen, and a search for more.
type picker struct {
	app.Compo

	Store    *store.Store
	Reader   *browser.Reader
	Error    string
	People   []host.Person
	Search   string // typed, not chosen
	Fixed    func(id string) bool
	OnChange func(ctx app.Context, people []host.Person)
	OnSearch func(term string)
	OnLeave  func(ctx app.Context)

	found  []host.Person
	status string
	cancel context.CancelFunc // of the search that is under way
}

// debounce is how long typing must rest before a search begins.
const debounce = 150 * time.Millisecond

// OnInit implements app.Initializer.
func (p *picker) OnInit() { p.cancel = func() {} }

// OnDismount implements app.Dismounter.
func (p *picker) OnDismount() { p.cancel() }

// Render implements app.Composer.
func (p *picker) Render() app.UI {
	return ui.Field{
		ID: fieldPeople, Label: p.Reader.Text(text.EditorPeople), Hint: p.Reader.Text(text.EditorPeopleHint), Error: p.Error,
		Controls: []app.UI{
			// There even when it is empty, because go-app finds the others by their place.
			app.Ul().Class("pills").Hidden(len(p.People) == 0).Body(app.Range(p.People).Slice(p.chosen)),
			&ui.Combobox{
				ID: fieldPeople, Value: p.Search, Options: p.options(), Status: p.status, Invalid: p.Error != "",
				OnSearch: p.search, OnChoose: p.choose, OnLeave: p.OnLeave,
			},
		},
	}.UI()
}

func (p *picker) chosen(i int) app.UI {
	person := p.People[i]
	pill := app.Li().Class("pill-person").Title(person.UserID)
	avatar, name := ui.Avatar(person.UserID, person.Name()), app.Span().Class("pill-name").Text(person.Name())
	if p.Fixed != nil && p.Fixed(person.UserID) {
		return pill.Class("pill-fixed").Body(avatar, name)
	}
	return pill.Body(
		avatar,
		name,
		ui.IconButton{
			Label: p.Reader.Text(text.EditorRemove, "name", person.Name()), Icon: "icon-close", Scope: person.UserID,
			OnClick: func(ctx app.Context, _ app.Event) { p.remove(ctx, person.UserID) },
		}.UI(),
	)
}

func (p *picker) remove(ctx app.Context, id string) {
	rest := slices.DeleteFunc(slices.Clone(p.People), func(q host.Person) bool { return q.UserID == id })
	p.OnChange(ctx, rest)
	focus(fieldPeople)
}

func (p *picker) choose(ctx app.Context, id string) {
	for _, f := range p.found {
		if f.UserID == id {
			p.OnChange(ctx, append(slices.Clone(p.People), f))
		}
	}
	p.setSearch("")
	p.found, p.status = nil, ""
}

// setSearch also keeps the term here, for renderings before the next of the editor.
func (p *picker) setSearch(term string) {
	p.Search = term
	p.OnSearch(term)
}

// offered are those found who have not been chosen.
func (p *picker) offered() []host.Person {
	return slices.DeleteFunc(slices.Clone(p.found), func(f host.Person) bool {
		return slices.ContainsFunc(p.People, func(q host.Person) bool { return q.UserID == f.UserID })
	})
}

// isTyped reports that somebody was not found, and is only offered because an id was typed.
func isTyped(p host.Person) bool { return p.DisplayName == "" }

func (p *picker) options() []ui.Option {
	var options []ui.Option
	for _, f := range p.offered() {
		option := ui.Option{ID: f.UserID, Title: f.Name()}
		if option.Title != f.UserID {
			option.Detail = f.UserID
		}
		options = append(options, option)
	}
	return options
}

func (p *picker) search(ctx app.Context, term string) {
	p.cancel()
	p.setSearch(term)
	p.found, p.status = nil, ""
	if term = strings.TrimSpace(term); term == "" {
		return
	}
	search, cancel := context.WithCancel(context.Background())
	p.cancel = cancel
	p.status = p.Reader.Text(text.EditorSearching)
	go func() {
		select {
		case <-time.After(debounce):
		case <-search.Done():
			return
		}
		found, err := p.Store.SearchPeople(search, term)
		ctx.Dispatch(func(app.Context) {
			if search.Err() == nil {
				p.show(found, err)
				p.Update() // ctx is the combobox's
			}
		})
	}()
}

func (p *picker) show(found []host.Person, err error) {
	p.found = found
	offered := p.offered()
	known := len(slices.DeleteFunc(slices.Clone(offered), isTyped))
	switch {
	case err != nil:
		p.status = p.Reader.Text(text.EditorSearchFailed)
	case known == 0 && len(offered) > 0:
		p.status = p.Reader.Text(text.EditorTyped)
	case known == 0:
		p.status = p.Reader.Text(text.EditorNobody)
	default:
		p.status = p.Reader.Text(text.EditorFound, "count", strconv.Itoa(known))
	}
}
