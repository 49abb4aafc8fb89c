package event

import (
	"encoding/json"
	"time"

	"parley/shared/calendar"
	"parley/shared/fault"
	"parley/shared/wire"
)

// Metadata is the content of net.nordeck.meetings.metadata: when the meeting takes
// place. Parley adds no fields of its own, since other programs rebuild it; what it
// does not know, in entries, too, it does not keep when the calendar changes.
type Metadata struct {
	Creator         string                     `json:"creator"`                     // user id
	Calendar        []calendar.Entry           `json:"calendar"`                    // when the meeting takes place
	ForceDeletionAt *int64                     `json:"force_deletion_at,omitempty"` // milliseconds since 1970; absent when the room is never deleted
	ExternalData    map[string]json.RawMessage `json:"external_data,omitempty"`     // by application, such as com.example.app
}

// legacyUID is the uid of the one entry that stands for start_time and end_time.
const legacyUID = "legacy"

// DecodeMetadata reads the content of a metadata event, tolerantly: a lone
// calendar entry in place of the array, and the deprecated start_time, end_time
// and auto_deletion_offset are understood. What the event says about dates is not
// judged here; see calendar.Validate. An error is a fault.List.
func DecodeMetadata(content json.RawMessage) (Metadata, error) {
	var faults fault.List
	o := wire.Open(content, &faults)
	m := Metadata{Creator: o.Text("creator"), ForceDeletionAt: o.Int("force_deletion_at")}
	if data, ok := o.Get("external_data"); ok {
		m.ExternalData = map[string]json.RawMessage{}
		data.Object().Each(func(name string, v wire.Value) {
			if v.IsObject() {
				m.ExternalData[name] = v.Raw()
			}
		})
	}
	if value, ok := o.Get("calendar"); ok {
		m.Calendar = DecodeEntries(value)
	}
	if len(m.Calendar) == 0 && len(faults) == 0 {
		m.legacy(o)
	}
	if m.Creator == "" && len(faults) == 0 {
		o.Missing("creator")
	}
	return m, faults.Err()
}

// legacy reads the deprecated fields.
func (m *Metadata) legacy(o *wire.Object) {
	if !o.Has("start_time") && !o.Has("end_time") {
		o.Missing("calendar")
		return
	}
	entry := LegacyEntry(o, legacyUID, "UTC", time.UTC)
	if entry == nil {
		return
	}
	m.Calendar = []calendar.Entry{*entry}
	if minutes := o.Int("auto_deletion_offset"); m.ForceDeletionAt == nil && minutes != nil {
		at := ReadTime(o, "end_time").UnixMilli() + max(0, min(*minutes, maxOffset))*time.Minute.Milliseconds()
		m.ForceDeletionAt = &at
	}
}

const maxOffset = 1_000_000_000 // minutes: 1,900 years

// DecodeEntries reads a calendar: an array or, tolerated, one entry.
func DecodeEntries(v wire.Value) []calendar.Entry {
	if v.IsObject() {
		return []calendar.Entry{decodeEntry(v)}
	}
	values := v.List()
	entries := make([]calendar.Entry, len(values))
	for i, value := range values {
		entries[i] = decodeEntry(value)
	}
	return entries
}

func decodeEntry(v wire.Value) calendar.Entry {
	o := v.Object()
	e := calendar.Entry{UID: o.Text("uid"), RRule: o.Text("rrule")}
	e.DTStart, e.DTEnd = decodeDateTime(o.Object("dtstart")), decodeDateTime(o.Object("dtend"))
	for _, value := range o.List("exdate") {
		e.ExDate = append(e.ExDate, decodeDateTime(value.Object()))
	}
	if id := o.Object("recurrenceId"); id != nil {
		d := decodeDateTime(id)
		e.RecurrenceID = &d
	}
	return e
}

func decodeDateTime(o *wire.Object) calendar.DateTime {
	return calendar.DateTime{TZID: o.Text("tzid"), Value: o.Text("value")}
}
