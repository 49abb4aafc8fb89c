package schema

import (
	"encoding/json"
	"strconv"

	"github.com/invopop/jsonschema"

	"parley/shared/calendar"
	"parley/shared/command"
	"parley/shared/event"
	"parley/shared/wire"
)

// limit is what the type of a property does not say. One that is needed has to be
// there.
type limit struct {
	needed bool
	apply  func(s *jsonschema.Schema)
}

func may(apply func(s *jsonschema.Schema)) limit  { return limit{false, apply} }
func must(apply func(s *jsonschema.Schema)) limit { return limit{true, apply} }

func free(*jsonschema.Schema) {}

// filled is a text of which not all is white space.
func filled(longest uint64) func(*jsonschema.Schema) {
	return func(s *jsonschema.Schema) { s.MaxLength, s.Pattern = &longest, `\S` }
}

func text(longest uint64) func(*jsonschema.Schema) {
	return func(s *jsonschema.Schema) { s.MaxLength = &longest }
}

func pattern(p string) func(*jsonschema.Schema) {
	return func(s *jsonschema.Schema) { s.Pattern = p }
}

func id(p string) func(*jsonschema.Schema) {
	return func(s *jsonschema.Schema) { s.Pattern, s.MaxLength = p, ptr(255) }
}

func list(least, most uint64, item func(*jsonschema.Schema)) func(*jsonschema.Schema) {
	return func(s *jsonschema.Schema) {
		s.MaxItems = &most
		if least > 0 {
			s.MinItems = &least
		}
		item(s.Items)
	}
}

func whole(most int64) func(*jsonschema.Schema) {
	return func(s *jsonschema.Schema) { s.Minimum, s.Maximum = "0", number(most) }
}

func integer(s *jsonschema.Schema) {
	s.Minimum, s.Maximum = number(-wire.MaxInteger), number(wire.MaxInteger)
}

func oneOf[T ~string](words ...T) func(*jsonschema.Schema) {
	return func(s *jsonschema.Schema) {
		for _, w := range words {
			s.Enum = append(s.Enum, w)
		}
	}
}

// object is JSON that is passed on as it is.
func object(s *jsonschema.Schema) { *s = jsonschema.Schema{Type: "object", Description: s.Description} }

func external(s *jsonschema.Schema) { s.AdditionalProperties = &jsonschema.Schema{Type: "object"} }

func ptr(n uint64) *uint64 { return &n }

func number(n int64) json.Number { return json.Number(strconv.FormatInt(n, 10)) }

var (
	userID   = id(`^@[^:\s]*:\S+$`)
	roomID   = id(`^!\S+$`)
	eventID  = id(`^\$\S*$`)
	widgetID = func(s *jsonschema.Schema) { s.MinLength, s.MaxLength = ptr(1), ptr(command.MaxWidgetID) }
	widgets  = list(0, command.MaxWidgets, widgetID)
	instant  = func(s *jsonschema.Schema) { s.Format, s.Pattern = "date-time", `^\d{4}-\d\d-\d\dT\d\d:\d\d` }
	name     = text(255)

	reminders = list(0, event.MaxReminders, whole(event.MaxReminder))
)

