package command

import (
	"encoding/json"

	"parley/shared/calendar"
	"parley/shared/fault"
)

// Ways to close a meeting.
const (
	CloseTombstone = "tombstone"             // the room stays readable and points to its parent
	CloseKick      = "kick_all_participants" // everybody is removed
)

// Close is the data of meeting.close.
type Close struct {
	TargetRoomID string `json:"target_room_id"` // the meeting or breakout session
	Method       string `json:"method"`         // tombstone when absent
}

// DecodeClose reads and validates the content of a meeting.close event.
func DecodeClose(content json.RawMessage, zones calendar.Zones) (Close, Context, error) {
	c, ctx, faults := decode(content, zones, func(in input) Close {
		c := Close{TargetRoomID: in.Text("target_room_id"), Method: CloseTombstone}
		if in.Has("method") {
			c.Method = in.Text("method")
		}
		return c
	})
	return c, ctx, faults.Err()
}

// Validate implements Data.
func (c Close) Validate(calendar.Zones) fault.List {
	var is check
	is.room(c.TargetRoomID)
	if c.Method != CloseTombstone && c.Method != CloseKick {
		is.add(fault.UnknownValue, "data.method")
	}
	return is.List
}
