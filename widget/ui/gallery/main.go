//go:build js

// Command gallery is a page with the widget's controls in all of their states, for people
// and for pictures that tests compare. It is no part of the widget: node web/gallery.mjs
// makes it. ?theme= and ?lang= choose how it looks; cards and calendars are seen in the
// pictures of the screens.
package main

import (
	"strings"
	"time"

	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"parley/shared/event"
	"parley/shared/room"
	"parley/shared/text"
	"parley/widget/attend"
	"parley/widget/browser"
	"parley/widget/meeting"
	"parley/widget/ui"
)

func main() {
	address := browser.Address()
	browser.ShowTheme(parameter(address, "theme"))
	r := browser.NewReader(parameter(address, "lang"), "en", "Europe/Berlin")
	browser.ShowLanguage(string(r.Lang))
	app.RouteFunc("/", func() app.Composer { return &gallery{r: r} })
	app.RunWhenOnBrowser()
}

// parameter is the value of a parameter that needs no decoding.
func parameter(address, name string) string {
	_, value, _ := strings.Cut(address, name+"=")
	value, _, _ = strings.Cut(value, "&")
	return value
}

type gallery struct {
	app.Compo

	r      *browser.Reader
	dialog bool
}

const (
	title = "Jahreshauptversammlung des Donaudampfschifffahrtsvereins"
	words = "Nobody has answered this question yet, and it is long enough to need more than one line."
	rtl   = "اجتماع الفريق"
)

// Render implements app.Composer. Labels are those that screens use, so that they come in
// both languages.
func (g *gallery) Render() app.UI {
	return app.Main().Class("gallery").Body(
		app.H1().Text("Parley"),
		section("Button", g.buttons()...),
		section("Toggle", g.toggles()...),
		section("Field", g.fields()...),
		section("Choice", g.choices()...),
		section("Combobox", g.comboboxes()...),
		section("Banner", g.banners()...),
		section("Pill, Avatar, People", g.people()...),
		section("Card", g.cards()...),
		section("Skeleton, Empty", ui.Skeleton(g.r.Text(text.PlannerLoading), 1), app.Div().Class("empty").Body(
			ui.Icon("icon-calendar"), app.P().Class("empty-title").Text(g.r.Text(text.PlannerEmpty)), app.P().Text(g.r.Text(text.PlannerEmptyHint)),
		)),
		section("العربية", app.Div().Dir("rtl").Lang("ar").Class("gallery-column").Body(g.mirrored()...)),
		app.If(g.dialog, &ui.Dialog{
			ID: "dialog", Title: title, CloseLabel: g.r.Text(text.EditorClose), OnClose: g.closed,
			Body: app.Div().Class("dialog-form").Body(
				app.Div().Class("dialog-body").TabIndex(0).Body(app.P().Text(strings.Repeat(words+" ", 30))),
				app.Div().Class("dialog-buttons").Body(
					ui.Button{Label: g.r.Text(text.EditorCancel), OnClick: nothing}.UI(),
					ui.Button{Label: g.r.Text(text.DetailsDelete), Kind: ui.Destructive, OnClick: nothing}.UI(),
				),
			),
		}),
	)
}

func section(name string, content ...app.UI) app.UI {
	return app.Section().Body(app.H2().Text(name), app.Div().Class("gallery-column").Body(content...))
}

func row(content ...app.UI) app.UI { return app.Div().Class("actions").Body(content...) }

func nothing(app.Context, app.Event) {}

func (g *gallery) open(app.Context, app.Event) { g.dialog = true }

func (g *gallery) closed(app.Context) {
	g.dialog = false
	g.Update() // the context is the dialog's
}

func (g *gallery) buttons() []app.UI {
	label := g.r.Text(text.PlannerNew)
	return []app.UI{
		row(
			ui.Button{Label: label, Icon: "icon-plus", Kind: ui.Primary, OnClick: nothing}.UI(),
			ui.Button{Label: g.r.Text(text.PlannerOpen), OnClick: g.open}.UI(),
			ui.Button{Label: g.r.Text(text.PlannerLater), Kind: ui.Tertiary, OnClick: nothing}.UI(),
			ui.Button{Label: g.r.Text(text.DetailsDelete), Kind: ui.Destructive, OnClick: nothing}.UI(),
		),
		row(
			ui.Button{Label: label, Icon: "icon-plus", Kind: ui.Primary, Disabled: true}.UI(),
			ui.Button{Label: g.r.Text(text.PlannerOpen), Disabled: true}.UI(),
			ui.Button{Label: g.r.Text(text.DetailsDelete), Kind: ui.Destructive, Disabled: true}.UI(),
		),
		row(ui.Button{Label: title + " " + title, Icon: "icon-share", OnClick: nothing}.UI()),
		row(
			ui.IconButton{Label: g.r.Text(text.DetailsEdit), Icon: "icon-edit", OnClick: nothing}.UI(),
			ui.IconButton{Label: g.r.Text(text.DetailsDelete), Icon: "icon-delete", OnClick: nothing}.UI(),
			ui.IconButton{Label: g.r.Text(text.EditorClose), Icon: "icon-close", OnClick: nothing}.UI(),
			app.Button().Type("button").Class("link").Text(g.r.Text(text.PlannerMore)),
		),
	}
}

