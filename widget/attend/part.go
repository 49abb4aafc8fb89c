package attend

import (
	"strconv"
	"strings"

	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"parley/shared/calendar"
	"parley/shared/event"
	"parley/shared/fault"
	"parley/shared/room"
	"parley/shared/text"
	"parley/widget/browser"
	"parley/widget/store"
	"parley/widget/ui"
)

// Part is the part of a screen that asks whether the person comes to an occurrence of a
// meeting that they have joined, and says how many come. What it needs for that is read
// when it is shown.
type Part struct {
	app.Compo

	Store      *store.Store
	Reader     *browser.Reader
	RoomID     string
	Occurrence calendar.Occurrence
	Over       bool // it has ended
	List       bool // with who takes part

	mounted app.Context // of what goes on when a button that has begun it is gone

	phase  store.Phase
	dates  string // which dates an answer is for; without a choice, this one
	more   int    // how often they asked for more of the list
	cancel func()
}

// Which dates of a series an answer is for.
const (
	thisDate = "this"
	allDates = "all"
)

// OnMount implements app.Mounter.
func (p *Part) OnMount(ctx app.Context) {
	p.mounted = ctx
	p.cancel = p.Store.Subscribe(func() { ctx.Dispatch(func(app.Context) {}) })
	p.read()
}

// OnDismount implements app.Dismounter.
func (p *Part) OnDismount() { p.cancel() }

func (p *Part) read() {
	p.phase = store.Loading
	ctx := p.mounted
	ctx.Async(func() {
		phase := store.Failed
		if p.Store.ReadAttendance(ctx, p.RoomID) {
			phase = store.Ready
		}
		ctx.Dispatch(func(app.Context) { p.phase = phase })
	})
}

func (p *Part) retry(app.Context, app.Event) { p.read() }

// Render implements app.Composer.
func (p *Part) Render() app.UI {
	switch p.phase {
	case store.Failed:
		return ui.Banner{Tone: ui.Critical, Text: p.Reader.Text(text.AttendUnread), Actions: []app.UI{
			ui.Button{Label: p.Reader.Text(text.PlannerRetry), OnClick: p.retry}.UI(),
		}}.UI()
	case store.Ready:
		a := p.Store.Attendance(p.RoomID, p.Occurrence)
		return app.Section().Class("attend").Aria("label", p.Reader.Text(text.AttendTitle)).Body(
			p.question(a), ui.Announcer(p.trouble(a)), p.counts(a), p.people(a),
		)
	}
	return ui.Skeleton(p.Reader.Text(text.AttendLoading), 1)
}

// question asks whether the person comes, or says why they cannot answer.
func (p *Part) question(a store.Attendance) app.UI {
	switch {
	case p.Over:
		return nil
	case !a.Allowed:
		return app.P().Class("attend-note").Text(p.Reader.Text(text.AttendDenied))
	case !a.MayAnswer:
		return app.P().Class("attend-note").Text(p.Reader.Text(text.AttendClosed))
	}
	given := a.Own
	if p.dates == allDates {
		given = a.Whole
	}
	return app.Div().Class("attend-question").Role("group").Aria("label", p.Reader.Text(text.AttendQuestion)).Body(
		app.P().Class("attend-words").Aria("hidden", "true").Text(p.Reader.Text(text.AttendQuestion)),
		app.Div().Class("actions").Body(
			p.choice(event.Accepted, text.AttendYes, given),
			p.choice(event.Tentative, text.AttendMaybe, given),
			p.choice(event.Declined, text.AttendNo, given),
		),
		p.scope(),
	)
}

func (p *Part) choice(answer event.Answer, label text.Key, given event.Answer) app.UI {
	return app.Button().Type("button").Class("button", "toggle").Aria("pressed", answer == given).
		OnClick(func(app.Context, app.Event) { p.answer(answer) }, string(answer)).
		Body(app.Span().Text(p.Reader.Text(label)))
}

