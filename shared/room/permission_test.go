package room

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"parley/shared/command"
	"parley/shared/event"
)

const carol = "@carol:example.org" // whom alice removes

// action is one permission: the levels key that decides, and the default of the
// specification with and without m.room.power_levels.
type action struct {
	name          string
	ask           func(m *Model, user string) *Denied
	demand        func(level any) map[string]any // content that demands a level
	missing, none Level
}

func forState(typ string) func(any) map[string]any {
	return func(l any) map[string]any { return map[string]any{"events": map[string]any{typ: l}} }
}

func demandOf(key string) func(any) map[string]any {
	return func(l any) map[string]any { return map[string]any{key: l} }
}

func onRoom(f func(*Room, string) *Denied) func(*Model, string) *Denied {
	return func(m *Model, user string) *Denied { return f(m.Room("!m"), user) }
}

func actions() []action {
	kick := func(m *Model, user string) *Denied { return m.Room("!m").MayKick(user, carol) }
	stone := func(m *Model, user string) *Denied { return m.MayClose(user, "!m", false) }
	empty := func(m *Model, user string) *Denied { return m.MayClose(user, "!m", true) }
	notes := func(m *Model, user string) *Denied { return m.Room("!m").MayModerateNotes(user, 50) }
	return []action{
		{"create", onRoom((*Room).MayCreate), forState(command.TypeMeetingCreate), 0, 0},
		{"breakouts by update", onRoom((*Room).MayCreateBreakouts), forState(event.TypeMetadata), 50, 0},
		{"breakouts", onRoom((*Room).MayCreateBreakouts), forState(command.TypeBreakoutsCreate), 50, 0},
		{"update name", onRoom((*Room).MayUpdate), forState(event.TypeName), 50, 0},
		{"update topic", onRoom((*Room).MayUpdate), forState(event.TypeTopic), 50, 0},
		{"update calendar", onRoom((*Room).MayUpdate), forState(event.TypeMetadata), 50, 0},
		{"close", stone, forState(event.TypeTombstone), 50, 0},
		{"close by removing", empty, demandOf("kick"), 50, 50},
		{"widgets", onRoom((*Room).MayHandleWidgets), forState(event.TypeWidget), 50, 0},
		{"layout", onRoom((*Room).MayHandleWidgets), forState(event.TypeLayout), 50, 0},
		{"invite", onRoom((*Room).MayInvite), demandOf("invite"), 0, 0},
		{"kick", kick, demandOf("kick"), 50, 50},
		{"permissions", onRoom((*Room).MayChangeMessagePermissions), forState(event.TypePowerLevels), 50, 0},
		{"messages to breakouts", onRoom((*Room).MayMessageBreakouts), forState(event.TypeTopic), 50, 0},
		{"notes", notes, nil, 50, 50},
		{"rsvp", onRoom((*Room).MayRSVP), forState("net.nordeck.meetings.rsvp"), 50, 0},
	}
}

// with is a meeting in which carol is, with levels (nil: no event) and alice's
// membership.
func with(t *testing.T, version, membership string, levels map[string]any) *Model {
	t.Helper()
	m := NewModel(bot, bot)
	m.Apply(state("!m", event.TypeCreate, "", `{"type":"net.nordeck.meetings.meeting","room_version":"`+version+`","additional_creators":["@second:example.org"]}`),
		state("!m", event.TypeMember, carol, `{"membership":"join"}`),
		state("!m", event.TypeMember, bot, `{"membership":"join"}`),
		state("!m", event.TypeMember, "@second:example.org", `{"membership":"join"}`))
	if membership != "" {
		m.Apply(state("!m", event.TypeMember, alice, `{"membership":"`+membership+`"}`))
	}
	if levels != nil {
		m.Apply(state("!m", event.TypePowerLevels, "", encode(t, levels)))
	}
	return m
}

// aliceAt adds alice's level to the content of power levels.
func aliceAt(levels map[string]any, level any) map[string]any {
	all := map[string]any{"users": map[string]any{alice: level}}
	for k, v := range levels {
		all[k] = v
	}
	return all
}

