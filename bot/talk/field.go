package talk

import (
	"regexp"
	"strconv"
	"strings"

	"parley/shared/fault"
	"parley/shared/text"
)

// words are how people call the fields of commands. A part of a path that is not here,
// such as tzid, is no news beside the one that holds it.
var words = map[string]text.Key{
	"title": text.EditorName, "description": text.EditorDescription, "message": text.FieldMessage,
	"start_time": text.EditorStart, "dtstart": text.EditorStart, "end_time": text.EditorEnd, "dtend": text.EditorEnd,
	"rrule": text.FieldRepeats, "exdate": text.FieldChanged, "recurrenceId": text.FieldChanged, "calendar": text.FieldCalendar,
	"participants": text.EditorPeople, "participant_ids": text.EditorPeople, "userIds": text.EditorPeople, "power_level": text.FieldLevel,
	"messaging_power_level": text.FieldMessaging, "widget_ids": text.FieldWidgets, "groups": text.FieldGroups,
	"target_room_id": text.FieldMeeting,
}

// segment is a part of a path: a name, and in a list the place, from 0.
var segment = regexp.MustCompile(`^([A-Za-z_]+)(?:\[(\d+)\])?$`)

// Fault says what is wrong and what would be right, with the field in words.
func Fault(l text.Lang, f *fault.Fault) string {
	problem := text.Fault(l, f.Code)
	if field := fieldName(l, f.Field); field != "" {
		return text.Get(l, text.TroubleField, "field", field, "problem", problem)
	}
	return problem
}

// fieldName is a field in words, "" when there are none for it. Of a place in nested
// lists the outermost is told.
func fieldName(l text.Lang, path string) string {
	name, place := "", -1
	for part := range strings.SplitSeq(path, ".") {
		found := segment.FindStringSubmatch(part)
		if found == nil {
			continue
		}
		if key, ok := words[found[1]]; ok {
			name = text.Get(l, key)
		}
		if n, err := strconv.Atoi(found[2]); err == nil && place < 0 {
			place = n
		}
	}
	if name == "" || place < 0 {
		return name
	}
	return text.Get(l, text.TroubleNth, "field", name, "n", strconv.Itoa(place+1))
}
