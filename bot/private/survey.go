package private

import (
	"context"
	"errors"
	"time"

	"parley/bot/matrix"
	"parley/bot/store"
	"parley/shared/event"
)

const surveyPatience = 5 * time.Second // of somebody who needs a room

// Survey looks through the rooms that the bot is in for private ones, unless this store
// has seen them: the store may be new, and the rooms those of an existing installation.
// It asks for the two markers of each room, one small request after another, so that a
// homeserver with many rooms is not kept busy; a sync would have it read them all at
// once. It returns when that is done or ctx ends.
func (r *Rooms) Survey(ctx context.Context) {
	select {
	case <-r.surveyed:
		return
	default:
	}
	found := 0
	err := matrix.Visit(ctx, r.log, r.unseen, func(ctx context.Context, id string) error {
		room, err := r.recognise(ctx, id)
		if err != nil || room.User == "" {
			return err
		}
		found++
		return r.store.SavePrivateRoom(ctx, room)
	})
	if err != nil {
		return
	}
	close(r.surveyed)
	r.log.Info().Int("private", found).Msg("looked for private rooms")
	if err := r.store.SaveSurvey(ctx, r.matrix.UserID(), time.Now()); err != nil {
		r.log.Error().Err(err).Msg("the next process looks for private rooms again")
	}
}

// unseen returns the rooms that the bot is in, none when this store has seen them.
func (r *Rooms) unseen(ctx context.Context) ([]string, error) {
	if done, err := r.store.Surveyed(ctx, r.matrix.UserID()); done || err != nil {
		return nil, err
	}
	return r.matrix.JoinedRooms(ctx)
}

// recognise returns what a room's marker says; the zero value when it has none.
func (r *Rooms) recognise(ctx context.Context, id string) (store.PrivateRoom, error) {
	content, err := r.matrix.StateContent(ctx, id, event.TypeMessageRoom, r.matrix.UserID())
	if err == nil {
		m, _ := event.DecodeMessageRoom(content) // no user, no room
		return store.PrivateRoom{User: m.UserID, Room: id}, nil
	}
	if !errors.Is(err, matrix.ErrNotFound) {
		return store.PrivateRoom{}, err
	}
	content, err = r.matrix.StateContent(ctx, id, event.TypeWelcomeRoom, r.matrix.UserID())
	if errors.Is(err, matrix.ErrNotFound) {
		return store.PrivateRoom{}, nil
	}
	w, unread := event.DecodeWelcomeRoom(content)
	if err != nil || unread != nil {
		return store.PrivateRoom{}, err
	}
	return store.PrivateRoom{User: w.UserID, About: w.OriginalRoomID, Room: id, Locale: w.Locale}, nil
}

// waitForSurvey waits a little for the survey's end.
func (r *Rooms) waitForSurvey(ctx context.Context) error {
	select {
	case <-r.surveyed:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(surveyPatience):
		return ErrNotYet
	}
}
