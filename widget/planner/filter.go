package planner

import (
	"strconv"

	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"parley/shared/room"
	"parley/shared/text"
	"parley/widget/browser"
	"parley/widget/store"
	"parley/widget/ui"
)

// choosing is how an organiser is chosen whose meetings are shown.
type choosing struct {
	open    bool
	term    string
	options []ui.Option // those that the term is found in
}

// maxOrganisers is how many are offered at once.
const maxOrganisers = 50

const organiserID = "planner-organiser"

// organiser is the choice of one, and who was chosen.
func (p *Planner) organiser() app.UI {
	id, name := p.view.Organiser, ""
	if p.isMine() {
		id = ""
	}
	if id != "" {
		name = p.Store.NameOf(p.Store.Params.RoomID, id)
	}
	return app.Div().Class("filters-organiser").Body(
		&ui.Combobox{
			ID: organiserID, Label: p.Reader.Text(text.FilterOrganiser), Value: p.choosing.term, Options: p.choosing.options, Status: p.choosingStatus(),
			OnOpen: p.openOrganisers, OnSearch: p.findOrganisers, OnChoose: p.chooseOrganiser, OnLeave: p.leaveOrganisers,
		},
		app.Span().Class("pill-person").Hidden(id == "").Title(id).Body(
			ui.Avatar(id, name),
			app.Span().Class("pill-name").Text(name),
			ui.IconButton{Label: p.Reader.Text(text.FilterAnybody), Icon: "icon-close", OnClick: p.anybody}.UI(),
		),
	)
}

func (p *Planner) choosingStatus() string {
	switch n := len(p.choosing.options); {
	case !p.choosing.open:
		return ""
	case n == 0:
		return p.Reader.Text(text.FilterNobody)
	default:
		return p.Reader.Text(text.FilterFound, "count", strconv.Itoa(n))
	}
}

func (p *Planner) openOrganisers(ctx app.Context) {
	p.findOrganisers(ctx, "")
}

func (p *Planner) findOrganisers(_ app.Context, term string) {
	if !p.choosing.open {
		go p.Store.NameOrganisers()
	}
	p.choosing.open, p.choosing.term = true, term
	p.offerOrganisers()
	p.Update() // the context is the combobox's
}

// offerOrganisers offers those whose names fit, as they are known now.
func (p *Planner) offerOrganisers() {
	p.choosing.options = nil
	if !p.choosing.open {
		return
	}
	for _, o := range p.Store.Organisers() { // for the person themselves there is a button
		if len(p.choosing.options) < maxOrganisers && o.UserID != p.Store.Params.UserID && room.Found(o.Name+"\n"+o.UserID, p.choosing.term) {
			p.choosing.options = append(p.choosing.options, ui.Option{ID: o.UserID, Title: o.Name, Detail: o.UserID})
		}
	}
}

func (p *Planner) chooseOrganiser(ctx app.Context, id string) {
	p.showOf(id)
	p.leaveOrganisers(ctx)
}

func (p *Planner) leaveOrganisers(app.Context) {
	p.choosing = choosing{}
	p.Update() // the context is the combobox's
}

// isMine reports that only the person's own meetings are shown.
func (p *Planner) isMine() bool { return p.view.Organiser == p.Store.Params.UserID }

func (p *Planner) mine(app.Context, app.Event) {
	if p.isMine() {
		p.showOf("")
	} else {
		p.showOf(p.Store.Params.UserID)
	}
}

// showOf shows only the meetings of an organiser, and is remembered for this room and person.
func (p *Planner) showOf(organiser string) {
	browser.Save(p.organiserKey(), organiser)
	p.Store.ShowOf(organiser)
}

func (p *Planner) organiserKey() string {
	return "parley.organiser " + p.Store.Params.RoomID + " " + p.Store.Params.UserID
}

// anybody shows the meetings of all organisers.
func (p *Planner) anybody(app.Context, app.Event) {
	p.showOf("")
	toFilter(organiserID)
}

// anything shows meetings whatever they are about.
func (p *Planner) anything(app.Context, app.Event) {
	p.Store.Search("")
	toFilter(searchID)
}

// toFilter gives the focus of a button that is about to go to a filter, or to the toolbar where
// filters are hidden.
func toFilter(id string) {
	for _, selector := range []string{".toolbar-view", "#" + id} {
		app.Window().Get("document").Call("querySelector", selector).Call("focus")
	}
}

// filtered reports that not all meetings are shown.
func (p *Planner) filtered() bool { return p.view.Search != "" || p.view.Organiser != "" }

// unfitting says which filters leave nothing to show, and takes them away.
func (p *Planner) unfitting() []app.UI {
	if p.view.Phase != store.Ready || !p.filtered() || !p.empty() {
		return nil
	}
	none := ui.Banner{Tone: ui.Info, Title: p.Reader.Text(text.PlannerNotFound)}
	say := func(words string, clear text.Key, h app.EventHandler) {
		none.Points = append(none.Points, words)
		none.Actions = append(none.Actions, ui.Button{Label: p.Reader.Text(clear), OnClick: h, Scope: string(clear)}.UI())
	}
	if p.view.Search != "" {
		say(p.Reader.Text(text.FilterWords, "words", p.view.Search), text.FilterNoWords, p.anything)
	}
	switch {
	case p.isMine():
		say(p.Reader.Text(text.FilterMine), text.FilterAnybody, p.anybody)
	case p.view.Organiser != "":
		say(p.Reader.Text(text.FilterTheirs, "name", p.Store.NameOf(p.Store.Params.RoomID, p.view.Organiser)), text.FilterAnybody, p.anybody)
	}
	return []app.UI{none.UI()}
}
