package command

import (
	"encoding/json"
	"strings"

	"parley/shared/calendar"
	"parley/shared/event"
	"parley/shared/fault"
)

// Create is the data of meeting.create. The parent is the room that the event is
// in. Calendar has at least one entry; on output it is the only form of time.
type Create struct {
	Title               string                     `json:"title"`                           // name of the room
	Description         string                     `json:"description"`                     // topic of the room, plain text
	Calendar            []calendar.Entry           `json:"calendar"`                        // when the meeting takes place
	WidgetIDs           []string                   `json:"widget_ids,omitzero"`             // absent: those that the operator made the default
	Participants        []Participant              `json:"participants,omitempty"`          // to invite, besides the sender
	MessagingPowerLevel *int64                     `json:"messaging_power_level,omitempty"` // that it takes to write messages
	EnableAutoDeletion  *bool                      `json:"enable_auto_deletion,omitempty"`  // false: the room is kept for ever
	JoinRule            string                     `json:"join_rule,omitempty"`             // who may come in; absent: as the operator wants
	Reminders           []int64                    `json:"reminders,omitzero"`              // minutes before each occurrence; absent: as the operator wants, empty: none
	Encrypted           bool                       `json:"encrypted,omitempty"`             // messages are end-to-end encrypted, as they are anyway where they are in the parent or the operator wants it
	ExternalData        map[string]json.RawMessage `json:"external_data,omitempty"`         // by application, such as com.example.app
}

// JoinRules are the values of Create.JoinRule (Matrix specification, m.room.join_rules).
// Restricted rooms let in who is in the parent.
var JoinRules = []string{event.JoinPublic, event.JoinInvite, event.JoinKnock, event.JoinRestricted, event.JoinKnockRestricted}

// Participant is somebody to invite.
type Participant struct {
	UserID     string `json:"user_id"`
	PowerLevel *int64 `json:"power_level,omitempty"` // absent: the room's default
}

// DecodeCreate reads and validates the content of a meeting.create event. uid is
// given to the entry that stands for the deprecated start_time and end_time. Somebody
// who is named twice is kept once. An error is a fault.List with what is wrong.
func DecodeCreate(content json.RawMessage, uid string, zones calendar.Zones) (Create, Context, error) {
	byTimes := false
	c, ctx, faults := decode(content, zones, func(in input) (c Create) {
		c.Title = strings.TrimSpace(in.Text("title"))
		c.Description = in.Text("description")
		c.ExternalData = in.external()
		c.Calendar, byTimes = in.calendar(uid, c.ExternalData)
		c.WidgetIDs = in.widgets()
		c.Participants = participants(in.List("participants"))
		c.MessagingPowerLevel = in.Int("messaging_power_level")
		c.EnableAutoDeletion = in.Flag("enable_auto_deletion")
		c.JoinRule = in.OneOf("join_rule", JoinRules...)
		c.Reminders = event.Reminders(in.Object)
		encrypted := in.Flag("encrypted")
		c.Encrypted = encrypted != nil && *encrypted
		return c
	})
	if byTimes {
		faults = inTimes(faults)
	}
	c.Participants = once(c.Participants, func(p Participant) string { return p.UserID })
	c.WidgetIDs = once(c.WidgetIDs, itself)
	return c, ctx, faults.Err()
}

// Validate implements Data.
func (c Create) Validate(zones calendar.Zones) fault.List {
	var is check
	is.title(c.Title, "data.title")
	is.text(c.Description, "data.description", MaxDescription)
	is.calendar(c.Calendar, zones)
	is.widgets(c.WidgetIDs)
	is.participants(c.Participants, "data.participants")
	is.messaging(c.MessagingPowerLevel)
	is.reminders(c.Reminders)
	is.external(c.ExternalData)
	return is.List
}
