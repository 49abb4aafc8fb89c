package event

import (
	"encoding/json"

	"parley/shared/fault"
	"parley/shared/wire"
)

// Create is the content of m.room.create, as far as Parley reads it. Request is what
// the bot made the room for, so that it finds the room again when nothing else knows it.
type Create struct {
	Type               string   `json:"type,omitempty"`
	RoomVersion        string   `json:"room_version,omitempty"`
	AdditionalCreators []string `json:"additional_creators,omitempty"`
	Request            string   `json:"net.nordeck.meetings.request,omitempty"`
}

// DecodeCreate reads the content of m.room.create. As in all decoders of standard
// events, what could be read comes back beside an error, too.
func DecodeCreate(content json.RawMessage) (Create, error) {
	var faults fault.List
	o := wire.Open(content, &faults)
	return Create{
		Type: o.Text("type"), RoomVersion: o.Text("room_version"), AdditionalCreators: o.Texts("additional_creators"),
		Request: o.Text("net.nordeck.meetings.request"),
	}, faults.Err()
}

// Name is the content of m.room.name.
type Name struct {
	Name string `json:"name"`
}

// DecodeName reads the content of m.room.name.
func DecodeName(content json.RawMessage) (Name, error) {
	var faults fault.List
	return Name{wire.Open(content, &faults).Text("name")}, faults.Err()
}

// Topic is the content of m.room.topic.
type Topic struct {
	Topic string `json:"topic"`
}

// DecodeTopic reads the content of m.room.topic; without a topic, the plain text of
// m.topic (MSC3765).
func DecodeTopic(content json.RawMessage) (Topic, error) {
	var faults fault.List
	o := wire.Open(content, &faults)
	if !o.Has("topic") {
		for _, v := range o.Object("m.topic").List("m.text") {
			form := v.Object()
			if t := form.Text("mimetype"); t == "" || t == "text/plain" {
				return Topic{form.Text("body")}, faults.Err()
			}
		}
	}
	return Topic{o.Text("topic")}, faults.Err()
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
	IsDirect    bool   `json:"is_direct,omitempty"` // of an invitation: to a chat of two
	Reason      string `json:"reason,omitempty"`
	HTMLReason  string `json:"io.element.html_reason,omitempty"`
}

// DecodeMember reads the content of m.room.member.
func DecodeMember(content json.RawMessage) (Member, error) {
	var faults fault.List
	o := wire.Open(content, &faults)
	direct := o.Flag("is_direct")
	return Member{
		Membership: o.Text("membership"), DisplayName: o.Text("displayname"), AvatarURL: o.Text("avatar_url"),
		IsDirect: direct != nil && *direct, Reason: o.Text("reason"), HTMLReason: o.Text("io.element.html_reason"),
	}, faults.Err()
}

// SpaceLink is the content of m.space.parent and m.space.child. A link without
// servers in Via is no link.
type SpaceLink struct {
	Via []string `json:"via,omitempty"`
}

// DecodeSpaceLink reads the content of m.space.parent or m.space.child.
func DecodeSpaceLink(content json.RawMessage) (SpaceLink, error) {
	var faults fault.List
	return SpaceLink{wire.Open(content, &faults).Texts("via")}, faults.Err()
}

// Tombstone is the content of m.room.tombstone.
type Tombstone struct {
	Body            string `json:"body"`
	ReplacementRoom string `json:"replacement_room,omitempty"` // absent: the room was closed, and nothing follows
}

// DecodeTombstone reads the content of m.room.tombstone.
func DecodeTombstone(content json.RawMessage) (Tombstone, error) {
	var faults fault.List
	o := wire.Open(content, &faults)
	return Tombstone{Body: o.Text("body"), ReplacementRoom: o.Text("replacement_room")}, faults.Err()
}

// Encryption is the content of m.room.encryption, as far as Parley reads it.
type Encryption struct {
	Algorithm string `json:"algorithm"`
}

// Megolm is the one algorithm of encrypted rooms.
const Megolm = "m.megolm.v1.aes-sha2"

// DecodeEncryption reads the content of m.room.encryption.
func DecodeEncryption(content json.RawMessage) (Encryption, error) {
	var faults fault.List
	return Encryption{wire.Open(content, &faults).Text("algorithm")}, faults.Err()
}

// GuestAccess is the content of m.room.guest_access.
type GuestAccess struct {
	GuestAccess string `json:"guest_access"` // Forbidden or can_join
}

// Forbidden keeps guests out.
const Forbidden = "forbidden"

// History is the content of m.room.history_visibility.
type History struct {
	Visibility string `json:"history_visibility"`
}

// HistoryShared shows members all that was ever written.
const HistoryShared = "shared"
