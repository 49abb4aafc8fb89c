package room

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"parley/shared/calendar"
	"parley/shared/event"
	"parley/shared/fault"
)

// zones reads each time zone once.
var zones = calendar.ZoneFunc(func(name string) (*time.Location, error) {
	if known, ok := locations.Load(name); ok {
		return known.(*time.Location), nil
	}
	loc, err := time.LoadLocation(name)
	if err == nil {
		locations.Store(name, loc)
	}
	return loc, err
})

var locations sync.Map

const alice = "@alice:example.org"

func state(room, typ, key, content string) event.Event {
	return event.Event{Type: typ, RoomID: room, StateKey: &key, Sender: "@bot:example.org",
		EventID: "$" + room + typ + key, OriginServerTS: 1, Content: json.RawMessage(content)}
}

const berlinEntry = `{"creator":"@alice:example.org","calendar":[{"uid":"u","dtstart":{"tzid":"Europe/Berlin","value":"20401003T103000"},"dtend":{"tzid":"Europe/Berlin","value":"20401003T113000"}}]}`

// meetingRoom is the state of a meeting below !parent that alice has joined.
func meetingRoom(id string) []event.Event {
	return []event.Event{
		state(id, event.TypeCreate, "", `{"type":"net.nordeck.meetings.meeting","room_version":"11"}`),
		state(id, event.TypeName, "", `{"name":"Planning"}`),
		state(id, event.TypeTopic, "", `{"topic":"Next quarter"}`),
		state(id, event.TypeMember, alice, `{"membership":"join"}`),
		state(id, event.TypeSpaceParent, "!parent", `{"via":["example.org"]}`),
		state(id, event.TypeMetadata, "", berlinEntry),
	}
}

func replace(events []event.Event, typ, content string) []event.Event {
	for i, e := range events {
		if e.Type == typ {
			events[i].Content = json.RawMessage(content)
		}
	}
	return events
}

// allOf returns all that takes place from 1970 to 2106.
func allOf(m *Model) Lists {
	a := NewAgenda(m, Filter{Type: event.RoomTypeMeeting}, zones)
	a.Window(time.Unix(0, 0), time.Unix(1<<32, 0))
	return finish(a)
}

// finish does all the work that an agenda has.
func finish(a *Agenda) Lists {
	for more := true; more; {
		_, more = a.Step()
	}
	return a.Lists()
}

func TestMeetings(t *testing.T) {
	in := Filter{Type: event.RoomTypeMeeting, Parent: "!parent"}
	for name, v := range map[string]struct {
		change func([]event.Event) []event.Event
		filter Filter
		want   int
	}{
		"as it is":     {nil, in, 1},
		"of all rooms": {nil, Filter{Type: event.RoomTypeMeeting}, 1},
		"other type":   {nil, Filter{Type: event.RoomTypeBreakout, Parent: "!parent"}, 0},
		"other parent": {nil, Filter{Type: event.RoomTypeMeeting, Parent: "!other"}, 0},
		"invited": {func(e []event.Event) []event.Event {
			return replace(e, event.TypeMember, `{"membership":"invite"}`)
		}, in, 1},
		"left":        {func(e []event.Event) []event.Event { return replace(e, event.TypeMember, `{"membership":"leave"}`) }, in, 0},
		"no via":      {func(e []event.Event) []event.Event { return replace(e, event.TypeSpaceParent, `{"via":[]}`) }, in, 0},
		"bad via":     {func(e []event.Event) []event.Event { return replace(e, event.TypeSpaceParent, `{"via":"x"}`) }, in, 0},
		"no name":     {func(e []event.Event) []event.Event { return replace(e, event.TypeName, `{}`) }, in, 0},
		"name a list": {func(e []event.Event) []event.Event { return replace(e, event.TypeName, `{"name":[]}`) }, in, 0},
		"closed": {func(e []event.Event) []event.Event {
			return append(e, state("!m", event.TypeTombstone, "", `{}`))
		}, in, 0},
	} {
		t.Run(name, func(t *testing.T) {
			events := meetingRoom("!m")
			if v.change != nil {
				events = v.change(events)
			}
			m := NewModel(alice, bot)
			m.Apply(events...)
			assert.Len(t, m.Meetings(v.filter), v.want)
		})
	}
}

func TestBrokenMetadataIsShownAsBroken(t *testing.T) {
	for content, code := range map[string]fault.Code{
		`{}`:                              fault.Required,
		`[]`:                              fault.Malformed,
		`{"creator":"@a"}`:                fault.Required,
		`{"creator":"@a","calendar":[7]}`: fault.Malformed,
		`{"creator":"@a","start_time":"x","end_time":"y"}`:                                     fault.BadDate,
		`{"creator":"@a","start_time":"2040-10-03T10:30:00Z"}`:                                 fault.AmbiguousTime,
		`{"creator":"@a","calendar":[{"uid":"u","dtstart":7,"dtend":{"tzid":"","value":""}}]}`: fault.Malformed,
	} {
		m := NewModel(alice, bot)
		m.Apply(append(meetingRoom("!good"), replace(meetingRoom("!bad"), event.TypeMetadata, content)...)...)
		meetings := m.Meetings(Filter{Type: event.RoomTypeMeeting})
		require.Len(t, meetings, 2)
		require.NotNil(t, meetings[0].Broken, content)
		assert.Equal(t, code, meetings[0].Broken.Code, content)
		lists := allOf(m)
		assert.Len(t, lists.Items, 1, "the good one is there")
		assert.Equal(t, []*Meeting{meetings[0]}, lists.Broken)
	}
}