// limits are those of each type's properties.
var limits = map[string]map[string]limit{
	"Context": {"locale": may(text(64)), "timezone": may(text(64))},
	"Create": {
		"title": must(filled(command.MaxTitle)), "description": may(text(command.MaxDescription)),
		"calendar": may(list(1, calendar.MaxEntries, free)), "widget_ids": may(widgets),
		"participants":          may(list(0, command.MaxParticipants, free)),
		"messaging_power_level": may(whole(command.MaxPowerLevel)), "enable_auto_deletion": may(free), "external_data": may(external),
		"reminders": may(reminders), "join_rule": may(oneOf(command.JoinRules...)), "encrypted": may(free),
	},
	"Participant": {"user_id": must(userID), "power_level": may(whole(command.MaxPowerLevel))},
	"Update": {
		"target_room_id": must(roomID), "title": may(filled(command.MaxTitle)), "description": may(text(command.MaxDescription)),
		"calendar": may(list(1, calendar.MaxEntries, free)), "external_data": may(external), "base_event_id": may(eventID),
		"reminders": may(reminders), "move_breakouts": may(free),
	},
	"Close":   {"target_room_id": must(roomID), "method": may(oneOf(command.CloseTombstone, command.CloseKick))},
	"Widgets": {"target_room_id": must(roomID), "add": must(free), "widget_ids": may(list(1, command.MaxWidgets, widgetID))},
	"Participants": {
		"target_room_id": must(roomID), "invite": must(free), "userIds": must(list(1, command.MaxParticipants, userID)),
	},
	"MessagePermissions": {"target_room_id": must(roomID), "messaging_power_level": must(whole(command.MaxPowerLevel))},
	"Breakouts": {
		"description": may(text(command.MaxDescription)), "start_time": must(instant), "end_time": must(instant),
		"widget_ids": may(widgets), "enable_auto_deletion": may(free), "groups": must(list(1, command.MaxGroups, free)),
	},
	"Group":           {"title": must(filled(command.MaxTitle)), "participants": may(list(0, command.MaxParticipants, free))},
	"BreakoutMessage": {"target_room_id": must(roomID), "message": must(filled(command.MaxMessage))},
	"Writers":         {"target_room_id": may(roomID), "participant_ids": must(list(1, command.MaxParticipants, userID))},
	"NotesPDF":        {"target_room_id": may(roomID)},

	"Entry": {
		"uid": must(func(s *jsonschema.Schema) { s.MinLength, s.MaxLength = ptr(1), ptr(calendar.MaxUID) }), "dtstart": must(free),
		"dtend": must(free), "rrule": may(free), "exdate": may(list(0, calendar.MaxExDates, free)), "recurrenceId": may(free),
	},
	"DateTime": {
		"tzid":  must(func(s *jsonschema.Schema) { s.MinLength, s.MaxLength = ptr(1), ptr(64) }),
		"value": must(pattern(`^\d{8}T\d{6}$`)),
	},
	"Metadata": {
		"creator": must(userID), "calendar": may(list(1, calendar.MaxEntries, free)),
		"force_deletion_at": may(integer), "external_data": may(external),
	},
	"Settings": {
		"locale": may(text(64)), "timezone": may(text(64)), "keep": may(free),
		"reminders": may(reminders),
	},
	"RSVP":             {"status": may(answer), "occurrences": may(list(0, event.MaxAnswers, free))},
	"OccurrenceAnswer": {"uid": must(filled(calendar.MaxUID)), "recurrenceId": must(free), "status": must(answer)},
	"Notes": {
		"status":   must(oneOf(event.NotesInitializing, event.NotesInitialized, event.NotesClosed)),
		"revision": may(whole(wire.MaxInteger)), "created_at": may(whole(wire.MaxInteger)),
	},
	"Widget": {
		"id": may(name), "type": may(name), "name": may(free), "url": may(free), "avatar_url": may(free),
		"creatorUserId": may(userID), "data": may(object), "waitForIframeLoad": may(free),
	},
	"Layout": {"widgets": may(free)},
	"Placement": {
		"container": must(oneOf(event.ContainerTop, event.ContainerRight, event.ContainerCenter)),
		"index":     may(whole(event.MaxPlace)), "width": may(whole(event.MaxPlace)), "height": may(whole(event.MaxPlace)),
	},
	"ControlRoom": {"room_version": may(whole(wire.MaxInteger))},
	"WelcomeRoom": {"userId": must(userID), "originalRoomId": must(roomID), "locale": may(text(64))},
	"MessageRoom": {"userId": must(userID)},

	"Reaction": {"m.relates_to": must(free), "net.nordeck.meetings.bot.meta": may(free)},
	"Relation": {
		"rel_type": must(func(s *jsonschema.Schema) { s.Const = event.RelAnnotation }), "event_id": must(eventID),
		"key": must(oneOf(event.KeyDone, event.KeyFailed)),
	},
	"BotMeta": {
		"room_id": may(roomID), "created_room_id": may(roomID), "created_room_ids": may(list(0, command.MaxGroups, roomID)),
		"pdf_event_id": may(eventID), "error": may(free), "warnings": may(free),
	},
	"Error": {"code": must(name), "field": may(free)},
	"Tally": {"code": must(name), "count": must(whole(wire.MaxInteger))},
	"File": {
		"msgtype": must(func(s *jsonschema.Schema) { s.Const = event.MessageFile }), "body": may(free), "filename": must(free),
		"url": may(pattern(`^mxc://`)), "file": may(object), "info": must(free), "net.nordeck.meetings.meeting_notes": must(free),
	},
	"FileInfo": {"mimetype": must(free), "size": may(whole(wire.MaxInteger))},
	"Asset": {
		"message": must(func(s *jsonschema.Schema) { s.Const = event.PDFAsset }), "filename": must(free), "asset_id": must(pattern(`^mxc://`)),
	},
}

