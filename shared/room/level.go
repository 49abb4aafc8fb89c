package room

import (
	"math"
	"strconv"
	"strings"
)

// decodeLevels reads the content of m.room.power_levels.
func decodeLevels(content []byte) *levels {
	l := &levels{users: map[string]Level{}, events: map[string]Level{}}
	if !isObject(content) {
		return forbidding()
	}
	sound := true
	each(content, func(key string, value []byte) {
		switch key {
		case "users":
			sound = sound && collect(value, l.users)
		case "events":
			sound = sound && collect(value, l.events)
		case "users_default":
			l.usersDefault = optional(value)
		case "events_default":
			l.eventsDefault = optional(value)
		case "state_default":
			l.stateDefault = optional(value)
		case "invite":
			l.invite = optional(value)
		case "kick":
			l.kick = optional(value)
		case "ban":
			l.ban = optional(value)
		}
	})
	if !sound {
		return forbidding()
	}
	return l
}

// forbidding returns levels that suffice for nobody but creators of infinite power.
func forbidding() *levels {
	never := unreadable
	return &levels{eventsDefault: &never, stateDefault: &never, invite: &never, kick: &never, ban: &never}
}

func isObject(value []byte) bool {
	i := blank(value, 0)
	return i < len(value) && value[i] == '{'
}

// collect reads an object of levels; false when it is something else. What is null
// is missing.
func collect(value []byte, to map[string]Level) bool {
	each(value, func(key string, value []byte) {
		if l := optional(value); l != nil {
			to[key] = *l
		}
	})
	return isObject(value) || string(value) == "null"
}

func optional(value []byte) *Level {
	if string(value) == "null" {
		return nil
	}
	l := level(value)
	return &l
}

// level reads a level: a number, of which the integer part counts, or, as in rooms
// up to version 9, an integer in a string.
func level(value []byte) Level {
	number := string(value)
	if strings.HasPrefix(number, `"`) {
		if number = strings.TrimSpace(text(value)); strings.Trim(number, "+-0123456789") != "" {
			return unreadable
		}
	}
	f, err := strconv.ParseFloat(number, 64)
	if err != nil && f == 0 || number != "" && strings.ContainsAny(number[:1], "IiNn") {
		return unreadable
	}
	return Level(math.Max(-maxLevel, math.Min(maxLevel, f)))
}
