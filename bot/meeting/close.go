package meeting

import (
	"context"
	"errors"
	"sync/atomic"

	"parley/bot/matrix"
	"parley/bot/store"
	"parley/bot/talk"
	"parley/shared/calendar"
	"parley/shared/command"
	"parley/shared/event"
	"parley/shared/fault"
	"parley/shared/room"
	"parley/shared/text"
)

// closing is a meeting that is being closed with all that is below it.
type closing struct {
	*Bot
	*target
	item      *store.Item // nil where no command asks for it
	aside     bool        // nobody waits for Etherpad
	past      *progress
	sender    string // of the command; "" where there is none
	name      string // of the sender
	locale    string // BCP 47, of the sender
	kick      bool   // everybody is removed; else the rooms get a tombstone
	reason    string // for people
	successor string // the nearest open room above, "" for none
	left      atomic.Int64
}

// closeMeeting closes a meeting or breakout session and all that is below it. The bot
// leaves each room when it is closed and the target last, so that one it is not in any
// more means that a former attempt has done all. It stays where the command was sent
// until that is answered.
func (b *Bot) closeMeeting(ctx context.Context, item *store.Item, e event.Event, data command.Close, texts command.Context) ([]event.Tally, error) {
	begun, err := b.store.Step(ctx, item.EventID, store.StepBegun)
	if err != nil {
		return nil, err
	}
	see := b.read
	if begun != "" {
		see = b.look // the sender may have been removed already
	}
	t, err := see(ctx, data.TargetRoomID, e.Sender, fieldTarget)
	if f := (*fault.Fault)(nil); errors.As(err, &f) && (begun != "" || b.closedBefore(ctx, item, data.TargetRoomID)) {
		return nil, nil
	}
	if err == nil {
		err = b.readBelow(ctx, t)
	}
	if err != nil {
		return nil, err
	}
	c := b.closing(ctx, item, t, data.Method == command.CloseKick, e.Sender, texts.Locale)
	if begun == "" {
		if d := t.model.MayClose(e.Sender, t.ID, c.kick); d != nil {
			return nil, denied(d, fieldTarget)
		}
		if err := errors.Join(c.able(), b.store.SaveStep(ctx, item.EventID, store.StepBegun, item.Request)); err != nil {
			return nil, err
		}
	}
	err = c.run(ctx)
	return tally{}.and(fault.BotForbidden, int(c.left.Load())).and(fault.Forbidden, len(c.spared())), err
}

// closedBefore reports whether an attempt has closed a meeting whose steps are lost: before
// the bot leaves a room, it takes it out of the one above, where the command was sent to.
func (b *Bot) closedBefore(ctx context.Context, item *store.Item, id string) bool {
	lost, _ := b.store.Step(ctx, item.EventID, store.StepLost) // then the sender is told that there is no such meeting
	if lost == "" {
		return false
	}
	content, err := b.matrix.StateContent(ctx, item.RoomID, event.TypeSpaceChild, id)
	link, _ := event.DecodeSpaceLink(content) // what cannot be read links nothing
	return err == nil && len(link.Via) == 0
}

func (b *Bot) closing(ctx context.Context, item *store.Item, t *target, kick bool, sender, locale string) *closing {
	lang := text.Choose(contextOf(t.Room, command.Context{Locale: locale}).Locale)
	name := b.NameIn(ctx, t.Room, sender)
	return &closing{
		Bot: b, target: t, item: item, aside: inNotesLane(item), past: b.progressOf(item), sender: sender, name: name, locale: locale, kick: kick,
		reason: text.Get(lang, text.ClosedBy, "name", name),
	}
}

// able looks whether the bot has the power for all of it, before anything is done.
func (c *closing) able() error {
	for _, r := range append(c.below(), c.Room) {
		bot := c.matrix.UserID()
		if !r.Powers().MaySetState(bot, event.TypeWidget) || !c.mayEnd(r, bot) {
			return fault.New(fault.BotForbidden, "")
		}
	}
	return nil
}

// mayEnd reports whether a user has the power to do to a room what is done.
func (c *closing) mayEnd(r *room.Room, user string) bool {
	if c.kick {
		return r.Powers().MayKick(user, "")
	}
	return r.Powers().MaySetState(user, event.TypeTombstone)
}