func TestEveryActionNeedsItsLevel(t *testing.T) {
	for _, a := range actions() {
		t.Run(a.name, func(t *testing.T) {
			demand := a.demand
			if demand == nil { // the level is configured, not in the room
				demand = func(any) map[string]any { return map[string]any{} }
			}
			for have, may := range map[any]bool{49: false, 50: true, 51: true, "49": false, "50": true, " 50 ": true, 50.9: true, -1: false, nil: false, "much": false, true: false, 1e30: true} {
				// What is not asked about is low, so that only the demand decides.
				levels := demand(50)
				levels["state_default"], levels["kick"] = 1, 50
				if a.name == "breakouts" {
					levels["events"].(map[string]any)[event.TypeMetadata] = 1
				}
				m := with(t, "11", event.MembershipJoin, aliceAt(levels, have))
				d := a.ask(m, alice)
				assert.Equal(t, may, d == nil, "level %v", have)
				if d != nil {
					assert.Equal(t, TooLow, d.Reason, "level %v", have)
					assert.Equal(t, "!m", d.Room)
					assert.Less(t, d.Have, d.Need)
				}
			}
		})
	}
}

func TestEveryActionNeedsMembership(t *testing.T) {
	for _, a := range actions() {
		for _, membership := range []string{"", "invite", "leave", "ban", "knock", "nonsense"} {
			for _, version := range []string{"11", "12"} {
				d := a.ask(with(t, version, membership, aliceAt(nil, 100)), alice)
				require.NotNil(t, d, "%s: %s", a.name, membership)
				assert.Equal(t, &Denied{Reason: NotJoined, Room: "!m"}, d, "%s: %s", a.name, membership)
			}
		}
		assert.NotNil(t, a.ask(NewModel(alice, bot), alice), "%s in an unknown room", a.name)
		assert.NotNil(t, a.ask(with(t, "11", event.MembershipJoin, nil), ""), "%s by nobody", a.name)
	}
}

func TestEveryActionsDefaults(t *testing.T) {
	for _, a := range actions() {
		for _, level := range []Level{-1, 0, 49, 50} {
			m := with(t, "11", event.MembershipJoin, aliceAt(nil, level))
			m.Apply(state("!m", event.TypeMember, carol, `{"membership":"join"}`))
			d := a.ask(m, alice)
			if a.name == "kick" && level == -1 {
				assert.NotNil(t, d)
				continue
			}
			assert.Equal(t, level >= a.missing, d == nil, "%s at %d with levels that say nothing", a.name, level)
		}
		m := with(t, "11", event.MembershipJoin, nil)
		assert.Equal(t, a.none <= 0, a.ask(m, alice) == nil, "%s without levels", a.name)
		assert.Nil(t, a.ask(m, bot), "%s without levels by the creator", a.name)
		if a.demand == nil {
			continue
		}
		assert.Nil(t, a.ask(with(t, "11", event.MembershipJoin, aliceAt(a.demand(nil), 50)), alice), "%s: null is missing", a.name)
		for _, never := range []any{"much", true, []int{1}} {
			assert.NotNil(t, a.ask(with(t, "11", event.MembershipJoin, aliceAt(a.demand(never), 1<<53)), alice), "%s: %v", a.name, never)
		}
	}
}

func TestEveryActionByCreators(t *testing.T) {
	high := map[string]any{"state_default": 1 << 60, "events_default": 1 << 60, "invite": 1 << 60, "kick": 1 << 60, "users": map[string]any{carol: 1 << 60}}
	for _, a := range actions() {
		for _, user := range []string{bot, "@second:example.org"} {
			assert.NotNil(t, a.ask(with(t, "11", event.MembershipJoin, aliceAt(high, 0)), user), "%s in version 11", a.name)
			assert.Nil(t, a.ask(with(t, "12", event.MembershipJoin, high), user), "%s in version 12", a.name)
		}
		if a.name != "notes" && a.name != "kick" {
			assert.Nil(t, a.ask(with(t, "12", event.MembershipJoin, high), carol), "%s at the highest level", a.name)
		}
	}
}

