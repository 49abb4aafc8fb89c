package event

import (
	"encoding/json"

	"parley/shared/fault"
	"parley/shared/wire"
)

// Types of the state events by which the bot knows its own rooms again. The state key
// of the private rooms' is the bot's user id, that of the control room's is empty.
const (
	TypeWelcomeRoom = "net.nordeck.meetings.private_welcome_room"
	TypeMessageRoom = "net.nordeck.meetings.private_bot_message_room"
	TypeControlRoom = "net.nordeck.meetings.control_room"
)

// WelcomeRoom marks the room in which the bot helps one user to set up another room.
type WelcomeRoom struct {
	UserID         string `json:"userId"`
	OriginalRoomID string `json:"originalRoomId"` // that the help is about
	Locale         string `json:"locale"`         // BCP 47
}

// DecodeWelcomeRoom reads the content of a private_welcome_room event.
func DecodeWelcomeRoom(content json.RawMessage) (WelcomeRoom, error) {
	var faults fault.List
	o := wire.Open(content, &faults)
	r := WelcomeRoom{UserID: o.NeedText("userId"), OriginalRoomID: o.NeedText("originalRoomId"), Locale: o.Text("locale")}
	return r, faults.Err()
}

// MessageRoom marks the room in which the bot tells one user what went wrong.
type MessageRoom struct {
	UserID string `json:"userId"`
}

// DecodeMessageRoom reads the content of a private_bot_message_room event.
func DecodeMessageRoom(content json.RawMessage) (MessageRoom, error) {
	var faults fault.List
	return MessageRoom{wire.Open(content, &faults).NeedText("userId")}, faults.Err()
}

// ControlRoom marks a chat of two in which the bot has installed the planner.
type ControlRoom struct {
	RoomVersion int64 `json:"room_version"` // of what the bot has set up there; 1
}

// DecodeControlRoom reads the content of a control_room event.
func DecodeControlRoom(content json.RawMessage) (ControlRoom, error) {
	var faults fault.List
	return ControlRoom{wire.Open(content, &faults).Count("room_version", wire.MaxInteger)}, faults.Err()
}

// Types of the account data in which the bot notes what it has done to delete rooms: with
// one of them, and in general.
const (
	TypeReaperRoom = "net.nordeck.meetings.reaper.room"
	TypeReaper     = "net.nordeck.meetings.reaper"
)

// TypeStore is the type of the account data in which the bot notes which store it works with.
const TypeStore = "net.nordeck.meetings.store"
