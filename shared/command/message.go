package command

import (
	"encoding/json"
	"strings"

	"parley/shared/calendar"
	"parley/shared/fault"
)

// BreakoutMessage is the data of sub_meetings.send_message.
type BreakoutMessage struct {
	TargetRoomID string `json:"target_room_id"` // the meeting that the breakout sessions belong to
	Message      string `json:"message"`        // plain text
}

// DecodeBreakoutMessage reads and validates the content of a
// sub_meetings.send_message event.
func DecodeBreakoutMessage(content json.RawMessage, zones calendar.Zones) (BreakoutMessage, Context, error) {
	m, ctx, faults := decode(content, zones, func(in input) BreakoutMessage {
		return BreakoutMessage{TargetRoomID: in.Text("target_room_id"), Message: in.Text("message")}
	})
	return m, ctx, faults.Err()
}

// Validate implements Data.
func (m BreakoutMessage) Validate(calendar.Zones) fault.List {
	var is check
	is.room(m.TargetRoomID)
	if strings.TrimSpace(m.Message) == "" {
		is.add(fault.Required, "data.message")
	}
	is.text(m.Message, "data.message", MaxMessage)
	return is.List
}
