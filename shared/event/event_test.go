package event

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Members that a homeserver does not know are written by whoever sent the event: none
// of them may pass for one that it does know.
func TestNamesOfAnEventAreExact(t *testing.T) {
	var e Event
	require.NoError(t, json.Unmarshal([]byte(`{"type":"m.room.message","sender":"@mallory:evil.org","content":{"a":1},
		"Type":"m.room.power_levels","SENDER":"@boss:example.org","State_Key":"","\u017fender":"@boss:example.org",
		"Content":{},"unsigned":{"Replaces_State":"$a"},"Unsigned":{"replaces_state":"$b"}}`), &e))
	assert.Equal(t, Event{Type: "m.room.message", Sender: "@mallory:evil.org", Content: json.RawMessage(`{"a":1}`)}, e)
}

func TestOneWrongMemberLeavesTheOthers(t *testing.T) {
	var e Event
	err := json.Unmarshal([]byte(`{"type":5,"sender":"@a:x","state_key":null,"origin_server_ts":"x","content":7,"unsigned":[]}`), &e)
	var wrongType *json.UnmarshalTypeError
	require.ErrorAs(t, err, &wrongType)
	assert.Equal(t, Event{Sender: "@a:x", Content: json.RawMessage("7")}, e)
	for _, none := range []string{`null`, `{}`} {
		assert.NoError(t, json.Unmarshal([]byte(none), &e))
	}
	for _, none := range []string{`5`, `[]`, `""`} {
		assert.Error(t, json.Unmarshal([]byte(none), &e))
	}
}

func TestIsPlain(t *testing.T) {
	for object, want := range map[string]bool{
		`{}`: true, `null`: true, `{"a":"B","c":{"D":1},"e":["F",{"G":2}],"h":"\\"I\\u0041"}`: true, `{ "a" : "x,\\"" , "b" : 1 }`: true,
		`{"A":1}`: false, `{"a":{"B":1},"C":2}`: false, `{"a":["x"],"\\u0062":2}`: false, `{"a":1,"\u017f":2}`: false, `{"a":"{","B":1}`: false,
	} {
		assert.Equal(t, want, isPlain([]byte(object)), object)
	}
}

// Both ways of reading an event read the same.
func FuzzEvent(f *testing.F) {
	for _, seed := range []string{
		`{"type":"a","sender":"@a:x","state_key":"","content":{"A":1},"unsigned":{"replaces_state":"$a"}}`,
		`{"type":5,"content":null,"origin_server_ts":1.5,"unsigned":{"Replaces_state":"$a"}}`, `{"Type":"b"}`, `null`, `[]`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var quick, slow Event
		quickErr := json.Unmarshal(data, &quick)
		var members map[string]json.RawMessage
		if json.Unmarshal(data, &members) != nil || members == nil {
			return
		}
		members["Not plain"] = json.RawMessage("0")
		other, err := json.Marshal(members)
		require.NoError(t, err)
		slowErr := json.Unmarshal(other, &slow)
		require.Equal(t, quickErr == nil, slowErr == nil)
		quick.Content, slow.Content = compact(t, quick.Content), compact(t, slow.Content)
		require.Equal(t, quick, slow)
	})
}

// compact is a content as package json writes it again.
func compact(t *testing.T, content json.RawMessage) json.RawMessage {
	t.Helper()
	if content == nil {
		return nil
	}
	written, err := json.Marshal(content)
	require.NoError(t, err)
	return written
}

func TestRedacted(t *testing.T) {
	for unsigned, want := range map[string]bool{
		`{}`: false, `{"redacted_because":null}`: false, `{"Redacted_because":{}}`: false, `7`: false,
		`{"redacted_because":{"type":"m.room.redaction"}}`: true, `{"A":1,"redacted_because":{}}`: true,
	} {
		var e Event
		require.NoError(t, json.Unmarshal([]byte(`{"type":"a","unsigned":`+unsigned+`}`), &e))
		assert.Equal(t, want, e.Unsigned.Redacted, unsigned)
	}
}

func TestSettingsThatAreTooLongCountForNothing(t *testing.T) {
	long := strings.Repeat("x", 65)
	s, err := DecodeSettings(json.RawMessage(`{"locale":"` + long + `","timezone":"` + long + `","keep":true}`))
	assert.ErrorContains(t, err, "locale")
	assert.ErrorContains(t, err, "timezone")
	assert.Equal(t, Settings{Keep: true}, s)
}
