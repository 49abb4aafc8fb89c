package event

import (
	"bytes"
	"encoding/json"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"parley/shared/fault"
	"parley/shared/wire"
)

// decoders of the contents that have vectors in testdata/<name>_good.json and
// _bad.json.
var decoders = map[string]func(json.RawMessage) (any, error){
	"metadata":     as(DecodeMetadata),
	"reaction":     as(DecodeReaction),
	"rsvp":         as(DecodeRSVP),
	"settings":     as(DecodeSettings),
	"notes":        as(DecodeNotes),
	"file":         as(DecodeFile),
	"widget":       as(DecodeWidget),
	"layout":       as(DecodeLayout),
	"welcome_room": as(DecodeWelcomeRoom),
	"message_room": as(DecodeMessageRoom),
	"control_room": as(DecodeControlRoom),
}

func as[T any](decode func(json.RawMessage) (T, error)) func(json.RawMessage) (any, error) {
	return func(content json.RawMessage) (any, error) { return decode(content) }
}

type vector struct {
	Name    string
	Code    fault.Code // of a bad one
	Field   string
	Content json.RawMessage
	Want    json.RawMessage // exact content of a good one; absent: Content
}

func vectors(t testing.TB, name, kind string) []vector {
	t.Helper()
	data, err := os.ReadFile("testdata/" + name + "_" + kind + ".json")
	require.NoError(t, err)
	var all []vector
	require.NoError(t, json.Unmarshal(data, &all))
	for i := range all {
		var content bytes.Buffer
		require.NoError(t, json.Compact(&content, all[i].Content))
		all[i].Content = content.Bytes()
	}
	return all
}

func TestDecodeAccepts(t *testing.T) {
	for name, decode := range decoders {
		for _, v := range vectors(t, name, "good") {
			t.Run(name+"/"+v.Name, func(t *testing.T) {
				value, err := decode(v.Content)
				require.NoError(t, err)
				exact, err := json.Marshal(value)
				require.NoError(t, err)
				if v.Want == nil {
					v.Want = v.Content
				}
				assert.JSONEq(t, string(v.Want), string(exact))
				assert.NotContains(t, string(exact), "null")
				again, err := decode(exact)
				require.NoError(t, err)
				assert.Equal(t, value, again, "the exact output decodes to the same")
			})
		}
	}
}

func TestDecodeRefuses(t *testing.T) {
	for name, decode := range decoders {
		for _, v := range vectors(t, name, "bad") {
			t.Run(name+"/"+v.Name, func(t *testing.T) {
				_, err := decode(v.Content)
				require.Error(t, err)
				assert.Equal(t, fault.New(v.Code, v.Field), fault.Of(err))
			})
		}
	}
}

// fuzz checks of one decoder that no content makes it panic, that what it refuses has
// faults, and that what it accepts comes out the same when read again.
func fuzz(f *testing.F, name string) {
	for _, kind := range []string{"good", "bad"} {
		for _, v := range vectors(f, name, kind) {
			if len(v.Content) < 2000 {
				f.Add([]byte(v.Content))
			}
		}
	}
	decode := decoders[name]
	f.Fuzz(func(t *testing.T, content []byte) {
		value, err := decode(content)
		if err != nil {
			require.NotEmpty(t, fault.Of(err).Code)
			require.LessOrEqual(t, len(err.(fault.List)), wire.MaxFaults)
			return
		}
		exact, err := json.Marshal(value)
		require.NoError(t, err)
		require.LessOrEqual(t, len(exact), 6*len(content)+1000, "bounded by what came in")
		if len(exact) > wire.MaxContent {
			return // escaping made it too large
		}
		again, err := decode(exact)
		require.NoError(t, err)
		twice, err := json.Marshal(again)
		require.NoError(t, err)
		require.Equal(t, string(exact), string(twice))
	})
}

func FuzzDecodeMetadata(f *testing.F)    { fuzz(f, "metadata") }
func FuzzDecodeReaction(f *testing.F)    { fuzz(f, "reaction") }
func FuzzDecodeRSVP(f *testing.F)        { fuzz(f, "rsvp") }
func FuzzDecodeSettings(f *testing.F)    { fuzz(f, "settings") }
func FuzzDecodeNotes(f *testing.F)       { fuzz(f, "notes") }
func FuzzDecodeFile(f *testing.F)        { fuzz(f, "file") }
func FuzzDecodeWidget(f *testing.F)      { fuzz(f, "widget") }
func FuzzDecodeLayout(f *testing.F)      { fuzz(f, "layout") }
func FuzzDecodeWelcomeRoom(f *testing.F) { fuzz(f, "welcome_room") }
func FuzzDecodeMessageRoom(f *testing.F) { fuzz(f, "message_room") }
func FuzzDecodeControlRoom(f *testing.F) { fuzz(f, "control_room") }
