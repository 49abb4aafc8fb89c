// Package schema makes the JSON Schemas of docs/schemas, for those who write programs
// that talk to Parley, from the Go types of packages command and event, their comments
// and their limits. Nothing but its test uses it: run it with -update to write them.
//
// The schemas describe what to send. Package command tolerates a little more, such as
// null for an absent field, and refuses more; see Beyond.
package schema

import (
	"bytes"
	"encoding/json"
	"strings"

	"github.com/invopop/jsonschema"

	"parley/shared/calendar"
	"parley/shared/command"
	"parley/shared/event"
	"parley/shared/fault"
)

// document is one schema: of the content of an event.
type document struct {
	typ     string
	does    string
	content any  // a value of the content's type; of a command, of its data's
	command bool // the content is an envelope around the data
}

// documents lists all schemas, in the order of the index.
func documents() []document {
	var all []document
	for _, spec := range command.All {
		data, _, _ := command.Decode(spec.Type, []byte(`{"data":{}}`), "", calendar.ZoneFunc(nil))
		all = append(all, document{spec.Type, spec.Does, data, true})
	}
	return append(all, states...)
}

var states = []document{
	{typ: event.TypeMetadata, does: "State: makes a room a meeting and says when it takes place.", content: event.Metadata{}},
	{typ: event.TypeSettings, does: "State: what Parley remembers of a meeting beside its metadata.", content: event.Settings{}},
	{typ: event.TypeRSVP, does: "State: whether somebody comes. The state key is his user id.", content: event.RSVP{}},
	{typ: event.TypeNotes, does: "State: whether a meeting has notes.", content: event.Notes{}},
	{typ: event.TypeWidget, does: "State: a widget of a room. The state key is its id.", content: event.Widget{}},
	{typ: event.TypeLayout, does: "State: where the widgets of a room are.", content: event.Layout{}},
	{typ: event.TypeControlRoom, does: "State: marks a chat of two in which the bot has installed the planner.", content: event.ControlRoom{}},
	{typ: event.TypeWelcomeRoom, does: "State: marks the room in which the bot helps to set up another one. The state key is the bot's user id.", content: event.WelcomeRoom{}},
	{typ: event.TypeMessageRoom, does: "State: marks the room in which the bot tells one user what went wrong. The state key is the bot's user id.", content: event.MessageRoom{}},
	{typ: event.TypeReaction, does: "The bot's one answer to a command.", content: event.Reaction{}},
	{typ: event.TypeMessage, does: "A PDF of the notes of a meeting.", content: event.File{}},
}

// Beyond is what the schemas cannot say: the faults that are found in a content that
// they accept.
var Beyond = []struct {
	Code  fault.Code
	Fault string
	Some  bool // other faults with the code are found by the schemas
}{
	{fault.UnknownZone, "a tzid that is no IANA time zone", false},
	{fault.BadDate, "a date that is none, such as 30 February", false},
	{fault.EndBeforeStart, "an end that is not after the start", false},
	{fault.BadRule, "an rrule that RFC 5545 does not allow, or one of HOURLY or more often", false},
	{fault.NoOccurrence, "a calendar by which nothing ever takes place, such as a rule whose UNTIL is before its start", false},
	{fault.BadRecurrence, "a recurrenceId without a series of its uid", false},
	{fault.DuplicateUID, "two entries with the same uid that are no overrides", false},
	{fault.UnknownWidget, "a widget id that the operator has not configured", false},
	{fault.TooLarge, "a content of more than 64 KiB", false},
	{fault.TooMany, "more than 1,000 people in all breakout sessions together", true},
	{fault.Malformed, "a number with a fraction in external_data", true},
	{fault.OutOfRange, "a number in external_data beyond 2^53 - 1", true},
}

// Files returns the content of every file of docs/schemas by its name. sources is the
// path of the folder shared, relative to this package's.
func Files(sources string) (map[string][]byte, error) {
	r, err := reflector("parley/shared/schema", sources+"/command", sources+"/event", sources+"/calendar")
	if err != nil {
		return nil, err
	}
	page, err := index(sources)
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{"README.md": page}
	for _, d := range documents() {
		var content bytes.Buffer
		encoder := json.NewEncoder(&content)
		encoder.SetEscapeHTML(false)
		encoder.SetIndent("", "  ")
		if err := encoder.Encode(d.schema(r)); err != nil {
			return nil, err
		}
		files[d.typ+".json"] = content.Bytes()
	}
	return files, nil
}

// reflector reads comments of packages in folders, relative to that of the package here.
func reflector(here string, folders ...string) (*jsonschema.Reflector, error) {
	r := &jsonschema.Reflector{Anonymous: true, AllowAdditionalProperties: true}
	for _, folder := range folders {
		if err := r.AddGoComments(here, folder, jsonschema.WithFullComment()); err != nil {
			return nil, err
		}
	}
	return r, nil
}

// Definitions returns the schemas of the types of values and of all types in them, by
// their names, for a document that is made elsewhere: here is the package that asks,
// folders are those of the types, relative to it. Types of other packages than command,
// event and calendar tell by their tags alone what they need.
func Definitions(here string, folders []string, values ...any) (map[string]*jsonschema.Schema, error) {
	r, err := reflector(here, folders...)
	if err != nil {
		return nil, err
	}
	all := map[string]*jsonschema.Schema{}
	for _, value := range values {
		for name, definition := range r.Reflect(value).Definitions {
			all[name] = definition
		}
	}
	for name, definition := range all {
		if limits[name] != nil {
			restrict(name, definition)
			continue
		}
		definition.Description = oneLine(definition.Description)
		for p := definition.Properties.Oldest(); p != nil; p = p.Next() {
			p.Value.Description = oneLine(p.Value.Description)
		}
	}
	return all, nil
}

// schema returns one document's.
func (d document) schema(r *jsonschema.Reflector) *jsonschema.Schema {
	root := r.Reflect(d.content)
	if d.command {
		root = envelope(root, r.Reflect(command.Context{}))
	}
	root.Version, root.ID = jsonschema.Version, jsonschema.ID(d.typ+".json")
	root.Title, root.Description = d.typ, d.does
	for name, definition := range root.Definitions {
		restrict(name, definition)
	}
	return root
}

// envelope wraps the schema of a command's data.
func envelope(data, context *jsonschema.Schema) *jsonschema.Schema {
	root := &jsonschema.Schema{Type: "object", Properties: jsonschema.NewProperties(), Required: []string{"data"}, Definitions: data.Definitions}
	root.Properties.Set("data", &jsonschema.Schema{Ref: data.Ref})
	root.Properties.Set("context", &jsonschema.Schema{Ref: context.Ref})
	for name, definition := range context.Definitions {
		root.Definitions[name] = definition
	}
	return root
}

// oneLine returns a comment without line breaks.
func oneLine(comment string) string { return strings.Join(strings.Fields(comment), " ") }
