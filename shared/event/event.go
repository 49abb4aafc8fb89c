// Package event holds the Matrix events that Parley writes and reads: its own
// and the standard ones. Contents are exact on output and tolerant on input.
//
// Source: the Matrix client-server specification; the data model of Parley's
// meetings for the types below net.nordeck.meetings.
package event

import (
	"encoding/json"
	"errors"
)

// Event types of the Matrix specification and of Element.
const (
	TypeCreate      = "m.room.create"
	TypeName        = "m.room.name"
	TypeTopic       = "m.room.topic"
	TypeMember      = "m.room.member"
	TypePowerLevels = "m.room.power_levels"
	TypeTombstone   = "m.room.tombstone"
	TypeEncryption  = "m.room.encryption"
	TypeEncrypted   = "m.room.encrypted"
	TypeGuestAccess = "m.room.guest_access"
	TypeHistory     = "m.room.history_visibility"
	TypeJoinRules   = "m.room.join_rules"
	TypeReaction    = "m.reaction"
	TypeMessage     = "m.room.message"
	TypeSpaceParent = "m.space.parent"
	TypeSpaceChild  = "m.space.child"
	TypeWidget      = "im.vector.modular.widgets"
	TypeLayout      = "io.element.widgets.layout"
)

// TypeMetadata is the state event that makes a room a meeting.
const TypeMetadata = "net.nordeck.meetings.metadata"

// Types in m.room.create. A room of any other type is a management room.
const (
	RoomTypePrefix   = "net.nordeck.meetings."
	RoomTypeMeeting  = RoomTypePrefix + "meeting"
	RoomTypeBreakout = RoomTypePrefix + "breakoutsession"
	RoomTypeSpace    = "m.space"
)

// Types of the widgets that are Parley's own screens.
const (
	WidgetTypePlanner   = "net.nordeck.meetings.widget.meetings"
	WidgetTypeCockpit   = "net.nordeck.meetings.widget.cockpit"
	WidgetTypeBreakouts = "net.nordeck.meetings.widget.breakoutsessions"
)

// Event is an event as clients see it. StateKey is nil for room events. Stripped
// state (of invitations) has neither EventID nor OriginServerTS.
type Event struct {
	Type           string          `json:"type"`
	RoomID         string          `json:"room_id,omitempty"`
	EventID        string          `json:"event_id,omitempty"`
	Sender         string          `json:"sender"`
	StateKey       *string         `json:"state_key,omitempty"`
	OriginServerTS int64           `json:"origin_server_ts,omitempty"` // milliseconds
	Content        json.RawMessage `json:"content"`
	Unsigned       Unsigned        `json:"unsigned,omitzero"`
}

// Unsigned is what the own homeserver says about an event, as far as Parley reads
// it: ReplacesState is the id of the state event that held before. An event that is
// Redacted has lost its content.
type Unsigned struct {
	ReplacesState string `json:"replaces_state,omitempty"`
	Redacted      bool   `json:"-"`
}

// UnmarshalJSON implements json.Unmarshaler. Names count as they are written: package
// json would take "Sender" for sender, and what a homeserver does not know in the event
// of another, it may hand on. A member of the wrong type is an error; the others are
// read all the same.
func (e *Event) UnmarshalJSON(data []byte) error {
	*e = Event{}
	if isPlain(data) {
		type plain Event
		return json.Unmarshal(data, (*plain)(e))
	}
	var members map[string]json.RawMessage
	if err := json.Unmarshal(data, &members); err != nil {
		return err
	}
	var errs []error
	for _, m := range [...]struct {
		name string
		into any
	}{
		{"type", &e.Type}, {"room_id", &e.RoomID}, {"event_id", &e.EventID}, {"sender", &e.Sender}, {"state_key", &e.StateKey},
		{"origin_server_ts", &e.OriginServerTS}, {"content", &e.Content}, {"unsigned", &e.Unsigned},
	} {
		if raw, ok := members[m.name]; ok {
			errs = append(errs, json.Unmarshal(raw, m.into))
		}
	}
	return errors.Join(errs...)
}

// UnmarshalJSON implements json.Unmarshaler. Nothing in unsigned can make an event
// unreadable.
func (u *Unsigned) UnmarshalJSON(data []byte) error {
	if isPlain(data) {
		var raw struct {
			ReplacesState   any `json:"replaces_state"`
			RedactedBecause any `json:"redacted_because"`
		}
		if json.Unmarshal(data, &raw) == nil {
			u.ReplacesState, _ = raw.ReplacesState.(string)
			u.Redacted = raw.RedactedBecause != nil
		}
		return nil
	}
	var members map[string]json.RawMessage
	if json.Unmarshal(data, &members) == nil {
		_ = json.Unmarshal(members["replaces_state"], &u.ReplacesState)
		because := string(members["redacted_because"])
		u.Redacted = because != "" && because != "null"
	}
	return nil
}

// isPlain reports that all names of a valid JSON object are in lower case and written
// without escapes, as those of events are: package json takes none of them for another.
func isPlain(object []byte) bool {
	depth, quoted, name := 0, false, false
	for i := 0; i < len(object); i++ {
		c := object[i]
		switch {
		case quoted && name && (c == '\\' || c >= 'A' && c <= 'Z' || c >= 0x80):
			return false
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{' || c == '[':
			depth++
			name = depth == 1
		case c == '}' || c == ']':
			depth--
		case depth == 1 && (c == ',' || c == ':'):
			name = c == ','
		}
	}
	return true
}

// Has reports whether state event e is there under the key.
func (e Event) Has(typ, stateKey string) bool {
	return e.Type == typ && e.StateKey != nil && *e.StateKey == stateKey
}
