package meeting

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"parley/bot/matrix"
	"parley/shared/event"
	"parley/shared/fault"
)

var sample = variables{title: `A "b" & {{uuid}} \ ü`, uuid: "1-2", roomID: "!r:x"}

func TestTemplates(t *testing.T) {
	data := map[string]any{"k": "v w", "host": "pad.example:8443", "n": 5.0, "on": true, "nested": "{{title}}"}
	for text, want := range map[string]string{
		"plain":       "plain",
		"{{title}}!":  `A "b" & {{uuid}} \ ü!`,
		"{{ uuid }}":  "1-2",
		"{{room_id}}": "!r:x",
		"{{base32_room_id}} {{base32_room_id50}}": "EFZDU6A EFZDU6A",
		"{{data.k}}":             "v w",
		"$matrix_user_id":        "$matrix_user_id",
		"{{data.n}} {{data.on}}": "5 true",
		"a {{#encodeURIComponent}}{{data.k}}, {{title}}{{/encodeURIComponent}}":  "a v%20w%2C%20A%20%22b%22%20%26%20%7B%7Buuid%7D%7D%20%5C%20%C3%BC",
		"{{#encodeURIComponent}}!*'()-_.~ /?&{{room_id}}{{/encodeURIComponent}}": "!*'()-_.~%20%2F%3F%26!r%3Ax",
		"https://{{data.host}}/{{base32_room_id50}}?u=$matrix_user_id":           "https://pad.example:8443/EFZDU6A?u=$matrix_user_id",
		"https://x/?t={{title}}": "https://x/?t=A%20%22b%22%20%26%20%7B%7Buuid%7D%7D%20%5C%20%C3%BC",
	} {
		parsed, err := parseTemplate(text, data)
		require.NoError(t, err, text)
		assert.Equal(t, want, render(parsed, sample), text)
	}
	for _, text := range []string{
		"{{unknown}}", "{{", "{{title", "{{appConfig.token}}", "{{data.}}", "{{data.missing}}", "{{data.nested}}", "{{data.<key>}}",
		"{{#encodeURIComponent}}", "{{/encodeURIComponent}}", "{{{title}}}", "{{#title}}x{{/title}}",
		"{{#encodeURIComponent}}{{#encodeURIComponent}}{{/encodeURIComponent}}",
	} {
		_, err := parseTemplate(text, data)
		assert.Error(t, err, text)
	}
}

func TestTreesAreRenderedInEveryLeaf(t *testing.T) {
	parsed, err := parseTree(map[string]any{"a": []any{"{{uuid}}", 1.5, nil, map[string]any{"b": "{{room_id}}"}}}, nil)
	require.NoError(t, err)
	assert.True(t, needsRoom(parsed))
	assert.Equal(t, map[string]any{"a": []any{"1-2", 1.5, nil, map[string]any{"b": "!r:x"}}}, render(parsed, sample))
}

func load(t *testing.T, events, layouts string) (*Blueprint, error) {
	t.Helper()
	write := func(name, content string) string {
		if content == "" {
			return ""
		}
		path := filepath.Join(t.TempDir(), name)
		require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
		return path
	}
	return LoadBlueprint(write("events.json", events), write("layouts.json", layouts))
}

const threeWidgets = `{"state_events":[
	{"type":"m.room.name","content":{"name":"{{not.ours}}"}},
	{"type":"m.room.member","state_key":"@guide:x","content":{"membership":"invite"}},
	{"type":"m.room.encryption","content":{"algorithm":"m.megolm.v1.aes-sha2"}},
	{"type":"im.vector.modular.widgets","state_key":"a","content":{"name":"A","url":"https://a/"}},
	{"type":"im.vector.modular.widgets","state_key":"b","optional":true,"content":{"name":"B","url":"https://b/{{room_id}}"}},
	{"type":"im.vector.modular.widgets","state_key":"c","content":{"name":"C","optional":true}}
]}`

const layouts = `[
	{"widgetIds":["a"],"layouts":{"a":{"container":"top"}}},
	{"widgetIds":["a","b"],"layouts":{"a":{"container":"top"},"b":{"container":"right"}}}
]`

func TestBuiltInBlueprint(t *testing.T) {
	b, err := load(t, "", "")
	require.NoError(t, err)
	assert.Equal(t, []WidgetInfo{{ID: "jitsi", Name: "Video Conference"}}, b.Widgets())
	widgets, f := b.choose(nil)
	require.Nil(t, f)
	assert.False(t, needsRoom(widgets[0].content), "it would cost a request")
	assert.Contains(t, b.layoutOf(widgets).Widgets, "jitsi")
}

func TestChoosingWidgetsAndLayout(t *testing.T) {
	b, err := load(t, threeWidgets, layouts)
	require.NoError(t, err)
	assert.Equal(t, []string{"@guide:x"}, b.members)
	assert.NotNil(t, b.encryption)
	assert.Equal(t, []WidgetInfo{{"a", "A", false}, {"b", "B", true}, {"c", "C", true}}, b.Widgets())
	for _, c := range []struct {
		ids    []string
		layout []string
	}{
		{nil, []string{"a"}}, {[]string{"b", "a"}, []string{"a", "b"}}, {[]string{"a", "b", "c"}, []string{"a", "b"}},
		{[]string{"c", "a"}, []string{"a"}}, {[]string{"b"}, nil}, {[]string{}, nil},
	} {
		widgets, f := b.choose(c.ids)
		require.Nil(t, f)
		var placed []string
		if l := b.layoutOf(widgets); l != nil {
			for id := range l.Widgets {
				placed = append(placed, id)
			}
		}
		assert.ElementsMatch(t, c.layout, placed, c.ids)
	}
	_, f := b.choose([]string{"a", "x"})
	assert.Equal(t, fault.New(fault.UnknownWidget, "data.widget_ids[1]"), f)
}