func TestOnlyMeetingsAreActedOn(t *testing.T) {
	for _, a := range actions() {
		m := NewModel(alice, bot)
		m.Apply(state("!m", event.TypeCreate, "", `{}`), state("!m", event.TypeMember, alice, `{"membership":"join"}`),
			state("!m", event.TypePowerLevels, "", encode(t, aliceAt(nil, 100))))
		d := a.ask(m, alice)
		if a.name == "create" {
			assert.Nil(t, d)
			continue
		}
		assert.Equal(t, &Denied{Reason: NotMeeting, Room: "!m"}, d, a.name)
	}
	m := NewModel(alice, bot)
	m.Apply(state("!b", event.TypeCreate, "", `{"type":"net.nordeck.meetings.breakoutsession"}`), state("!b", event.TypeMember, alice, `{"membership":"join"}`),
		state("!b", event.TypePowerLevels, "", encode(t, aliceAt(nil, 100))))
	r := m.Room("!b")
	assert.Nil(t, r.MayUpdate(alice))
	assert.Equal(t, NotMeeting, r.MayCreateBreakouts(alice).Reason, "no sessions in sessions")
	assert.Equal(t, NotMeeting, r.MayMessageBreakouts(alice).Reason)
}

func TestNothingIsAllowedWhileNothingIsKnown(t *testing.T) {
	m := NewModel(alice, bot)
	m.Apply(state("!m", event.TypeMember, alice, `{"membership":"join"}`))
	assert.Equal(t, &Denied{Reason: TooLow, Room: "!m", Need: Infinite}, m.Room("!m").MayCreate(alice))
}

func TestKick(t *testing.T) {
	ask := func(version, other string, levels map[string]any) *Denied {
		m := with(t, version, event.MembershipJoin, levels)
		m.Apply(state("!m", event.TypeMember, "@banned:e", `{"membership":"ban"}`))
		return m.Room("!m").MayKick(alice, other)
	}
	users := func(level any) map[string]any {
		return map[string]any{"users": map[string]any{alice: 60, carol: level}}
	}
	assert.Nil(t, ask("11", carol, users(59)))
	assert.Equal(t, &Denied{Reason: NotAbove, Room: "!m", Need: 60, Have: 60}, ask("11", carol, users("60")))
	assert.Equal(t, NotAbove, ask("11", alice, users(0)).Reason, "not oneself")
	assert.Equal(t, NotAbove, ask("12", bot, users(0)).Reason, "no creator")
	assert.Nil(t, ask("11", "@banned:e", users(0)))
	banning := users(0)
	banning["ban"] = 61
	assert.Equal(t, &Denied{Reason: TooLow, Room: "!m", Need: 61, Have: 60}, ask("11", "@banned:e", banning))
	assert.Equal(t, "too_low in !m: has 60, needs 61", ask("11", "@banned:e", banning).Error())
	assert.Nil(t, ask("11", carol, banning))
}

// below adds a breakout session that both it and !m speak of.
func below(m *Model, parent, id, levels string) {
	m.Apply(state(id, event.TypeCreate, "", `{"type":"net.nordeck.meetings.breakoutsession","room_version":"11"}`),
		state(id, event.TypePowerLevels, "", levels),
		state(id, event.TypeSpaceParent, parent, `{"via":["x"]}`), state(parent, event.TypeSpaceChild, id, `{"via":["x"]}`))
}

func TestCloseLooksAtAllBelow(t *testing.T) {
	for _, kick := range []bool{false, true} {
		m := with(t, "11", event.MembershipJoin, aliceAt(nil, 100))
		below(m, "!m", "!b", `{"users_default":50}`)
		assert.Nil(t, m.MayClose(alice, "!m", kick), "she need not be in the session")
		below(m, "!b", "!deep", `{}`)
		assert.Equal(t, &Denied{Reason: TooLow, Room: "!deep", Need: 50}, m.MayClose(alice, "!m", kick))
		m.Apply(state("!deep", event.TypeTombstone, "", `{}`))
		assert.Nil(t, m.MayClose(alice, "!m", kick), "closed already")
		m.Apply(state("!b", event.TypeMember, alice, `{"membership":"ban"}`))
		assert.Equal(t, &Denied{Reason: Banned, Room: "!b"}, m.MayClose(alice, "!m", kick))
	}
	m := with(t, "11", event.MembershipJoin, aliceAt(nil, 100))
	for i := range maxDescendants + 1 {
		below(m, "!m", fmt.Sprintf("!b%d", i), `{"users_default":50}`)
	}
	assert.Equal(t, &Denied{Reason: TooMany, Room: "!m"}, m.MayClose(alice, "!m", false))
}

