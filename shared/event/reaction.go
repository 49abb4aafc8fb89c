package event

import (
	"encoding/json"
	"strings"

	"parley/shared/fault"
	"parley/shared/wire"
)

// Keys of the reaction that answers a command.
const (
	KeyDone   = "✅"
	KeyFailed = "❌"
)

// emoji can follow a key: that it is to be shown as a picture (U+FE0F).
const emoji = "\ufe0f"

// RelAnnotation is the relation of a reaction to the event it annotates.
const RelAnnotation = "m.annotation"

// Reaction is the content of m.reaction. The bot sends exactly one for each
// command, when the work is finished, with the result in Meta. Homeservers can read it,
// in encrypted rooms, too: it says nothing about people or meetings.
type Reaction struct {
	RelatesTo Relation `json:"m.relates_to"`
	Meta      BotMeta  `json:"net.nordeck.meetings.bot.meta,omitzero"`
}

// Relation says which event is annotated with which key.
type Relation struct {
	RelType string `json:"rel_type"`
	EventID string `json:"event_id"`
	Key     string `json:"key"`
}

// BotMeta is what became of a command.
type BotMeta struct {
	RoomID         string   `json:"room_id,omitempty"`          // the private room with the details of a failure
	CreatedRoomID  string   `json:"created_room_id,omitempty"`  // the first of those that were created
	CreatedRoomIDs []string `json:"created_room_ids,omitempty"` // all that were created
	PDFEventID     string   `json:"pdf_event_id,omitempty"`     // the message with the PDF of the notes
	Error          *Error   `json:"error,omitempty"`            // why the command was not carried out
	Warnings       []Tally  `json:"warnings,omitempty"`         // a command that was carried out, except for these
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
	r := Reaction{RelatesTo: Relation{RelAnnotation, commandID, KeyDone}, Meta: BotMeta{CreatedRoomIDs: created, Warnings: warnings}}
	if len(created) > 0 {
		r.Meta.CreatedRoomID = created[0]
	}
	return r
}

// Failed returns the answer to a command that was not carried out. Names that the
// sender has chosen himself are cut off the field's path.
func Failed(commandID string, f *fault.Fault) Reaction {
	field, _, _ := strings.Cut(f.Field, `["`)
	return Reaction{
		RelatesTo: Relation{RelAnnotation, commandID, KeyFailed},
		Meta:      BotMeta{Error: &Error{f.Code, field}},
	}
}

const maxCount = 1_000_000 // of anything that went wrong in one command

// DecodeReaction reads the content of m.reaction. Only what it is a reaction to has to
// be there: whatever else cannot be read, is no error.
func DecodeReaction(content json.RawMessage) (Reaction, error) {
	var faults, ignored fault.List
	relation := wire.Open(content, &faults).Object("m.relates_to")
	r := Reaction{RelatesTo: Relation{relation.Text("rel_type"), relation.NeedText("event_id"), strings.TrimSuffix(relation.NeedText("key"), emoji)}}
	if relation == nil || faults != nil {
		return r, append(faults, fault.New(fault.Required, "m.relates_to"))[:1]
	}
	meta := wire.Open(content, &ignored).Object("net.nordeck.meetings.bot.meta")
	r.Meta = BotMeta{
		RoomID: meta.Text("room_id"), CreatedRoomID: meta.Text("created_room_id"), PDFEventID: meta.Text("pdf_event_id"),
		CreatedRoomIDs: meta.Texts("created_room_ids"),
	}
	if len(r.Meta.CreatedRoomIDs) == 0 {
		r.Meta.CreatedRoomIDs = nil
	}
	if e := meta.Object("error"); e != nil {
		r.Meta.Error = &Error{fault.Code(e.Text("code")), e.Text("field")}
	}
	for _, v := range meta.List("warnings") {
		w := v.Object()
		r.Meta.Warnings = append(r.Meta.Warnings, Tally{fault.Code(w.Text("code")), int(w.Count("count", maxCount))})
	}
	return r, nil
}
