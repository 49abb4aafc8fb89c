package breakout

import (
	"sort"

	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"parley/shared/event"
	"parley/shared/room"
	"parley/shared/text"
	"parley/widget/browser"
	"parley/widget/meeting"
	"parley/widget/store"
)

// List is the breakout sessions of a meeting with the way to each, for other screens. It is
// hidden where there are none.
func List(st *store.Store, r *browser.Reader, id string) app.UI {
	v := st.View()
	var all []session
	for _, m := range st.Sessions(id) {
		one := session{Detail: store.Detail{Meeting: m}}
		one.settle(v.Now, st.Zones())
		all = append(all, one)
	}
	sort.SliceStable(all, func(i, j int) bool { return before(&all[i], &all[j]) })
	return app.Section().Class("sessions-below").Hidden(len(all) == 0).Body(
		app.H2().Text(r.Text(text.BreakoutTitle)),
		app.Ul().Class("people").Body(app.Range(all).Slice(func(i int) app.UI {
			m := all[i].Meeting
			return app.Li().Class("person").Body(
				app.Span().Class("option-text").Body(
					app.Span().Class("person-name").Text(m.Title),
					app.Span().Class("option-detail").Text(stateOf(&all[i], v, r)),
				),
				wayTo(st, r, m),
			)
		})),
	)
}

// stateOf is how far a session has come, or else when it is.
func stateOf(one *session, v *store.View, r *browser.Reader) string {
	var words string
	switch {
	case one.Meeting.Broken != nil:
		words = text.Fault(r.Lang, one.Meeting.Broken.Code)
	case one.timed:
		words, _ = meeting.Countdown(r, one.Start, one.End, v.Now)
		if words == "" {
			words = r.Dates(one.Start, one.End, r.Zone)
		}
	}
	if one.Meeting.Membership == event.MembershipInvite {
		words = r.Text(text.PlannerInvited) + " · " + words
	}
	return words
}

// wayTo makes the client show the room of a session.
func wayTo(st *store.Store, r *browser.Reader, m *room.Meeting) app.UI {
	return app.Button().Type("button").Class("button", "button-secondary").
		Aria("label", r.Text(text.PlannerOpenNamed, "title", m.Title)).
		OnClick(func(app.Context, app.Event) { st.Open(m.RoomID) }, m.RoomID).
		Body(app.Span().Text(r.Text(text.PlannerOpen)))
}

// SetUp is the dialog in which people are divided into groups, for other screens in the room of
// a meeting. failed is what was typed for an order that was not carried out.
func SetUp(st *store.Store, r *browser.Reader, failed string, onClose func(app.Context)) app.UI {
	if failed == "" {
		failed = browser.Load(draftKey(st))
	}
	return &setup{Store: st, Reader: r, Begin: begin(st, r, failed), OnClose: onClose}
}
