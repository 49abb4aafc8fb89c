package private

import (
	"context"
	"errors"

	"parley/bot/matrix"
	"parley/bot/store"
	"parley/shared/event"
)

// levelOthers is what inviting and removing takes: nobody but the bot has it, so that
// the room stays one of two.
const levelOthers = 100

// make creates a room, once, and remembers it. An attempt that died before it was
// remembered is found by the alias.
func (r *Rooms) make(ctx context.Context, room Room) (string, error) {
	alias := "parley-" + r.nameOf(room)
	version, err := r.matrix.RoomVersion(ctx)
	if err != nil {
		return "", err
	}
	id, err := r.matrix.CreateDirect(ctx, r.request(room, alias, version), matrix.Invitation{User: room.User, Reason: room.Reason})
	if errors.Is(err, matrix.ErrTaken) {
		id, err = r.adopt(ctx, room, alias)
	}
	if err != nil {
		return "", err
	}
	if err := r.store.SavePrivateRoom(ctx, store.PrivateRoom{User: room.User, About: room.About, Room: id, Locale: localeOf(room)}); err != nil {
		return "", err
	}
	if err := r.matrix.DeleteAlias(ctx, alias); err != nil {
		r.log.Info().Err(err).Str("room_id", id).Msg("the alias of a private room stays")
	}
	return id, nil
}

// localeOf is the language that a room remembers: in the one about what went wrong,
// each message has that of its command.
func localeOf(room Room) string {
	if room.About == "" {
		return ""
	}
	return room.Locale
}

func (r *Rooms) request(room Room, alias, version string) matrix.Room {
	return matrix.Room{
		Name: room.Name, Topic: room.Topic, Version: version, Preset: "private_chat", Visibility: "private", AliasName: alias,
		CreationContent: event.Create{Request: mark + r.nameOf(room)},
		PowerLevels:     map[string]any{"invite": levelOthers, "kick": levelOthers, "ban": levelOthers},
		InitialState: []matrix.State{
			{Type: event.TypeGuestAccess, Content: event.GuestAccess{GuestAccess: event.Forbidden}},
			{Type: event.TypeHistory, Content: event.History{Visibility: event.HistoryShared}},
			Marker(r.matrix.UserID(), room),
		},
	}
}

// Marker returns the state event by which a room of the bot's is known again.
func Marker(bot string, room Room) matrix.State {
	s := matrix.State{Type: event.TypeMessageRoom, StateKey: bot, Content: event.MessageRoom{UserID: room.User}}
	if room.About != "" {
		s.Type = event.TypeWelcomeRoom
		s.Content = event.WelcomeRoom{UserID: room.User, OriginalRoomID: room.About, Locale: room.Locale}
	}
	return s
}

// adopt returns the room that an earlier attempt created, with its person invited. What
// is not the bot's, or only half a room, is let go of.
func (r *Rooms) adopt(ctx context.Context, room Room, alias string) (string, error) {
	id, err := r.matrix.Resolve(ctx, alias)
	if errors.Is(err, matrix.ErrNotFound) {
		return "", errAgain
	}
	if err != nil {
		return "", err
	}
	state, err := r.matrix.FullState(ctx, id)
	if matrix.Retryable(err) {
		return "", err
	}
	if err == nil && r.isMine(state) {
		return id, r.call(ctx, id, room)
	}
	if err := r.matrix.DeleteAlias(ctx, alias); err != nil {
		return "", err
	}
	return "", errors.Join(errAgain, r.matrix.Leave(ctx, id))
}

// isMine reports whether the bot is in a room that it has created to the end: the name
// comes last.
func (r *Rooms) isMine(state []event.Event) bool {
	var created, joined, named bool
	for _, e := range state {
		switch {
		case e.Has(event.TypeCreate, ""):
			created = e.Sender == r.matrix.UserID()
		case e.Has(event.TypeMember, r.matrix.UserID()):
			member, _ := event.DecodeMember(e.Content)
			joined = member.Membership == event.MembershipJoin
		case e.Has(event.TypeName, ""):
			named = true
		}
	}
	return created && joined && named
}
