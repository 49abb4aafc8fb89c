// Package ui is the widget's small set of controls, in the style of Element's
// Compound. It knows nothing of meetings: what a control says and does is given to
// it. Icons are names of Compound icons, written out in full where they are used
// so that the build finds them.
//
// Structs that embed app.Compo are components of go-app and keep state of their
// own; the others only describe elements, by their UI method. go-app tells event
// handlers apart by their code alone: a handler that is made in a loop needs Scope.
// It tells scopes apart by how fmt writes them; the one of the browser writes all maps alike.
package ui

import "github.com/maxence-charriere/go-app/v9/pkg/app"

// Kinds of buttons, by weight.
const (
	Primary   = "primary"
	Secondary = "secondary"
	Tertiary  = "tertiary"

	Destructive = "destructive" // what cannot be undone
)

// Button is a button with a visible label.
type Button struct {
	Label    string
	Icon     string // class such as icon-plus; may be empty
	Kind     string // Secondary when empty
	Submit   bool   // of the form that it is in
	Disabled bool
	Tip      bool // the label is a tooltip, too: on narrow screens only the icon is seen
	OnClick  app.EventHandler
	Scope    any // what the handler is about, when there are several; no map
}

// UI describes the button.
func (b Button) UI() app.UI {
	kind := b.Kind
	if kind == "" {
		kind = Secondary
	}
	e := app.Button().Type(buttonType(b.Submit)).Class("button", "button-"+kind).
		Body(Icon(b.Icon), app.Span().Text(b.Label))
	if b.Tip {
		e = e.Title(b.Label)
	}
	if b.Disabled { // stays focusable, so that the focus is not lost
		e = e.Aria("disabled", "true")
	}
	if b.OnClick == nil || b.Disabled {
		return e
	}
	return e.OnClick(b.OnClick, b.Scope)
}

// IconButton is a button that shows an icon only; the label is for screen readers
// and as a tooltip.
type IconButton struct {
	Label   string
	Icon    string
	OnClick app.EventHandler
	Scope   any
}

// UI describes the button.
func (b IconButton) UI() app.UI {
	return app.Button().Type("button").Class("icon-button").Aria("label", b.Label).Title(b.Label).
		OnClick(b.OnClick, b.Scope).Body(Icon(b.Icon))
}

// Slot is the place of a button that is not always there. go-app matches elements by their
// place: without slots, one that comes or goes would give its element to the next, and the
// press of somebody who meant that one.
func Slot(there bool, button app.UI) app.UI {
	return app.Span().Class("slot").Body(app.If(there, button))
}

// Icon is a decoration: what it means must be said in words beside it. Without a
// name it is nothing.
func Icon(name string) app.UI {
	if name == "" {
		return nil
	}
	return app.Span().Class("icon", name).Aria("hidden", "true")
}

func buttonType(submit bool) string {
	if submit {
		return "submit"
	}
	return "button"
}

// Leave is what a link to another place does when it is pressed: it keeps it from go-app,
// which would open it in our frame, where clients do not show such places.
func Leave(_ app.Context, e app.Event) { e.Call("stopPropagation") }
