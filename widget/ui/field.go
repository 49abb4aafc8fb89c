package ui

import "github.com/maxence-charriere/go-app/v9/pkg/app"

// Field is a label with the controls below it, a hint and an error. The controls
// carry ID and Describe(ID), so that screen readers connect them.
type Field struct {
	ID       string
	Label    string
	Hint     string
	Error    string // empty: none
	Controls []app.UI
}

// UI describes the field.
func (f Field) UI() app.UI {
	return app.Div().Class("field").Body(
		app.Label().For(f.ID).Text(f.Label),
		app.Div().Class("field-controls").Body(f.Controls...),
		app.If(f.Hint != "", Hint(f.ID, f.Hint)),
		Problem(f.ID, f.Error),
	)
}

// Hint says more of the field with the id.
func Hint(id, words string) app.UI { return app.P().ID(hintID(id)).Class("field-hint").Text(words) }

// Problem is the error of the field with the id. It is spoken when it appears.
func Problem(id, message string) app.UI {
	return app.Div().ID(errorID(id)).Class("field-error").Aria("live", "polite").Body(
		app.If(message != "", Icon("icon-error"), app.Span().Text(message)),
	)
}

// Describe is the value of aria-describedby for the controls of a field.
func Describe(id string) string { return hintID(id) + " " + errorID(id) }

func hintID(id string) string  { return id + "-hint" }
func errorID(id string) string { return id + "-error" }

// Input is a control to type into. What is typed stays in the page: Value only
// changes it when it differs.
type Input struct {
	app.Compo

	ID        string
	Type      string // of the HTML element; "" for a text of several lines
	Label     string // where the field's label does not say it all
	Describes string // id of the field, where it is not ID
	Value     string
	Hint      string // shown while it is empty
	Invalid   bool
	Required  bool
	OnInput   func(ctx app.Context, value string)
	OnLeave   func(ctx app.Context)

	first string // the value of the first rendering, so that later ones do not set it
	known string // what the page is known to have: what is just being typed is on its way to us
}

// OnInit implements app.Initializer.
func (i *Input) OnInit() { i.first, i.known = i.Value, i.Value }

// OnUpdate implements app.Updater.
func (i *Input) OnUpdate(ctx app.Context) {
	if i.Value != i.known {
		i.known = i.Value
		ctx.JSSrc().Set("value", i.Value)
	}
}

// Render implements app.Composer.
func (i *Input) Render() app.UI {
	if i.Type == "" {
		e := app.Textarea().ID(i.ID).Class("input").Rows(3).Attr("value", i.first).
			Aria("describedby", Describe(i.field())).Aria("invalid", i.Invalid)
		return e.OnInput(i.input).OnBlur(i.leave)
	}
	e := app.Input().ID(i.ID).Class("input").Type(i.Type).Value(i.first).Required(i.Required).
		Attr("autocomplete", "off").Aria("describedby", Describe(i.field())).Aria("invalid", i.Invalid)
	if i.Label != "" {
		e = e.Aria("label", i.Label)
	}
	if i.Hint != "" {
		e = e.Placeholder(i.Hint)
	}
	return e.OnInput(i.input).OnBlur(i.leave)
}

func (i *Input) field() string {
	if i.Describes != "" {
		return i.Describes
	}
	return i.ID
}

func (i *Input) input(ctx app.Context, _ app.Event) {
	i.Value = ctx.JSSrc().Get("value").String()
	i.known = i.Value
	if i.OnInput != nil {
		i.OnInput(ctx, i.Value)
	}
}

func (i *Input) leave(ctx app.Context, _ app.Event) {
	if i.OnLeave != nil {
		i.OnLeave(ctx)
	}
}
