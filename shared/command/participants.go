package command

import (
	"encoding/json"

	"parley/shared/calendar"
	"parley/shared/fault"
)

// Participants is the data of meeting.participants.handle.
type Participants struct {
	TargetRoomID string   `json:"target_room_id"` // the meeting or breakout session
	Invite       bool     `json:"invite"`         // false: the users are removed
	UserIDs      []string `json:"userIds"`
}

// DecodeParticipants reads and validates the content of a
// meeting.participants.handle event. Without userIds, which data of other commands
// sent under this type lacks, it is refused.
func DecodeParticipants(content json.RawMessage, zones calendar.Zones) (Participants, Context, error) {
	p, ctx, faults := decode(content, zones, func(in input) Participants {
		in.Need("userIds") // first: what else is missing there says less
		return Participants{TargetRoomID: in.Text("target_room_id"), UserIDs: in.Texts("userIds"), Invite: in.flag("invite")}
	})
	p.UserIDs = once(p.UserIDs, itself)
	return p, ctx, faults.Err()
}

// Validate implements Data.
func (p Participants) Validate(calendar.Zones) fault.List {
	var is check
	is.room(p.TargetRoomID)
	if len(p.UserIDs) == 0 {
		is.add(fault.Required, "data.userIds")
	}
	is.users(p.UserIDs, "data.userIds")
	return is.List
}
