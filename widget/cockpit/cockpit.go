// Package cockpit is the screen inside a meeting's room: what the meeting is about,
// when it takes place, who takes part, and the way back to the calendar.
package cockpit

import (
	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"parley/shared/calendar"
	"parley/shared/event"
	"parley/shared/room"
	"parley/shared/text"
	"parley/widget/attend"
	"parley/widget/breakout"
	"parley/widget/browser"
	"parley/widget/editor"
	"parley/widget/meeting"
	"parley/widget/minutes"
	"parley/widget/notice"
	"parley/widget/share"
	"parley/widget/store"
	"parley/widget/ui"
)

// Cockpit is the screen.
type Cockpit struct {
	app.Compo

	Store  *store.Store
	Reader *browser.Reader

	view   *store.View
	asked  bool // who may do what is being read, or was
	rights store.Rights
	shows  dialog
	draft  editor.Form // what the editor begins with
	groups string      // what the setting up of breakout sessions begins with
	cancel func()
}

// dialog is one that the person has opened.
type dialog int

const (
	nothing dialog = iota
	sharing
	editing
	removing
	dividing
)

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
	c.view, c.rights = c.Store.View(), c.Store.Detail(c.Store.Params.RoomID).Rights
	if c.view.Here == nil || c.asked {
		return
	}
	c.asked = true
	ctx.Async(func() {
		answered := c.Store.Examine(ctx, c.Store.Params.RoomID)
		ctx.Dispatch(func(app.Context) { c.asked = answered })
	})
}

// Render implements app.Composer.
func (c *Cockpit) Render() app.UI {
	return app.Main().Class("cockpit").Body(
		app.Div().Class("banners").Body(notice.Problems(c.Store, c.Reader, c.view)...),
		c.content(),
	)
}

