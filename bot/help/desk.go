// Package help is what people meet before there is a meeting: the bot joins the rooms
// that it is invited to, installs the planner once it may, helps whoever has invited it
// in a room of their own, and answers what people write to it.
//
// All of it may run again after a crash at any point, as package meeting says.
package help

import (
	"context"
	"time"

	"github.com/rs/zerolog"
	"parley/bot/matrix"
	"parley/bot/meeting"
	"parley/bot/private"
	"parley/bot/store"
	"parley/shared/event"
	"parley/shared/room"
)

// Settings are what the operator decides about help.
type Settings struct {
	Planner      meeting.Screen
	CalendarName string   // of a chat of two with the planner
	Welcome      bool     // false: the bot only joins and installs the planner
	Locale       string   // BCP 47, of people whose language is not known
	Timezone     string   // IANA, of people whose time zone is not known
	LinkShare    string   // the beginning of links to rooms
	Inviting     []string // homeservers whose people may invite the bot, as those of its own may; empty for all
}

// Desk handles invitations, power levels, members and messages. Create it with New.
type Desk struct {
	matrix   *matrix.Client
	store    *store.Store
	meetings *meeting.Bot
	rooms    *private.Rooms
	settings Settings
	log      zerolog.Logger
	helped   private.Limit // rooms in which people are helped
	asked    private.Limit // messages
	told     told

	hushed     private.Limit // people who are told that they ask too much
	introduced private.Limit // by room: people who talk without asking
	burden     int64         // matrix.MaxWeight, but for tests
}

// What one person can have the bot do.
const (
	helpRooms = 10
	helpSpan  = 10 * time.Minute
	sameRoom  = 10 * time.Second

	questions    = 20
	questionSpan = time.Minute

	introductionSpan = time.Hour
)

// New returns a desk beside a bot, which gives it the items that are its own.
func New(client *matrix.Client, s *store.Store, bot *meeting.Bot, settings Settings, log zerolog.Logger) *Desk {
	d := &Desk{
		matrix: client, store: s, meetings: bot, rooms: bot.Private(), settings: settings, log: log,
		helped: private.Limit{Count: helpRooms, Span: helpSpan, Same: sameRoom}, asked: private.Limit{Count: questions, Span: questionSpan},
		hushed: private.Limit{Count: 1, Span: questionSpan}, introduced: private.Limit{Count: 1, Span: introductionSpan},
		burden: matrix.MaxWeight,
	}
	bot.Route(meeting.TypeInvite, d.accept)
	bot.Route(event.TypePowerLevels, d.promoted)
	bot.Route(event.TypeMember, d.moved)
	bot.Route(event.TypeMessage, d.heard)
	return d
}

// view is a room as it is now.
type view struct {
	*room.Room
	state []event.Event
	bot   string
}

// look reads a room as a user sees it; nil when the bot cannot look into it.
func (d *Desk) look(ctx context.Context, id, user string) (*view, error) {
	return d.lookBy(ctx, d.matrix.FullState, id, user)
}

func (d *Desk) lookBy(ctx context.Context, read func(context.Context, string) ([]event.Event, error), id, user string) (*view, error) {
	state, err := read(ctx, id)
	if matrix.Retryable(err) {
		return nil, err
	}
	if err != nil {
		d.log.Info().Err(err).Str("room_id", id).Msg("the state of a room cannot be read")
		return nil, nil
	}
	return viewOf(state, id, user, d.matrix.UserID()), nil
}

func viewOf(state []event.Event, id, user, bot string) *view {
	for i := range state {
		state[i].RoomID = id
	}
	m := room.NewModel(user, bot)
	m.Apply(state...)
	return &view{m.Room(id), state, bot}
}

// botIsIn reports whether the bot is in the room: a homeserver shows it rooms that it has
// left, as they were.
func (v *view) botIsIn() bool {
	return v != nil && v.Membership(v.bot) == event.MembershipJoin
}

// isOrdinary reports whether the room is one that people have made for themselves.
func (v *view) isOrdinary() bool {
	_, known := v.Create()
	return known && v.Type() == ""
}

// isMeeting reports whether the room is that of a meeting or of a breakout session.
func (v *view) isMeeting() bool {
	return v.Type() == event.RoomTypeMeeting || v.Type() == event.RoomTypeBreakout
}

// cannotRead reports whether the bot does not read what is said in a room.
func (d *Desk) cannotRead(v *view) bool { return v.has(event.TypeEncryption) && !d.matrix.Encrypts() }

func (v *view) has(typ string) bool {
	for _, e := range v.state {
		if e.Has(typ, "") {
			return true
		}
	}
	return false
}

// planner returns the widget that is the room's planner, whose address is known.
func (v *view) planner(address string) (widget event.Event, there bool) {
	for _, e := range v.state {
		if e.Type == event.TypeWidget && isPlanner(e.Content, address) {
			return e, true
		}
	}
	return event.Event{}, false
}

func (d *Desk) hasPlanner(v *view) bool {
	_, there := v.planner(d.settings.Planner.URL)
	return there
}

// write writes state events in their order. What is refused for good ends it and is
// logged: more power may come.
func (d *Desk) write(ctx context.Context, id string, states []matrix.State) (done bool, err error) {
	for _, s := range states {
		if err := d.matrix.SetState(ctx, id, s); err != nil {
			if matrix.Retryable(err) {
				return false, err
			}
			d.log.Warn().Err(err).Str("room_id", id).Str("type", s.Type).Msg("a room cannot be set up")
			return false, nil
		}
	}
	return true, nil
}

// say sends a message that an item causes, once; name tells its messages apart. A room
// that does not take it is left alone.
func (d *Desk) say(ctx context.Context, item *store.Item, id, name string, m event.Message) error {
	err := d.matrix.SendOnce(ctx, id, item.Request+"."+name, item.Attempt > 1, m)
	if err != nil && !matrix.Retryable(err) {
		d.log.Info().Err(err).Str("room_id", id).Msg("a message cannot be sent")
		return nil
	}
	return err
}

// admit bounds the rooms that one person can make the bot open.
func (d *Desk) admit(user, about string, item *store.Item) bool {
	ok, _ := d.helped.Admit(user, about, item.EventID, time.Now())
	return ok
}
