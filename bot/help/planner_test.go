package help

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"parley/bot/meeting"
	"parley/shared/event"
)

const me = "@bot:x"

func state(typ, key, content string) event.Event {
	return event.Event{Type: typ, StateKey: &key, Sender: "@a:x", Content: json.RawMessage(content)}
}

var planner = meeting.Screen{Name: "Parley", URL: "https://p/#/"}

func TestPlannerIsInstalledOnceAndOnlyWhereItBelongs(t *testing.T) {
	create := state(event.TypeCreate, "", `{"room_version":"11"}`)
	power := state(event.TypePowerLevels, "", `{"users":{"`+me+`":50}}`)
	widget := state(event.TypeWidget, "w", `{"type":"`+event.WidgetTypePlanner+`","url":"https://other"}`)
	removed := state(event.TypeWidget, "w", `{}`)
	for name, c := range map[string]struct {
		state []event.Event
		want  int
	}{
		"moderator":     {[]event.Event{create, power, removed}, 2},
		"no power":      {[]event.Event{create, state(event.TypePowerLevels, "", `{"users":{"`+me+`":49}}`)}, 0},
		"layout closed": {[]event.Event{create, state(event.TypePowerLevels, "", `{"users":{"`+me+`":50},"events":{"`+event.TypeLayout+`":60}}`)}, 0},
		"there already": {[]event.Event{create, power, widget}, 0},
		"meeting":       {[]event.Event{state(event.TypeCreate, "", `{"type":"`+event.RoomTypeMeeting+`"}`), power}, 0},
		"no create":     {[]event.Event{power}, 0},
		"broken power":  {[]event.Event{create, state(event.TypePowerLevels, "", `[]`)}, 0},
		"v12 creator":   {[]event.Event{state(event.TypeCreate, "", `{"room_version":"12","additional_creators":["`+me+`"]}`)}, 2},
	} {
		assert.Len(t, plannerStates(c.state, me, "k", planner), c.want, name)
	}
}

func TestPlannerKeepsTheLayoutOfOthers(t *testing.T) {
	const before = `{"extra":1,"widgets":{"a":{"container":"top","index":0,"height":30,"x":[1]},"b":{"container":"right"}}}`
	states := plannerStates([]event.Event{
		state(event.TypeCreate, "", `{}`), state(event.TypePowerLevels, "", `{"users":{"`+me+`":100}}`), state(event.TypeLayout, "", before),
	}, me, "k", planner)
	require.Len(t, states, 2)
	written, err := json.Marshal(states[0].Content)
	require.NoError(t, err)
	assert.JSONEq(t, `{"extra":1,"widgets":{"a":{"container":"top","index":0,"height":30,"x":[1]},"b":{"container":"right"},
		"meetingwidget-k":{"container":"top","index":1,"width":100,"height":65}}}`, string(written))
	assert.Equal(t, "meetingwidget-k", states[1].StateKey)
	for _, broken := range []string{`null`, `[]`, `{"widgets":5}`, `"x"`} {
		states := plannerStates([]event.Event{
			state(event.TypeCreate, "", `{}`), state(event.TypePowerLevels, "", `{"users":{"`+me+`":100}}`), state(event.TypeLayout, "", broken),
		}, me, "k", planner)
		assert.Len(t, states, 2, broken)
	}
}

func TestPlannerThatSomebodyHasAddedIsOne(t *testing.T) {
	for content, want := range map[string]bool{
		`{"type":"m.custom","url":"https://p/#/?x=$y"}`: true, `{"url":"https://p/?a"}`: true, `{"url":"https://p/"}`: true,
		`{"url":"https://p/cockpit/#/"}`: false, `{"url":"https://other/#https://p/"}`: false, `{"url":""}`: false, `{}`: false, `[]`: false,
		`{"type":"` + event.WidgetTypePlanner + `","url":"https://other/"}`: true,
	} {
		assert.Equal(t, want, isPlanner(json.RawMessage(content), planner.URL), content)
	}
}

func parsed(t *testing.T, raw string) (e event.Event) {
	t.Helper()
	require.NoError(t, json.Unmarshal([]byte(raw), &e))
	return e
}

func TestModeratorsAreNamedToWhoIsNone(t *testing.T) {
	member := func(user, name, membership string) event.Event {
		return state(event.TypeMember, user, `{"membership":"`+membership+`","displayname":"`+name+`"}`)
	}
	v := seen("!r", state(event.TypeCreate, "", `{"room_version":"11"}`), state(event.TypePowerLevels, "", `{"users":{"@a:x":100,"@c:x":100,"@d:x":50,"`+me+`":100}}`),
		member("@a:x", "Alice", "join"), member("@b:x", "Bob", "join"), member("@c:x", "Carol", "leave"), member("@d:x", "Dave", "join"), member(me, "Bot", "join"))
	assert.Empty(t, moderators(v, "@a:x"))
	assert.Equal(t, []string{"Alice", "Dave"}, moderators(v, "@b:x"))
}
