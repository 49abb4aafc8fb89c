package room

import (
	"encoding/json"
	"maps"
	"math"
	"slices"
	"strconv"

	"parley/shared/command"
	"parley/shared/event"
)

// Level is a power level.
type Level int64

// Infinite is the power of a creator from room version 12 on. No event can give it:
// levels end at the largest integer of Matrix, 2^53 - 1.
const (
	Infinite Level = math.MaxInt64

	maxLevel   = 1<<53 - 1
	unreadable = Level(math.MinInt64) // less than any level; as a demand, more than all but Infinite
)

// Powers answers who may do what in a room, from its current power levels and
// creators (Matrix specification, m.room.power_levels; room version 12). What is
// missing is as the specification says.
type Powers struct {
	levels   *levels
	creators []string
	infinite bool
}

// levels is the content of m.room.power_levels; nil fields are missing.
type levels struct {
	users, events                             map[string]Level
	usersDefault, eventsDefault, stateDefault *Level
	invite, kick, ban                         *Level
}

// NewPowers reads the power levels of a room from its m.room.create event and
// the content of its m.room.power_levels event, nil when there is none. A content
// that is not of the right form gives nobody but creators power; one level that
// cannot be read counts as none for who has it and as too high for who needs it.
func NewPowers(create event.Event, powerLevels json.RawMessage) Powers {
	var l *levels
	if powerLevels != nil {
		l = decodeLevels(powerLevels)
	}
	content, _ := event.DecodeCreate(create.Content)
	return powersOf(create.Sender, content, l)
}

// powersOf makes the powers of a room that sender has created. l is nil when there
// is no m.room.power_levels.
func powersOf(sender string, create event.Create, l *levels) Powers {
	if l == nil {
		l = &levels{users: map[string]Level{sender: 100}, stateDefault: new(Level)}
	}
	return Powers{l, append([]string{sender}, create.AdditionalCreators...), CreatorsInfinite(create.RoomVersion)}
}

// Powers returns who may do what in the room. Nobody may do anything while neither
// m.room.create nor m.room.power_levels is known.
func (r *Room) Powers() Powers {
	l, _ := r.find(event.TypePowerLevels, "").decoded().(*levels)
	create, known := r.Create()
	if l == nil && !known {
		l = forbidding()
	}
	e, _ := r.State(event.TypeCreate, "")
	return powersOf(e.Sender, create, l)
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

// Organisers returns the users whose level suffices to organise a meeting, and so its
// breakout sessions, with their levels: those who may invite and remove people. Creators
// of infinite power are among them.
func (p Powers) Organisers() map[string]Level {
	all := map[string]Level{}
	users := append(slices.Collect(maps.Keys(p.levels.users)), p.creators...)
	for _, user := range users {
		if p.remove(user) == nil && p.invite(user) == nil {
			all[user] = p.User(user)
		}
	}
	return all
}

// Capped returns participants whose levels are not above that of the user who gives them.
func (p Powers) Capped(user string, participants []command.Participant) []command.Participant {
	capped := slices.Clone(participants)
	for i, given := range capped {
		if given.PowerLevel != nil {
			level := min(*given.PowerLevel, int64(p.User(user)))
			capped[i].PowerLevel = &level
		}
	}
	return capped
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
	if l, ok := p.levels.users[id]; ok {
		return l
	}
	return or(p.levels.usersDefault, 0)
}

// MaySend reports whether a user's level suffices for a room event of a type.
func (p Powers) MaySend(user, typ string) bool { return p.send(user, typ) == nil }

// MaySetState reports whether a user's level suffices for state events of types.
func (p Powers) MaySetState(user string, types ...string) bool { return p.state(user, types...) == nil }

// LacksState says why a user's level does not suffice for state events of types; nil when
// it does.
func (p Powers) LacksState(user string, types ...string) *Denied { return p.state(user, types...) }

// LacksKick says why a user's level does not suffice to remove anybody; nil when it does.
func (p Powers) LacksKick(user string) *Denied { return p.remove(user) }

// MayInstall reports whether a user's level suffices to add widgets to the room and
// arrange them.
func (p Powers) MayInstall(user string) bool {
	return p.MaySetState(user, event.TypeWidget, event.TypeLayout)
}

// MayLink reports whether a user's level suffices to link meetings as children of
// the room.
func (p Powers) MayLink(user string) bool { return p.MaySetState(user, event.TypeSpaceChild) }

// MayInvite reports whether a user's level suffices to invite.
func (p Powers) MayInvite(user string) bool { return p.invite(user) == nil }

// MayKick reports whether a user's level suffices to remove another user.
func (p Powers) MayKick(user, other string) bool { return p.kick(user, other) == nil }

func (p Powers) send(user, typ string) *Denied {
	return p.need(user, p.event(typ, or(p.levels.eventsDefault, 0)))
}

func (p Powers) state(user string, types ...string) *Denied {
	for _, typ := range types {
		if d := p.need(user, p.event(typ, or(p.levels.stateDefault, 50))); d != nil {
			return d
		}
	}
	return nil
}

func (p Powers) invite(user string) *Denied { return p.need(user, or(p.levels.invite, 0)) }

func (p Powers) remove(user string) *Denied { return p.need(user, or(p.levels.kick, 50)) }

func (p Powers) unban(user string) *Denied { return p.need(user, or(p.levels.ban, 50)) }

func (p Powers) kick(user, other string) *Denied {
	if d := p.remove(user); d != nil {
		return d
	}
	if have, need := p.User(user), p.User(other); have <= need {
		return &Denied{Reason: NotAbove, Need: need, Have: have}
	}
	return nil
}

// need returns why a user's level does not suffice; nil when it does.
func (p Powers) need(user string, level Level) *Denied {
	if level == unreadable {
		level = Infinite
	}
	if have := p.User(user); have < level {
		return &Denied{Reason: TooLow, Need: level, Have: have}
	}
	return nil
}

func (p Powers) event(typ string, otherwise Level) Level {
	if l, ok := p.levels.events[typ]; ok {
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