// scope is the choice between one date of a series and all of them. Who has joined has accepted
// the series, so what they say about a date is for that, unless they choose.
func (p *Part) scope() app.UI {
	if p.Occurrence.RecurrenceID == nil {
		return nil
	}
	all := p.dates == allDates
	return app.Select().Class("input", "attend-dates").Aria("label", p.Reader.Text(text.AttendDates)).OnChange(p.choose).Body(
		app.Option().Value(thisDate).Selected(!all).Text(p.Reader.Text(text.AttendThisDate)),
		app.Option().Value(allDates).Selected(all).Text(p.Reader.Text(text.AttendAllDates)),
	)
}

func (p *Part) choose(ctx app.Context, _ app.Event) { p.dates = ctx.JSSrc().Get("value").String() }

func (p *Part) answer(answer event.Answer) {
	o := p.Occurrence
	if p.dates == allDates {
		o = calendar.Occurrence{}
	}
	p.Store.Answer(p.RoomID, o, answer)
}

// trouble says why the last answer was not taken.
func (p *Part) trouble(a store.Attendance) app.UI {
	switch a.State {
	case store.Rejected:
		return ui.Banner{Tone: ui.Critical, Text: text.Fault(p.Reader.Lang, fault.Forbidden)}.UI()
	case store.Unsent:
		return ui.Banner{Tone: ui.Critical, Text: p.Reader.Text(text.ReplyUnsent)}.UI()
	}
	return nil
}

// counts says how many have given which answer.
func (p *Part) counts(a store.Attendance) app.UI {
	if !a.Allowed {
		return nil
	}
	var words []string
	for _, c := range []struct {
		answer event.Answer
		words  text.Key
	}{{event.Accepted, text.AttendYesCount}, {event.Tentative, text.AttendMaybeCount}, {event.Declined, text.AttendNoCount}, {"", text.AttendOpenCount}} {
		if n := a.Tally[c.answer]; n > 0 {
			words = append(words, p.Reader.Text(c.words, "count", strconv.Itoa(n)))
		}
	}
	return app.P().Class("attend-counts").Text(strings.Join(words, " · "))
}

// How many people are listed at first, and how many more at once later.
const (
	firstPeople = 20
	morePeople  = 100
)

func (p *Part) people(a store.Attendance) app.UI {
	if !p.List {
		return nil
	}
	shown := a.People[:min(len(a.People), firstPeople+p.more*morePeople)]
	return app.Div().Class("attend-people").Body(
		app.H2().Text(p.Reader.Text(text.CockpitPeople)),
		app.Ul().Class("people").Body(app.Range(shown).Slice(func(i int) app.UI {
			return Person(p.Reader, shown[i], a.Answers[shown[i].UserID])
		})),
		app.If(len(shown) < len(a.People), ui.Button{
			Label: p.Reader.Text(text.PlannerMore), Kind: ui.Tertiary, OnClick: p.showMore,
		}.UI()),
	)
}

func (p *Part) showMore(app.Context, app.Event) { p.more++ }

// Person is an entry of a list of participants, with what they have answered.
func Person(r *browser.Reader, p room.Participant, answer event.Answer) app.UI {
	words := r.Text(text.PlannerInvited)
	if p.Organiser {
		words = r.Text(text.AttendOrganiser) + " · " + words
	}
	if p.Membership == event.MembershipJoin {
		words = joined(r, p, answer)
	}
	return app.Li().Class("person").Body(
		ui.Avatar(p.UserID, p.Name),
		app.Span().Class("option-text").Body(
			app.Span().Class("person-name").Text(p.Name),
			app.Span().Class("option-detail").Hidden(words == "").Text(words),
		),
		Answer(r, answer),
	)
}

// joined is what is said of somebody who has joined: that they accepted the invitation only as
// long as they have not said more.
func joined(r *browser.Reader, p room.Participant, answer event.Answer) string {
	switch {
	case p.Organiser:
		return r.Text(text.AttendOrganiser)
	case answer == "":
		return r.Text(text.AttendJoined)
	}
	return ""
}

// Answer is what people call an answer.
func Answer(r *browser.Reader, answer event.Answer) app.UI {
	switch answer {
	case event.Accepted:
		return ui.Pill(ui.Success, r.Text(text.AttendYes))
	case event.Tentative:
		return ui.Pill(ui.Info, r.Text(text.AttendMaybe))
	case event.Declined:
		return ui.Pill("muted", r.Text(text.AttendNo))
	}
	return nil
}
