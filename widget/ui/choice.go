package ui

import "github.com/maxence-charriere/go-app/v9/pkg/app"

// Choice is one of several.
type Choice struct {
	Value string
	Text  string
}

// Select is a control to choose one of several.
type Select struct {
	app.Compo

	ID       string
	Label    string // where the field's label does not say it all
	Choices  []Choice
	Value    string
	Invalid  bool
	OnChoose func(ctx app.Context, value string)

	known string // what the page is known to have; see Input
}

// OnInit implements app.Initializer.
func (s *Select) OnInit() { s.known = s.Value }

// OnUpdate implements app.Updater: what a person has chosen is not changed by attributes.
func (s *Select) OnUpdate(ctx app.Context) {
	if s.Value != s.known {
		s.known = s.Value
		ctx.JSSrc().Set("value", s.Value)
	}
}

// Render implements app.Composer.
func (s *Select) Render() app.UI {
	e := app.Select().ID(s.ID).Class("input").Aria("describedby", Describe(s.ID)).Aria("invalid", s.Invalid)
	if s.Label != "" {
		e = e.Aria("label", s.Label)
	}
	return e.OnChange(s.choose).Body(app.Range(s.Choices).Slice(func(i int) app.UI {
		c := s.Choices[i]
		return app.Option().Value(c.Value).Text(c.Text).Selected(c.Value == s.Value)
	}))
}

func (s *Select) choose(ctx app.Context, _ app.Event) {
	s.Value = ctx.JSSrc().Get("value").String()
	s.known = s.Value
	s.OnChoose(ctx, s.Value)
}

// Checkbox is a choice between yes and no, with its label.
type Checkbox struct {
	app.Compo

	ID       string
	Label    string
	Checked  bool
	Disabled bool
	OnToggle func(ctx app.Context, checked bool)

	known bool // what the page is known to have; see Input
}

// OnInit implements app.Initializer.
func (c *Checkbox) OnInit() { c.known = c.Checked }

// OnUpdate implements app.Updater.
func (c *Checkbox) OnUpdate(ctx app.Context) {
	if c.Checked != c.known {
		c.known = c.Checked
		ctx.JSSrc().Call("querySelector", "input").Set("checked", c.Checked)
	}
}

// Render implements app.Composer.
func (c *Checkbox) Render() app.UI {
	return app.Label().Class("check").Body(
		app.Input().ID(c.ID).Type("checkbox").Checked(c.Checked).Disabled(c.Disabled).Aria("describedby", hintID(c.ID)).OnChange(c.toggle),
		app.Span().Text(c.Label),
	)
}

func (c *Checkbox) toggle(ctx app.Context, _ app.Event) {
	c.Checked = ctx.JSSrc().Get("checked").Bool()
	c.known = c.Checked
	c.OnToggle(ctx, c.Checked)
}

// Radios is a group of choices that are all seen. name tells groups of the page apart.
func Radios(name, legend string, choices []Choice, value string, choose func(value string)) app.UI {
	return app.FieldSet().Class("radios").Body(
		app.Legend().Text(legend),
		app.Range(choices).Slice(func(i int) app.UI {
			c := choices[i]
			return app.Label().Class("check").Body(
				app.Input().Type("radio").Name(name).Value(c.Value).Checked(c.Value == value).
					OnChange(func(app.Context, app.Event) { choose(c.Value) }, c.Value),
				app.Span().Text(c.Text),
			)
		}),
	)
}
