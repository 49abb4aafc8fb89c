package meeting

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"parley/shared/command"
	"parley/shared/event"
	"parley/shared/fault"
)

// Every command is read strictly, those that are not carried out yet, too.
func TestEveryCommandIsAnswered(t *testing.T) {
	const room = `"target_room_id":"!a:b"`
	for typ, v := range map[string]struct {
		bad   string
		fault *fault.Fault
		good  string // "": carried out
	}{
		command.TypeMeetingCreate:       {`{"title":7}`, fault.New(fault.Malformed, "data.title"), ``},
		command.TypeMeetingUpdate:       {`{` + room + `}`, fault.New(fault.NothingToDo, "data"), ``},
		command.TypeMeetingClose:        {`{"target_room_id":"a"}`, fault.New(fault.BadRoomID, "data.target_room_id"), ``},
		command.TypeWidgetsHandle:       {`{` + room + `,"widget_ids":["a"]}`, fault.New(fault.Required, "data.add"), ``},
		command.TypeParticipantsHandle:  {`{` + room + `,"messaging_power_level":100}`, fault.New(fault.Required, "data.userIds"), ``},
		command.TypeMessagePermissions:  {`{` + room + `,"messaging_power_level":-1}`, fault.New(fault.OutOfRange, "data.messaging_power_level"), ``},
		command.TypeBreakoutsCreate:     {`{}`, fault.New(fault.Required, "data.start_time"), ``},
		command.TypeSubMeetingsMessages: {`{` + room + `}`, fault.New(fault.Required, "data.message"), ``},
		command.TypeNotesSelect:         {`{}`, fault.New(fault.InvalidParticipantSelection, "data.participant_ids"), `{"participant_ids":["@a:b"]}`},
		command.TypeNotesDeselect:       {`{"participant_ids":[1]}`, fault.New(fault.InvalidParticipantSelection, "data.participant_ids[0]"), `{"participant_ids":["@a:b"]}`},
		command.TypeNotesPDF:            {`{"target_room_id":1}`, fault.New(fault.Malformed, "data.target_room_id"), `{}`},
	} {
		assert.Equal(t, event.Failed("$e", v.fault), answerTo(t, typ, v.bad), typ)
		if v.good != "" {
			assert.Equal(t, event.Failed("$e", fault.New(fault.Unsupported, "")), answerTo(t, typ, v.good), typ)
		}
	}
}

// answerTo returns the bot's answer to a command with the data.
func answerTo(t *testing.T, typ, data string) event.Reaction {
	t.Helper()
	d := newDesk()
	b := signedInAt(t, d.ServeHTTP)
	raw, err := json.Marshal(event.Event{
		Type: typ, Sender: "@a:x", OriginServerTS: time.Now().UnixMilli(), Content: json.RawMessage(`{"data":` + data + `}`),
	})
	require.NoError(t, err)
	sent := item("$e")
	sent.Type, sent.Attempt, sent.Raw = typ, 1, raw
	require.NoError(t, b.Handle(t.Context(), sent))
	require.Len(t, d.answers, 1, typ)
	return d.answers[0]
}