func TestMeetingsOfMembersDoNotKeepOneOpen(t *testing.T) {
	m := with(t, "11", event.MembershipJoin, aliceAt(nil, 100))
	below(m, "!m", "!b", `{"users_default":50}`)
	below(m, "!m", "!own", `{}`)
	m.Apply(later(state("!own", event.TypeCreate, "", ``), `{"type":"net.nordeck.meetings.meeting","room_version":"11"}`))
	below(m, "!own", "!deep", `{}`)
	for _, kick := range []bool{false, true} {
		assert.Nil(t, m.MayClose(alice, "!m", kick))
		closed, spared := m.Closing(alice, "!m", kick)
		assert.Equal(t, []string{"!b", "!own"}, []string{ids(closed), ids(spared)})
	}
	m.Apply(state("!b", event.TypeSpaceParent, "!own", `{"via":["x"]}`), state("!own", event.TypeSpaceChild, "!b", `{"via":["x"]}`))
	closed, _ := m.Closing(alice, "!m", false)
	assert.Equal(t, "!b", ids(closed), "it is below the other one, too")
	m.Apply(later(state("!own", event.TypePowerLevels, "", ``), `{"users_default":50}`), later(state("!deep", event.TypePowerLevels, "", ``), `{"users_default":50}`))
	closed, spared := m.Closing(alice, "!m", false)
	assert.Equal(t, []string{"!b !deep !own", ""}, []string{ids(closed), ids(spared)})
}

func TestNobodySetsALevelAboveTheOwn(t *testing.T) {
	ask := func(level Level, levels map[string]any) *Denied {
		return with(t, "11", event.MembershipJoin, aliceAt(levels, 50)).Room("!m").MaySetMessageLevel(alice, level)
	}
	assert.Nil(t, ask(50, nil))
	assert.Nil(t, ask(0, map[string]any{"events_default": 50}))
	assert.Equal(t, &Denied{Reason: TooLow, Room: "!m", Need: 51, Have: 50}, ask(51, nil))
	assert.Equal(t, &Denied{Reason: TooLow, Room: "!m", Need: 60, Have: 50}, ask(0, map[string]any{"events_default": 60}))
	assert.Equal(t, &Denied{Reason: TooLow, Room: "!m", Need: 100, Have: 50}, ask(0, map[string]any{"events": map[string]any{event.TypePowerLevels: 100}}))
}

func TestSessionsNeitherRaiseNorLower(t *testing.T) {
	given := func(user string, level int64) command.Participant {
		return command.Participant{UserID: user, PowerLevel: &level}
	}
	powers := with(t, "11", event.MembershipJoin, aliceAt(nil, 60)).Room("!m").Powers()
	capped := powers.Capped(alice, []command.Participant{given(carol, 100), given("@dora:e", 10), {UserID: "@emil:e"}, given("@frank:e", 0)})
	organisers := map[string]Level{"@frank:e": 55, "@emil:e": Infinite, "@dora:e": 5}
	content := PowerLevels("11", bot, alice, organisers, command.Create{Participants: capped}, nil)
	assert.Equal(t, map[string]any{
		bot: 101, alice: 100, carol: int64(60), "@dora:e": int64(10), "@emil:e": Level(100), "@frank:e": int64(55),
	}, content["users"])
}

func TestManyMeetingsOfMembersDoNotEither(t *testing.T) {
	m := with(t, "11", event.MembershipJoin, aliceAt(nil, 100))
	for i := range maxDescendants + 1 {
		id := fmt.Sprintf("!own%d", i)
		below(m, "!m", id, `{}`)
		m.Apply(later(state(id, event.TypeCreate, "", ``), `{"type":"net.nordeck.meetings.meeting","room_version":"11"}`))
	}
	assert.Nil(t, m.MayClose(alice, "!m", false))
}
