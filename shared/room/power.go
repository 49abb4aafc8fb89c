package room

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"

	"parley/shared/event"
)

// Infinite is the power of a creator from room version 12 on.
const Infinite = math.MaxInt64

// Level is a power level. Old rooms hold levels as strings; both are read.
type Level int64

// UnmarshalJSON implements json.Unmarshaler. What is no number leaves an error.
func (l *Level) UnmarshalJSON(data []byte) error {
	text := strings.TrimSpace(strings.Trim(string(data), `"`))
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		var f float64
		if f, err = strconv.ParseFloat(text, 64); err == nil {
			n = int64(f)
		}
	}
	*l = Level(n)
	return err
}

// Powers answers who may do what in a room, from its current power levels and
// creators (Matrix specification, m.room.power_levels; room version 12).
type Powers struct {
	levels   powerLevels
	creators []string
	infinite bool
}

// powerLevels is the content of m.room.power_levels; nil fields are missing.
type powerLevels struct {
	Users         map[string]Level `json:"users"`
	UsersDefault  *Level           `json:"users_default"`
	Events        map[string]Level `json:"events"`
	EventsDefault *Level           `json:"events_default"`
	StateDefault  *Level           `json:"state_default"`
	Invite        *Level           `json:"invite"`
	Kick          *Level           `json:"kick"`
}

// NewPowers reads the power levels of a room from its m.room.create event and
// the content of its m.room.power_levels event, nil when there is none. A content
// that cannot be read gives nobody but creators power.
func NewPowers(create event.Event, levels json.RawMessage) Powers {
	var c event.Create
	readable := json.Unmarshal(create.Content, &c) == nil
	p := Powers{creators: append([]string{create.Sender}, c.AdditionalCreators...)}
	p.infinite = readable && CreatorsInfinite(c.RoomVersion)
	switch {
	case levels == nil:
		p.levels = powerLevels{Users: map[string]Level{create.Sender: 100}, StateDefault: new(Level)}
	case json.Unmarshal(levels, &p.levels) != nil:
		never := Level(Infinite)
		p.levels = powerLevels{EventsDefault: &never, StateDefault: &never, Invite: &never, Kick: &never}
	}
	return p
}

// CreatorsInfinite reports whether creators of a room of this version have
// infinite power: version 12 and every later one.
func CreatorsInfinite(version string) bool {
	if version == "org.matrix.hydra.11" { // the name of version 12 before it was stable
		return true
	}
	n, err := strconv.Atoi(version)
	return err == nil && n >= 12
}

// User returns the level of a user.
func (p Powers) User(id string) Level {
	if p.infinite {
		for _, c := range p.creators {
			if c == id {
				return Infinite
			}
		}
	}
	if l, ok := p.levels.Users[id]; ok {
		return l
	}
	return or(p.levels.UsersDefault, 0)
}

// MaySend reports whether a user's level suffices for a room event of a type.
func (p Powers) MaySend(user, typ string) bool {
	return p.User(user) >= p.event(typ, or(p.levels.EventsDefault, 0))
}

// MaySetState reports whether a user's level suffices for a state event of a type.
func (p Powers) MaySetState(user, typ string) bool {
	return p.User(user) >= p.event(typ, or(p.levels.StateDefault, 50))
}

// MayInvite reports whether a user's level suffices to invite.
func (p Powers) MayInvite(user string) bool { return p.User(user) >= or(p.levels.Invite, 0) }

// MayKick reports whether a user's level suffices to remove another user.
func (p Powers) MayKick(user, other string) bool {
	return p.User(user) >= or(p.levels.Kick, 50) && p.User(user) > p.User(other)
}

func (p Powers) event(typ string, otherwise Level) Level {
	if l, ok := p.levels.Events[typ]; ok {
		return l
	}
	return otherwise
}

func or(l *Level, otherwise Level) Level {
	if l == nil {
		return otherwise
	}
	return *l
}