func toggle(label, icon string, pressed bool) app.UI {
	return app.Button().Type("button").Class("button", "toggle").Aria("pressed", pressed).Body(ui.Icon(icon), app.Span().Text(label))
}

func (g *gallery) toggles() []app.UI {
	days := make([]app.UI, 7)
	for i := range days {
		days[i] = app.Button().Type("button").Class("weekday").Aria("pressed", i%2 == 0).Text(g.r.ShortWeekday(time.Date(2026, 3, 2+i, 12, 0, 0, 0, time.UTC), "UTC"))
	}
	return []app.UI{
		row(toggle(g.r.Text(text.AttendYes), "", true), toggle(g.r.Text(text.AttendMaybe), "", false), toggle(g.r.Text(text.PlannerFilter), "icon-search", true)),
		app.FieldSet().Class("weekdays").Body(append([]app.UI{app.Legend().Text(g.r.Text(text.EditorWeekdays))}, days...)...),
	}
}

func (g *gallery) fields() []app.UI {
	field := func(id, label, hint, problem string, controls ...app.UI) app.UI {
		return ui.Field{ID: id, Label: label, Hint: hint, Error: problem, Controls: controls}.UI()
	}
	wrong := text.Fault(g.r.Lang, "required")
	return []app.UI{
		field("field-text", g.r.Text(text.EditorName), "", "", &ui.Input{ID: "field-text", Type: "text", Value: title, Required: true}),
		field("field-wrong", g.r.Text(text.EditorName), words, wrong, &ui.Input{ID: "field-wrong", Type: "text", Invalid: true}),
		field("field-hint", g.r.Text(text.EditorDescription), words, "", &ui.Input{ID: "field-hint", Value: words + "\n" + words}),
		field("field-date", g.r.Text(text.EditorStart), "", "",
			&ui.Input{ID: "field-date", Type: "date", Value: "2026-03-04"},
			&ui.Input{ID: "field-time", Type: "time", Label: g.r.Text(text.EditorTime, "field", g.r.Text(text.EditorStart)), Value: "10:30", Describes: "field-date"},
		),
		&ui.Input{ID: "field-search", Type: "search", Label: g.r.Text(text.PlannerSearch), Hint: g.r.Text(text.PlannerSearch)},
	}
}

func (g *gallery) choices() []app.UI {
	choices := []ui.Choice{{Value: "1", Text: g.r.Text(text.ScopeFollowing)}, {Value: "2", Text: title + " " + title}}
	return []app.UI{
		ui.Field{ID: "select", Label: g.r.Text(text.EditorEnds), Controls: []app.UI{&ui.Select{ID: "select", Choices: choices, Value: "1"}}}.UI(),
		ui.Field{ID: "select-wrong", Label: g.r.Text(text.EditorEnds), Error: text.Fault(g.r.Lang, "out_of_range"), Controls: []app.UI{
			&ui.Select{ID: "select-wrong", Choices: choices, Value: "2", Invalid: true},
		}}.UI(),
		&ui.Checkbox{ID: "check", Label: g.r.Text(text.EditorAllDay)},
		&ui.Checkbox{ID: "check-on", Label: g.r.Text(text.EditorQuiet), Checked: true},
		&ui.Checkbox{ID: "check-off", Label: g.r.Text(text.EditorQuiet), Disabled: true},
		ui.Radios("radios", g.r.Text(text.EditorScope), choices, "1", func(string) {}),
	}
}

func (g *gallery) comboboxes() []app.UI {
	found := []ui.Option{{ID: "@bob:example.org", Title: "Bob Baker", Detail: "@bob:example.org"}, {ID: "@x:example.org", Title: title, Detail: "@" + strings.Repeat("long.name.", 12) + ":example.org"}}
	box := func(id string, b ui.Combobox, problem string) app.UI {
		b.ID, b.OnSearch, b.OnChoose = id, func(app.Context, string) {}, func(app.Context, string) {}
		return ui.Field{ID: id, Label: g.r.Text(text.EditorPeople), Hint: g.r.Text(text.EditorPeopleHint), Error: problem, Controls: []app.UI{
			app.Ul().Class("pills").Hidden(len(b.Options) == 0).Body(g.pill("Bob Baker", false), g.pill(title, false), g.pill("Alice Adams", true)), &b,
		}}.UI()
	}
	return []app.UI{
		box("people", ui.Combobox{Options: found, Status: g.r.Text(text.EditorFound, "count", "2")}, ""),
		box("people-busy", ui.Combobox{Value: "bo", Status: g.r.Text(text.EditorSearching)}, ""),
		box("people-wrong", ui.Combobox{Value: "bo", Invalid: true, Status: g.r.Text(text.EditorNobody)}, text.Fault(g.r.Lang, "bad_user_id")),
	}
}

