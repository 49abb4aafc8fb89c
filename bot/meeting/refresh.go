package meeting

import (
	"context"
	"maps"
	"slices"

	"parley/bot/matrix"
	"parley/bot/store"
	"parley/bot/talk"
	"parley/shared/command"
	"parley/shared/event"
	"parley/shared/room"
)

// refresh invites those once more who were invited by the bot and have not answered, so
// that they see what the meeting is now. Who cannot be keeps the invitation of before.
// Whoever has another one than when the update began was sent it by a try before.
func (b *Bot) refresh(ctx context.Context, item *store.Item, t *target, plan *updating, texts command.Context) error {
	t, err := b.settled(ctx, item, t)
	if t == nil || err != nil {
		return err
	}
	waiting := b.undecided(t)
	maps.DeleteFunc(waiting, func(user, id string) bool { return plan.Waiting[user] != id })
	if len(waiting) == 0 {
		return nil
	}
	change := changeOf(t.Room, plan.states, texts)
	metadata, _ := t.State(event.TypeMetadata, "")
	before, _ := event.DecodeMetadata(metadata.Content)
	reason := talk.Invitation{
		Locale: change.Locale, Calendar: change.New.Calendar, Description: change.New.Description, Zones: b.zones,
	}
	if reason.Meeting, err = b.meetingAbove(ctx, t.Room); err != nil {
		return err
	}
	if t.Membership(before.Creator) == event.MembershipJoin { // others may be named by anybody
		reason.Organiser = b.NameIn(ctx, t.Room, before.Creator)
	}
	past := b.progressOf(item)
	return each(invitesAtOnce, slices.Collect(maps.Keys(waiting)), func(user string) error {
		if _, known := past.outcome(t.ID, user); known {
			return nil
		}
		err := b.inviteAgain(ctx, t.Room, user, reason, user == before.Creator)
		if matrix.Retryable(err) && past.failed(t.ID, user) < inviteTries {
			return err
		}
		if err != nil {
			b.log.Info().Err(err).Str("event_id", item.EventID).Msg("an invitation stays as it was")
		}
		past.settle(t.ID, user, true)
		return nil
	})
}

// inviteAgain sends an invitation with another reason. Synapse takes no second event with the
// same content, and clients read the room's name anew only with one: so a blank tells
// them apart.
func (b *Bot) inviteAgain(ctx context.Context, r *room.Room, user string, reason talk.Invitation, own bool) error {
	if own {
		reason.Organiser = ""
	}
	plain, html := reason.Text()
	if r.Member(user).Reason == plain {
		plain, html = plain+" ", html+" "
	}
	return b.matrix.Invite(ctx, r.ID, user, plain, html)
}

// settled returns a room as it is when the homeserver has finished what a try before may
// have asked for; nil when the bot is not in there any more.
func (b *Bot) settled(ctx context.Context, item *store.Item, t *target) (*target, error) {
	if item.Attempt == 1 {
		return t, nil
	}
	if err := matrix.Settle(ctx); err != nil {
		return nil, err
	}
	return b.own(ctx, t.ID)
}

// undecided returns whom the bot has invited and who has not answered, with the event
// ids of their invitations.
func (b *Bot) undecided(t *target) map[string]string {
	users := map[string]string{}
	for _, e := range t.state {
		if e.Type != event.TypeMember || e.Sender != b.matrix.UserID() {
			continue
		}
		if m, _ := event.DecodeMember(e.Content); m.Membership == event.MembershipInvite {
			users[*e.StateKey] = e.EventID
		}
	}
	return users
}

// rerendered returns the operator's widgets of a room that show something else after
// state events are written; none where the bot may not write them.
func (b *Bot) rerendered(t *target, states []matrix.State) []matrix.State {
	if !t.Powers().MaySetState(b.matrix.UserID(), event.TypeWidget) {
		return nil
	}
	v := b.variablesOf(t)
	for _, state := range states {
		if name, ok := state.Content.(event.Name); ok {
			v.title = name.Name
		}
	}
	had := b.configured(t.state)
	widgets := slices.DeleteFunc(slices.Clone(b.blueprint.widgets), func(w stateTemplate) bool {
		return !slices.Contains(had, w.stateKey)
	})
	return b.rendered(t, widgets, v)
}
