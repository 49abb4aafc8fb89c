package ui

import (
	"strconv"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// Option is what a Combobox offers.
type Option struct {
	ID     string
	Title  string
	Detail string
}

// Combobox is a text field with a list of what can be chosen for the text (WAI-ARIA
// Authoring Practices, "Editable Combobox With List Autocomplete"). The options are
// found by who uses it: OnSearch asks for them, setting Options shows them.
type Combobox struct {
	app.Compo

	ID       string
	Label    string // where there is no label for it; shown while it is empty, too
	Value    string // what is typed; changing it replaces the text in the page
	Options  []Option
	Status   string // what is going on, such as how many were found; spoken
	Invalid  bool
	OnSearch func(ctx app.Context, term string)
	OnOpen   func(ctx app.Context) // the list is asked for without a text; nil: there is none then
	OnChoose func(ctx app.Context, id string)
	OnLeave  func(ctx app.Context)

	first  string // the value of the first rendering
	typed  string // what the text in the page is known to be
	open   bool
	active int // index of the marked option
}

// OnInit implements app.Initializer.
func (c *Combobox) OnInit() { c.first, c.typed = c.Value, c.Value }

// OnUpdate implements app.Updater.
func (c *Combobox) OnUpdate(ctx app.Context) {
	if c.Value != c.typed {
		c.show(c.Value)
	}
	if c.active >= len(c.Options) {
		c.active = 0
	}
	if c.expanded() {
		ctx.Defer(c.reveal)
	}
}

// show replaces the text in the page.
func (c *Combobox) show(value string) {
	c.typed = value
	app.Window().GetElementByID(c.ID).Set("value", value)
}

// reveal scrolls to the list, and to the marked option where the list is too long.
func (c *Combobox) reveal(app.Context) {
	for _, id := range []string{c.ID + "-list", c.optionID(c.active)} {
		if element := app.Window().GetElementByID(id); element.Truthy() {
			element.Call("scrollIntoView", map[string]any{"block": "nearest"})
		}
	}
}

func (c *Combobox) expanded() bool { return c.open && len(c.Options) > 0 }

// Render implements app.Composer.
func (c *Combobox) Render() app.UI {
	expanded := c.expanded()
	input := app.Input().ID(c.ID).Class("input").Type("text").Value(c.first).Role("combobox").Attr("autocomplete", "off").
		Aria("autocomplete", "list").Aria("expanded", expanded).Aria("controls", c.ID+"-list").
		Aria("describedby", Describe(c.ID)).Aria("invalid", c.Invalid)
	if expanded {
		input = input.Aria("activedescendant", c.optionID(c.active))
	}
	if c.Label != "" {
		input = input.Aria("label", c.Label).Placeholder(c.Label)
	}
	return app.Div().Class("combobox").Body(
		input.OnInput(c.search).OnClick(c.look).OnKeyDown(c.key).OnBlur(c.leave),
		app.Ul().ID(c.ID+"-list").Class("options").Role("listbox").Hidden(!expanded).Body(
			app.Range(c.Options).Slice(c.option),
		),
		app.P().Class("combobox-status").Role("status").Text(c.Status),
	)
}

func (c *Combobox) option(i int) app.UI {
	o := c.Options[i]
	return app.Li().ID(c.optionID(i)).Class("option").Role("option").Aria("selected", i == c.active).
		OnMouseDown(c.keepFocus).
		OnClick(func(ctx app.Context, _ app.Event) { c.choose(ctx, o) }, o.ID).
		Body(
			Avatar(o.ID, o.Title),
			app.Span().Class("option-text").Body(
				app.Span().Class("option-title").Text(o.Title),
				app.Span().Class("option-detail").Hidden(o.Detail == "").Text(o.Detail),
			),
		)
}

func (c *Combobox) optionID(i int) string { return c.ID + "-option-" + strconv.Itoa(i) }

func (c *Combobox) search(ctx app.Context, _ app.Event) {
	c.open, c.active = true, 0
	c.typed = ctx.JSSrc().Get("value").String()
	c.OnSearch(ctx, c.typed)
}

// look opens the list as it is without a text, where there is one.
func (c *Combobox) look(ctx app.Context, _ app.Event) {
	if c.OnOpen != nil && !c.open {
		c.open, c.active = true, 0
		c.OnOpen(ctx)
	}
}

func (c *Combobox) key(ctx app.Context, e app.Event) {
	key := e.Get("key").String()
	if key == "ArrowDown" && len(c.Options) == 0 {
		c.look(ctx, e)
	}
	if e.Get("isComposing").Bool() || !c.press(ctx, key) {
		return
	}
	ctx.Defer(c.reveal)
	e.PreventDefault() // no submitting, no closing of the dialog, no moving of the caret
}

// press handles a key and reports whether it meant the list.
func (c *Combobox) press(ctx app.Context, key string) bool {
	n := len(c.Options)
	if n == 0 {
		return key == "Enter"
	}
	switch {
	case key == "ArrowDown" && !c.open:
		c.open = true
	case key == "ArrowDown":
		c.active = (c.active + 1) % n
	case key == "ArrowUp" && c.open:
		c.active = (c.active + n - 1) % n
	case key == "Enter" && c.open:
		c.choose(ctx, c.Options[c.active])
	case key == "Escape" && c.open:
		c.open = false
	default:
		return key == "Enter"
	}
	return true
}

func (c *Combobox) choose(ctx app.Context, o Option) {
	c.open, c.active, c.Options = false, 0, nil
	c.show("")
	c.OnChoose(ctx, o.ID)
}

func (c *Combobox) keepFocus(_ app.Context, e app.Event) { e.PreventDefault() }

func (c *Combobox) leave(ctx app.Context, _ app.Event) {
	c.open = false
	if c.OnLeave != nil {
		c.OnLeave(ctx)
	}
}
