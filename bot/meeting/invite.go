package meeting

import (
	"context"
	"errors"
	"sync/atomic"

	"parley/bot/matrix"
	"parley/bot/store"
	"parley/bot/talk"
	"parley/shared/event"
)

const (
	invitesAtOnce = 4
	inviteTries   = 3  // of one invitee, while the homeserver answers others
	slowWaits     = 24 // waits in vain for other homeservers, for one command
)

// invitations invite people to a room, each on their own: one that fails harms no
// other.
type invitations struct {
	*Bot
	item    *store.Item
	room    string
	past    *progress
	reason  talk.Invitation
	creator string // is not told who invites
}

// send invites users and returns how many could not be. An error asks for another
// attempt.
func (i *invitations) send(ctx context.Context, users []string) (failed int, err error) {
	atOnce := invitesAtOnce
	if i.past.troubled() {
		atOnce = 1 // so that a limit of the bot's own is not taken for one of many invitees
	}
	var uninvited atomic.Int64
	err = each(atOnce, users, func(user string) error {
		invited, err := i.invite(ctx, user)
		if err == nil && !invited {
			uninvited.Add(1)
		}
		return err
	})
	return int(uninvited.Load()), err
}

func (i *invitations) invite(ctx context.Context, user string) (invited bool, err error) {
	invited, known := i.past.outcome(i.room, user)
	if !known && i.item.Attempt > 1 {
		there, err := i.isThere(ctx, i.room, user)
		if err != nil {
			return false, err
		}
		invited, known = there, there
	}
	if !known {
		if invited, err = i.ask(ctx, user); err != nil {
			return false, err
		}
	}
	i.past.settle(i.room, user, invited)
	return invited, nil
}

// ask invites somebody and reports whether they are in the room or invited. An
// error asks for another attempt; nobody gets more than inviteTries of them.
func (i *invitations) ask(ctx context.Context, user string) (bool, error) {
	if i.past.slow(user, i.matrix.ServerName()) {
		return false, nil
	}
	reason := i.reason
	if user == i.creator {
		reason.Organiser = ""
	}
	plain, html := reason.Text()
	err := i.matrix.Invite(ctx, i.room, user, plain, html)
	if err == nil {
		return true, nil
	}
	late := errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil // not the homeserver, if it answers the look
	if errors.Is(err, matrix.ErrUnreachable) && !late || errors.Is(err, matrix.ErrToken) {
		return false, err
	}
	// Whether the homeserver fails on all or on this invitee, a look into the room tells.
	if there, err := i.isThere(ctx, i.room, user); there || err != nil {
		return there, err
	}
	if late {
		i.past.waited(user)
	}
	if matrix.Retryable(err) && i.past.failed(i.room, user) < inviteTries {
		return false, err
	}
	i.log.Warn().Err(err).Str("event_id", i.item.EventID).Msg("an invitation failed")
	return false, nil
}

// isThere reports whether a user is in a room or invited.
func (b *Bot) isThere(ctx context.Context, room, user string) (bool, error) {
	member, err := b.matrix.Member(ctx, room, user)
	return present(member.Membership), err
}

// present reports a membership of somebody who is in a room or invited.
func present(membership string) bool {
	return membership == event.MembershipJoin || membership == event.MembershipInvite
}
