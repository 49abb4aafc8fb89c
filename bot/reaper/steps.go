package reaper

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"time"

	"parley/bot/matrix"
	"parley/bot/talk"
	"parley/shared/event"
	"parley/shared/text"
)

// memo are the rooms that the homeserver was asked to delete and that may still be there.
type memo struct {
	Purging []string `json:"purging"`
}

// maxPurging is how many rooms the homeserver deletes at once.
const maxPurging = 20

func (p *pass) note(ctx context.Context, c *candidate) error {
	return p.bot.SetMemo(ctx, c.ID, event.TypeReaperRoom, c.mark)
}

// warn tells people in a room when it will be deleted, once.
func (p *pass) warn(ctx context.Context, c *candidate) error {
	again := c.mark.Telling
	if c.mark.Telling = true; !again {
		if err := p.note(ctx, c); err != nil {
			return err
		}
	}
	at := c.at
	if earliest := p.now().Add(p.settings.Lead); earliest.After(at) {
		at = earliest
	}
	s := c.Settings()
	zone := cmp.Or(s.Timezone, p.settings.Timezone)
	if _, err := time.LoadLocation(zone); err != nil {
		zone = p.settings.Timezone
	}
	plain, html := talk.Deletion{Locale: cmp.Or(s.Locale, p.settings.Locale), Zone: zone, At: at}.Text()
	err := p.bot.SendOnce(ctx, c.ID, requestOf(c), again, event.Rich(event.MessageText, plain, html))
	if err != nil && !errors.Is(err, matrix.ErrForbidden) { // who may not speak cannot warn
		return err
	}
	c.mark.WarnedAt = p.now().UnixMilli()
	return p.note(ctx, c)
}

// requestOf names the warning of a room, so that it is not sent again.
func requestOf(c *candidate) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "reaper %s %d", c.ID, c.at.UnixMilli()))
	return hex.EncodeToString(sum[:16])
}

// empty removes everybody from a room but the bot, which goes with the room. Nobody comes
// in meanwhile: only who is invited may, and nobody is left to invite.
func (p *pass) empty(ctx context.Context, c *candidate) error {
	if p.notes != nil {
		if err := p.notes.Close(ctx, c.ID); err != nil {
			return err
		}
	}
	rule := matrix.State{Type: event.TypeJoinRules, Content: event.JoinRules{JoinRule: event.JoinInvite}}
	if err := p.bot.SetState(ctx, c.ID, rule); err != nil {
		return fmt.Errorf("close the door: %w", err)
	}
	reason := text.Get(text.Choose(cmp.Or(c.Settings().Locale, p.settings.Locale)), text.RemovedDeleted)
	for _, user := range c.others {
		if err := p.remove(ctx, c.ID, user, reason); err != nil {
			return fmt.Errorf("remove somebody: %w", err)
		}
	}
	if err := p.unlink(ctx, c); err != nil {
		return err
	}
	if p.notes != nil {
		if err := p.notes.Remove(ctx, c.ID); err != nil {
			return fmt.Errorf("remove the notes: %w", err)
		}
	}
	c.mark.EmptiedAt = p.now().UnixMilli()
	return p.note(ctx, c)
}

// remove removes somebody who may have left meanwhile.
func (p *pass) remove(ctx context.Context, room, user, reason string) error {
	err := p.bot.Kick(ctx, room, user, reason)
	if err == nil || matrix.Retryable(err) {
		return err
	}
	m, wrong := p.bot.Member(ctx, room, user)
	if wrong == nil && (m.Membership == event.MembershipLeave || m.Membership == event.MembershipBan) {
		return nil
	}
	return err
}

// unlink takes a room out of rooms above it that name it as their child, as far as the
// bot may.
func (p *pass) unlink(ctx context.Context, c *candidate) error {
	parents := c.Parents()
	for _, parent := range parents[:min(len(parents), maxBelow)] {
		content, err := p.bot.StateContent(ctx, parent, event.TypeSpaceChild, c.ID)
		if err == nil {
			if link, _ := event.DecodeSpaceLink(content); len(link.Via) == 0 {
				continue
			}
			err = p.bot.SetState(ctx, parent, matrix.State{Type: event.TypeSpaceChild, StateKey: c.ID, Content: struct{}{}})
		}
		if matrix.Retryable(err) {
			return err
		}
	}
	return nil
}

// purge has the homeserver delete a room, and reports whether it is gone. That is noted
// before: afterwards the bot may be out of the room, and only the note knows of it.
func (p *pass) purge(ctx context.Context, id string) (gone bool, err error) {
	if !slices.Contains(p.purging, id) {
		if err := p.notePurging(ctx, append(slices.Clone(p.purging), id)); err != nil {
			return false, err
		}
	}
	if gone, err = p.purger.Purge(ctx, id); gone {
		err = p.notePurging(ctx, without(p.purging, id))
	}
	return gone, err
}

func (p *pass) notePurging(ctx context.Context, rooms []string) error {
	err := p.bot.SetMemo(ctx, "", event.TypeReaper, memo{rooms})
	if err == nil {
		p.purging = rooms
	}
	return err
}
