// Package event holds the Matrix events that Parley writes and reads: its own
// and the standard ones. Contents are exact on output and tolerant on input.
//
// Source: the Matrix client-server specification; the data model of Parley's
// meetings for the types below net.nordeck.meetings.
package event

import "encoding/json"

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
}

// Create is the content of m.room.create, as far as Parley reads it.
type Create struct {
	Type               string   `json:"type,omitempty"`
	RoomVersion        string   `json:"room_version,omitempty"`
	AdditionalCreators []string `json:"additional_creators,omitempty"`
}

// Name is the content of m.room.name.
type Name struct {
	Name string `json:"name"`
}

// Topic is the content of m.room.topic.
type Topic struct {
	Topic string `json:"topic"`
}

// Memberships of m.room.member.
const (
	MembershipJoin   = "join"
	MembershipInvite = "invite"
	MembershipLeave  = "leave"
	MembershipBan    = "ban"
	MembershipKnock  = "knock"
)

// Member is the content of m.room.member. Reason is plain text; HTMLReason is
// Element's richer form of it.
type Member struct {
	Membership  string `json:"membership"`
	DisplayName string `json:"displayname,omitempty"`
	AvatarURL   string `json:"avatar_url,omitempty"`
	Reason      string `json:"reason,omitempty"`
	HTMLReason  string `json:"io.element.html_reason,omitempty"`
}

// SpaceLink is the content of m.space.parent and m.space.child. A link without
// servers in Via is no link.
type SpaceLink struct {
	Via []string `json:"via,omitempty"`
}

// Widget is the content of im.vector.modular.widgets; its state key is the id.
type Widget struct {
	ID                string         `json:"id,omitempty"`
	Type              string         `json:"type,omitempty"`
	Name              string         `json:"name,omitempty"`
	URL               string         `json:"url,omitempty"`
	AvatarURL         string         `json:"avatar_url,omitempty"`
	CreatorUserID     string         `json:"creatorUserId,omitempty"`
	Data              map[string]any `json:"data,omitempty"`
	WaitForIframeLoad *bool          `json:"waitForIframeLoad,omitempty"`
}

// ClientParameters is the fragment of a widget's address that lets a client tell
// the widget about itself and the person: clients fill in what begins with a dollar
// sign (MSC2873, MSC3819, MSC4039).
const ClientParameters = "#/?theme=$org.matrix.msc2873.client_theme" +
	"&matrix_user_id=$matrix_user_id&matrix_display_name=$matrix_display_name" +
	"&matrix_avatar_url=$matrix_avatar_url&matrix_room_id=$matrix_room_id" +
	"&matrix_client_id=$org.matrix.msc2873.client_id" +
	"&matrix_client_language=$org.matrix.msc2873.client_language" +
	"&matrix_device_id=$org.matrix.msc3819.matrix_device_id" +
	"&matrix_base_url=$org.matrix.msc4039.matrix_base_url"

// Layout is the content of io.element.widgets.layout: where each widget is, by
// its id.
type Layout struct {
	Widgets map[string]Placement `json:"widgets"`
}

// Placement is the place of one widget: its container (top, right or center),
// its order in there, and its size in percent.
type Placement struct {
	Container string `json:"container"`
	Index     int    `json:"index,omitempty"`
	Width     int    `json:"width,omitempty"`
	Height    int    `json:"height,omitempty"`
}

// Has reports whether state event e is there under the key.
func (e Event) Has(typ, stateKey string) bool {
	return e.Type == typ && e.StateKey != nil && *e.StateKey == stateKey
}