func answer(s *jsonschema.Schema) {
	*s = jsonschema.Schema{Type: "string", Description: s.Description}
	oneOf(event.Accepted, event.Declined, event.Tentative)(s)
}

// restrict adds to a type's schema what only its limits say, and the forms that are
// tolerated.
func restrict(typ string, s *jsonschema.Schema) {
	s.Required, s.Description = nil, oneLine(s.Description)
	for p := s.Properties.Oldest(); p != nil; p = p.Next() {
		l := limits[typ][p.Key]
		if l.apply == nil {
			panic("no limit of " + typ + "." + p.Key)
		}
		l.apply(p.Value)
		p.Value.Description = oneLine(p.Value.Description)
		if l.needed {
			s.Required = append(s.Required, p.Key)
		}
	}
	if tolerate := tolerated[typ]; tolerate != nil {
		tolerate(s)
	}
}

// tolerated adds the deprecated forms to the types that have some.
var tolerated = map[string]func(s *jsonschema.Schema){
	"Create": func(s *jsonschema.Schema) {
		loneEntry(s)
		times(s)
		notBoth(s)
		alias(s)
		s.AnyOf = either("calendar", "start_time")
	},
	"Update": func(s *jsonschema.Schema) {
		loneEntry(s)
		times(s)
		notBoth(s)
		s.AnyOf = either("title", "description", "calendar", "start_time", "external_data", "reminders")
	},
	"Widgets": func(s *jsonschema.Schema) {
		alias(s)
		s.AnyOf = either("widget_ids", "widgets")
	},
	"Breakouts": alias,
	"File":      func(s *jsonschema.Schema) { s.AnyOf = either("url", "file") },
	"Metadata": func(s *jsonschema.Schema) {
		loneEntry(s)
		times(s)
		offset(s)
		s.AnyOf = either("calendar", "start_time")
	},
}

// loneEntry allows one entry in place of an array of one.
func loneEntry(s *jsonschema.Schema) {
	array, _ := s.Properties.Get("calendar")
	s.Properties.Set("calendar", &jsonschema.Schema{
		AnyOf: []*jsonschema.Schema{array, {Ref: array.Items.Ref, Deprecated: true}}, Description: array.Description,
	})
	array.Description = ""
}

// times allows start_time and end_time in place of the calendar; both, or none.
func times(s *jsonschema.Schema) {
	for _, field := range []string{"start_time", "end_time"} {
		property := &jsonschema.Schema{Type: "string", Deprecated: true, Description: "ISO 8601, with an offset; in place of calendar."}
		instant(property)
		s.Properties.Set(field, property)
	}
	s.DependentRequired = map[string][]string{"start_time": {"end_time"}, "end_time": {"start_time"}}
}

// notBoth forbids times beside a calendar.
func notBoth(s *jsonschema.Schema) {
	s.Not = &jsonschema.Schema{Required: []string{"calendar", "start_time"}}
}

func offset(s *jsonschema.Schema) {
	s.Properties.Set("auto_deletion_offset", &jsonschema.Schema{
		Type: "integer", Deprecated: true, Description: "Minutes from end_time to the deletion of the room.",
	})
}

// alias allows widgets for widget_ids.
func alias(s *jsonschema.Schema) {
	property, _ := s.Properties.Get("widget_ids")
	other := *property
	other.Deprecated, other.Description = true, "Another name of widget_ids."
	s.Properties.Set("widgets", &other)
}

func either(names ...string) (any []*jsonschema.Schema) {
	for _, name := range names {
		any = append(any, &jsonschema.Schema{Required: []string{name}})
	}
	return any
}
