package event

import (
	"bytes"
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"time"

	"parley/shared/calendar"
	"parley/shared/fault"
)

// Metadata is the content of net.nordeck.meetings.metadata: when the meeting
// takes place. ForceDeletionAt is in milliseconds since 1970, nil when the room
// is never deleted.
type Metadata struct {
	Creator         string                     `json:"creator"`
	Calendar        []calendar.Entry           `json:"calendar"`
	ForceDeletionAt *int64                     `json:"force_deletion_at,omitempty"`
	ExternalData    map[string]json.RawMessage `json:"external_data,omitempty"`
}

// legacyUID is the uid of the one entry that stands for start_time and end_time.
const legacyUID = "legacy"

// DecodeMetadata reads the content of a metadata event, tolerantly: a lone
// calendar entry in place of the array, and the deprecated start_time, end_time
// and auto_deletion_offset are understood. What the event says about dates is not
// judged here; see calendar.Occurrences. An error is a *fault.Fault.
func DecodeMetadata(content json.RawMessage) (Metadata, error) {
	var raw struct {
		Creator            string                     `json:"creator"`
		Calendar           json.RawMessage            `json:"calendar"`
		ForceDeletionAt    *float64                   `json:"force_deletion_at"`
		ExternalData       map[string]json.RawMessage `json:"external_data"`
		StartTime          string                     `json:"start_time"`
		EndTime            string                     `json:"end_time"`
		AutoDeletionOffset *float64                   `json:"auto_deletion_offset"`
	}
	if err := json.Unmarshal(content, &raw); err != nil {
		return Metadata{}, Malformed(err, "")
	}
	entries, f := DecodeEntries(raw.Calendar, "calendar")
	if f != nil {
		return Metadata{}, f
	}
	m := Metadata{Creator: raw.Creator, Calendar: entries, ExternalData: raw.ExternalData}
	if m.Creator == "" {
		return Metadata{}, fault.New(fault.Required, "creator")
	}
	if raw.ForceDeletionAt != nil {
		at := int64(*raw.ForceDeletionAt)
		m.ForceDeletionAt = &at
	}
	if len(m.Calendar) > 0 {
		return m, nil
	}
	if raw.StartTime == "" && raw.EndTime == "" {
		return Metadata{}, fault.New(fault.Required, "calendar")
	}
	entry, f := LegacyEntry(legacyUID, raw.StartTime, raw.EndTime, "UTC", time.UTC, "")
	if f != nil {
		return Metadata{}, f
	}
	m.Calendar = []calendar.Entry{entry}
	if m.ForceDeletionAt == nil && raw.AutoDeletionOffset != nil {
		end, _ := time.Parse(time.RFC3339, raw.EndTime)
		at := end.Add(time.Duration(*raw.AutoDeletionOffset * float64(time.Minute))).UnixMilli()
		m.ForceDeletionAt = &at
	}
	return m, nil
}

// LegacyEntry makes the one calendar entry that stands for start_time and
// end_time (ISO 8601), in the given zone; the instants do not change. prefix is
// the JSON path before the field names, such as "data.".
func LegacyEntry(uid, start, end, tzid string, loc *time.Location, prefix string) (calendar.Entry, *fault.Fault) {
	e := calendar.Entry{UID: uid}
	for _, part := range []struct {
		field, value string
		to           *calendar.DateTime
	}{{"start_time", start, &e.DTStart}, {"end_time", end, &e.DTEnd}} {
		if part.value == "" {
			return e, fault.New(fault.AmbiguousTime, prefix+part.field)
		}
		t, err := time.Parse(time.RFC3339, part.value)
		if err != nil {
			return e, &fault.Fault{Code: fault.BadDate, Field: prefix + part.field, Cause: err}
		}
		*part.to = calendar.At(t, tzid, loc)
	}
	return e, nil
}

// DecodeEntries reads a calendar: an array, or tolerated on input, one entry. An
// absent or null one has no entries. path is its JSON path.
func DecodeEntries(raw json.RawMessage, path string) ([]calendar.Entry, *fault.Fault) {
	if raw = bytes.TrimSpace(raw); len(raw) > 0 && raw[0] == '{' {
		raw = append(append([]byte{'['}, raw...), ']')
	}
	var items []json.RawMessage
	if len(raw) > 0 {
		if err := json.Unmarshal(raw, &items); err != nil {
			return nil, Malformed(err, path)
		}
	}
	entries := make([]calendar.Entry, len(items))
	for i, item := range items {
		if err := json.Unmarshal(item, &entries[i]); err != nil {
			return nil, Malformed(err, path+"["+strconv.Itoa(i)+"]")
		}
	}
	return entries, nil
}

// Malformed turns an error of encoding/json into a fault at the field below path.
func Malformed(err error, path string) *fault.Fault {
	f := &fault.Fault{Code: fault.Malformed, Field: path, Cause: err}
	var t *json.UnmarshalTypeError
	if errors.As(err, &t) && t.Field != "" {
		f.Field = strings.TrimPrefix(path+"."+t.Field, ".")
	}
	return f
}
