package breakout

import (
	"strings"

	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"parley/shared/event"
	"parley/shared/text"
	"parley/widget/attend"
	"parley/widget/editor"
	"parley/widget/meeting"
	"parley/widget/ui"
)

// manySessions is from how many on they can be searched.
const manySessions = 8

func (s *Screen) list() app.UI {
	return app.Div().Body(
		app.Div().Class("sessions-search").Hidden(len(s.all) < manySessions && s.view.Search == "").Body(&ui.Input{
			ID: "sessions-search", Type: "search", Label: s.Reader.Text(text.BreakoutSearch), Hint: s.Reader.Text(text.BreakoutSearch),
			Value: s.view.Search, OnInput: func(_ app.Context, words string) { s.Store.Search(words) },
		}),
		app.Ul().Class("cards").Hidden(len(s.all) == 0).Body(
			app.Range(s.all).Slice(func(i int) app.UI { return s.card(&s.all[i]) }),
		),
		app.If(len(s.all) == 0, s.empty()),
	)
}

func (s *Screen) empty() app.UI {
	title, hint := text.BreakoutEmpty, text.BreakoutEmptyOthers
	switch {
	case s.view.Search != "":
		title, hint = text.BreakoutNotFound, text.BreakoutNotFoundHint
	case s.view.MayCreate:
		hint = text.BreakoutEmptyHint
	}
	return app.Div().Class("empty").Body(
		ui.Icon("icon-user-profile"),
		app.P().Class("empty-title").Text(s.Reader.Text(title)),
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
			&meeting.Folded{Reader: s.Reader, Text: strings.TrimSpace(m.Description), Lines: 3},
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
	var words, tone string
	switch {
	case one.Meeting.Broken != nil:
		words, tone = text.Fault(s.Reader.Lang, one.Meeting.Broken.Code), ui.Critical
	case one.timed:
		words, tone = meeting.Countdown(s.Reader, one.Start, one.End, s.view.Now)
	}
	invited := one.Meeting.Membership == event.MembershipInvite
	return app.P().Class("card-states").Hidden(words == "" && !invited).Body(
		app.If(words != "", ui.Pill(tone, words)),
		app.If(invited, ui.Pill(ui.Info, s.Reader.Text(text.PlannerInvited))),
	)
}

// sessionPeople is how many people of a session are listed.
const sessionPeople = 100

func (s *Screen) people(one *session) app.UI {
	m := one.Meeting.RoomID
	listed := one.Participants[:min(len(one.Participants), sessionPeople)]
	return app.Ul().Class("pills", "session-people").Aria("label", s.Reader.Text(text.BreakoutPeople)).Hidden(len(one.Participants) == 0).
		Body(app.Range(listed).Slice(func(i int) app.UI {
			p := listed[i]
			name := s.Store.NameOf(m, p.UserID) // homeservers know the names of those invited only elsewhere
			if p.Membership == event.MembershipInvite {
				name = s.Reader.Text(text.BreakoutInvited, "name", name)
			}
			return app.Li().Class("pill-person", "pill-fixed").Title(p.UserID).Body(
				ui.Avatar(p.UserID, name), app.Span().Class("pill-name").Text(name),
			)
		}), hidden(s.Reader, len(one.Participants)-len(listed)))
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
		way = wayTo(s.Store, s.Reader, m)
	}
	return app.Div().Class("actions", "session-actions").Body(
		ui.Slot(one.timed && one.Close, ui.IconButton{
			Label: s.Reader.Text(text.BreakoutDeleteNamed, "title", m.Title), Icon: "icon-delete", Scope: m.RoomID,
			OnClick: func(app.Context, app.Event) { s.removing = subject },
		}.UI()),
		ui.Slot(one.timed && one.Update, ui.IconButton{
			Label: s.Reader.Text(text.BreakoutEditNamed, "title", m.Title), Icon: "icon-edit", Scope: m.RoomID,
			OnClick: func(app.Context, app.Event) { s.changed, s.editing = editor.Form{Of: subject}, true },
		}.UI()),
		way,
	)
}
