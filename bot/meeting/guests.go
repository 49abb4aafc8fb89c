package meeting

import (
	"context"
	"encoding/json"
	"strings"

	"parley/bot/matrix"
	"parley/bot/store"
	"parley/shared/event"
	"parley/shared/room"
)

// Guests are accounts of the bot's homeserver that people get who only follow a link.
// In meetings and breakout sessions they have a power level of their own.
type Guests struct {
	Prefix string     // of their user ids
	Level  room.Level // that each of them has
	Forget bool       // no level is kept for one who has left
}

// isGuest reports whether a user is a guest. Other homeservers name theirs as they like.
func (b *Bot) isGuest(user string) bool {
	g := b.settings.Guests
	if g == nil || !strings.HasPrefix(user, g.Prefix) {
		return false
	}
	_, server, _ := strings.Cut(user, ":")
	return server == b.matrix.ServerName()
}

// movesGuest reports a membership event after which a guest is in the room, or out of it.
func (b *Bot) movesGuest(e event.Event) bool {
	if e.StateKey == nil || !b.isGuest(*e.StateKey) {
		return false
	}
	m, _ := event.DecodeMember(e.Content) // the membership counts, whatever else cannot be read
	return m.Membership == event.MembershipJoin || m.Membership == event.MembershipLeave || m.Membership == event.MembershipBan
}

// levelGuest levels the guests of a room into which one came, or that one has left.
// Mostly nothing is to be done, which the power levels alone tell.
func (b *Bot) levelGuest(ctx context.Context, item *store.Item) error {
	if b.settings.Guests == nil {
		return nil
	}
	content, err := b.matrix.StateContent(ctx, item.RoomID, event.TypePowerLevels, "")
	if err != nil {
		return b.unlevelled(item.RoomID, err)
	}
	var e event.Event
	_ = json.Unmarshal(item.Raw, &e) // it was read when it was recorded
	if !b.movesGuest(e) {
		return nil
	}
	m, _ := event.DecodeMember(e.Content)
	users := map[string]bool{*e.StateKey: m.Membership == event.MembershipJoin}
	if _, differs := b.settings.Guests.levelled(content, room.NewPowers(event.Event{}, content), users); !differs {
		return nil
	}
	return b.levelGuests(ctx, item.RoomID)
}

// levelGuests gives the guests of a meeting their level, whoever wrote another one.
func (b *Bot) levelGuests(ctx context.Context, id string) error {
	if b.settings.Guests == nil {
		return nil
	}
	t, err := b.own(ctx, id)
	if t == nil || err != nil {
		return err
	}
	content, differs := b.guestLevels(t.Room)
	if !differs {
		return nil
	}
	err = b.matrix.SetState(ctx, id, matrix.State{Type: event.TypePowerLevels, Content: content})
	return b.unlevelled(id, err)
}

// unlevelled returns what another attempt may mend, and logs the rest: a room that the
// bot has left, or without power there.
func (b *Bot) unlevelled(id string, err error) error {
	if err == nil || matrix.Retryable(err) {
		return err
	}
	b.log.Info().Err(err).Str("room_id", id).Msg("the guests of a room keep their level")
	return nil
}

// guestLevels returns the power levels of a room with those of its guests as they should
// be, and whether that differs from how they are. In other rooms nothing differs, nor
// where the bot may not write them.
func (b *Bot) guestLevels(r *room.Room) (content map[string]any, differs bool) {
	bot := b.matrix.UserID()
	if !r.IsMeeting() || !r.Powers().MaySetState(bot, event.TypePowerLevels) {
		return nil, false
	}
	current, _ := r.State(event.TypePowerLevels, "")
	users := map[string]bool{}
	for user := range usersOf(levelsOf(current.Content)) {
		if b.isGuest(user) {
			users[user] = r.Membership(user) == event.MembershipJoin
		}
	}
	for _, p := range r.Participants() {
		if p.Membership == event.MembershipJoin && b.isGuest(p.UserID) {
			users[p.UserID] = true
		}
	}
	powers := r.Powers()
	for user := range users {
		if powers.User(user) >= powers.User(bot) {
			delete(users, user) // the homeserver would refuse it, and all else with it
		}
	}
	return b.settings.Guests.levelled(current.Content, powers, users)
}

// levelled returns the content of m.room.power_levels with the levels of users, which
// say whether each is in the room. Who has no level of his own needs one only where the
// default is above that of guests.
func (g Guests) levelled(content json.RawMessage, powers room.Powers, users map[string]bool) (changed map[string]any, differs bool) {
	changed = levelsOf(content)
	own := usersOf(changed)
	if own == nil {
		return nil, false
	}
	usual := powers.User("") // nobody's level is everybody's
	for user, joined := range users {
		_, listed := own[user]
		switch {
		case listed && (g.Forget && !joined || powers.User(user) != g.Level && usual == g.Level):
			delete(own, user)
		case listed && powers.User(user) != g.Level, !listed && joined && usual > g.Level:
			own[user] = g.Level
		default:
			continue
		}
		differs = true
	}
	return changed, differs
}

// usersOf returns the levels of single users, nil when there are no levels; see levelsOf.
func usersOf(levels map[string]any) map[string]any {
	if levels == nil {
		return nil
	}
	if _, listed := levels["users"]; !listed {
		levels["users"] = map[string]any{}
	}
	users, _ := levels["users"].(map[string]any)
	return users
}
