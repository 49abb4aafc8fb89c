package editor

import (
	"errors"
	"strings"

	"parley/shared/calendar"
	"parley/shared/command"
	"parley/shared/fault"
	"parley/widget/host"
	"parley/widget/store"
)

// Subject is what an editor changes: a meeting, looked at from one of its occurrences. The
// zero Subject stands for a new meeting.
type Subject struct {
	RoomID string            `json:"room_id"`
	UID    string            `json:"uid"`         // of the event in its calendar
	ID     calendar.DateTime `json:"id,omitzero"` // of the occurrence in its series; zero: a single event
}

// SubjectOf is what is changed from an occurrence on.
func SubjectOf(roomID string, o *calendar.Occurrence) Subject {
	s := Subject{RoomID: roomID, UID: o.UID}
	if o.RecurrenceID != nil {
		s.ID = *o.RecurrenceID
	}
	return s
}

// isNew reports that there is no meeting yet.
func (s Subject) isNew() bool { return s.RoomID == "" }

// Recurs reports that the meeting takes place more than once.
func (s Subject) Recurs() bool { return s.ID.Value != "" }

// Scope is how much of a series is changed.
type Scope string

// The scopes. A single event is all there is.
const (
	ScopeOne       Scope = "one"
	ScopeFollowing Scope = "following"
	ScopeAll       Scope = "all"
)

// scope is how much of a meeting is changed at first.
func (s Subject) scope() Scope {
	if s.Recurs() {
		return ScopeOne
	}
	return ScopeAll
}

// plan is when the part of a meeting that is changed takes place.
func (s Subject) plan(entries []calendar.Entry, scope Scope, zones calendar.Zones) (calendar.Plan, error) {
	switch scope {
	case ScopeOne:
		o, ok := calendar.Find(entries, s.UID, &s.ID, zones)
		if !ok {
			return calendar.Plan{}, fault.New(fault.NotFound, "")
		}
		tzid := o.Entry.DTStart.TZID
		loc, err := zones.Location(tzid)
		if err != nil {
			return calendar.Plan{}, err
		}
		return calendar.Plan{DTStart: calendar.At(o.Start, tzid, loc), DTEnd: calendar.At(o.End, tzid, loc)}, nil
	case ScopeFollowing:
		return calendar.PlanFrom(entries, s.UID, s.ID, zones)
	}
	return calendar.PlanOf(entries, s.UID)
}

// moved is the calendar after the part of a meeting has got another plan.
func (s Subject) moved(entries []calendar.Entry, scope Scope, to calendar.Plan, zones calendar.Zones) (calendar.Edited, error) {
	switch scope {
	case ScopeOne:
		return calendar.EditOccurrence(entries, s.UID, s.ID, to.DTStart, to.DTEnd, zones)
	case ScopeFollowing:
		return calendar.EditFollowing(entries, s.UID, s.ID, to, newUID(), zones)
	}
	return calendar.EditSeries(entries, s.UID, to, zones)
}

// removed is the calendar without the part of a meeting; empty when nothing is left.
func (s Subject) removed(entries []calendar.Entry, scope Scope, zones calendar.Zones) (calendar.Edited, error) {
	switch scope {
	case ScopeOne:
		return calendar.DeleteOccurrence(entries, s.UID, s.ID, zones)
	case ScopeFollowing:
		return calendar.DeleteFollowing(entries, s.UID, s.ID, zones)
	}
	return calendar.DeleteSeries(entries, s.UID)
}

// form shows a meeting as it is.
func (s Subject) form(d store.Detail, scope Scope, zones calendar.Zones, zone string) (Form, error) {
	plan, err := s.plan(d.Meeting.Calendar, scope, zones)
	f := Form{Title: d.Meeting.Title, Description: d.Meeting.Description, Quiet: d.Quiet, Widgets: d.Widgets, When: whenOf(plan, zones, zone)}
	for _, p := range d.Participants {
		f.People = append(f.People, host.Person{UserID: p.UserID, DisplayName: p.Name})
	}
	return f, err
}

// rebased is the form on top of what has become of the meeting: what the person has changed
// stays, the rest is as it is now.
func (f Form) rebased(was, now Form) Form {
	if f.Title == was.Title {
		f.Title = now.Title
	}
	if f.Description == was.Description {
		f.Description = now.Description
	}
	if f.When == was.When {
		f.When = now.When
	}
	if f.Quiet == was.Quiet {
		f.Quiet = now.Quiet
	}
	before, stay := idsOf(was.People), idsOf(f.People)
	people := make([]host.Person, 0, len(now.People))
	for _, p := range now.People {
		if stay[p.UserID] || !before[p.UserID] {
			people = append(people, p)
		}
	}
	there := idsOf(people)
	for _, p := range f.People {
		if !before[p.UserID] && !there[p.UserID] {
			people = append(people, p)
		}
	}
	f.People = people
	kept := without(now.Widgets, without(was.Widgets, f.Widgets))
	f.Widgets = append(kept, without(without(f.Widgets, was.Widgets), kept)...)
	return f
}

// work is what an editor is about to send.
type work struct {
	steps []store.Step
	cost
	wrong faults
}

func (w *work) add(typ string, data command.Data) {
	w.steps = append(w.steps, store.Step{Type: typ, Data: data})
}

// refuse notes what is wrong.
func (w *work) refuse(err error) {
	var list fault.List
	var one *fault.Fault
	switch {
	case errors.As(err, &list):
		for _, f := range list {
			w.wrong.add(f)
		}
	case errors.As(err, &one):
		w.wrong.add(one)
	default:
		w.wrong.add(fault.New(fault.Internal, ""))
	}
}

