package command

import (
	"encoding/json"
	"strings"

	"parley/shared/calendar"
	"parley/shared/event"
	"parley/shared/fault"
	"parley/shared/wire"
)

// calendar reads the calendar, or the deprecated start_time and end_time in its place:
// byTimes is true then. Without any of them it is nil.
func (in input) calendar(uid string, external map[string]json.RawMessage) (entries []calendar.Entry, byTimes bool) {
	value, ok := in.Get("calendar")
	if !in.Has("start_time") && !in.Has("end_time") {
		if !ok {
			return nil, false
		}
		return event.DecodeEntries(value), false
	}
	if ok {
		value.Fault(fault.AmbiguousTime)
		return nil, false
	}
	if entry := event.LegacyEntry(in.Object, uid, in.context.Timezone, in.context.Location(in.zones)); entry != nil {
		entry.RRule = groupwareRule(external)
		return []calendar.Entry{*entry}, true
	}
	return nil, true
}

// inTimes names the fields that the sender wrote in place of a calendar.
func inTimes(faults fault.List) fault.List {
	var all fault.List
	for _, f := range faults {
		switch {
		case strings.HasPrefix(f.Field, "data.calendar[0].dtstart"):
			f.Field = "data.start_time"
		case strings.HasPrefix(f.Field, "data.calendar[0].dtend"):
			f.Field = "data.end_time"
		case f.Field == "data.calendar" && f.Code == fault.Required:
			continue // there is none, because a time is at fault
		}
		all = append(all, f)
	}
	return all
}

// groupwareRule returns the first rule of Open-Xchange's data, which says beside
// start_time and end_time how its appointment recurs; "" when there is none, or when any
// rule is not understood.
func groupwareRule(external map[string]json.RawMessage) string {
	var ignored fault.List
	rules := wire.Open(external[event.Groupware], &ignored).Texts("rrules")
	for _, rule := range rules {
		if _, err := calendar.ParseRule(rule); err != nil {
			return ""
		}
	}
	if len(rules) == 0 || len(ignored) > 0 {
		return ""
	}
	return rules[0]
}
