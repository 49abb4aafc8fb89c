package meeting

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"sync/atomic"

	"parley/bot/matrix"
	"parley/bot/store"
	"parley/bot/talk"
	"parley/shared/command"
	"parley/shared/event"
	"parley/shared/fault"
	"parley/shared/room"
)

// creation is a room for a meeting or a breakout session on its way.
type creation struct {
	*Bot
	item    *store.Item
	key     string // of the room
	typ     string // event.RoomTypeMeeting or event.RoomTypeBreakout
	parent  string // the room that the command was sent to; "" for none, over HTTP
	creator string
	name    string                // of the creator, for people
	meeting string                // name of the one that a breakout session belongs to
	levels  map[string]room.Level // of others who organise it, by user id
	command command.Create
	context command.Context
	widgets []stateTemplate
	room    string // once it exists
	past    *progress

	warnings tally // once it is furnished
}

// create makes a meeting room: the room itself first, with all that it can
// carry, then invitations and links, each on its own.
func (b *Bot) create(ctx context.Context, item *store.Item, e event.Event, data command.Create, texts command.Context) (event.Reaction, error) {
	c := &creation{
		Bot: b, item: item, key: item.Request, typ: event.RoomTypeMeeting, parent: e.RoomID, creator: e.Sender,
		command: data, context: texts, past: b.progressOf(item),
	}
	if err := c.check(ctx); err != nil {
		return event.Reaction{}, err
	}
	warnings, err := c.build(ctx)
	return event.Done(item.EventID, []string{c.room}, warnings), err
}

// build makes the room and all that belongs to it.
func (c *creation) build(ctx context.Context) (tally, error) {
	if err := c.makeRoom(ctx); err != nil {
		return nil, err
	}
	return c.furnish(ctx)
}

// check looks at the widgets and the right of the sender.
func (c *creation) check(ctx context.Context) (err error) {
	widgets, f := c.blueprint.choose(c.command.WidgetIDs)
	if f != nil {
		return f
	}
	c.widgets = widgets
	if err = c.recall(ctx); err != nil {
		return err
	}
	if ordered(c.item) || sealOf(ctx) != plain {
		return c.checkOrder(ctx)
	}
	sender, err := c.matrix.Member(ctx, c.parent, c.creator)
	if err != nil {
		return forbidden(err)
	}
	if c.name = room.NameOf(sender.DisplayName, c.creator); c.name == c.creator {
		c.name = room.NameOf(c.profileName(ctx, c.creator), c.creator)
	}
	if c.room == "" && sender.Membership != event.MembershipJoin {
		return fault.New(fault.Forbidden, "")
	}
	return nil
}

// recall looks whether an earlier attempt has made the room.
func (c *creation) recall(ctx context.Context) (err error) {
	_, step := ofKey(c.key)
	c.room, err = c.store.Step(ctx, c.item.EventID, step)
	return err
}

// forbidden turns a refusal of the homeserver into ours.
func forbidden(err error) error {
	if errors.Is(err, matrix.ErrForbidden) {
		return &fault.Fault{Code: fault.Forbidden, Cause: err}
	}
	return err
}

// makeRoom creates the room, once. Another one, which an attempt has made that died before
// it was on record, has nobody in it but the bot, which leaves it; see discardSpare.
func (c *creation) makeRoom(ctx context.Context) error {
	if c.room != "" {
		return nil
	}
	request, err := c.roomRequest(ctx)
	if err != nil {
		return err
	}
	room, found, err := c.matrix.CreateRoom(ctx, request)
	if err == nil && !found && c.item.Attempt > 1 {
		err = c.expectStray(ctx, c.item)
	}
	if err != nil {
		return err
	}
	c.room = room
	if err := c.knowEncryption(ctx, request.InitialState); err != nil {
		return err
	}
	_, step := ofKey(c.key)
	return c.store.SaveStep(ctx, c.item.EventID, step, room)
}

// knowEncryption remembers that the room was made as an encrypted one.
func (c *creation) knowEncryption(ctx context.Context, initial []matrix.State) error {
	for _, s := range initial {
		if s.Type != event.TypeEncryption {
			continue
		}
		content, err := json.Marshal(s.Content)
		if err != nil {
			return err
		}
		return c.store.SaveEncryption(ctx, c.room, string(content))
	}
	return nil
}

// furnish does what createRoom cannot.
func (c *creation) furnish(ctx context.Context) (tally, error) {
	var uninvited int
	var unlinked atomic.Int64
	err := parallel(
		func() (err error) {
			uninvited, err = c.invitations().send(ctx, c.invitees())
			return err
		},
		func() error { return c.link(ctx, &unlinked) },
		func() error { return c.writeLate(ctx) },
	)
	return tally{}.and(fault.InvitationFailed, uninvited).and(fault.NoSpaceChild, int(unlinked.Load())), err
}

func (c *creation) invitations() *invitations {
	return &invitations{Bot: c.Bot, item: c.item, room: c.room, past: c.past, creator: c.creator, reason: talk.Invitation{
		Locale: c.context.Locale, Calendar: c.command.Calendar, Description: c.command.Description, Zones: c.zones,
		Organiser: c.name, Meeting: c.meeting,
	}}
}

// invitees are the creator, the participants and those that the operator wants
// in each meeting, once each and never the bot.
func (c *creation) invitees() []string {
	users := []string{c.creator}
	add := func(user string) {
		if user != c.matrix.UserID() && !slices.Contains(users, user) {
			users = append(users, user)
		}
	}
	for _, p := range c.command.Participants {
		add(p.UserID)
	}
	for _, user := range c.blueprint.members {
		add(user)
	}
	return users
}

// link makes the room a child of its parent.
func (c *creation) link(ctx context.Context, failed *atomic.Int64) error {
	if c.parent == "" {
		return nil
	}
	err := c.matrix.SetState(ctx, c.parent, matrix.State{
		Type: event.TypeSpaceChild, StateKey: c.room, Content: event.SpaceLink{Via: []string{c.matrix.ServerName()}},
	})
	if err == nil || matrix.Retryable(err) {
		return err
	}
	failed.Add(1)
	c.log.Warn().Err(err).Str("event_id", c.item.EventID).Msg("the room cannot be linked in its parent")
	return nil
}
