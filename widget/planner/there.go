package planner

import (
	"strings"
	"time"

	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"parley/shared/calendar"
	"parley/shared/text"
	"parley/widget/browser"
	"parley/widget/store"
	"parley/widget/ui"
)

// there are the hours of a second time zone beside those of the reader's.
type there struct {
	Zone  string   // IANA; empty: none
	Hours []string // what clocks there show at each hour here
	days  [2]int64 // which days that is for
}

// hoursThere words the hours of days in another zone, which differ where clocks change on the way.
func hoursThere(v *store.View, r *browser.Reader, zone string) []string {
	days := daysBetween(v.From, v.To)
	names := make([]string, 24)
	for h := range names {
		last := ""
		for _, day := range days[:len(days)-1] {
			wall := time.Date(day.Year(), day.Month(), day.Day(), h, 0, 0, 0, time.UTC)
			clock := short(r.Clock(calendar.Resolve(wall, day.Location()), zone))
			if clock == last {
				continue
			}
			if last != "" {
				names[h] += " / "
			}
			names[h] += clock
			last = clock
		}
	}
	return names
}

// lookThere renews the hours of the second zone for other days.
func (p *Planner) lookThere() {
	days := [2]int64{p.view.From.UnixMilli(), p.view.To.UnixMilli()}
	if p.there.Zone != "" && p.there.days != days {
		p.there.Hours, p.there.days = hoursThere(p.view, p.Reader, p.there.Zone), days
	}
}

// city is the short name of a zone.
func city(zone string) string {
	return strings.ReplaceAll(zone[strings.LastIndexByte(zone, '/')+1:], "_", " ")
}

// zoneButton leads to the choice of a second zone.
func (p *Planner) zoneButton() app.UI {
	name := p.Reader.Text(text.ThereTitle)
	if p.there.Zone == "" {
		return ui.IconButton{Label: name, Icon: "icon-plus", OnClick: p.chooseZone}.UI()
	}
	return app.Button().Type("button").Class("times-zone").Title(p.there.Zone).
		Aria("label", city(p.there.Zone)+", "+name).OnClick(p.chooseZone).Body(app.Span().Text(city(p.there.Zone)))
}

func (p *Planner) chooseZone(ctx app.Context, _ app.Event) {
	p.zones, p.zone = browser.TimeZones(), p.there.Zone
	p.Update() // ctx is the grid's
}

// zoneChoice is the dialog with all zones.
func (p *Planner) zoneChoice() app.UI {
	if p.zones == nil {
		return nil
	}
	const id = "there-zone"
	choices := []ui.Choice{{Text: p.Reader.Text(text.ThereNone)}}
	for _, name := range p.zones {
		choices = append(choices, ui.Choice{Value: name, Text: strings.ReplaceAll(name, "_", " ")})
	}
	return &ui.Dialog{
		ID: "there", Title: p.Reader.Text(text.ThereTitle), CloseLabel: p.Reader.Text(text.EditorClose), OnClose: p.zoneChosen,
		Body: app.Div().Class("dialog-form").Body(
			app.Div().Class("dialog-body").Body(ui.Field{ID: id, Label: p.Reader.Text(text.EditorZoneField), Controls: []app.UI{
				&ui.Select{ID: id, Choices: choices, Value: p.zone, OnChoose: p.setZone},
			}}.UI()),
			app.Div().Class("dialog-buttons").Body(
				ui.Button{Label: p.Reader.Text(text.EditorCancel), OnClick: closeAround}.UI(),
				ui.Button{Label: p.Reader.Text(text.EditorSave), Kind: ui.Primary, OnClick: p.showZone}.UI(),
			),
		),
	}
}

func (p *Planner) setZone(_ app.Context, zone string) { p.zone = zone }

// showZone shows the hours of the chosen zone, now and the next time.
func (p *Planner) showZone(ctx app.Context, e app.Event) {
	p.there = there{Zone: p.zone}
	browser.Save(p.zoneKey(), p.zone)
	p.lookThere()
	closeAround(ctx, e)
}

func (p *Planner) zoneChosen(app.Context) {
	p.zones = nil
	p.Update() // the context is the dialog's
}

// closeAround closes the dialog that a button is in.
func closeAround(ctx app.Context, _ app.Event) {
	ctx.JSSrc().Call("closest", "dialog").Call("close")
}

func (p *Planner) zoneKey() string {
	return "parley.zone " + p.Store.Params.RoomID + " " + p.Store.Params.UserID
}
