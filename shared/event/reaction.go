package event

import "parley/shared/fault"

// Keys of the reaction that answers a command.
const (
	KeyDone   = "✅"
	KeyFailed = "❌"
)

// RelAnnotation is the relation of a reaction to the event it annotates.
const RelAnnotation = "m.annotation"

// Reaction is the content of m.reaction. The bot sends exactly one for each
// command, when the work is finished, with the result in Meta.
type Reaction struct {
	RelatesTo Relation `json:"m.relates_to"`
	Meta      *BotMeta `json:"net.nordeck.meetings.bot.meta,omitempty"`
	Error     *Error   `json:"error,omitempty"`
	Warnings  []Tally  `json:"warnings,omitempty"`
}

// Relation says which event is annotated with which key.
type Relation struct {
	RelType string `json:"rel_type"`
	EventID string `json:"event_id"`
	Key     string `json:"key"`
}

// BotMeta names the rooms that an answer is about: RoomID is the private room
// with the details of a failure.
type BotMeta struct {
	RoomID         string   `json:"room_id,omitempty"`
	CreatedRoomID  string   `json:"created_room_id,omitempty"`
	CreatedRoomIDs []string `json:"created_room_ids,omitempty"`
}

// Error is why a command failed, without personal data. Field is the JSON path
// of the field at fault.
type Error struct {
	Code  fault.Code `json:"code"`
	Field string     `json:"field,omitempty"`
}

// Tally is something that went wrong, Count times, in a command that was done.
type Tally struct {
	Code  fault.Code `json:"code"`
	Count int        `json:"count"`
}

// Done returns the answer to a command that was carried out and created rooms,
// if any.
func Done(commandID string, created []string, warnings []Tally) Reaction {
	r := Reaction{RelatesTo: Relation{RelType: RelAnnotation, EventID: commandID, Key: KeyDone}, Warnings: warnings}
	if len(created) > 0 {
		r.Meta = &BotMeta{CreatedRoomID: created[0], CreatedRoomIDs: created}
	}
	return r
}

// Failed returns the answer to a command that was not carried out.
func Failed(commandID string, f *fault.Fault) Reaction {
	return Reaction{
		RelatesTo: Relation{RelType: RelAnnotation, EventID: commandID, Key: KeyFailed},
		Error:     &Error{Code: f.Code, Field: f.Field},
	}
}
