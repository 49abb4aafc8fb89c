package room

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"

	"parley/shared/command"
	"parley/shared/event"
)

const bot = "@bot:example.org"

func created(version string) event.Event {
	return event.Event{Type: event.TypeCreate, Sender: bot, Content: json.RawMessage(`{"room_version":"` + version + `","additional_creators":["@second:example.org"]}`)}
}

func TestPowersWithoutLevels(t *testing.T) {
	p := NewPowers(created("11"), nil)
	assert.EqualValues(t, 100, p.User(bot))
	assert.EqualValues(t, 0, p.User(alice))
	assert.True(t, p.MaySetState(alice, event.TypeWidget), "state_default is 0 in a room without power levels")
}

func TestPowersDefaults(t *testing.T) {
	p := NewPowers(created("11"), json.RawMessage(`{"users":{"@alice:example.org":"50"},"events":{"m.room.name":60}}`))
	assert.EqualValues(t, 50, p.User(alice), "levels as text are read")
	assert.True(t, p.MaySetState(alice, event.TypeWidget))
	assert.False(t, p.MaySetState(alice, event.TypeName))
	assert.False(t, p.MaySetState(bot, event.TypeWidget))
	assert.True(t, p.MaySend(bot, command.TypeMeetingCreate))
	assert.True(t, p.MayInvite(bot))
	assert.True(t, p.MayKick(alice, bot))
	assert.False(t, p.MayKick(alice, alice))
}

func TestCreatorsFromVersion12(t *testing.T) {
	for version, infinite := range map[string]bool{"1": false, "11": false, "12": true, "13": true, "100": true, "org.matrix.hydra.11": true, "com.example": false, "": false} {
		p := NewPowers(created(version), json.RawMessage(`{}`))
		assert.Equal(t, infinite, p.User(bot) == Infinite, version)
		assert.Equal(t, infinite, p.User("@second:example.org") == Infinite, version)
		assert.EqualValues(t, 0, p.User(alice))
	}
}

func TestUnreadableLevelsGiveNobodyPower(t *testing.T) {
	for _, content := range []string{`[]`, `null`, `7`, ``, `{"users":[]}`, `{"events":7}`, `{"users":"x"}`} {
		p := NewPowers(created("11"), json.RawMessage(content))
		assert.False(t, p.MaySend(alice, command.TypeMeetingCreate), content)
		assert.False(t, p.MaySetState(bot, event.TypeWidget), content)
		assert.False(t, p.MayInvite(bot), content)
		assert.False(t, p.MayKick(bot, alice), content)
		assert.True(t, NewPowers(created("12"), json.RawMessage(content)).MayKick(bot, alice), "but creators")
	}
}

func TestPowerLevelsOfANewMeeting(t *testing.T) {
	twenty := int64(20)
	c := command.Create{MessagingPowerLevel: new(int64), Participants: []command.Participant{
		{UserID: "@b:e", PowerLevel: new(int64)}, {UserID: "@c:e"}, {UserID: alice, PowerLevel: &twenty}}}
	configured := map[string]any{"users_default": 25, "events": map[string]any{event.TypeName: 70}, "users": map[string]any{"@admin:e": 100}}
	content := PowerLevels("11", bot, alice, nil, c, configured)
	assert.Equal(t, map[string]any{bot: levelBot, alice: levelCreator, "@b:e": int64(0), "@admin:e": 100}, content["users"])
	assert.Equal(t, 25, content["users_default"])
	assert.Equal(t, int64(0), content["events_default"])
	assert.Equal(t, 50, content["invite"])
	events := content["events"].(map[string]any)
	assert.Equal(t, 70, events[event.TypeName])
	assert.Equal(t, 100, events[event.TypeTombstone])
	assert.Equal(t, 100, events[event.TypeMetadata])
	assert.Equal(t, 0, events[event.TypeRSVP], "everybody may say whether they come")
	content = PowerLevels("12", bot, alice, nil, c, map[string]any{"users": map[string]any{bot: 100}})
	assert.NotContains(t, content["users"], bot, "a creator must not be listed")
	assert.Equal(t, 100, stateLevels[event.TypeMetadata], "the specification's defaults stay as they are")
}
