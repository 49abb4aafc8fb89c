package schema

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/invopop/jsonschema"
	validator "github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"parley/shared/calendar"
	"parley/shared/command"
	"parley/shared/event"
	"parley/shared/fault"
)

var update = flag.Bool("update", false, "write docs/schemas anew")

const folder = "../../docs/schemas"

func TestSchemasAreCurrent(t *testing.T) {
	files, err := Files("..")
	require.NoError(t, err)
	if *update {
		old, _ := filepath.Glob(folder + "/*")
		for _, name := range old {
			require.NoError(t, os.Remove(name))
		}
		for name, content := range files {
			require.NoError(t, os.WriteFile(filepath.Join(folder, name), content, 0o644))
		}
	}
	entries, err := os.ReadDir(folder)
	require.NoError(t, err)
	assert.Len(t, entries, len(files))
	for name, content := range files {
		have, _ := os.ReadFile(filepath.Join(folder, name))
		assert.Equal(t, string(content), string(have), "run: go test ./shared/schema -update")
	}
}

// Every limit is one of a property that exists; restrict panics at a property without.
func TestLimitsAreOfProperties(t *testing.T) {
	r := &jsonschema.Reflector{Anonymous: true}
	found := map[string]bool{}
	for _, d := range documents() {
		for _, s := range []*jsonschema.Schema{r.Reflect(d.content), r.Reflect(command.Context{})} {
			for typ, definition := range s.Definitions {
				for p := definition.Properties.Oldest(); p != nil; p = p.Next() {
					found[typ+"."+p.Key] = true
				}
			}
		}
	}
	for typ, properties := range limits {
		for name := range properties {
			assert.True(t, found[typ+"."+name], typ+"."+name)
		}
	}
}

func TestExampleIsFine(t *testing.T) {
	create, _, err := command.DecodeCreate([]byte(Example), "", calendar.ZoneFunc(time.LoadLocation))
	require.NoError(t, err)
	first, ok := calendar.Next(create.Calendar, time.Time{}, calendar.ZoneFunc(time.LoadLocation))
	assert.True(t, ok)
	assert.Equal(t, create.Calendar[0].DTStart, *first.RecurrenceID)
	value, err := validator.UnmarshalJSON(strings.NewReader(Example))
	require.NoError(t, err)
	assert.NoError(t, compile(t, command.TypeMeetingCreate).Validate(value))
}

type vector struct {
	Name          string
	Code          fault.Code
	Data, Content json.RawMessage
}

// vectors are those of the packages' own tests, by event type.
var vectors = map[string]string{
	command.TypeMeetingCreate: "command/testdata/create", command.TypeMeetingUpdate: "command/testdata/update",
	command.TypeMeetingClose: "command/testdata/close", command.TypeWidgetsHandle: "command/testdata/widgets",
	command.TypeParticipantsHandle: "command/testdata/participants", command.TypeMessagePermissions: "command/testdata/permissions",
	command.TypeBreakoutsCreate: "command/testdata/breakouts", command.TypeSubMeetingsMessages: "command/testdata/message",
	command.TypeNotesSelect: "command/testdata/writers", command.TypeNotesDeselect: "command/testdata/writers",
	command.TypeNotesPDF:  "command/testdata/pdf",
	event.TypeMetadata:    "event/testdata/metadata",
	event.TypeRSVP:        "event/testdata/rsvp",
	event.TypeSettings:    "event/testdata/settings",
	event.TypeNotes:       "event/testdata/notes",
	event.TypeWidget:      "event/testdata/widget",
	event.TypeLayout:      "event/testdata/layout",
	event.TypeControlRoom: "event/testdata/control_room",
	event.TypeWelcomeRoom: "event/testdata/welcome_room",
	event.TypeMessageRoom: "event/testdata/message_room",
	event.TypeReaction:    "event/testdata/reaction",
	event.TypeMessage:     "event/testdata/file",
}

// unadvertised are good vectors of a form that the schemas do not advertise.
var unadvertised = map[string]bool{
	"create: null stands for absent": true, "create: null in an entry": true, "create: start_time and end_time without seconds": true,
	"update: null stands for absent": true, "close: null method": true, "writers: null target": true,
	"metadata: null stands for absent": true, "settings: null stands for absent": true, "metadata: an empty calendar beside start_time": true,
	"metadata: external data that is no object is dropped": true, "rsvp: null status": true, "widget: null everywhere": true,
	"reaction: of the existing bot": true, "reaction: meta of a wrong kind": true, "reaction: fields of a wrong kind": true,
	"reaction: of anybody": true,
}

// accepted are bad vectors that a schema cannot tell from good ones, beside those with
// a code in Beyond.
var accepted = map[string]bool{
	"create: external data with a fraction": true, "create: external data with a huge number": true,
	"breakouts: too many people in all": true,
}

// beyond reports that a schema finds no fault with the code.
func beyond(code fault.Code) bool {
	for _, f := range Beyond {
		if f.Code == code && !f.Some {
			return true
		}
	}
	return false
}

func compile(t *testing.T, typ string) *validator.Schema {
	t.Helper()
	compiler := validator.NewCompiler()
	compiler.AssertFormat()
	s, err := compiler.Compile(filepath.Join(folder, typ+".json"))
	require.NoError(t, err)
	return s
}

func TestVectorsFitTheSchemas(t *testing.T) {
	for _, d := range documents() {
		s := compile(t, d.typ)
		for _, kind := range []string{"good", "bad"} {
			file, err := os.ReadFile("../" + vectors[d.typ] + "_" + kind + ".json")
			require.NoError(t, err, d.typ)
			var all []vector
			require.NoError(t, json.Unmarshal(file, &all))
			for _, v := range all {
				name := filepath.Base(vectors[d.typ]) + ": " + v.Name
				content := v.Content
				if d.command {
					content = json.RawMessage(`{"data":` + string(v.Data) + `,"context":{"locale":"de","timezone":"UTC"}}`)
				}
				value, err := validator.UnmarshalJSON(bytes.NewReader(content))
				require.NoError(t, err)
				err = s.Validate(value)
				switch {
				case kind == "good":
					assert.Equal(t, unadvertised[name], err != nil, "%s: %v", name, err)
				case !beyond(v.Code):
					assert.Equal(t, accepted[name], err == nil, "%s: accepted", name)
				}
			}
		}
	}
}