// below are the rooms below the meeting that are closed with it and that the bot is in,
// children before parents. Those that are closed already are left to others where the
// sender has no power.
func (c *closing) below() []*room.Room {
	all, _ := c.model.Closing(c.sender, c.ID, c.kick)
	return c.open(all)
}

// spared are meetings of others that members have put below it.
func (c *closing) spared() []*room.Room {
	_, spared := c.model.Closing(c.sender, c.ID, c.kick)
	return c.open(spared)
}

func (c *closing) open(all []*room.Room) (open []*room.Room) {
	for _, r := range all {
		if r.Membership(c.matrix.UserID()) == event.MembershipJoin && (!r.Closed() || c.item == nil || c.mayEnd(r, c.sender)) {
			open = append(open, r)
		}
	}
	return open
}

func (c *closing) run(ctx context.Context) (err error) {
	if c.successor, err = c.openAbove(ctx, c.Room, 0); err != nil {
		return err
	}
	for _, r := range append(c.below(), c.Room) {
		if err := c.closeRoom(ctx, r); err != nil {
			return err
		}
	}
	return nil
}

// closeRoom takes the widgets out of a room, ends it, and leaves it, unless somebody
// could not be removed or it is to be deleted. The links go last: they show another attempt the way up.
func (c *closing) closeRoom(ctx context.Context, r *room.Room) error {
	state := c.stateOf(r.ID)
	if err := c.endNotes(ctx, &target{Room: r, model: c.model, state: state}); err != nil {
		return err
	}
	err := each(writesAtOnce, widgetsIn(state), func(id string) error {
		return c.matrix.SetState(ctx, r.ID, matrix.State{Type: event.TypeWidget, StateKey: id, Content: struct{}{}})
	})
	if err != nil {
		return botForbidden(err)
	}
	var left int64
	if c.kick {
		left, err = c.removeAll(ctx, r.ID, state)
	} else {
		err = c.bury(ctx, r)
	}
	if err == nil {
		err = c.detach(ctx, r)
	}
	if c.left.Add(left); err != nil || left > 0 || c.stays(r) {
		return err
	}
	return c.leave(ctx, r.ID)
}

// detach takes the meetings that go on out of a room, and the target out of those above
// it.
func (c *closing) detach(ctx context.Context, r *room.Room) error {
	for _, spared := range c.spared() {
		if !r.HasChild(spared.ID) {
			continue
		}
		if err := c.unlink(ctx, spared, r.ID); err != nil {
			return err
		}
	}
	if r != c.Room {
		return nil
	}
	return c.unlink(ctx, r, parentsOf(r)...)
}

// stays reports whether the bot stays in a closed room until that is deleted.
func (c *closing) stays(r *room.Room) bool {
	e, _ := r.State(event.TypeMetadata, "")
	metadata, err := event.DecodeMetadata(e.Content)
	return c.settings.StayUntilDeleted && err == nil && metadata.ForceDeletionAt != nil && !r.Settings().Keep
}

// leave leaves a room that is closed, at once unless the command was sent there.
func (c *closing) leave(ctx context.Context, id string) error {
	if c.item != nil && c.item.RoomID == id {
		return c.store.SaveStep(ctx, c.item.EventID, store.StepLeave, id)
	}
	return c.matrix.Leave(ctx, id)
}

// takeLeave leaves the room that a command was sent or written to and has closed: it is
// answered.
func (b *Bot) takeLeave(ctx context.Context, item *store.Item) error {
	if item.Type != command.TypeMeetingClose && item.Type != event.TypeMessage {
		return nil
	}
	id, err := b.store.Step(ctx, item.EventID, store.StepLeave)
	if id == "" || err != nil {
		return err
	}
	return b.matrix.Leave(ctx, id)
}

// bury withdraws the invitations, says who has closed the room, and writes the tombstone,
// which clients show as if the room went on elsewhere.
func (c *closing) bury(ctx context.Context, r *room.Room) error {
	if err := c.withdraw(ctx, r.ID); err != nil || r.Closed() {
		return err
	}
	if err := c.announceEnd(ctx, r); err != nil {
		return err
	}
	return botForbidden(c.matrix.SetState(ctx, r.ID, matrix.State{
		Type: event.TypeTombstone, Content: event.Tombstone{Body: c.reason, ReplacementRoom: c.successor},
	}))
}

