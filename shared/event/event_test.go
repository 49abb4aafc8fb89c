package event

import (
	"encoding/json"
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
