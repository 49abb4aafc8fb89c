package room

import (
	"maps"

	"parley/shared/command"
	"parley/shared/event"
)

// Levels in a room that the bot creates.
const (
	levelCreator = 100 // of the person who asked for the meeting
	levelBot     = 101 // so that no organiser can remove the bot by accident
	levelInvite  = 50  // above 0, so that not everybody can make the bot invite
)

// stateLevels are the levels of the specification's createRoom for state that
// would fall to state_default otherwise, as a given events map replaces the server's,
// and ours for Parley's own state.
var stateLevels = map[string]any{
	event.TypeName: 50, event.TypeTombstone: 100, event.TypePowerLevels: 100, event.TypeEncryption: 100,
	"m.room.avatar": 50, "m.room.canonical_alias": 50, "m.room.history_visibility": 100, "m.room.server_acl": 100,
	event.TypeMetadata: 100, event.TypeSettings: 100,
	event.TypeRSVP: 0, // everybody writes their own
}

// PowerLevels returns the power_level_content_override of a new meeting room of
// the given version. organisers are the levels of others who organise it, nil for
// nobody; the command does not make them less. configured is the operator's content of
// m.room.power_levels; it is merged over ours, key by key, and its users win.
func PowerLevels(version, bot, creator string, organisers map[string]Level, c command.Create, configured map[string]any) map[string]any {
	users := map[string]any{}
	for user, level := range organisers {
		users[user] = min(level, levelCreator)
	}
	for _, p := range c.Participants {
		if p.PowerLevel != nil {
			users[p.UserID] = max(*p.PowerLevel, int64(min(organisers[p.UserID], levelCreator)))
		}
	}
	users[creator] = levelCreator
	if CreatorsInfinite(version) {
		delete(users, bot) // a creator must not be listed
	} else {
		users[bot] = levelBot
	}
	content := map[string]any{"invite": levelInvite}
	maps.Copy(content, configured)
	content["users"] = merged(users, configured["users"])
	content["events"] = merged(stateLevels, configured["events"])
	if CreatorsInfinite(version) {
		delete(content["users"].(map[string]any), bot)
	}
	if c.MessagingPowerLevel != nil {
		content["events_default"] = *c.MessagingPowerLevel
	}
	return content
}

func merged(base map[string]any, over any) map[string]any {
	all := maps.Clone(base)
	if m, ok := over.(map[string]any); ok {
		maps.Copy(all, m)
	}
	return all
}