func (c *Cockpit) content() app.UI {
	switch {
	case c.view.Phase == store.Failed:
		return ui.Banner{Tone: ui.Critical, Title: c.Reader.Text(text.PlannerFailed), Text: c.Reader.Text(text.PlannerFailedHint), Actions: []app.UI{
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
	o, there := c.occurrence(m)
	when, recurrence := c.when(m, o, there)
	var state, tone string
	if there {
		state, tone = stateOf(m)(c.Reader, o.Start, o.End, c.view.Now)
	}
	return app.Article().Body(
		app.H1().Class("clamped").Text(m.Title),
		app.If(state != "", app.P().Class("card-states").Body(ui.Pill(tone, state))),
		app.Dl().Class("facts").Body(
			c.fact(text.CockpitWhen, when),
			c.fact(text.CockpitRecurrence, recurrence),
			c.description(m.Description),
		),
		meeting.Encryption(c.Reader, c.view.Encrypted),
		c.attendance(m, o, there),
		&minutes.Part{Store: c.Store, Reader: c.Reader, RoomID: m.RoomID},
		breakout.List(c.Store, c.Reader, m.RoomID),
		c.history(m),
		ui.Announcer(c.orders()...),
		app.Div().Class("actions").Body(
			ui.Button{Label: c.Reader.Text(text.ShareOpen), Icon: "icon-share", OnClick: c.open(sharing), Scope: sharing}.UI(),
			ui.Slot(len(c.view.Parents) > 0, c.back()), // the rights are known later: what needs them comes behind
			ui.Slot(c.rights.Update && there, ui.Button{Label: c.Reader.Text(text.DetailsEdit), OnClick: c.open(editing), Scope: editing}.UI()),
			ui.Slot(c.mayDivide(o), ui.Button{Label: c.Reader.Text(text.BreakoutSetUp), OnClick: c.open(dividing), Scope: dividing}.UI()),
			ui.Slot(c.rights.Elsewhere != "", meeting.Elsewhere(c.Reader, c.rights.Elsewhere)),
			ui.Slot(c.rights.Close && there, ui.Button{Label: c.Reader.Text(text.DetailsDelete), OnClick: c.open(removing), Scope: removing}.UI()),
		),
		c.dialog(m, o),
	)
}

// mayDivide reports that the person may set up breakout sessions during the occurrence.
func (c *Cockpit) mayDivide(o calendar.Occurrence) bool {
	return c.view.Inside && c.view.MayCreate && o.End.After(c.view.Now)
}

// attendance is who comes to the occurrence.
func (c *Cockpit) attendance(m *room.Meeting, o calendar.Occurrence, there bool) app.UI {
	if !there || m.Membership != event.MembershipJoin {
		return nil
	}
	return &attend.Part{Store: c.Store, Reader: c.Reader, RoomID: m.RoomID, Occurrence: o, Over: !o.End.After(c.view.Now), List: true}
}

// history is who has changed what.
func (c *Cockpit) history(m *room.Meeting) app.UI {
	if m.Membership != event.MembershipJoin {
		return nil
	}
	return &meeting.History{Store: c.Store, Reader: c.Reader, RoomID: m.RoomID}
}

// occurrence is the one that is running or comes next, or was the last.
func (c *Cockpit) occurrence(m *room.Meeting) (o calendar.Occurrence, there bool) {
	if m.Broken != nil {
		return o, false
	}
	if o, there = m.Upcoming(c.view.Now, c.Store.Zones()); there {
		return o, there
	}
	return calendar.Last(m.Calendar, c.view.Now, c.Store.Zones())
}

func (c *Cockpit) dialog(m *room.Meeting, o calendar.Occurrence) app.UI {
	subject := editor.SubjectOf(m.RoomID, &o)
	switch c.shows {
	case sharing:
		return &share.Dialog{Store: c.Store, Reader: c.Reader, Meeting: m, Occurrence: o, OnClose: c.closed}
	case editing:
		if c.draft.Of.RoomID != "" {
			subject = c.draft.Of
		}
		return &editor.Editor{Store: c.Store, Reader: c.Reader, Subject: subject, Begin: c.draft, OnClose: c.closed}
	case dividing:
		return breakout.SetUp(c.Store, c.Reader, c.groups, c.closed)
	case removing:
		return &editor.Remover{Store: c.Store, Reader: c.Reader, Subject: subject, OnClose: c.closed}
	}
	return nil
}

func (c *Cockpit) open(d dialog) app.EventHandler {
	return func(app.Context, app.Event) { c.shows = d }
}

// orders says how the orders are doing whose dialog is no longer open.
func (c *Cockpit) orders() []app.UI {
	if c.shows == editing || c.shows == dividing {
		return nil
	}
	return notice.Orders(c.Store, c.Reader, c.view.Commands, func(failed store.Command) {
		if failed.Verb == store.SetUp {
			c.groups, c.shows = failed.Draft, dividing
		} else {
			c.draft, c.shows = editor.Resume(failed), editing
		}
		c.Update()
	}, nil, nil)
}

func (c *Cockpit) closed(app.Context) {
	c.shows, c.draft, c.groups = nothing, editor.Form{}, ""
	c.Update() // ctx is the dialog's
}

func (c *Cockpit) description(whole string) app.UI {
	if whole == "" {
		return nil
	}
	return app.Div().Class("fact").Body(
		app.Dt().Text(c.Reader.Text(text.CockpitDescription)),
		app.Dd().Body(&meeting.Folded{Reader: c.Reader, Text: whole, Lines: 5}),
	)
}

func (c *Cockpit) fact(label text.Key, value string) app.UI {
	if value == "" {
		return nil
	}
	return app.Div().Class("fact").Body(app.Dt().Text(c.Reader.Text(label)), app.Dd().Text(value))
}

// when is the occurrence, and how it recurs.
func (c *Cockpit) when(m *room.Meeting, o calendar.Occurrence, there bool) (when, recurrence string) {
	switch {
	case m.Broken != nil:
		return text.Fault(c.Reader.Lang, m.Broken.Code), ""
	case !there:
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
