// Package reaper deletes the rooms of meetings that are over, when their metadata say so:
// people in a room are warned, then all are removed from it, and in a later pass the
// homeserver is told to delete it. Each pass looks at the rooms as they are then.
//
// What was done is noted in the account data of the bot, not in a store: a pass may be
// cut short anywhere, the next one may be another process's, and nothing is done twice.
package reaper

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/rs/zerolog"

	"parley/bot/matrix"
)

// Settings are what the operator decides.
type Settings struct {
	Lead     time.Duration // between the warning and the end; none for no warning
	Interval time.Duration // between two passes
	Rooms    int           // with which something is done in one pass
	Locale   string        // BCP 47, of rooms that do not say theirs
	Timezone string        // IANA, the same
}

// Notes are the minutes of meetings; see package notes.
type Notes interface {
	Close(ctx context.Context, room string) error
	Remove(ctx context.Context, room string) error
}

// Observer is told of each step that was taken or failed.
type Observer interface {
	Reaped(step string, err error)
}

// Reaper deletes rooms. Create it with New.
type Reaper struct {
	bot      *matrix.Client // who has made the rooms
	admin    *matrix.Client // an administrator of the homeserver; nil for the bot
	notes    Notes          // nil where meetings have none
	settings Settings
	observer Observer // nil for none
	log      zerolog.Logger
	now      func() time.Time
	later    map[string]time.Time // when to look at a room again
	denied   bool                 // it was said that rooms cannot be deleted
	pauses   pauses
}

// pauses are between rooms, so that people hardly notice.
type pauses struct{ look, step time.Duration }

// New returns a reaper that works as the bot, and deletes as an administrator.
func New(bot, admin *matrix.Client, notes Notes, settings Settings, observer Observer, log zerolog.Logger) *Reaper {
	return &Reaper{
		bot: bot, admin: admin, notes: notes, settings: settings, observer: observer, log: log,
		now: time.Now, later: map[string]time.Time{}, pauses: pauses{20 * time.Millisecond, 200 * time.Millisecond},
	}
}

// Run passes through the rooms again and again until ctx ends.
func (r *Reaper) Run(ctx context.Context) {
	for ctx.Err() == nil {
		pause := r.settings.Interval
		if err := r.Pass(ctx); err != nil && ctx.Err() == nil {
			r.log.Warn().Err(err).Msg("a pass of the reaper is cut short; the next one goes on")
			pause = min(pause, cutPause)
		}
		wait(ctx, pause)
	}
}

const cutPause = time.Minute // after a pass that the homeserver has cut short

// Pass takes one step with each room that is due, up to the limit. What fails with one
// room does not keep the others waiting.
func (r *Reaper) Pass(ctx context.Context) error {
	rooms, err := r.bot.JoinedRooms(ctx)
	if err != nil {
		return err
	}
	p := &pass{Reaper: r, left: r.settings.Rooms, seen: map[string]bool{}}
	if p.purger, err = r.purger(ctx); err != nil {
		return err
	}
	r.forget(rooms)
	if err := p.finish(ctx, rooms); err != nil {
		return err
	}
	for _, id := range rooms {
		if r.now().Before(r.later[id]) {
			continue
		}
		if err := p.visit(ctx, id); err != nil {
			return fmt.Errorf("room %s: %w", id, err)
		}
		if p.left <= 0 {
			r.log.Info().Int("rooms", r.settings.Rooms).Msg("the reaper has done what it may in one pass")
			return nil
		}
		wait(ctx, r.pauses.look)
	}
	return ctx.Err()
}

// purger returns what deletes rooms, nil where nothing can: then rooms are emptied and
// left so.
func (r *Reaper) purger(ctx context.Context) (matrix.Purger, error) {
	admin := r.admin
	if admin == nil {
		admin = r.bot
	}
	purger, err := admin.Purger(ctx)
	if err == nil {
		err = purger.Allowed(ctx)
	}
	lacking := errors.Is(err, matrix.ErrForbidden) || errors.Is(err, matrix.ErrNoPurge)
	switch {
	case lacking && !r.denied:
		r.log.Warn().Err(err).Msg("rooms are emptied but not deleted: REAPER_ACCESS_TOKEN has to be that of an administrator of the homeserver")
	case err == nil && r.denied:
		r.log.Info().Msg("rooms can be deleted now")
	}
	if r.denied = lacking; lacking {
		return nil, nil
	}
	return purger, err
}

// forget drops what is remembered of rooms that are gone.
func (r *Reaper) forget(rooms []string) {
	if len(r.later) <= 2*len(rooms) {
		return
	}
	for id := range r.later {
		if !slices.Contains(rooms, id) {
			delete(r.later, id)
		}
	}
}

func wait(ctx context.Context, pause time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(pause):
	}
}
