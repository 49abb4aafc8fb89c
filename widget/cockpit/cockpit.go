// Package cockpit is the screen inside a meeting's room: what the meeting is about,
// when it takes place, who takes part, and the way back to the calendar.
package cockpit

import (
	"strconv"

	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"parley/shared/room"
	"parley/shared/text"
	"parley/widget/browser"
	"parley/widget/store"
	"parley/widget/ui"
)

// Cockpit is the screen.
type Cockpit struct {
	app.Compo

	Store  *store.Store
	Reader *browser.Reader

	view   *store.View
	people []string // names of those joined or invited; empty: not known yet
	asked  bool
	cancel func()
}

// OnInit implements app.Initializer.
func (c *Cockpit) OnInit() { c.view = c.Store.View() }

// OnMount implements app.Mounter.
func (c *Cockpit) OnMount(ctx app.Context) {
	c.cancel = c.Store.Subscribe(func() { ctx.Dispatch(c.refresh) })
	c.refresh(ctx)
}

// OnDismount implements app.Dismounter.
func (c *Cockpit) OnDismount() { c.cancel() }

func (c *Cockpit) refresh(ctx app.Context) {
	c.view = c.Store.View()
	if c.view.Here == nil || c.asked {
		return
	}
	c.asked = true
	ctx.Async(func() {
		members, err := c.Store.Members(ctx, c.Store.Params.RoomID)
		ctx.Dispatch(func(app.Context) {
			c.people, c.asked = names(members), err == nil
		})
	})
}

// Render implements app.Composer.
func (c *Cockpit) Render() app.UI {
	return app.Main().Class("cockpit").Body(c.content())
}

func (c *Cockpit) content() app.UI {
	switch {
	case c.view.Phase == store.Failed:
		return ui.Banner{Tone: ui.Critical, Title: c.Reader.Text(text.PlannerFailed), Actions: []app.UI{
			ui.Button{Label: c.Reader.Text(text.PlannerRetry), OnClick: c.retry}.UI(),
		}}.UI()
	case c.view.Phase != store.Ready:
		return ui.Skeleton(c.Reader.Text(text.PlannerLoading), 1)
	case c.view.Here == nil:
		return ui.Banner{Tone: ui.Warning, Text: c.Reader.Text(text.CockpitNone)}.UI()
	}
	return c.meeting(c.view.Here)
}

func (c *Cockpit) meeting(m *room.Meeting) app.UI {
	when, recurrence := c.when(m)
	return app.Article().Body(
		app.H1().Text(m.Title),
		c.timeLeft(m),
		app.Dl().Class("facts").Body(
			c.fact(text.CockpitWhen, when),
			c.fact(text.CockpitRecurrence, recurrence),
			c.fact(text.CockpitPeople, c.participants()),
			c.fact(text.CockpitDescription, m.Description),
		),
		c.attendance(m),
		c.back(),
	)
}

func (c *Cockpit) fact(label text.Key, value string) app.UI {
	if value == "" {
		return nil
	}
	return app.Div().Class("fact").Body(app.Dt().Text(c.Reader.Text(label)), app.Dd().Text(value))
}

func names(members []room.Participant) (all []string) {
	for _, m := range members {
		all = append(all, m.Name)
	}
	return all
}

// maxNames is how many participants are named.
const maxNames = 10

func (c *Cockpit) participants() string {
	shown := min(len(c.people), maxNames)
	names := c.people[:shown:shown]
	if rest := len(c.people) - shown; rest > 0 {
		names = append(names, c.Reader.Text(text.CockpitOthers, "count", strconv.Itoa(rest)))
	}
	return c.Reader.And(names)
}

// when is the occurrence that is running or comes next, and how it recurs.
func (c *Cockpit) when(m *room.Meeting) (when, recurrence string) {
	if m.Broken != nil {
		return text.Fault(c.Reader.Lang, m.Broken.Code), ""
	}
	o, ok := m.Upcoming(c.view.Now, c.Store.Zones())
	if !ok {
		return c.Reader.Text(text.CockpitOver), ""
	}
	return c.Reader.Dates(o.Start, o.End, c.Reader.Zone), c.Reader.Recurrence(m.Calendar, o.UID, c.Store.Zones())
}

func (c *Cockpit) back() app.UI {
	if len(c.view.Parents) == 0 {
		return nil
	}
	return ui.Button{Label: c.Reader.Text(c.parentLabel()), Icon: "icon-arrow-left", OnClick: c.openParent}.UI()
}

func (c *Cockpit) openParent(app.Context, app.Event) { c.Store.Open(c.view.Parents[0]) }

func (c *Cockpit) retry(app.Context, app.Event) { c.Store.Retry() }