// withdraw takes back the invitations to a room that nobody has answered. One that stays
// does not keep the room open.
func (c *closing) withdraw(ctx context.Context, id string) error {
	return each(invitesAtOnce, invitedIn(c.stateOf(id)), func(user string) error {
		err := c.matrix.Kick(ctx, id, user, c.reason)
		if errors.Is(err, matrix.ErrUnreachable) || matrix.Retryable(err) && c.past.failed(id, user) < inviteTries {
			return err
		}
		if err != nil {
			c.log.Info().Err(err).Str("room_id", id).Msg("an invitation to a closed room stays")
		}
		return nil
	})
}

// announceEnd tells people in a room who has closed it, once. A session that closes itself has
// said that it is over.
func (c *closing) announceEnd(ctx context.Context, r *room.Room) error {
	if c.item == nil || !r.Powers().MaySend(c.matrix.UserID(), event.TypeMessage) {
		return nil
	}
	step := "ending " + r.ID
	again, err := c.store.Step(ctx, c.item.EventID, step)
	if again == "" && err == nil {
		again, err = c.store.Step(ctx, c.item.EventID, store.StepLost)
		err = errors.Join(err, c.store.SaveStep(ctx, c.item.EventID, step, "yes"))
	}
	if err != nil {
		return err
	}
	plain, html := c.ending(r).Text()
	message := event.Rich(event.MessageText, plain, html)
	err = c.matrix.SendOnce(ctx, r.ID, c.store.RequestOf(c.item.EventID+" "+r.ID), again != "", message)
	if err == nil || refusal(err, c.item.Attempt) == nil {
		return err
	}
	c.log.Info().Err(err).Str("room_id", r.ID).Msg("people are not told that a room is closed")
	return nil
}

// ending is how the bot speaks of the end of a room.
func (c *closing) ending(r *room.Room) talk.Ending {
	e := talk.Ending{
		Locale: contextOf(r, command.Context{Locale: c.locale}).Locale, Name: c.name, Session: r.Type() == event.RoomTypeBreakout,
	}
	if m := r.Meeting(); m != nil {
		_, e.Cancelled = calendar.Next(m.Calendar, c.now(), c.zones)
	}
	return e
}

// removeAll removes everybody but the bot and returns how many could not be.
func (c *closing) removeAll(ctx context.Context, id string, state []event.Event) (int64, error) {
	var left atomic.Int64
	err := each(invitesAtOnce, othersIn(state, c.matrix.UserID()), func(user string) error {
		err := c.matrix.Kick(ctx, id, user, c.reason)
		if err == nil || matrix.Retryable(err) {
			return err
		}
		there, wrong := c.isThere(ctx, id, user)
		if there {
			left.Add(1)
		}
		return wrong
	})
	return left.Load(), err
}

// openAbove returns the nearest open room above a room, "" when there is none that the
// bot can see.
func (b *Bot) openAbove(ctx context.Context, r *room.Room, depth int) (string, error) {
	parents, err := b.above(ctx, r)
	if err != nil {
		return "", err
	}
	for _, p := range parents {
		if !p.Closed() {
			return p.ID, nil
		}
		if depth < maxAbove {
			return b.openAbove(ctx, p, depth+1)
		}
	}
	return "", nil
}

// maxAbove is how far up an open room is looked for.
const maxAbove = 8

// unlink takes a room out of rooms above it that name it as their child.
func (c *closing) unlink(ctx context.Context, r *room.Room, parents ...string) error {
	for _, parent := range parents {
		content, err := c.matrix.StateContent(ctx, parent, event.TypeSpaceChild, r.ID)
		if err == nil {
			if link, _ := event.DecodeSpaceLink(content); len(link.Via) == 0 {
				continue
			}
			err = c.matrix.SetState(ctx, parent, matrix.State{Type: event.TypeSpaceChild, StateKey: r.ID, Content: struct{}{}})
		}
		if matrix.Retryable(err) {
			return err
		}
		if err != nil {
			c.log.Info().Err(err).Msg("a room stays linked in its parent")
		}
	}
	return nil
}
