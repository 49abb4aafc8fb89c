package event

import (
	"encoding/json"

	"parley/shared/fault"
	"parley/shared/wire"
)

// Join rules: who may come into a room (Matrix specification, m.room.join_rules).
const (
	JoinPublic          = "public"           // whoever knows its address
	JoinInvite          = "invite"           // who is invited
	JoinKnock           = "knock"            // and who asks and is let in
	JoinRestricted      = "restricted"       // who is in a room that Allow names, or invited
	JoinKnockRestricted = "knock_restricted" // and who asks and is let in
)

// AllowMembership is the kind of a Permit that names a room.
const AllowMembership = "m.room_membership"

// JoinRules is the content of m.room.join_rules.
type JoinRules struct {
	JoinRule string   `json:"join_rule"`
	Allow    []Permit `json:"allow,omitempty"` // of restricted rooms
}

// Permit lets in who is in a room.
type Permit struct {
	Type   string `json:"type"`
	RoomID string `json:"room_id"`
}

// DecodeJoinRules reads the content of m.room.join_rules; Permits of other kinds are
// left out.
func DecodeJoinRules(content json.RawMessage) (JoinRules, error) {
	var faults fault.List
	o := wire.Open(content, &faults)
	r := JoinRules{JoinRule: o.Text("join_rule")}
	for _, v := range o.List("allow") {
		if p := v.Object(); p.Text("type") == AllowMembership {
			r.Allow = append(r.Allow, Permit{AllowMembership, p.Text("room_id")})
		}
	}
	return r, faults.Err()
}

// IsRestricted reports whether the rule depends on other rooms.
func (r JoinRules) IsRestricted() bool {
	return r.JoinRule == JoinRestricted || r.JoinRule == JoinKnockRestricted
}
