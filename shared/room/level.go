package room

import (
	"math"
	"strconv"
	"strings"

	"parley/shared/fault"
	"parley/shared/wire"
)

// decodeLevels reads the content of m.room.power_levels.
func decodeLevels(content []byte) *levels {
	var ignored fault.List
	o := wire.Open(content, &ignored)
	l := &levels{
		users: collect(o, "users"), usersDefault: optional(o, "users_default"),
		events: collect(o, "events"), eventsDefault: optional(o, "events_default"), stateDefault: optional(o, "state_default"),
		invite: optional(o, "invite"), kick: optional(o, "kick"), ban: optional(o, "ban"),
	}
	if o == nil || l.users == nil || l.events == nil {
		return forbidding()
	}
	return l
}

// forbidding returns levels that suffice for nobody but creators of infinite power.
func forbidding() *levels {
	never := unreadable
	return &levels{eventsDefault: &never, stateDefault: &never, invite: &never, kick: &never, ban: &never}
}

// collect reads a field that is an object of levels, empty when it is absent; nil when
// it is something else.
func collect(o *wire.Object, name string) map[string]Level {
	all := map[string]Level{}
	value, ok := o.Get(name)
	if !ok {
		return all
	}
	if !value.IsObject() {
		return nil
	}
	value.Object().Each(func(key string, v wire.Value) { all[key] = level(v) })
	return all
}

// optional reads a field that is a level; nil when it is absent.
func optional(o *wire.Object, name string) *Level {
	value, ok := o.Get(name)
	if !ok {
		return nil
	}
	l := level(value)
	return &l
}

// level reads a level: a number, of which the integer part counts, or, as in rooms
// up to version 9, an integer in a string.
func level(v wire.Value) Level {
	number := string(v.Raw())
	if number[0] == '"' {
		if number = strings.TrimSpace(v.Text()); strings.Trim(number, "+-0123456789") != "" {
			return unreadable
		}
	}
	f, err := strconv.ParseFloat(number, 64)
	if err != nil && f == 0 {
		return unreadable
	}
	return Level(math.Max(-maxLevel, math.Min(maxLevel, f)))
}
