// Package command is the list of what people can ask of the bot: which commands
// exist, what each carries, what its sender must be allowed to do. Bot and widget
// are both built from it, so that they cannot disagree.
//
// A command is a Matrix room event whose content is
// {"data": {...}, "context": {"locale", "timezone"}}; who asks is always the
// event's sender. The bot answers each with exactly one reaction (event.Reaction).
package command

import (
	"encoding/json"
	"time"

	"parley/shared/calendar"
	"parley/shared/event"
	"parley/shared/fault"
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
)

// Spec describes one command.
type Spec struct {
	Type string
	Does string // one sentence for people
}

// All is every command of the protocol, in the order of its reference.
var All = []Spec{
	{TypeMeetingCreate, "Creates a meeting room below the room that the command is sent to."},
	{TypeMeetingUpdate, "Changes title, description, times or external data of a meeting."},
	{TypeMeetingClose, "Closes a meeting and its breakout sessions."},
	{TypeWidgetsHandle, "Adds widgets to a meeting or removes them."},
	{TypeParticipantsHandle, "Invites people to a meeting or removes them."},
	{TypeMessagePermissions, "Changes who may write messages in a meeting."},
	{TypeBreakoutsCreate, "Creates breakout sessions of a meeting."},
	{TypeSubMeetingsMessages, "Sends a message to all breakout sessions of a meeting."},
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

// MaxEventBytes is the largest content that a command may have; the Matrix
// specification's limit for a whole event.
const MaxEventBytes = 65536

// Context says how texts for the sender are written.
type Context struct {
	Locale   string `json:"locale"`   // BCP 47, "en" when absent
	Timezone string `json:"timezone"` // IANA, "UTC" when absent or unknown
}

// Envelope is the content of every command.
type Envelope[T any] struct {
	Data    T       `json:"data"`
	Context Context `json:"context"`
}

// open reads the envelope around the data. Only the data can be at fault: a bad
// context falls back to its defaults.
func open(content json.RawMessage, data any, zones calendar.Zones) (Context, *fault.Fault) {
	if len(content) > MaxEventBytes {
		return Context{}, fault.New(fault.TooLarge, "")
	}
	var raw struct {
		Data    json.RawMessage `json:"data"`
		Context json.RawMessage `json:"context"`
	}
	if err := json.Unmarshal(content, &raw); err != nil {
		return Context{}, event.Malformed(err, "")
	}
	if len(raw.Data) == 0 || string(raw.Data) == "null" {
		return Context{}, fault.New(fault.Required, "data")
	}
	if err := json.Unmarshal(raw.Data, data); err != nil {
		return Context{}, event.Malformed(err, "data")
	}
	return context(raw.Context, zones), nil
}

func context(raw json.RawMessage, zones calendar.Zones) Context {
	var c Context
	if json.Unmarshal(raw, &c) != nil || len(c.Locale) > 64 {
		c = Context{}
	}
	if c.Locale == "" {
		c.Locale = "en"
	}
	if _, err := zones.Location(c.Timezone); err != nil {
		c.Timezone = "UTC"
	}
	return c
}

// Location returns the zone of the context.
func (c Context) Location(zones calendar.Zones) *time.Location {
	loc, err := zones.Location(c.Timezone)
	if err != nil {
		return time.UTC
	}
	return loc
}
