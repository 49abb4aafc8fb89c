package command

import (
	"encoding/json"
	"os"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"parley/shared/calendar"
	"parley/shared/fault"
)

var zones = calendar.ZoneFunc(time.LoadLocation)

// files are the vectors of each command: testdata/<name>_good.json and _bad.json.
var files = map[string]string{
	TypeMeetingCreate: "create", TypeMeetingUpdate: "update", TypeMeetingClose: "close", TypeWidgetsHandle: "widgets",
	TypeParticipantsHandle: "participants", TypeMessagePermissions: "permissions", TypeBreakoutsCreate: "breakouts",
	TypeSubMeetingsMessages: "message", TypeNotesSelect: "writers", TypeNotesDeselect: "writers", TypeNotesPDF: "pdf",
}

type vector struct {
	Name  string
	Code  fault.Code // of a bad one
	Field string
	Data  json.RawMessage
	Want  json.RawMessage // exact data of a good one; absent: Data
}

func vectors(t testing.TB, typ, kind string) []vector {
	t.Helper()
	data, err := os.ReadFile("testdata/" + files[typ] + "_" + kind + ".json")
	require.NoError(t, err)
	var all []vector
	require.NoError(t, json.Unmarshal(data, &all))
	return all
}

func content(data json.RawMessage) json.RawMessage {
	return json.RawMessage(`{"data":` + string(data) + `,"context":{"locale":"de-DE","timezone":"Europe/Berlin"}}`)
}

func TestEveryCommandIsDecoded(t *testing.T) {
	for _, spec := range All {
		assert.True(t, Known(spec.Type))
		assert.Contains(t, files, spec.Type, "its vectors")
		_, _, err := Decode(spec.Type, []byte(`{}`), "uid", zones)
		assert.Equal(t, fault.List{fault.New(fault.Required, "data")}, err, spec.Type)
	}
	_, _, err := Decode("m.room.message", []byte(`{}`), "uid", zones)
	assert.Equal(t, fault.Unsupported, fault.Of(err).Code)
	assert.False(t, Known("m.room.message"))
}

func TestDecodeRefuses(t *testing.T) {
	for typ, file := range files {
		for _, v := range vectors(t, typ, "bad") {
			t.Run(file+"/"+v.Name, func(t *testing.T) {
				_, ctx, err := Decode(typ, content(v.Data), "uid", zones)
				require.Error(t, err)
				f := fault.Of(err)
				assert.Equal(t, v.Code, f.Code)
				assert.Equal(t, v.Field, f.Field)
				assert.Equal(t, "de-DE", ctx.Locale, "the sender is answered in his language")
			})
		}
	}
}

func TestDecodeAccepts(t *testing.T) {
	for typ, file := range files {
		if typ == TypeMeetingCreate {
			continue // see TestDecodeCreateAccepts
		}
		for _, v := range vectors(t, typ, "good") {
			t.Run(file+"/"+v.Name, func(t *testing.T) {
				data, ctx, err := Decode(typ, content(v.Data), "uid", zones)
				require.NoError(t, err)
				assert.Equal(t, Context{Locale: "de-DE", Timezone: "Europe/Berlin"}, ctx)
				want := v.Want
				if want == nil {
					want = v.Data
				}
				exact, err := json.Marshal(data)
				require.NoError(t, err)
				assert.JSONEq(t, string(want), string(exact))
				again(t, typ, data, ctx)
			})
		}
	}
}

// again checks that the exact output decodes to the same command.
func again(t *testing.T, typ string, data Data, ctx Context) {
	t.Helper()
	first, err := Content(data, ctx)
	require.NoError(t, err)
	if len(first) > 65536 {
		return // escaping made it too large
	}
	data2, ctx2, err := Decode(typ, first, "other", zones)
	require.NoError(t, err)
	second, err := Content(data2, ctx2)
	require.NoError(t, err)
	assert.Equal(t, string(first), string(second))
}

func TestAllFaultsAreListed(t *testing.T) {
	_, _, err := DecodeCreate([]byte(`{"data":{"title":7,"calendar":[{"dtstart":{"tzid":"UTC","value":"20400101T000000"}}],
		"participants":[{"user_id":"@a:b"},{"user_id":3,"power_level":"x"}],"enable_auto_deletion":"no"}}`), "uid", zones)
	var got []string
	for _, f := range err.(fault.List) {
		got = append(got, string(f.Code)+" "+f.Field)
	}
	assert.Equal(t, []string{
		"malformed data.title", "malformed data.participants[1].user_id", "malformed data.participants[1].power_level",
		"malformed data.enable_auto_deletion", "required data.calendar[0].uid", "required data.calendar[0].dtend",
	}, got, "each field once")
}

func TestTargetIsTheRoomActedOn(t *testing.T) {
	for content, want := range map[string]string{
		`{"data":{"target_room_id":"!a:b"}}`: "!a:b",
		`{"data":{"target_room_id":"a"}}`:    "",
		`{"data":{"target_room_id":1}}`:      "",
		`{"data":{"title":"t"}}`:             "",
		`{"data":[]}`:                        "",
		`[]`:                                 "",
		``:                                   "",
		`{"data":{"Target_Room_Id":"!a:b"},"data":1}`: "",
	} {
		assert.Equal(t, want, Target(json.RawMessage(content)), content)
	}
}