func TestWrongFilesAreNamed(t *testing.T) {
	for events, want := range map[string]string{
		`{`:                                 "not the expected JSON",
		`{"state_events":[{"content":{}}]}`: "state_events[0] (): it has no type",
		`{"state_events":[{"type":"x","content":{"a":{"b":"{{c}}"}}}]}`:            "state_events[0] (x): a: b: {{c}} is unknown",
		`{"state_events":[{"type":"im.vector.modular.widgets","content":{}}]}`:     "missing or there twice",
		`{"state_events":[{"type":"m.room.member","state_key":"x","content":{}}]}`: "no user id",
		`{"room_events":[{"type":"m","content":{"body":"{{nope}}"}}]}`:             "room_events[0] (m)",
	} {
		_, err := load(t, events, "")
		assert.ErrorContains(t, err, want)
		assert.ErrorContains(t, err, "events.json")
	}
	_, err := load(t, "", `[{"widgetIds":["a"],"layouts":{"a":{"container":"attic"}}}]`)
	assert.ErrorContains(t, err, `[0].layouts.a.container: "attic" is unknown`)
	_, err = LoadBlueprint("/does/not/exist", "")
	assert.Error(t, err)
}

func TestWidgetsThatNeedTheRoomComeLater(t *testing.T) {
	b, err := load(t, threeWidgets, "")
	require.NoError(t, err)
	c := &creation{key: strings.Repeat("0f", requestSize), room: "!r:x"}
	early, late := c.rendered(b.widgets, false), c.rendered(b.widgets, true)
	assert.Len(t, early, 2)
	require.Len(t, late, 1)
	assert.Equal(t, "https://b/!r%3Ax", late[0].Content.(map[string]any)["url"])
	assert.Equal(t, "b", late[0].Content.(map[string]any)["id"])
	assert.Equal(t, event.TypeWidget, late[0].Type)
}

func TestExamplesOfDeployCanBeUsed(t *testing.T) {
	files, err := filepath.Glob("../../deploy/*/default_events.json")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		_, err := LoadBlueprint(file, "")
		assert.NoError(t, err)
	}
}

func TestRestrictedRoomsLetInWhoIsInTheParent(t *testing.T) {
	configured := func(content string) []matrix.State {
		return []matrix.State{{Type: event.TypeJoinRules, Content: json.RawMessage(content)}}
	}
	parent := []event.Permit{{Type: event.AllowMembership, RoomID: "!p"}}
	for _, c := range []struct {
		rule, parent, configured string
		want                     string
	}{
		{"", "!p", `{"join_rule":"public"}`, `{"join_rule":"public"}`},
		{"", "!p", `{"join_rule":"restricted"}`, `{"join_rule":"restricted","allow":` + string(encode(t, parent)) + `}`},
		{"", "!p", `{"join_rule":"restricted","allow":[{"type":"m.room_membership","room_id":"!other"}]}`, `{"join_rule":"restricted","allow":[{"type":"m.room_membership","room_id":"!other"}]}`},
		{"", "", `{"join_rule":"restricted"}`, `{"join_rule":"invite"}`},
		{"knock", "!p", `{"join_rule":"public"}`, `{"join_rule":"knock"}`},
		{"knock_restricted", "!p", `{"join_rule":"public"}`, `{"join_rule":"knock_restricted","allow":` + string(encode(t, parent)) + `}`},
	} {
		made := &creation{parent: c.parent}
		made.command.JoinRule = c.rule
		states := made.withAccess(configured(c.configured))
		require.Len(t, states, 1)
		assert.JSONEq(t, c.want, string(encode(t, states[0].Content)))
	}
	assert.Empty(t, (&creation{parent: "!p"}).withAccess(nil))
}

func TestMeetingsAreEncryptedAsTheOperatorTheirParentOrTheCommandWants(t *testing.T) {
	const usual, own, parents = `{"algorithm":"m.megolm.v1.aes-sha2"}`, `{"algorithm":"own"}`, `{"algorithm":"the parent's"}`
	for _, c := range []struct {
		configured, parent string
		asked              bool
		want               string
	}{
		{"", "", false, "null"},
		{"", "", true, usual},
		{"", "none", true, usual},
		{"", "none", false, "null"},
		{"", parents, false, parents},
		{"", parents, true, parents},
		{own, parents, true, own},
	} {
		made := &creation{Bot: &Bot{facts: &facts{}, blueprint: &Blueprint{}}}
		if c.configured != "" {
			made.blueprint.encryption = json.RawMessage(c.configured)
		}
		if c.parent != "" {
			made.parent = "!p"
			var content json.RawMessage
			if c.parent != "none" {
				content = json.RawMessage(c.parent)
			}
			made.facts.encryption.Put("!p", content)
		}
		made.command.Encrypted = c.asked
		content, err := made.encryption(t.Context())
		require.NoError(t, err)
		assert.JSONEq(t, c.want, string(encode(t, content)), c)
	}
}

func TestRoomsThatALinkOpens(t *testing.T) {
	for rule, open := range map[string]bool{`"public"`: true, `"invite"`: false, `"restricted"`: false, `7`: false} {
		path := filepath.Join(t.TempDir(), "events.json")
		require.NoError(t, os.WriteFile(path, []byte(`{"state_events":[{"type":"m.room.join_rules","content":{"join_rule":`+rule+`}}]}`), 0o600))
		b, err := LoadBlueprint(path, "")
		require.NoError(t, err, rule)
		assert.Equal(t, open, b.IsOpen(), rule)
	}
	b, err := LoadBlueprint("", "")
	require.NoError(t, err)
	assert.True(t, b.IsOpen(), "the one built in")
}
