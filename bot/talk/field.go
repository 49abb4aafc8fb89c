package talk

import (
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"parley/shared/command"
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

// examples are of values in the form that they need, where people would not guess it.
var examples = map[string]string{
	"start_time": "2040-10-03T10:30:00+02:00", "end_time": "2040-10-03T11:30:00+02:00",
	"dtstart": exampleTime, "dtend": exampleTime, "recurrenceId": exampleTime, "exdate": "[" + exampleTime + "]",
	"value": "20401003T103000", "tzid": "Europe/Berlin", "rrule": "FREQ=WEEKLY;COUNT=5",
	"target_room_id": "!abc:example.org", "user_id": "@name:example.org",
	"userIds": `["@name:example.org"]`, "participant_ids": `["@name:example.org"]`, "participants": `[{"user_id": "@name:example.org"}]`,
	"power_level": "50", "messaging_power_level": "50", "widget_ids": `["jitsi"]`,
}

const exampleTime = `{"tzid": "Europe/Berlin", "value": "20401003T103000"}`

// informal are what is wrong with the form of a value.
var informal = []fault.Code{fault.Malformed, fault.Required, fault.BadDate, fault.BadRule, fault.BadRoomID}

// longest are the limits of texts, in characters.
var longest = map[string]int{"title": command.MaxTitle, "description": command.MaxDescription, "message": command.MaxMessage}

// segment is a part of a path: a name, and in a list the place, from 0.
var segment = regexp.MustCompile(`^([A-Za-z_]+)(?:\[(\d+)\])?$`)

// Fault says what is wrong and what would be right, with the field in words. content is
// that of the command, nil where a list in it can only have one entry.
func Fault(l text.Lang, f *fault.Fault, content json.RawMessage) string {
	problem := text.Fault(l, f.Code)
	if hint := hint(l, f); hint != "" {
		problem += " " + hint
	}
	if field := fieldName(l, f.Field, content); field != "" {
		return text.Get(l, text.TroubleField, "field", field, "problem", problem)
	}
	return problem
}

// hint says what the form or the limits of a value are, "" where nothing is to be added.
func hint(l text.Lang, f *fault.Fault) string {
	name := ""
	if found := segment.FindStringSubmatch(f.Field[strings.LastIndexByte(f.Field, '.')+1:]); found != nil {
		name = found[1]
	}
	example, limit := examples[name], longest[name]
	switch {
	case example != "" && slices.Contains(informal, f.Code):
		return text.Get(l, text.TroubleForm, "example", example)
	case limit > 0 && f.Code == fault.TooLong:
		return text.Get(l, text.TroubleLongest, "count", strconv.Itoa(limit))
	case f.Code == fault.OutOfRange && strings.HasSuffix(name, "power_level"):
		return text.Get(l, text.TroubleLevels, "max", strconv.Itoa(command.MaxPowerLevel))
	}
	return ""
}

// fieldName is a field in words, "" when there are none for it. Of a place in nested
// lists the outermost is told in which there is something else.
func fieldName(l text.Lang, path string, content json.RawMessage) string {
	name, place := "", -1
	for part := range strings.SplitSeq(path, ".") {
		found := segment.FindStringSubmatch(part)
		if found == nil {
			continue
		}
		if key, ok := words[found[1]]; ok {
			name = text.Get(l, key)
		}
		content = member(content, found[1])
		n, err := strconv.Atoi(found[2])
		if err != nil {
			continue
		}
		all := items(content)
		if place < 0 && (n > 0 || len(all) > 1) {
			place = n
		}
		content = nil
		if n < len(all) {
			content = all[n]
		}
	}
	if name == "" || place < 0 {
		return name
	}
	return text.Get(l, text.TroubleNth, "field", name, "n", strconv.Itoa(place+1))
}

func member(object json.RawMessage, name string) json.RawMessage {
	var members map[string]json.RawMessage
	_ = json.Unmarshal(object, &members) // what is no object has none
	return members[name]
}

// items are those of a list; where a single value may stand for a list, that value.
func items(list json.RawMessage) (all []json.RawMessage) {
	if json.Unmarshal(list, &all) != nil && len(list) > 0 {
		return []json.RawMessage{list}
	}
	return all
}