// creation is the command for a new meeting.
func (f *Form) creation(uid string, zones calendar.Zones, zone string) *work {
	w := &work{wrong: f.check()}
	plan := f.plan(zones, zone)
	c := command.Create{
		Title:       strings.TrimSpace(f.Title),
		Description: f.Description,
		Calendar:    []calendar.Entry{{UID: uid, DTStart: plan.DTStart, DTEnd: plan.DTEnd, RRule: plan.RRule}},
	}
	for _, p := range f.People {
		c.Participants = append(c.Participants, command.Participant{UserID: p.UserID})
	}
	c.WidgetIDs, c.Reminders, c.Encrypted = f.Widgets, leadsOf(f.Remind), f.Encrypted
	if f.Quiet {
		c.MessagingPowerLevel = level(true)
	}
	for _, wrong := range c.Validate(zones) {
		w.wrong.add(wrong)
	}
	if len(w.wrong) == 0 && plan.RRule != "" {
		c.Calendar, _ = calendar.Normalize(c.Calendar, zones) // the first date that the rule yields
	}
	w.add(command.TypeMeetingCreate, c)
	return w
}

// level is what it takes to write messages.
func level(quiet bool) *int64 {
	n := int64(0)
	if quiet {
		n = command.MaxPowerLevel
	}
	return &n
}

// changes are the commands that make a meeting what the form says; none where it says what is.
func (s Subject) changes(f, was *Form, d store.Detail, scope Scope, zones calendar.Zones, zone string) *work {
	w := &work{wrong: f.check()}
	if d.Meeting == nil { // it was closed, or the person was removed from it
		w.refuse(fault.New(fault.NotFound, ""))
		return w
	}
	u := command.Update{TargetRoomID: s.RoomID, BaseEventID: d.Base}
	if title := strings.TrimSpace(f.Title); title != was.Title {
		u.Title = &title
	}
	if f.Description != was.Description {
		u.Description = &f.Description
	}
	if f.When != was.When && len(w.wrong) == 0 {
		plan := f.plan(zones, zone)
		edited, err := s.moved(d.Meeting.Calendar, scope, plan, zones)
		if err != nil {
			w.refuse(err)
		}
		w.keepWithin(plan, d, zones)
		u.Calendar, w.cost = edited.Entries, costOf(d.Meeting.Calendar, edited)
	}
	u.Reminders = leadsOf(f.Remind)
	if u.Title != nil || u.Description != nil || u.Calendar != nil || u.Reminders != nil {
		u.Calendar = whole(u, d.Meeting.Calendar, zones)
		w.add(command.TypeMeetingUpdate, u)
	}
	if ids := missing(f.People, was.People); len(ids) > 0 {
		w.add(command.TypeParticipantsHandle, command.Participants{TargetRoomID: s.RoomID, Invite: true, UserIDs: ids})
	}
	if ids := missing(was.People, f.People); len(ids) > 0 {
		w.add(command.TypeParticipantsHandle, command.Participants{TargetRoomID: s.RoomID, UserIDs: ids})
	}
	if ids := without(f.Widgets, was.Widgets); len(ids) > 0 {
		w.add(command.TypeWidgetsHandle, command.Widgets{TargetRoomID: s.RoomID, Add: true, WidgetIDs: ids})
	}
	if ids := without(was.Widgets, f.Widgets); len(ids) > 0 {
		w.add(command.TypeWidgetsHandle, command.Widgets{TargetRoomID: s.RoomID, WidgetIDs: ids})
	}
	if f.Quiet != was.Quiet {
		w.add(command.TypeMessagePermissions, command.MessagePermissions{TargetRoomID: s.RoomID, MessagingPowerLevel: *level(f.Quiet)})
	}
	for _, step := range w.steps {
		if err := step.Data.Validate(zones).Err(); err != nil {
			w.refuse(err)
		}
	}
	return w
}

// whole is the calendar of an update: the existing bot fails without one, so that it is sent
// even if it stays as it is. One that nobody would accept is no reason not to change a title.
func whole(u command.Update, entries []calendar.Entry, zones calendar.Zones) []calendar.Entry {
	if u.Calendar != nil {
		return u.Calendar
	}
	if u.Calendar = entries; len(u.Validate(zones)) > 0 {
		return nil
	}
	return entries
}

// Outside is the fault of a breakout session outside the time of its meeting.
const Outside fault.Code = "outside_meeting"

// keepWithin notes what of a plan lies outside the time that a meeting may have.
func (w *work) keepWithin(plan calendar.Plan, d store.Detail, zones calendar.Zones) {
	if d.From.IsZero() {
		return
	}
	if start, err := plan.DTStart.Time(zones); err == nil && start.Before(d.From) {
		w.wrong[fieldStart] = Outside
	}
	if end, err := plan.DTEnd.Time(zones); err == nil && end.After(d.To) {
		w.wrong[fieldEnd] = Outside
	}
}

// removal are the commands that delete a part of a meeting.
func (s Subject) removal(d store.Detail, scope Scope, zones calendar.Zones) ([]store.Step, error) {
	edited, err := s.removed(d.Meeting.Calendar, scope, zones)
	if err != nil {
		return nil, err
	}
	if len(edited.Entries) == 0 {
		return []store.Step{{Type: command.TypeMeetingClose, Data: command.Close{TargetRoomID: s.RoomID, Method: command.CloseTombstone}}}, nil
	}
	return []store.Step{Reschedule(d, edited.Entries)}, nil
}

// Reschedule is the command that gives a meeting, as it was seen, another calendar.
func Reschedule(d store.Detail, entries []calendar.Entry) store.Step {
	return store.Step{Type: command.TypeMeetingUpdate, Data: command.Update{
		TargetRoomID: d.Meeting.RoomID, Calendar: entries, BaseEventID: d.Base,
	}}
}
