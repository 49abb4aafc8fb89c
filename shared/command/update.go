package command

import (
	"encoding/json"
	"strings"

	"parley/shared/calendar"
	"parley/shared/event"
	"parley/shared/fault"
)

// Update is the data of meeting.update: what is there replaces what the meeting has,
// what is absent stays.
type Update struct {
	TargetRoomID string                     `json:"target_room_id"`          // the meeting
	Title        *string                    `json:"title,omitempty"`         // name of the room
	Description  *string                    `json:"description,omitempty"`   // topic of the room, plain text
	Calendar     []calendar.Entry           `json:"calendar,omitempty"`      // the whole of it
	ExternalData map[string]json.RawMessage `json:"external_data,omitzero"`  // the whole of it, by application
	Reminders    []int64                    `json:"reminders,omitzero"`      // minutes before each occurrence; empty: none
	BaseEventID  string                     `json:"base_event_id,omitempty"` // the metadata event that the sender saw; another one in the room is a conflict

	MoveBreakouts bool `json:"move_breakouts,omitempty"` // open breakout sessions move with the meeting

	// ByTimes says that the calendar's only entry stands for start_time and end_time:
	// whoever carries out the update gives it the uid of the meeting's first entry.
	ByTimes bool `json:"-"`
}

// DecodeUpdate reads and validates the content of a meeting.update event; see
// DecodeCreate.
func DecodeUpdate(content json.RawMessage, uid string, zones calendar.Zones) (Update, Context, error) {
	u, ctx, faults := decode(content, zones, func(in input) (u Update) {
		u.TargetRoomID = in.Text("target_room_id")
		if u.Title = in.TextOrNil("title"); u.Title != nil {
			*u.Title = strings.TrimSpace(*u.Title)
		}
		u.Description = in.TextOrNil("description")
		u.ExternalData = in.external()
		u.Calendar, u.ByTimes = in.calendar(uid, u.ExternalData)
		u.Reminders = event.Reminders(in.Object)
		u.BaseEventID = in.Text("base_event_id")
		move := in.Flag("move_breakouts")
		u.MoveBreakouts = move != nil && *move
		return u
	})
	if u.ByTimes {
		faults = inTimes(faults)
	}
	return u, ctx, faults.Err()
}

// Validate implements Data.
func (u Update) Validate(zones calendar.Zones) fault.List {
	var is check
	is.room(u.TargetRoomID)
	if u.Title != nil {
		is.title(*u.Title, "data.title")
	}
	if u.Description != nil {
		is.text(*u.Description, "data.description", MaxDescription)
	}
	if u.Calendar != nil {
		is.calendar(u.Calendar, zones)
	}
	is.reminders(u.Reminders)
	is.external(u.ExternalData)
	if len(u.BaseEventID) > maxID || u.BaseEventID != "" && u.BaseEventID[0] != '$' {
		is.add(fault.Malformed, "data.base_event_id")
	}
	if u.Title == nil && u.Description == nil && u.Calendar == nil && u.ExternalData == nil && u.Reminders == nil {
		is.add(fault.NothingToDo, "data")
	}
	return is.List
}
