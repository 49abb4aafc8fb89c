package meeting

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/rs/zerolog"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"parley/bot/matrix"
	"parley/bot/talk"
	"parley/shared/calendar"
	"parley/shared/command"
	"parley/shared/event"
	"parley/shared/fault"
	"parley/shared/room"
)

const once = `{"uid":"u","dtstart":{"tzid":"Europe/Berlin","value":"20400101T090000"},"dtend":{"tzid":"Europe/Berlin","value":"20400101T100000"}}`

func entriesOf(t *testing.T, text string) (entries []calendar.Entry) {
	t.Helper()
	require.NoError(t, json.Unmarshal([]byte("["+text+"]"), &entries))
	return entries
}

func TestUpdatedMetadata(t *testing.T) {
	hour, later := time.Hour, time.Date(2040, 1, 1, 10, 0, 0, 0, time.UTC).UnixMilli()
	endless := entriesOf(t, once)
	endless[0].RRule = "FREQ=DAILY"
	for name, c := range map[string]struct {
		before string
		data   command.Update
		offset *time.Duration
		want   *int64 // force_deletion_at
		same   bool
	}{
		"the same":         {`{"creator":"@c:x","calendar":[` + once + `]}`, command.Update{Calendar: entriesOf(t, once)}, nil, nil, true},
		"kept for ever":    {`{"creator":"@c:x","calendar":[` + once + `]}`, command.Update{Calendar: endless}, &hour, nil, false},
		"endless to once":  {`{"creator":"@c:x","calendar":[` + string(encode(t, endless[0])) + `]}`, command.Update{Calendar: entriesOf(t, once)}, &hour, &later, false},
		"once to endless":  {`{"creator":"@c:x","force_deletion_at":7,"calendar":[` + once + `]}`, command.Update{Calendar: endless}, &hour, nil, false},
		"other data":       {`{"creator":"@c:x","force_deletion_at":7,"calendar":[` + once + `]}`, command.Update{ExternalData: map[string]json.RawMessage{"a": json.RawMessage(`{}`)}}, &hour, ptr(7), false},
		"mended":           {`{"calendar":[7]}`, command.Update{Calendar: entriesOf(t, once)}, &hour, &later, false},
		"from legacy form": {`{"creator":"@c:x","start_time":"2040-01-01T08:00:00Z","end_time":"2040-01-01T09:00:00Z","auto_deletion_offset":5}`, command.Update{Calendar: entriesOf(t, once)}, &hour, &later, false},
	} {
		m, differs, err := updatedMetadata(json.RawMessage(c.before), c.data, "@s:x", c.offset, newZones())
		require.NoError(t, err, name)
		assert.Equal(t, !c.same, differs, name)
		assert.Equal(t, c.want, m.ForceDeletionAt, name)
		if name == "mended" {
			assert.Equal(t, "@s:x", m.Creator)
		} else {
			assert.Equal(t, "@c:x", m.Creator, name)
		}
	}
	_, _, err := updatedMetadata(json.RawMessage(`[]`), command.Update{ExternalData: map[string]json.RawMessage{}}, "@s:x", nil, newZones())
	assert.Equal(t, fault.Required, fault.Of(err).Code)
}

func TestTimesKeepTheUIDOfTheMeeting(t *testing.T) {
	data := command.Update{Calendar: entriesOf(t, once), ByTimes: true}
	assert.Equal(t, "first", named(data, []calendar.Entry{{UID: "first"}, {UID: "second"}})[0].UID)
	assert.Equal(t, "u", named(data, nil)[0].UID)
	assert.Equal(t, "u", data.Calendar[0].UID, "the command stays as it is")
}

func TestOnlyWhatDiffersIsWritten(t *testing.T) {
	r := enter(room.NewModel("@a:x", me), []event.Event{
		state(event.TypeCreate, "", `{"type":"net.nordeck.meetings.meeting"}`), state(event.TypeName, "", `{"name":"Old"}`),
		state(event.TypeTopic, "", `{"topic":"Same"}`), state(event.TypeMetadata, "", `{"creator":"@c:x","calendar":[`+once+`]}`),
	}, "!r")
	title, topic := "New", "Same"
	states, err := updated(r, command.Update{Title: &title, Description: &topic, Calendar: entriesOf(t, once)}, "@a:x", nil, newZones())
	require.NoError(t, err)
	require.Len(t, states, 1)
	assert.Equal(t, event.TypeName, states[0].Type)
}

