package editor

import (
	"math/bits"
	"reflect"
	"slices"
	"time"

	"github.com/maxence-charriere/go-app/v9/pkg/app"

	"parley/shared/calendar"
	"parley/shared/command"
	"parley/shared/fault"
	"parley/shared/text"
	"parley/widget/browser"
	"parley/widget/store"
	"parley/widget/ui"
)

// Move is an occurrence of a meeting that a person has put elsewhere in their calendar.
type Move struct {
	Subject Subject
	Was, Is store.Times
	Days    bool // it was put on another date only: the time of day stays, that of its own zone
}

// fixedDays is the fault of a series whose rule does not make sense on other days.
const fixedDays fault.Code = "fixed_days"

// Order is what has to be sent to move so much of a meeting, and what that means for dates
// that were moved or cancelled on their own. An error is a *fault.Fault.
func (m Move) Order(d store.Detail, scope Scope, zones calendar.Zones) (o store.Order, c cost, err error) {
	if d.Meeting == nil {
		return o, c, fault.New(fault.NotFound, "")
	}
	entries := d.Meeting.Calendar
	plan, err := m.Subject.plan(entries, scope, zones)
	if err == nil {
		plan, err = m.planned(plan, zones)
	}
	if err != nil {
		return o, c, err
	}
	edited, err := m.Subject.moved(entries, scope, plan, zones)
	if err != nil {
		return o, c, err
	}
	o = store.Order{
		Verb: store.Change, Title: d.Meeting.Title, Target: m.Subject.RoomID,
		Steps: []store.Step{Reschedule(d, edited.Entries)}, Undo: []store.Step{Reschedule(d, entries)},
		At: m.Is, Was: m.Was,
	}
	if wrong := o.Steps[0].Data.Validate(zones); len(wrong) > 0 {
		return o, c, wrong[0]
	}
	return o, costOf(entries, edited), nil
}

// planned is a plan with the times moved by as much as the occurrence, as clocks show it in
// the zone of the plan: a series stays at one time of day there.
func (m Move) planned(p calendar.Plan, zones calendar.Zones) (calendar.Plan, error) {
	to := p
	start, err := m.shift(&to.DTStart, m.Was.Start, m.Is.Start, zones)
	if err != nil {
		return p, err
	}
	if _, err := m.shift(&to.DTEnd, m.Was.End, m.Is.End, zones); err != nil || p.RRule == "" {
		return to, err
	}
	before, _ := p.DTStart.Wall()
	if days := dayNumber(start) - dayNumber(before); days != 0 {
		rule, ok := repeatOf(p.RRule, p.DTStart, zones).later(days, start)
		if !ok {
			return p, fault.New(fixedDays, "")
		}
		to.RRule = rule.rule(start, p.DTStart.TZID, zones)
	}
	return to, nil
}

// shift moves a time by as much as lies between two others, and returns its new local time.
func (m Move) shift(d *calendar.DateTime, was, is time.Time, zones calendar.Zones) (time.Time, error) {
	wall, err := d.Wall()
	loc, unknown := zones.Location(d.TZID)
	if err != nil || unknown != nil {
		return wall, fault.New(fault.BadDate, "")
	}
	if m.Days {
		loc = was.Location()
	}
	wall = wall.Add(clock(is, loc).Sub(clock(was, loc)))
	d.Value = wall.Format(calendar.Layout)
	return wall, nil
}

// clock is what clocks in a zone show, labelled UTC.
func clock(t time.Time, loc *time.Location) time.Time {
	_, offset := t.In(loc).Zone()
	return t.UTC().Add(time.Duration(offset) * time.Second)
}

// dayNumber counts days; t is a local time that is labelled UTC.
func dayNumber(t time.Time) int { return int(t.Truncate(24*time.Hour).Unix() / (24 * 60 * 60)) }

// later is a recurrence whose dates are so many days later, the first of them on start. false:
// there is none that would be the same thing on other days.
func (r Repeat) later(days int, start time.Time) (Repeat, bool) {
	if last, err := time.Parse(dateLayout, r.Until); err == nil {
		r.Until = last.AddDate(0, 0, days).Format(dateLayout)
	}
	switch {
	case r.Kind == workdays || r.Kind == kept:
		return r, false
	case r.Kind != custom:
		return r, slices.Contains(kinds(start), r.Kind)
	case r.Freq == string(calendar.Weekly):
		return r.otherDays(days)
	case r.Nth > 0:
		r.Nth = nthOf(start)
		return r, r.Nth <= 4
	}
	return r, r.Nth == 0 || isLast(start)
}

