package event

import (
	"encoding/json"

	"parley/shared/fault"
	"parley/shared/wire"
)

// TypeDirect is the type of the account data that name a user's chats of two.
const TypeDirect = "m.direct"

// DecodeDirect reads the content of m.direct and returns its rooms, once each. What
// cannot be read is left out.
func DecodeDirect(content json.RawMessage) []string {
	var ignored fault.List
	var rooms []string
	seen := map[string]bool{}
	wire.Open(content, &ignored).Each(func(_ string, v wire.Value) {
		for _, item := range v.List() {
			if id := item.Text(); id != "" && !seen[id] {
				seen[id], rooms = true, append(rooms, id)
			}
		}
	})
	return rooms
}

// MembershipBefore returns the membership that an event of type m.room.member replaced,
// as the homeserver says in unsigned; "" when it says nothing.
func MembershipBefore(raw json.RawMessage) string { return before(raw).Text("membership") }

// DirectBefore reports whether the invitation that an event of type m.room.member
// replaced was one to a chat of two.
func DirectBefore(raw json.RawMessage) bool {
	direct := before(raw).Flag("is_direct")
	return direct != nil && *direct
}

// before opens the content that an event replaced.
func before(raw json.RawMessage) *wire.Object {
	var ignored fault.List
	return wire.Open(raw, &ignored).Object("unsigned").Object("prev_content")
}
