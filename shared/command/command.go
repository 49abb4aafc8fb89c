// Package command is the list of what people can ask of the bot: which commands
// exist, what each carries, what is wrong with it. Bot and widget are both built from
// it, so that they cannot disagree.
//
// A command is a Matrix room event whose content is
// {"data": {...}, "context": {"locale", "timezone"}}; who asks is always the
// event's sender. The bot answers each with exactly one reaction (event.Reaction).
package command

import (
	"encoding/json"

	"parley/shared/calendar"
	"parley/shared/fault"
	"parley/shared/wire"
)

// Types of the commands.
const (
	TypeMeetingCreate       = "net.nordeck.meetings.meeting.create"
	TypeMeetingUpdate       = "net.nordeck.meetings.meeting.update"
	TypeMeetingClose        = "net.nordeck.meetings.meeting.close"
	TypeWidgetsHandle       = "net.nordeck.meetings.meeting.widgets.handle"
	TypeParticipantsHandle  = "net.nordeck.meetings.meeting.participants.handle"
	TypeMessagePermissions  = "net.nordeck.meetings.meeting.change.message_permissions"
	TypeBreakoutsCreate     = "net.nordeck.meetings.breakoutsessions.create"
	TypeSubMeetingsMessages = "net.nordeck.meetings.sub_meetings.send_message"
	TypeNotesSelect         = "net.nordeck.meetings.meeting_notes.select_writer"
	TypeNotesDeselect       = "net.nordeck.meetings.meeting_notes.deselect_writer"
	TypeNotesPDF            = "net.nordeck.meetings.meeting_notes.generate_pdf"
)

// Spec describes one command.
type Spec struct {
	Type string
	Does string // one sentence for people
}

// All is every command of the protocol, in the order of its reference. Decode reads
// each of them.
var All = []Spec{
	{TypeMeetingCreate, "Creates a meeting room below the room that the command is sent to."},
	{TypeMeetingUpdate, "Changes title, description, times, reminders or external data of a meeting."},
	{TypeMeetingClose, "Closes a meeting and its breakout sessions."},
	{TypeWidgetsHandle, "Adds widgets to a meeting or removes them."},
	{TypeParticipantsHandle, "Invites people to a meeting or removes them."},
	{TypeMessagePermissions, "Changes who may write messages in a meeting."},
	{TypeBreakoutsCreate, "Creates breakout sessions of the meeting that the command is sent to."},
	{TypeSubMeetingsMessages, "Sends a message to all breakout sessions of a meeting."},
	{TypeNotesSelect, "Lets participants write in the notes of a meeting, which are set up by the first such command."},
	{TypeNotesDeselect, "Lets participants only read the notes of a meeting."},
	{TypeNotesPDF, "Posts the notes of a meeting as a PDF."},
}

// Data is what a command of one type carries.
type Data interface {
	// Validate lists what is wrong with the data, by JSON path from the content.
	Validate(zones calendar.Zones) fault.List
}

// Decode reads and validates the content of a command of any type; see DecodeCreate.
// What could be read comes back beside an error, too. A type that is no command is
// fault.Unsupported.
func Decode(typ string, content json.RawMessage, uid string, zones calendar.Zones) (Data, Context, error) {
	switch typ {
	case TypeMeetingCreate:
		return anyData(DecodeCreate(content, uid, zones))
	case TypeMeetingUpdate:
		return anyData(DecodeUpdate(content, uid, zones))
	case TypeMeetingClose:
		return anyData(DecodeClose(content, zones))
	case TypeWidgetsHandle:
		return anyData(DecodeWidgets(content, zones))
	case TypeParticipantsHandle:
		return anyData(DecodeParticipants(content, zones))
	case TypeMessagePermissions:
		return anyData(DecodeMessagePermissions(content, zones))
	case TypeBreakoutsCreate:
		return anyData(DecodeBreakouts(content, zones))
	case TypeSubMeetingsMessages:
		return anyData(DecodeBreakoutMessage(content, zones))
	case TypeNotesSelect, TypeNotesDeselect:
		return anyData(DecodeWriters(content, zones))
	case TypeNotesPDF:
		return anyData(DecodeNotesPDF(content, zones))
	}
	return nil, Context{}, fault.New(fault.Unsupported, "")
}

func anyData[T Data](data T, context Context, err error) (Data, Context, error) {
	return data, context, err
}

// Known reports whether an event type is a command.
func Known(typ string) bool {
	for _, s := range All {
		if s.Type == typ {
			return true
		}
	}
	return false
}

// Target returns the room that the content of a command names as the one to act on, ""
// for that of the event. Nothing else is looked at.
func Target(content json.RawMessage) string {
	var ignored fault.List
	id := wire.Open(content, &ignored).Object("data").Text("target_room_id")
	if !ValidRoomID(id) {
		return ""
	}
	return id
}

// TargetOf returns the room that a command acts on, "" for that of its event.
func TargetOf(d Data) string {
	switch d := d.(type) {
	case Update:
		return d.TargetRoomID
	case Close:
		return d.TargetRoomID
	case Widgets:
		return d.TargetRoomID
	case Participants:
		return d.TargetRoomID
	case MessagePermissions:
		return d.TargetRoomID
	case BreakoutMessage:
		return d.TargetRoomID
	}
	return ""
}

// FieldParent is the path of the parent that Parent reads.
const FieldParent = "data.parent_room_id"

// Parent returns the room below which a meeting is to be created, by the content of a
// command that was not sent to a room; "" for none. In a room's event it counts for
// nothing. An error is a fault.List.
func Parent(content json.RawMessage) (string, error) {
	var faults fault.List
	id := wire.Open(content, &faults).Object("data").Text("parent_room_id")
	if id != "" && !ValidRoomID(id) {
		faults = append(faults, fault.New(fault.BadRoomID, FieldParent))
	}
	return id, faults.Err()
}
