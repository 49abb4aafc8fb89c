package reaper

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"parley/bot/matrix"
	"parley/shared/event"
)

const (
	longest   = 6 * time.Hour // until a room is looked at again: its time may have been moved
	failPause = 3             // passes that a room is left alone that something failed with
	maxBelow  = 100           // rooms below a meeting that are looked at before it
)

// pass is one way through the rooms.
type pass struct {
	*Reaper
	purger  matrix.Purger // nil: rooms cannot be deleted
	left    int           // steps that may be taken
	purging []string      // rooms whose deletion was asked for
	seen    map[string]bool
}

// visit takes the next step with a room, after those below it. The error ends the pass.
func (p *pass) visit(ctx context.Context, id string) error {
	if p.seen[id] || p.left <= 0 || p.now().Before(p.later[id]) {
		return nil
	}
	p.seen[id] = true
	c, err := p.look(ctx, id)
	if c == nil {
		return p.outcome(id, Nothing, err)
	}
	children := c.ChildIDs()
	for _, child := range children[:min(len(children), maxBelow)] {
		if err := p.visit(ctx, child); err != nil {
			return err
		}
	}
	return p.step(ctx, id)
}

// step looks at a room once more and takes the next step with it.
func (p *pass) step(ctx context.Context, id string) error {
	if p.left <= 0 {
		return nil
	}
	c, err := p.look(ctx, id)
	if c == nil {
		return p.outcome(id, Nothing, err)
	}
	s, when := c.next(p.now(), p.settings.Lead)
	if s == Nothing {
		p.postpone(id, when)
		return nil
	}
	if s == Purge && !p.mayPurge(c) {
		return nil
	}
	p.left--
	err = p.take(ctx, c, s)
	if err == nil {
		delete(p.later, id)
		wait(ctx, p.pauses.step)
	}
	return p.outcome(id, s, err)
}

// mayPurge reports whether the homeserver can be told now to delete a room.
func (p *pass) mayPurge(c *candidate) bool {
	switch {
	case p.purger == nil: // which may change
	case !p.purger.Able(c.ID):
		p.log.Info().Str("room_id", c.ID).Str("version", c.Version()).Msg("a room stays empty: the homeserver cannot delete rooms of its version")
		p.postpone(c.ID, p.now().Add(longest))
	case len(p.purging) < maxPurging:
		return true
	}
	return false
}

func (p *pass) take(ctx context.Context, c *candidate, s Step) error {
	switch s {
	case Warn:
		return p.warn(ctx, c)
	case Empty:
		return p.empty(ctx, c)
	}
	_, err := p.purge(ctx, c.ID)
	return err
}

// outcome tells of a step. A homeserver that does not answer or is too busy ends the pass;
// the room that it was about is left out of the next, for it may be the reason.
func (p *pass) outcome(id string, s Step, err error) error {
	if ctxError(err) || errors.Is(err, matrix.ErrUnreachable) || matrix.Limited(err) {
		p.postpone(id, p.now().Add(failPause*p.settings.Interval))
		return err
	}
	if p.observer != nil && s != Nothing {
		p.observer.Reaped(string(s), err)
	}
	switch {
	case err != nil:
		p.log.Error().Err(err).Str("room_id", id).Str("step", string(s)).Msg("a room that is to be deleted is tried again later")
		p.postpone(id, p.now().Add(failPause*p.settings.Interval))
	case s != Nothing:
		p.log.Info().Str("room_id", id).Str("step", string(s)).Msg("a step towards the end of a room is done")
	}
	return nil
}

func ctxError(err error) bool {
	return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}

// postpone leaves a room alone for a while, that with no time as long as any.
func (p *pass) postpone(id string, until time.Time) {
	if latest := p.now().Add(longest); until.IsZero() || until.After(latest) {
		until = latest
	}
	p.later[id] = until
}

// look reads a room and postpones one with which nothing is to be done for now.
func (p *pass) look(ctx context.Context, id string) (*candidate, error) {
	c, until, err := p.candidate(ctx, id)
	if c == nil && err == nil {
		p.postpone(id, until)
	}
	return c, err
}

// candidate reads a room; nil for one that is not to be deleted, or not before another
// time. Most rooms say so by the one event that is asked for first.
func (r *Reaper) candidate(ctx context.Context, id string) (*candidate, time.Time, error) {
	content, err := r.bot.StateContent(ctx, id, event.TypeMetadata, "")
	if err != nil {
		return nil, time.Time{}, unlessHidden(err)
	}
	metadata, err := event.DecodeMetadata(content)
	if err != nil || metadata.ForceDeletionAt == nil {
		return nil, time.Time{}, nil
	}
	if first := time.UnixMilli(*metadata.ForceDeletionAt).Add(-r.settings.Lead); r.now().Before(first) {
		return nil, first, nil
	}
	state, err := r.bot.FullState(ctx, id)
	if err != nil {
		return nil, time.Time{}, unlessHidden(err)
	}
	c := own(id, state, r.bot.UserID())
	if c == nil {
		return nil, time.Time{}, nil
	}
	var m mark
	if err := r.bot.Memo(ctx, id, event.TypeReaperRoom, &m); err != nil {
		return nil, time.Time{}, fmt.Errorf("read what was done with the room: %w", err)
	}
	c.remember(m)
	return c, time.Time{}, nil
}

// unlessHidden drops the error that the bot may not look into a room.
func unlessHidden(err error) error {
	if errors.Is(err, matrix.ErrNotFound) || errors.Is(err, matrix.ErrForbidden) {
		return nil
	}
	return err
}

// finish goes on with rooms whose deletion was asked for, as far as their time was not
// moved since. The bot may be out of them already.
func (p *pass) finish(ctx context.Context, rooms []string) error {
	var all memo
	if err := p.bot.Memo(ctx, "", event.TypeReaper, &all); err != nil || len(all.Purging) == 0 {
		return err
	}
	p.purging = slices.DeleteFunc(slices.Clone(all.Purging), func(id string) bool { return slices.Contains(rooms, id) })
	if len(p.purging) < len(all.Purging) { // those that the bot is in are visited as all others
		if err := p.notePurging(ctx, p.purging); err != nil {
			return err
		}
	}
	for _, id := range slices.Clone(p.purging) {
		if p.purger == nil {
			return nil
		}
		gone, err := p.purge(ctx, id)
		if gone {
			p.log.Info().Str("room_id", id).Msg("a room is gone")
		}
		if err == nil {
			continue
		}
		if err := p.outcome(id, Purge, err); err != nil {
			return err
		}
	}
	return nil
}

func without(all []string, id string) []string {
	return slices.DeleteFunc(slices.Clone(all), func(other string) bool { return other == id })
}

// List writes a line for each room with which something would be done now: the step, the
// room, and when it was to be deleted. It changes nothing.
func (r *Reaper) List(ctx context.Context, out io.Writer) error {
	rooms, err := r.bot.JoinedRooms(ctx)
	if err != nil {
		return err
	}
	due := 0
	for _, id := range rooms {
		c, _, err := r.candidate(ctx, id)
		if err != nil {
			return err
		}
		if c == nil {
			continue
		}
		s, _ := c.next(r.now(), r.settings.Lead)
		if s == Nothing {
			continue
		}
		due++
		if _, err := fmt.Fprintf(out, "%-5s  %s  %s\n", s, id, c.at.UTC().Format(time.RFC3339)); err != nil {
			return err
		}
	}
	_, err = fmt.Fprintf(out, "%d of %d rooms; nothing was changed\n", due, len(rooms))
	return err
}
