package room

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"

	"parley/shared/event"
)

func TestDecode(t *testing.T) {
	for content, want := range map[string]any{
		`{"membership":"join","displayname":"A\"\u00e9","reason":7}`:        &event.Member{Membership: "join", DisplayName: "A\"é"},
		"{ \"membership\"\t:\n\"leave\" , \"x\":{\"membership\":\"join\"}}": &event.Member{Membership: "leave"},
		`{"membership":"leave","MEMBERSHIP":"join","Memberſhip":"join"}`:    &event.Member{Membership: "leave"},
		`{"\u006dembership":"join"}`:                                        &event.Member{Membership: "join"},
		`{"membership":"leave","membership":"ban"}`:                         &event.Member{Membership: "ban"},
		`{"membership":["join"]}`:                                           &event.Member{},
		`{"membership":null}`:                                               &event.Member{},
		`{"membership":"join"`:                                              &event.Member{},
		`{"membership":"join`:                                               &event.Member{},
		"{\"membership\":\"\xff\"}":                                         &event.Member{Membership: "\uFFFD"},
		`["membership","join"]`:                                             &event.Member{},
		`{}`:                                                                &event.Member{},
		``:                                                                  &event.Member{},
		`{`:                                                                 &event.Member{},
		`{"`:                                                                &event.Member{},
		`{"a":`:                                                             &event.Member{},
		`{"a":}`:                                                            &event.Member{},
		`{,}`:                                                               &event.Member{},
	} {
		assert.Equal(t, want, decode(event.TypeMember, []byte(content)), content)
	}
	assert.Equal(t, &event.Create{Type: "t", RoomVersion: "12", AdditionalCreators: []string{"@a"}},
		decode(event.TypeCreate, []byte(`{"type":"t","room_version":"12","additional_creators":["@a"],"ROOM_VERSION":"1"}`)))
	assert.Equal(t, &event.SpaceLink{}, decode(event.TypeSpaceChild, []byte(`{"via":["a",5]}`)))
	assert.Equal(t, &event.Name{}, decode(event.TypeName, []byte(`{"NAME":"x"}`)))
}

func TestLevels(t *testing.T) {
	for value, want := range map[string]Level{
		`50`: 50, `-50`: -50, `50.9`: 50, `-50.9`: -50, `5e1`: 50, `0`: 0, `"50"`: 50, `" +50 "`: 50, `"\u0035"`: 5,
		`1e400`: maxLevel, `-1e400`: -maxLevel, `9223372036854775807`: maxLevel, `9007199254740991`: maxLevel,
		`"99999999999999999999"`: maxLevel, `1e-400`: 0,
		`"5e1"`: unreadable, `"0x10"`: unreadable, `"inf"`: unreadable, `"NaN"`: unreadable,
		`""`: unreadable, `true`: unreadable, `[5]`: unreadable, `{}`: unreadable, `"fifty"`: unreadable,
	} {
		assert.Equal(t, want, *decodeLevels([]byte(`{"invite":` + value + `}`)).invite, value)
	}
}

// Nobody but a creator has infinite power, whatever the levels say, and what is
// garbage allows nothing.
func FuzzPowerLevels(f *testing.F) {
	for _, s := range []string{
		`{"users":{"@alice:example.org":100},"state_default":50}`, `{"users":{"@alice:example.org":"1e999"},"kick":null}`,
		`{"users":null,"events":{"m.room.name":"x"}}`, `{"users_default":-9223372036854775808,"invite":1.5,"ban":true}`, `[]`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		old, v12 := NewPowers(created("11"), content), NewPowers(created("12"), content)
		assert.Less(t, old.User(alice), Infinite)
		assert.Less(t, old.User(bot), Infinite)
		assert.Equal(t, old.User(alice), v12.User(alice))
		assert.True(t, v12.MaySetState(bot, event.TypeName) && v12.MayKick(bot, alice) && v12.MayInvite(bot) && v12.MaySend(bot, "x"))
		assert.False(t, old.MayKick(alice, alice))
		if content != nil && !(json.Valid(content) && bytes.TrimSpace(content)[0] == '{') {
			assert.False(t, old.MayInvite(alice) || old.MaySend(alice, "x"))
		}
		if old.MayKick(alice, bot) {
			assert.False(t, old.MayKick(bot, alice))
		}
	})
}
