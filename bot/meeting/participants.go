package meeting

import (
	"context"
	"slices"
	"sync/atomic"

	"parley/bot/matrix"
	"parley/bot/store"
	"parley/bot/talk"
	"parley/shared/command"
	"parley/shared/event"
	"parley/shared/fault"
	"parley/shared/text"
)

const fieldUsers = "data.userIds"

// handleParticipants invites or removes people, each on their own. What fails for some
// is a warning, for all a fault.
func (b *Bot) handleParticipants(ctx context.Context, item *store.Item, e event.Event, data command.Participants, texts command.Context) ([]event.Tally, error) {
	target, err := b.target(ctx, data.TargetRoomID, e.Sender)
	if err != nil {
		return nil, err
	}
	var failed int
	code := fault.InvitationFailed
	if data.Invite {
		failed, err = b.inviteTo(ctx, item, target, e.Sender, data.UserIDs, texts)
	} else {
		code = fault.BotForbidden
		failed, err = b.removeFrom(ctx, item, target, e.Sender, data.UserIDs, texts)
	}
	switch {
	case err != nil || failed == 0:
		return nil, err
	case failed == len(data.UserIDs):
		return nil, fault.New(code, fieldUsers)
	}
	return []event.Tally{{Code: code, Count: failed}}, nil
}

// inviteTo invites who is not there yet.
func (b *Bot) inviteTo(ctx context.Context, item *store.Item, target *target, sender string, users []string, texts command.Context) (failed int, err error) {
	if d := target.MayInvite(sender); d != nil {
		return 0, denied(d, fieldTarget)
	}
	reason := talk.Invitation{Locale: texts.Locale, Zones: b.zones, Description: target.Topic(), Organiser: b.NameIn(ctx, target.Room, sender)}
	if meeting := target.Meeting(); meeting != nil {
		reason.Calendar = meeting.Calendar
	}
	if reason.Meeting, err = b.meetingAbove(ctx, target.Room); err != nil {
		return 0, err
	}
	missing := slices.DeleteFunc(slices.Clone(users), func(user string) bool {
		return user == b.matrix.UserID() || present(target.Membership(user))
	})
	i := &invitations{Bot: b, item: item, room: target.ID, past: b.progressOf(item), reason: reason}
	return i.send(ctx, missing)
}

// removeFrom removes who is there, or invited. Whether the sender may is looked at for
// all of them before the first one goes.
func (b *Bot) removeFrom(ctx context.Context, item *store.Item, target *target, sender string, users []string, texts command.Context) (failed int, err error) {
	for _, user := range users {
		if user == b.matrix.UserID() {
			return 0, fault.New(fault.Forbidden, fieldUsers)
		}
		if d := target.MayKick(sender, user); d != nil {
			return 0, denied(d, fieldTarget)
		}
	}
	there := slices.DeleteFunc(slices.Clone(users), func(user string) bool { return !present(target.Membership(user)) })
	reason := text.Get(text.Choose(texts.Locale), text.RemovedBy, "name", b.NameIn(ctx, target.Room, sender))
	var left atomic.Int64
	err = each(invitesAtOnce, there, func(user string) error {
		err := b.matrix.Kick(ctx, target.ID, user, reason)
		if err == nil || matrix.Retryable(err) {
			return err
		}
		// Somebody who is gone already is refused like one with too much power.
		still, wrong := b.isThere(ctx, target.ID, user)
		if wrong == nil && still {
			b.log.Warn().Err(err).Str("event_id", item.EventID).Msg("somebody could not be removed")
			left.Add(1)
		}
		return wrong
	})
	return int(left.Load()), err
}
