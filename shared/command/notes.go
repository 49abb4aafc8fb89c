package command

import (
	"encoding/json"
	"strings"

	"parley/shared/calendar"
	"parley/shared/fault"
)

// Writers is the data of meeting_notes.select_writer and .deselect_writer.
type Writers struct {
	TargetRoomID   string   `json:"target_room_id,omitempty"` // absent: the room that the event is in
	ParticipantIDs []string `json:"participant_ids"`          // user ids of people who have joined the meeting
}

// DecodeWriters reads and validates the content of a meeting_notes.select_writer or
// .deselect_writer event. Somebody who is named twice counts once. Whatever is wrong
// with the selection is fault.InvalidParticipantSelection; the target is read all the
// same, because permission is judged before the selection.
func DecodeWriters(content json.RawMessage, zones calendar.Zones) (Writers, Context, error) {
	w, ctx, faults := decode(content, zones, func(in input) Writers {
		return Writers{TargetRoomID: in.Text("target_room_id"), ParticipantIDs: in.Texts("participant_ids")}
	})
	const field = "data.participant_ids"
	for _, f := range faults {
		if strings.HasPrefix(f.Field, field) {
			f.Code = fault.InvalidParticipantSelection
		}
	}
	w.ParticipantIDs = once(w.ParticipantIDs, itself)
	return w, ctx, faults.Err()
}

// Validate implements Data.
func (w Writers) Validate(calendar.Zones) fault.List {
	var is check
	is.optionalRoom(w.TargetRoomID)
	n := len(is.List)
	if len(w.ParticipantIDs) == 0 {
		is.add(fault.Required, "data.participant_ids")
	}
	is.users(w.ParticipantIDs, "data.participant_ids")
	for _, f := range is.List[n:] {
		f.Code = fault.InvalidParticipantSelection
	}
	return is.List
}

// NotesPDF is the data of meeting_notes.generate_pdf.
type NotesPDF struct {
	TargetRoomID string `json:"target_room_id,omitempty"` // absent: the room that the event is in
}

// DecodeNotesPDF reads and validates the content of a meeting_notes.generate_pdf
// event.
func DecodeNotesPDF(content json.RawMessage, zones calendar.Zones) (NotesPDF, Context, error) {
	n, ctx, faults := decode(content, zones, func(in input) NotesPDF {
		return NotesPDF{TargetRoomID: in.Text("target_room_id")}
	})
	return n, ctx, faults.Err()
}

// Validate implements Data.
func (n NotesPDF) Validate(calendar.Zones) fault.List {
	var is check
	is.optionalRoom(n.TargetRoomID)
	return is.List
}