func TestRemindersAreWrittenWhereTheyDiffer(t *testing.T) {
	for _, c := range []struct {
		settings string
		leads    []int64
		want     string
	}{
		{`{"locale":"de","keep":true}`, []int64{}, `{"locale":"de","keep":true,"reminders":[]}`},
		{`{"reminders":[10]}`, []int64{60, 10}, `{"reminders":[60,10]}`},
		{`{"reminders":[10]}`, []int64{10}, ""},
		{`{"reminders":[]}`, []int64{}, ""},
		{`{"reminders":[10]}`, nil, ""},
	} {
		r := roomIn([]event.Event{state(event.TypeSettings, "", c.settings)})
		states, err := updated(r, command.Update{Reminders: c.leads}, "@a:x", nil, newZones())
		require.NoError(t, err)
		if c.want == "" {
			assert.Empty(t, states, c)
			continue
		}
		require.Len(t, states, 1)
		assert.Equal(t, event.TypeSettings, states[0].Type)
		assert.JSONEq(t, c.want, string(encode(t, states[0].Content)))
	}
}

func ptr(n int64) *int64 { return &n }

func encode(t *testing.T, value any) []byte {
	t.Helper()
	raw, err := json.Marshal(value)
	require.NoError(t, err)
	return raw
}

// roomIn is a room in which @a:x and the bot are.
func roomIn(events []event.Event) *room.Room { return enter(room.NewModel("@a:x", me), events, "!r") }

// What is said about a change is said in the language and zone of the room; of a room
// that has none, in those of the sender.
func TestChangesAreToldInTheLanguageOfTheRoom(t *testing.T) {
	events := []event.Event{
		state(event.TypeCreate, "", `{"type":"net.nordeck.meetings.meeting"}`), state(event.TypeName, "", `{"name":"Old"}`),
		state(event.TypeMetadata, "", `{"creator":"@c:x","calendar":[`+once+`]}`),
	}
	sender := command.Context{Locale: "en", Timezone: "America/New_York"}
	states := []matrix.State{
		{Type: event.TypeName, Content: event.Name{Name: "New"}}, {Type: event.TypeTopic, Content: event.Topic{Topic: "T"}},
		{Type: event.TypeMetadata, Content: event.Metadata{Calendar: entriesOf(t, once)}},
	}
	facts := func(title, topic string) talk.Facts {
		return talk.Facts{Title: title, Description: topic, Calendar: entriesOf(t, once)}
	}
	want := talk.Change{Locale: "en", Zone: "America/New_York", OtherZone: "America/New_York", Old: facts("Old", ""), New: facts("New", "T")}
	assert.Equal(t, want, changeOf(roomIn(events), states, sender))

	want.Locale = "de"
	events = append(events, state(event.TypeSettings, "", `{"locale":"de"}`))
	assert.Equal(t, want, changeOf(roomIn(events), states, sender))
}

func TestWhatTheBotMayNotSayIsNotRecorded(t *testing.T) {
	client, err := matrix.New("http://homeserver")
	require.NoError(t, err)
	bot := New(client, nil, nil, Settings{}, zerolog.Nop())
	for levels, says := range map[string]bool{`{}`: true, `{"events_default":1}`: false, `{"events":{"m.room.message":1}}`: false} {
		r := roomIn([]event.Event{state(event.TypeCreate, "", `{}`), state(event.TypeName, "", `{"name":"Old"}`), state(event.TypePowerLevels, "", levels)})
		change := changeOf(r, []matrix.State{{Type: event.TypeName, Content: event.Name{Name: "New"}}}, command.Context{})
		assert.Equal(t, says, bot.announcement(r, change) != nil, levels)
		assert.Nil(t, bot.announcement(r, changeOf(r, nil, command.Context{})))
	}
}
