package event

import (
	"encoding/json"

	"parley/shared/fault"
	"parley/shared/wire"
)

// Announcement is a message that the bot sends to a room by itself, when its time has
// come. Request is what it is sent for, so that the bot finds out whether it was sent.
type Announcement struct {
	Message
	Request string `json:"net.nordeck.meetings.request"`
}

// AnnouncedFor returns the Request in the content of a message, "" when it is no
// announcement.
func AnnouncedFor(content json.RawMessage) string {
	var ignored fault.List
	return wire.Open(content, &ignored).Text("net.nordeck.meetings.request")
}
