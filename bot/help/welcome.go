package help

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"

	"parley/bot/engine"
	"parley/bot/matrix"
	"parley/bot/private"
	"parley/bot/store"
	"parley/bot/talk"
	"parley/shared/event"
	"parley/shared/text"
)

// stepGreeted is that somebody was greeted in a room; the room stands for a command.
const stepGreeted = "greeted "

const (
	joinTries  = 10 // when the homeserver fails on an invitation
	greetTries = 9  // when it fails on the room in which somebody is to be helped; each second one is a change of lanes
	maxHelped  = 20 // people who are told that a room is set up

	moderator     = 50 // the power level
	maxModerators = 5  // who are named
)

// accept joins a room that the bot is invited to and sets it up as far as it may. A room
// that is gone, or does not want the bot any more, is left alone.
func (d *Desk) accept(ctx context.Context, item *store.Item) error {
	var invitation event.Event
	_ = json.Unmarshal(item.Raw, &invitation) // without one nobody is helped
	if !d.mayInvite(invitation.Sender) {
		d.log.Info().Str("room_id", item.RoomID).Msg("an invitation from a server of which there shall be none is declined")
		return d.matrix.Leave(ctx, item.RoomID)
	}
	err := d.matrix.Join(ctx, item.RoomID)
	d.meetings.Forget(item.RoomID)
	if matrix.Retryable(err) && item.Attempt < joinTries {
		return err
	}
	if err != nil {
		d.log.Warn().Err(err).Str("room_id", item.RoomID).Msg("an invitation cannot be accepted")
		return nil
	}
	if item.Lane != item.RoomID { // joining can take long; what follows is in line with the room's events
		return &engine.Elsewhere{Lane: item.RoomID}
	}
	known, err := d.store.PrivateRoomByID(ctx, item.RoomID)
	if err != nil || known.Room != "" && known.About != known.Room {
		return err
	}
	v, err := d.look(ctx, item.RoomID, invitation.Sender)
	if err != nil || !v.botIsIn() {
		return err
	}
	if d.settings.Welcome && (known.Room != "" || isDirect(item.Raw, invitation) && isPair(v)) {
		return d.beginCalendar(ctx, item, v, invitation.Sender)
	}
	installed, err := d.install(ctx, item, v)
	if err != nil || !d.settings.Welcome || !installed && d.isSetUp(v) {
		return err // somebody has made the bot a moderator before its turn came: there is nothing to help with
	}
	if err := d.welcome(ctx, item, v, invitation.Sender); err != nil {
		return &engine.Elsewhere{Lane: invitation.Sender, Cause: err} // the room's commands do not wait for help
	}
	return nil
}

func (d *Desk) mayInvite(user string) bool {
	_, server, _ := strings.Cut(user, ":")
	return len(d.settings.Inviting) == 0 || server == d.matrix.ServerName() || slices.Contains(d.settings.Inviting, server)
}

// promoted installs the planner once the bot may, and tells whoever is waiting for it.
func (d *Desk) promoted(ctx context.Context, item *store.Item) error {
	known, err := d.store.PrivateRoomByID(ctx, item.RoomID)
	if err != nil || known.Room != "" && known.About != known.Room {
		return err
	}
	v, err := d.look(ctx, item.RoomID, known.User)
	if err != nil || !v.botIsIn() {
		return err
	}
	if known.Room != "" {
		return d.setUpCalendar(ctx, v)
	}
	installed, err := d.install(ctx, item, v)
	if err != nil || !installed && !d.isReady(v) {
		return err
	}
	helped, err := d.store.PrivateRoomsAbout(ctx, item.RoomID, maxHelped)
	if err != nil {
		return err
	}
	for i, room := range helped {
		gone, err := d.withdraw(ctx, room)
		if err != nil {
			return &engine.Elsewhere{Lane: room.Room, Cause: err}
		}
		if gone || !installed || v.Membership(room.User) != event.MembershipJoin {
			continue // they have not come, know it, or the room has become none of their business
		}
		m := talk.Installed(room.Locale, v.Name())
		if err := d.say(ctx, item, room.Room, "installed."+strconv.Itoa(i), m); err != nil {
			return err
		}
	}
	return nil
}

// withdraw closes a room of help to which somebody has not come: all is done.
func (d *Desk) withdraw(ctx context.Context, room store.PrivateRoom) (gone bool, err error) {
	member, err := d.matrix.Member(ctx, room.Room, room.User)
	if err != nil || member.Membership == event.MembershipJoin {
		return false, passing(err)
	}
	if err := d.matrix.Kick(ctx, room.Room, room.User, ""); matrix.Retryable(err) {
		return false, err
	}
	if err := d.matrix.Leave(ctx, room.Room); err != nil {
		return true, passing(err)
	}
	return true, d.store.ForgetPrivateRoom(ctx, room.Room)
}

// install adds the planner to a room that is no meeting, if the bot may and there is
// none, and reports whether this item did.
func (d *Desk) install(ctx context.Context, item *store.Item, v *view) (bool, error) {
	begun, err := d.store.Step(ctx, item.EventID, store.StepBegun)
	if err != nil {
		return false, err
	}
	states := plannerStates(v.state, v.bot, d.store.RequestOf(v.ID), d.settings.Planner)
	if len(states) == 0 {
		return begun != "" && d.hasPlanner(v), nil
	}
	if err := d.store.SaveStep(ctx, item.EventID, store.StepBegun, item.Request); err != nil {
		return false, err
	}
	return d.write(ctx, v.ID, states)
}

