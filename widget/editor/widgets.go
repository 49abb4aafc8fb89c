package editor

import (
	"slices"
	"sort"

	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"parley/shared/text"
	"parley/widget/store"
	"parley/widget/ui"
)

// offers is what the operator lets people choose for a room: asked for when somebody wants
// to, because the client may ask them first whether we may know who they are.
type offers struct {
	all    []store.Offer
	asked  bool
	failed bool
}

// widgets is the field for the video conference and other widgets of the room.
func (e *Editor) widgets() app.UI {
	if e.Store.Config.APIBaseURL == "" || !e.Subject.isNew() && !e.detail.Rights.Widgets {
		return app.Div().Hidden(true)
	}
	return app.FieldSet().Class("radios").Body(
		app.Legend().Text(e.Reader.Text(text.EditorWidgets)),
		app.Div().Class("field-hint").Aria("live", "polite").Body(e.offersNote()),
		app.Range(e.offers.all).Slice(func(n int) app.UI {
			o := e.offers.all[n]
			return &ui.Checkbox{ID: "widget-" + o.ID, Label: o.Name, Checked: slices.Contains(e.form.Widgets, o.ID), OnToggle: e.toggler(o.ID)}
		}),
	)
}

func (e *Editor) offersNote() app.UI {
	switch {
	case e.offers.all != nil:
		return nil
	case e.offers.failed:
		return app.Span().Text(e.Reader.Text(text.EditorWidgetsFailed))
	case e.offers.asked:
		return app.Span().Text(e.Reader.Text(text.EditorWidgetsLoading))
	}
	return app.Button().Type("button").Class("link").OnClick(e.openOffers).Text(e.Reader.Text(text.EditorWidgetsChoose))
}

// openOffers asks what there is in the dialog's context: that of the button ends with it.
func (e *Editor) openOffers(app.Context, app.Event) {
	e.offers = offers{asked: true}
	ctx := e.mounted
	ctx.Async(func() {
		all, err := e.Store.Offers(ctx)
		ctx.Dispatch(func(app.Context) { e.take(all, err) })
	})
}

// take shows what there is to choose from. A new meeting has what is usual.
func (e *Editor) take(all []store.Offer, err error) {
	e.offers.all, e.offers.failed = all, err != nil || len(all) == 0
	if !e.Subject.isNew() || e.form.Widgets != nil {
		return
	}
	e.form.Widgets = []string{}
	for _, o := range all {
		if !o.Optional {
			e.form.Widgets = append(e.form.Widgets, o.ID)
		}
	}
}

func (e *Editor) toggler(id string) func(app.Context, bool) {
	return func(_ app.Context, on bool) {
		e.change("", func() {
			rest := without(e.form.Widgets, []string{id})
			if on {
				rest = append(rest, id)
				sort.Strings(rest)
			}
			e.form.Widgets = rest
		})
		e.Update() // the context is the checkbox's
	}
}

// without are some texts, but for others.
func without(all, others []string) []string {
	rest := []string{}
	for _, s := range all {
		if !slices.Contains(others, s) {
			rest = append(rest, s)
		}
	}
	return rest
}
