package private

import (
	"context"
	"errors"
	"time"

	"parley/bot/matrix"
	"parley/bot/store"
	"parley/shared/event"
)

const (
	surveyPause    = 5 * time.Second // before a survey that failed goes on
	surveyPatience = 5 * time.Second // of somebody who needs a room
)

// Survey looks through the rooms that the bot is in for private ones, unless this store
// has seen them: the store may be new, and the rooms those of an existing installation.
// It asks for the two markers of each room, one small request after another, so that a
// homeserver with many rooms is not kept busy; a sync would have it read them all at
// once. It returns when that is done or ctx ends.
func (r *Rooms) Survey(ctx context.Context) {
	for {
		err := r.survey(ctx)
		if err == nil {
			close(r.surveyed)
			return
		}
		r.log.Warn().Err(err).Msg("looking for private rooms is interrupted")
		select {
		case <-ctx.Done():
			return
		case <-time.After(surveyPause):
		}
	}
}

func (r *Rooms) survey(ctx context.Context) error {
	account := r.matrix.UserID()
	if done, err := r.store.Surveyed(ctx, account); done || err != nil {
		return err
	}
	rooms, err := r.matrix.JoinedRooms(ctx)
	if err != nil {
		return err
	}
	found := 0
	for _, id := range rooms {
		room, err := r.recognise(ctx, id)
		if matrix.Retryable(err) {
			return err
		}
		if err != nil || room.User == "" {
			continue // whoever may not look into a room has no use for it
		}
		found++
		if err := r.store.SavePrivateRoom(ctx, room); err != nil {
			return err
		}
	}
	r.log.Info().Int("rooms", len(rooms)).Int("private", found).Msg("looked for private rooms")
	return r.store.SaveSurvey(ctx, account, time.Now())
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