func (g *gallery) pill(name string, fixed bool) app.UI {
	pill := app.Li().Class("pill-person")
	if fixed {
		pill = pill.Class("pill-fixed")
	}
	return pill.Body(
		ui.Avatar(name, name), app.Span().Class("pill-name").Text(name),
		app.If(!fixed, ui.IconButton{Label: g.r.Text(text.EditorRemove, "name", name), Icon: "icon-close", OnClick: nothing, Scope: name}.UI()),
	)
}

func (g *gallery) banners() []app.UI {
	retry := ui.Button{Label: g.r.Text(text.PlannerRetry), OnClick: nothing}
	return []app.UI{
		ui.Banner{Tone: ui.Info, Text: g.r.Text(text.CommandRejected)}.UI(),
		ui.Banner{Tone: ui.Success, Title: title, Text: g.r.Text(text.OutsideCopied), Actions: []app.UI{retry.UI()}}.UI(),
		ui.Banner{Tone: ui.Warning, Title: g.r.Text(text.ProblemSend), Points: []string{g.r.Text(text.ProblemSendHint), g.r.Text(text.ProblemJoinHint)}}.UI(),
		ui.Banner{Tone: ui.Critical, Title: g.r.Text(text.PlannerFailed), Text: g.r.Text(text.PlannerFailedHint), Actions: []app.UI{
			retry.UI(), ui.Button{Label: g.r.Text(text.CommandDismiss), OnClick: nothing}.UI(),
		}}.UI(),
	}
}

func (g *gallery) people() []app.UI {
	person := func(name, membership string, organiser bool, answer event.Answer) app.UI {
		return attend.Person(g.r, room.Participant{UserID: name, Name: name, Membership: membership, Organiser: organiser}, answer)
	}
	avatars := make([]app.UI, 6)
	for i := range avatars {
		letter := string(rune('a' + i))
		avatars[i] = ui.Avatar(letter, letter)
	}
	return []app.UI{
		row(ui.Pill(ui.Info, g.r.Text(text.PlannerInvited)), ui.Pill(ui.Success, g.r.Text(text.PlannerRunning)), ui.Pill("muted", g.r.Text(text.PlannerEnded)), ui.Pill(ui.Critical, title)),
		row(avatars...),
		app.Ul().Class("people").Body(
			person("Alice Adams", event.MembershipJoin, true, event.Accepted), person("Bob Baker", event.MembershipJoin, false, event.Declined),
			person(title+" "+title, event.MembershipInvite, false, ""), person(rtl, event.MembershipJoin, false, event.Tentative),
		),
	}
}

func (g *gallery) cards() []app.UI {
	return []app.UI{app.Ul().Class("cards").Body(
		g.card("", ui.Pill(ui.Success, g.r.Text(text.PlannerRunning)), ui.Button{Label: g.r.Text(text.PlannerOpen), OnClick: nothing}.UI()),
		g.card("card-broken", ui.Pill(ui.Info, g.r.Text(text.PlannerInvited)),
			ui.Button{Label: g.r.Text(text.ReplyAccept), Kind: ui.Primary, OnClick: nothing}.UI(), ui.Button{Label: g.r.Text(text.ReplyDecline), OnClick: nothing}.UI()),
	)}
}

func (g *gallery) card(class string, state app.UI, actions ...app.UI) app.UI {
	return app.Li().Class("card", class).Body(
		app.Div().Class("card-main").Body(
			app.P().Class("card-time").Body(app.Span().Text("10:30–11:30"), app.Span().Class("card-elsewhere").Text("05:30–06:30 New York")),
			app.H3().Class("card-title").Body(app.Button().Type("button").Class("card-link").Text(title)),
			app.P().Class("card-states").Body(state),
			&meeting.Folded{Reader: g.r, Text: strings.Repeat(words+" ", 4), Lines: 3},
		),
		app.Div().Class("reply").Body(actions...),
	)
}

// mirrored is what has a beginning and an end, from right to left.
func (g *gallery) mirrored() []app.UI {
	return []app.UI{
		ui.Banner{Tone: ui.Warning, Title: rtl, Text: rtl, Actions: []app.UI{ui.Button{Label: rtl, Icon: "icon-plus", OnClick: nothing}.UI()}}.UI(),
		ui.Field{ID: "field-rtl", Label: rtl, Error: rtl, Controls: []app.UI{&ui.Input{ID: "field-rtl", Type: "text", Value: rtl, Invalid: true}}}.UI(),
		app.Ul().Class("people").Body(attend.Person(g.r, room.Participant{UserID: rtl, Name: rtl, Membership: event.MembershipJoin}, event.Accepted)),
	}
}
