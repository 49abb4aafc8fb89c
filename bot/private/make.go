package private

import (
	"context"

	"parley/bot/matrix"
	"parley/bot/store"
	"parley/shared/event"
)

// levelOthers is what inviting and removing takes: nobody but the bot has it, so that
// the room stays one of two.
const levelOthers = 100

// make creates a room, once, and remembers it.
func (r *Rooms) make(ctx context.Context, room Room) (string, error) {
	alias := "parley-" + r.nameOf(room)
	version, err := r.matrix.RoomVersion(ctx)
	if err != nil {
		return "", err
	}
	id, found, err := r.matrix.CreateDirect(ctx, r.request(room, alias, version), matrix.Invitation{User: room.User, Reason: room.Reason})
	if found {
		err = r.call(ctx, id, room)
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
