package command

import (
	"encoding/json"

	"parley/shared/calendar"
	"parley/shared/fault"
)

// MessagePermissions is the data of meeting.change.message_permissions.
type MessagePermissions struct {
	TargetRoomID        string `json:"target_room_id"`        // the meeting or breakout session
	MessagingPowerLevel int64  `json:"messaging_power_level"` // that it takes to write messages: 0 for everybody, 100 for organisers
}

// DecodeMessagePermissions reads and validates the content of a
// meeting.change.message_permissions event.
func DecodeMessagePermissions(content json.RawMessage, zones calendar.Zones) (MessagePermissions, Context, error) {
	m, ctx, faults := decode(content, zones, func(in input) MessagePermissions {
		m := MessagePermissions{TargetRoomID: in.Text("target_room_id")}
		in.Need("messaging_power_level")
		if level := in.Int("messaging_power_level"); level != nil {
			m.MessagingPowerLevel = *level
		}
		return m
	})
	return m, ctx, faults.Err()
}

// Validate implements Data.
func (m MessagePermissions) Validate(calendar.Zones) fault.List {
	var is check
	is.room(m.TargetRoomID)
	is.messaging(&m.MessagingPowerLevel)
	return is.List
}
