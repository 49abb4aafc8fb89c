package private

import (
	"context"
	"errors"
	"strings"

	"parley/bot/matrix"
)

// mark begins what a private room's m.room.create says that the room was made for.
const mark = "private."

// errUndecided says that it is not known yet which room counts.
var errUndecided = errors.New("it is not known yet which of several private rooms counts")

// IsRequest reports whether a request in m.room.create is that of a private room.
func IsRequest(request string) bool { return strings.HasPrefix(request, mark) }

func (r *Rooms) nameOf(room Room) string {
	return r.store.RequestOf("private " + room.User + " " + room.About)
}

// DiscardSpare leaves a room that an attempt created whose answer was lost, when another
// attempt made the room that counts. The homeserver may still be at work on it.
func (r *Rooms) DiscardSpare(ctx context.Context, id, request string) error {
	ctx, release, err := r.alone(ctx, strings.TrimPrefix(request, mark))
	if err != nil {
		return err
	}
	defer release()
	known, err := r.store.PrivateRoomByID(ctx, id)
	if known.Room != "" || err != nil {
		return err
	}
	spare, err := r.recognise(ctx, id)
	if errors.Is(err, matrix.ErrForbidden) {
		return nil // it was left already
	}
	if err != nil || !r.isIn(ctx, id) { // a homeserver shows rooms that were left as they were
		return err
	}
	counts, err := r.store.PrivateRoom(ctx, spare.User, spare.About)
	if err != nil {
		return err
	}
	if counts.Room == "" {
		return errUndecided
	}
	if err := r.matrix.Kick(ctx, id, spare.User, ""); matrix.Retryable(err) {
		return err
	}
	return r.matrix.Leave(ctx, id)
}