// isSetUp reports whether the bot has put the planner into a room and may do its work there.
// Who has added the planner by hand still waits for a word.
func (d *Desk) isSetUp(v *view) bool {
	planner, _ := v.planner(d.settings.Planner.URL)
	return planner.Sender == v.bot && d.isReady(v)
}

// isReady reports whether a room has the planner, whoever has added it, and the bot may do its
// work there.
func (d *Desk) isReady(v *view) bool {
	powers := v.Powers()
	return d.hasPlanner(v) && powers.MayInstall(v.bot) && powers.MayLink(v.bot)
}

// welcome opens the room in which whoever has invited the bot is helped. The bot has
// joined whether that succeeds or not.
func (d *Desk) welcome(ctx context.Context, item *store.Item, v *view, inviter string) error {
	if !v.isOrdinary() || v.Membership(inviter) != event.MembershipJoin || !d.admit(inviter, v.ID, item) {
		return nil
	}
	locale, err := d.localeOf(ctx, inviter)
	if err != nil {
		return err
	}
	_, _, err = d.rooms.Open(ctx, helpRoom(inviter, v.ID, v.Name(), locale))
	switch {
	case err == nil:
	case errors.Is(err, store.ErrStorage), errors.Is(err, private.ErrNotYet), ctx.Err() != nil,
		matrix.Retryable(err) && item.Attempt < greetTries:
		return err
	default:
		d.log.Warn().Err(err).Str("room_id", v.ID).Msg("whoever has invited the bot cannot be helped")
	}
	return nil
}

// helpRoom is the room in which a user is helped with another one.
func helpRoom(user, about, name, locale string) private.Room {
	l := text.Choose(locale)
	name = talk.RoomName(locale, name)
	return private.Room{
		User: user, About: about, Locale: locale, Name: text.Get(l, text.HelpName, "room", name),
		Topic: text.Get(l, text.HelpTopic, "room", name), Reason: text.Get(l, text.HelpReason, "room", name),
	}
}

// moved greets a person who has joined the room in which they are helped, and closes it
// when they leave.
func (d *Desk) moved(ctx context.Context, item *store.Item) error {
	known, err := d.store.PrivateRoomByID(ctx, item.RoomID)
	if err != nil || known.About == "" || known.About == known.Room {
		return err
	}
	var e event.Event
	_ = json.Unmarshal(item.Raw, &e) // it was read when it was recorded
	if e.StateKey == nil || *e.StateKey != known.User {
		return nil
	}
	switch member, _ := event.DecodeMember(e.Content); member.Membership {
	case event.MembershipJoin:
		// Another name or picture is no reason to greet again; what is pushed does not say what was before.
		greeted, err := d.store.Step(ctx, stepGreeted+known.Room, stepGreeted)
		if greeted != "" || err != nil || event.MembershipBefore(item.Raw) == event.MembershipJoin {
			return err
		}
		if err := d.greet(ctx, item, known); err != nil {
			return err
		}
		return d.store.SaveStep(ctx, stepGreeted+known.Room, stepGreeted, item.EventID)
	case event.MembershipLeave, event.MembershipBan:
		if err := d.matrix.Leave(ctx, known.Room); err != nil {
			return err
		}
		return d.store.ForgetPrivateRoom(ctx, known.Room)
	}
	return nil
}

func (d *Desk) greet(ctx context.Context, item *store.Item, known store.PrivateRoom) error {
	v, err := d.look(ctx, known.About, known.User)
	if err != nil {
		return err
	}
	if !v.botIsIn() || v.Membership(known.User) != event.MembershipJoin {
		v = nil
	}
	m := talk.Greeting{Locale: known.Locale, Room: d.statusIn(v, known.User), Bot: d.matrix.UserID()}.Message()
	return d.say(ctx, item, known.Room, "greeting", m)
}

// statusIn is how far a room is set up, for a user; nil stands for one that they or the
// bot are not in.
func (d *Desk) statusIn(v *view, user string) talk.Status {
	if v == nil {
		return talk.Status{}
	}
	powers := v.Powers()
	return talk.Status{
		Known: true, Name: v.Name(), Planner: d.hasPlanner(v), MayInstall: powers.MayInstall(v.bot), MayLink: powers.MayLink(v.bot),
		Encrypted: d.cannotRead(v), Meeting: v.isMeeting(), Moderators: moderators(v, user),
	}
}

// moderators are some who may make the bot a moderator; none where a user may.
func moderators(v *view, user string) (names []string) {
	may := func(user string) bool {
		return v.Powers().MaySetState(user, event.TypePowerLevels) && v.Powers().User(user) >= moderator
	}
	if may(user) {
		return nil
	}
	for _, p := range v.Participants() {
		if p.Membership == event.MembershipJoin && may(p.UserID) && len(names) < maxModerators {
			names = append(names, p.Name)
		}
	}
	return names
}

// localeOf is the language in which a person is spoken to.
func (d *Desk) localeOf(ctx context.Context, user string) (string, error) {
	locale, err := d.store.Locale(ctx, user)
	if locale == "" {
		locale = d.settings.Locale
	}
	return locale, err
}