func TestLegacyMetadata(t *testing.T) {
	m := NewModel(alice, bot)
	m.Apply(replace(meetingRoom("!m"), event.TypeMetadata,
		`{"creator":"@a","start_time":"2040-10-03T10:30:00+02:00","end_time":"2040-10-03T11:30:00+02:00","auto_deletion_offset":60}`)...)
	meetings := m.Meetings(Filter{Type: event.RoomTypeMeeting})
	require.Len(t, meetings, 1)
	assert.Equal(t, calendar.DateTime{TZID: "UTC", Value: "20401003T083000"}, meetings[0].Calendar[0].DTStart)
	assert.Equal(t, "2040-10-03T10:30:00Z", meetings[0].DeleteAt.UTC().Format(time.RFC3339))
}

func TestInvitations(t *testing.T) {
	invited := func(id string) []event.Event {
		return []event.Event{
			{Type: event.TypeCreate, RoomID: id, StateKey: new(string), Content: json.RawMessage(`{"type":"net.nordeck.meetings.meeting"}`)},
			{Type: event.TypeName, RoomID: id, StateKey: new(string), Content: json.RawMessage(`{"name":"Planning"}`)},
			state(id, event.TypeMember, alice, `{"membership":"invite","reason":"📅 tomorrow"}`),
		}
	}
	m := NewModel(alice, bot)
	m.Apply(invited("!unknown")...)
	m.Apply(invited("!here")...)
	m.Apply(invited("!elsewhere")...)
	m.Apply(state("!parent", event.TypeSpaceChild, "!here", `{"via":["x"]}`), state("!other", event.TypeSpaceChild, "!elsewhere", `{"via":["x"]}`))
	m.Apply(state("!other", event.TypeSpaceChild, "!here", `{"via":["x"]}`))
	found := m.Invitations(Filter{Parent: "!parent"})
	require.Len(t, found, 2)
	assert.Equal(t, Invitation{RoomID: "!here", Type: event.RoomTypeMeeting, Name: "Planning", Sender: "@bot:example.org", Reason: "📅 tomorrow"}, found[0])
	assert.Equal(t, "!unknown", found[1].RoomID)
	assert.Len(t, m.Invitations(Filter{}), 3)
	m.Apply(state("!here", event.TypeMetadata, "", berlinEntry))
	assert.Len(t, m.Invitations(Filter{Parent: "!parent"}), 2, "one that does not say where it belongs is found nowhere else")
	assert.Empty(t, m.Invited(Filter{Parent: "!parent"}))
	m.Apply(state("!here", event.TypeSpaceParent, "!parent", `{"via":["x"]}`))
	assert.Len(t, m.Invitations(Filter{Parent: "!parent"}), 1, "with metadata it is a meeting")
	meetings := m.Invited(Filter{Parent: "!parent"})
	require.Len(t, meetings, 1, "to which one is invited")
	assert.Equal(t, "📅 tomorrow", meetings[0].Reason)
	assert.Empty(t, m.Invited(Filter{Parent: "!other"}))
	m.Apply(later(state("!here", event.TypeMember, alice, ``), `{"membership":"join"}`))
	assert.Empty(t, m.Invited(Filter{}))
}

// Whatever the order and however often events come, the model is the same.
func TestApplyConverges(t *testing.T) {
	for seed := range uint64(200) {
		random := rand.New(rand.NewPCG(seed, 1))
		var events []event.Event
		for i := range 3 {
			id := fmt.Sprintf("!m%d", i)
			for version := range int64(3) {
				for _, e := range meetingRoom(id) {
					e.OriginServerTS = version / 2 // two of three have the same time
					e.EventID = fmt.Sprintf("$%d%s", version, e.Type)
					if e.Type == event.TypeName {
						e.Content = json.RawMessage(fmt.Sprintf(`{"name":"v%d"}`, version))
					}
					events = append(events, e)
				}
			}
		}
		want := NewModel(alice, bot)
		want.Apply(events...)
		got := NewModel(alice, bot)
		random.Shuffle(len(events), func(i, j int) { events[i], events[j] = events[j], events[i] })
		for _, e := range events {
			got.Apply(e)
			got.Meetings(Filter{Type: event.RoomTypeMeeting})
		}
		assert.Empty(t, got.Apply(events[:random.IntN(len(events))]...), "a repetition changes nothing")
		assert.Equal(t, want.Meetings(Filter{Type: event.RoomTypeMeeting}), got.Meetings(Filter{Type: event.RoomTypeMeeting}), "seed %d", seed)
		assert.Equal(t, "v2", got.Room("!m0").Name())
	}
}

func TestApplyDropsWhatItDoesNotRead(t *testing.T) {
	m := NewModel(alice, bot)
	message := state("!m", "m.room.message", "", `{}`)
	message.StateKey = nil
	assert.Empty(t, m.Apply(message, state("", event.TypeName, "", `{}`), state("!m", "com.example.other", "", `{}`)))
	assert.Nil(t, m.Room("!m"))
}

func TestAgendaIsSorted(t *testing.T) {
	nextDay := func(id string) []event.Event {
		return replace(meetingRoom(id), event.TypeMetadata, `{"creator":"@a","calendar":[{"uid":"u","dtstart":{"tzid":"UTC","value":"20401004T103000"},"dtend":{"tzid":"UTC","value":"20401004T113000"}}]}`)
	}
	m := NewModel(alice, bot)
	m.Apply(nextDay("!a")...)
	m.Apply(meetingRoom("!c")...)
	m.Apply(meetingRoom("!b")...)
	lists := allOf(m)
	assert.Empty(t, lists.Broken)
	assert.Equal(t, "!b !c !a", agendaIDs(lists))
}

func encode(t *testing.T, v any) string {
	t.Helper()
	raw, err := json.Marshal(v)
	require.NoError(t, err)
	return string(raw)
}
