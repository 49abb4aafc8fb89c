package breakout

import (
	"strings"

	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"parley/shared/event"
	"parley/shared/room"
	"parley/shared/text"
	"parley/widget/attend"
	"parley/widget/editor"
	"parley/widget/ui"
)

// manySessions is from how many on they can be searched.
const manySessions = 8

// list shows the sessions, and the invitations that say no more than their words.
func (s *Screen) list() app.UI {
	cards := len(s.all) + len(s.view.Invitations)
	return app.Div().Body(
		app.Div().Class("sessions-search").Hidden(cards < manySessions && s.view.Search == "").Body(&ui.Input{
			ID: "sessions-search", Type: "search", Label: s.Reader.Text(text.BreakoutSearch), Hint: s.Reader.Text(text.BreakoutSearch),
			Value: s.view.Search, OnInput: func(_ app.Context, words string) { s.Store.Search(words) },
		}),
		app.Ul().Class("cards").Hidden(cards == 0).Body(
			app.Range(s.all).Slice(func(i int) app.UI { return s.card(&s.all[i]) }),
			app.Range(s.view.Invitations).Slice(func(i int) app.UI { return s.invitation(s.view.Invitations[i]) }),
		),
		app.If(cards == 0, s.empty()),
	)
}

func (s *Screen) empty() app.UI {
	if s.view.Search != "" {
		return app.Div().Class("empty").Body(ui.Icon("icon-search"), app.P().Class("empty-title").Text(s.Reader.Text(text.BreakoutNotFound)))
	}
	hint := text.BreakoutEmptyOthers
	if s.view.MayCreate {
		hint = text.BreakoutEmptyHint
	}
	return app.Div().Class("empty").Body(
		ui.Icon("icon-user-profile"),
		app.P().Class("empty-title").Text(s.Reader.Text(text.BreakoutEmpty)),
		app.P().Text(s.Reader.Text(hint)),
	)
}

func (s *Screen) card(one *session) app.UI {
	m := one.Meeting
	return app.Li().Class("card").TabIndex(-1).DataSet("room", m.RoomID).Body(
		app.Div().Class("card-main").Body(
			app.P().Class("card-time").Hidden(!one.timed).Text(s.when(one)),
			app.H2().Class("card-title", "clamped").Text(m.Title),
			s.states(one),
			app.P().Class("card-description", "session-description").Hidden(m.Description == "").Text(strings.TrimSpace(m.Description)),
			s.people(one),
		),
		s.actions(one),
	)
}

func (s *Screen) when(one *session) string {
	if !one.timed {
		return ""
	}
	return s.Reader.Dates(one.Start, one.End, s.Reader.Zone)
}

// states is what there is to know at once: how long it takes, and whether one is invited.
func (s *Screen) states(one *session) app.UI {
	tone, words := "muted", s.Reader.Text(text.PlannerEnded)
	switch {
	case one.Meeting.Broken != nil:
		tone, words = ui.Critical, text.Fault(s.Reader.Lang, one.Meeting.Broken.Code)
	case !one.timed:
		words = ""
	case !one.over:
		tone, words = ui.Info, s.Reader.Left(one.Start, one.End, s.view.Now)
		if !one.Start.After(s.view.Now) {
			tone = ui.Success
		}
	}
	invited := one.Meeting.Membership == event.MembershipInvite
	return app.P().Class("card-states").Hidden(words == "" && !invited).Body(
		app.If(words != "", ui.Pill(tone, words)),
		app.If(invited, ui.Pill(ui.Info, s.Reader.Text(text.PlannerInvited))),
	)
}

func (s *Screen) people(one *session) app.UI {
	return app.Ul().Class("pills", "session-people").Aria("label", s.Reader.Text(text.BreakoutPeople)).Hidden(len(one.Participants) == 0).
		Body(app.Range(one.Participants).Slice(func(i int) app.UI {
			p := one.Participants[i]
			name := p.Name
			if p.Membership == event.MembershipInvite {
				name = s.Reader.Text(text.BreakoutInvited, "name", name)
			}
			return app.Li().Class("pill-person", "pill-fixed").Title(p.UserID).Body(
				ui.Avatar(p.UserID, p.Name), app.Span().Class("pill-name").Text(name),
			)
		}))
}

// actions are how an invitation is answered, or else the way into the room, and what else
// the person may do.
func (s *Screen) actions(one *session) app.UI {
	m, subject := one.Meeting, editor.Subject{}
	if one.timed {
		subject = editor.SubjectOf(m.RoomID, &one.Occurrence)
	}
	var way app.UI
	if m.Membership == event.MembershipInvite {
		way = &attend.Reply{Store: s.Store, Reader: s.Reader, RoomID: m.RoomID, Title: m.Title, Stays: true}
	} else {
		way = s.open(m.RoomID, m.Title)
	}
	return app.Div().Class("actions", "session-actions").Body(
		app.If(one.timed && one.Close, ui.IconButton{
			Label: s.Reader.Text(text.BreakoutDeleteNamed, "title", m.Title), Icon: "icon-delete", Scope: m.RoomID,
			OnClick: func(app.Context, app.Event) { s.removing = subject },
		}.UI()),
		app.If(one.timed && one.Update, ui.IconButton{
			Label: s.Reader.Text(text.BreakoutEditNamed, "title", m.Title), Icon: "icon-edit", Scope: m.RoomID,
			OnClick: func(app.Context, app.Event) { s.changed, s.editing = editor.Form{Of: subject}, true },
		}.UI()),
		way,
	)
}

// open makes the client show a room.
func (s *Screen) open(id, title string) app.UI {
	return app.Button().Type("button").Class("button", "button-secondary").
		Aria("label", s.Reader.Text(text.PlannerOpenNamed, "title", title)).
		OnClick(func(app.Context, app.Event) { s.Store.Open(id) }, id).
		Body(app.Span().Text(s.Reader.Text(text.PlannerOpen)))
}

func (s *Screen) invitation(i room.Invitation) app.UI {
	return app.Li().Class("card").DataSet("room", i.RoomID).Body(
		app.Div().Class("card-main").Body(
			app.H2().Class("card-title", "clamped").Text(i.Name),
			app.P().Class("card-states").Body(ui.Pill(ui.Info, s.Reader.Text(text.PlannerInvited))),
			app.P().Class("card-description", "session-description").Text(i.Reason),
		),
		s.open(i.RoomID, i.Name),
	)
}