// otherDays is a weekly recurrence on weekdays so many days later. Where weeks are left out, what
// comes into another week would leave it.
func (r Repeat) otherDays(days int) (Repeat, bool) {
	const week = 7
	by := (days%week + week) % week
	turned := r.Days<<by | r.Days>>(week-by)
	if several := bits.OnesCount(uint(r.Days)) > 1; several && r.Interval != "1" && days != 0 {
		return r, false
	}
	r.Days = turned & (1<<week - 1)
	return r, true
}

// Undo is the order that takes back one that was carried out; false: the meeting has been
// changed since.
func Undo(s *store.Store, c store.Command) (o store.Order, ok bool) {
	d := s.Detail(c.Target)
	if d.Meeting == nil || len(c.Undo) == 0 {
		return o, false
	}
	sent, _ := c.Steps[0].Data.(command.Update)
	back, _ := c.Undo[0].Data.(command.Update)
	if !reflect.DeepEqual(sent.Calendar, d.Meeting.Calendar) {
		return o, false
	}
	sent.BaseEventID, back.BaseEventID = d.Base, d.Base
	o = c.Order
	o.Steps = []store.Step{{Type: command.TypeMeetingUpdate, Data: back}}
	o.Undo = []store.Step{{Type: command.TypeMeetingUpdate, Data: sent}}
	o.At, o.Was = c.Was, c.At
	return o, true
}

// Mover is the dialog that asks how much of a series is moved.
type Mover struct {
	app.Compo

	Store   *store.Store
	Reader  *browser.Reader
	Move    Move
	OnMove  func(store.Order)
	OnClose func(app.Context)

	scope Scope
}

// OnInit implements app.Initializer.
func (d *Mover) OnInit() { d.scope = d.Move.Subject.scope() }

// Render implements app.Composer.
func (d *Mover) Render() app.UI {
	detail := d.Store.Detail(d.Move.Subject.RoomID)
	title := ""
	if detail.Meeting != nil {
		title = detail.Meeting.Title
	}
	_, cost, err := d.Move.Order(detail, d.scope, d.Store.Zones())
	return &ui.Dialog{
		ID: "mover", CloseLabel: d.Reader.Text(text.EditorClose), OnClose: d.OnClose,
		Title: d.Reader.Text(text.MoveTitle, "title", title, "time", d.Reader.Dates(d.Move.Is.Start, d.Move.Is.End, d.Reader.Zone)),
		Body: app.Div().Class("dialog-form").Body(
			app.Div().Class("dialog-body").Body(
				Scopes(d.Reader, text.MoveScope, d.Reader.Day(d.Move.Was.Start, d.Reader.Zone), d.scope, d.choose),
			),
			ui.Announcer(d.notes(cost, err)...),
			app.Div().Class("dialog-buttons").Body(
				ui.Button{Label: d.Reader.Text(text.EditorCancel), OnClick: d.close}.UI(),
				ui.Button{Label: d.Reader.Text(text.MoveMove), Kind: ui.Primary, OnClick: d.move, Disabled: err != nil}.UI(),
			),
		),
	}
}

func (d *Mover) notes(c cost, err error) []app.UI {
	switch {
	case err != nil:
		return []app.UI{ui.Banner{Tone: ui.Critical, Text: Explain(d.Reader, err)}.UI()}
	case d.scope != ScopeOne:
		return c.notes(d.Reader)
	}
	return nil
}

// Explain says what is wrong with a move.
func Explain(r *browser.Reader, err error) string {
	var w work
	w.wrong = faults{}
	w.refuse(err)
	for _, code := range w.wrong {
		return text.Fault(r.Lang, code)
	}
	return ""
}

func (d *Mover) choose(s Scope) {
	d.scope = s
	d.Update()
}

func (d *Mover) close(app.Context, app.Event) { ui.CloseDialog(d) }

func (d *Mover) move(app.Context, app.Event) {
	o, _, err := d.Move.Order(d.Store.Detail(d.Move.Subject.RoomID), d.scope, d.Store.Zones())
	if err != nil {
		return
	}
	d.OnMove(o)
	ui.CloseDialog(d)
}
