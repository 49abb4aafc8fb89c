package breakout

import (
	"time"

	"parley/shared/calendar"
	"parley/shared/command"
	"parley/shared/text"
	"parley/widget/browser"
	"parley/widget/editor"
	"parley/widget/store"
)

// orderOf is an order about the breakout sessions.
func orderOf(r *browser.Reader, verb store.Verb, steps ...store.Step) store.Order {
	return store.Order{
		Verb: verb, Title: r.Text(text.BreakoutTitle), Steps: steps,
		Context: command.Context{Locale: r.Locale, Timezone: r.Zone},
	}
}

// extension are the commands that let the sessions that are not over end later, but with
// their meeting at the latest.
func extension(sessions []session, by time.Duration, zones calendar.Zones) (steps []store.Step) {
	for _, s := range sessions {
		end := s.End.Add(by)
		if !s.To.IsZero() && end.After(s.To) {
			end = s.To
		}
		if s.over || !s.Update || s.Meeting.Recurring() || !end.After(s.End) {
			continue
		}
		plan, err := calendar.PlanOf(s.Meeting.Calendar, s.UID)
		loc, unknown := zones.Location(plan.DTEnd.TZID)
		if err != nil || unknown != nil {
			continue
		}
		plan.DTEnd = calendar.At(end, plan.DTEnd.TZID, loc)
		edited, err := calendar.EditSeries(s.Meeting.Calendar, s.UID, plan, zones)
		if err != nil {
			continue
		}
		steps = append(steps, editor.Reschedule(s.Detail, edited.Entries))
	}
	return steps
}

// closing are the commands that close all sessions that the person may close.
func closing(sessions []session) (steps []store.Step) {
	for _, s := range sessions {
		if s.Close {
			steps = append(steps, store.Step{Type: command.TypeMeetingClose, Data: command.Close{
				TargetRoomID: s.Meeting.RoomID, Method: command.CloseTombstone,
			}})
		}
	}
	return steps
}
