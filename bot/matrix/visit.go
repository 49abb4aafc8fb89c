package matrix

import (
	"context"
	"errors"

	"github.com/rs/zerolog"
)

// visitTries is how often a room is visited that the homeserver fails on.
const visitTries = 10

// Visit does something in each room of a list, one after another. A room that the
// homeserver fails on is visited again after all others, a few times, and one that it
// refuses is left out: no room keeps the others waiting. All other failures are waited
// out where they happen. Each round begins with the list, so that they are not taken for
// one of many rooms. The error is that of ctx.
func Visit(ctx context.Context, log zerolog.Logger, list func(context.Context) ([]string, error), do func(ctx context.Context, room string) error) error {
	v := visit{do: do, log: log, done: map[string]bool{}, failures: map[string]int{}}
	for pause := firstPause; ctx.Err() == nil; pause = min(2*pause, longestWait) {
		rooms, err := list(ctx)
		if err == nil {
			err = v.round(ctx, rooms)
		}
		if err == nil {
			return nil
		}
		log.Warn().Err(err).Int("done", len(v.done)).Msg("a round through the rooms goes on later")
		wait(ctx, pause)
	}
	return ctx.Err()
}

type visit struct {
	do       func(ctx context.Context, room string) error
	log      zerolog.Logger
	done     map[string]bool
	failures map[string]int
}

// round visits the rooms that are not done and returns why another round is needed.
func (v *visit) round(ctx context.Context, rooms []string) (left error) {
	var failing []string
	for i, room := range rooms {
		if v.done[room] {
			continue
		}
		err := v.do(ctx, room)
		if Failing(err) {
			v.failures[room]++
		}
		switch {
		case err == nil:
		case refused(err), v.failures[room] >= visitTries:
			v.log.Warn().Err(err).Str("room_id", room).Msg("a room is left out")
		case Failing(err):
			left = err
			failing = append(failing, room)
		default:
			v.note(rooms[:i], failing)
			return err
		}
	}
	if left != nil {
		v.note(rooms, failing)
	}
	return left
}

// note keeps which rooms are done, for another round: without one nobody has to know, and
// there may be very many.
func (v *visit) note(rooms, failing []string) {
	for _, room := range rooms {
		v.done[room] = true
	}
	for _, room := range failing {
		delete(v.done, room)
	}
}

// refused reports whether the homeserver will not do what it was asked for.
func refused(err error) bool {
	var e *Error
	return errors.As(err, &e) && !Retryable(err)
}
