// Package meeting carries out the commands of package command: it changes rooms
// so that they are meetings, and answers each command with one reaction.
//
// Everything here may run again after a crash at any point. So each request is
// safe to repeat: transaction ids and the names of what is created derive from
// the command's event id, and what cannot be repeated is looked up first.
package meeting

import (
	"context"
	"encoding/json"
	"sync"
	"time"

	"github.com/rs/zerolog"
	"parley/bot/engine"
	"parley/bot/matrix"
	"parley/bot/notes"
	"parley/bot/private"
	"parley/bot/store"
	"parley/shared/calendar"
	"parley/shared/command"
	"parley/shared/event"
	"parley/shared/fault"
)

// late is how old a command is of which nobody can be sure that it is new: the store may be
// a copy from before it was answered.
const late = time.Minute

// Settings are what the operator decides about meetings.
type Settings struct {
	Planner, Cockpit, Breakouts Screen
	DeletionOffset              *time.Duration // after a meeting's last end; nil for never
	MaxAge                      time.Duration  // of a command when it is first seen
	Guests                      *Guests        // nil: they are like everybody
	Reminders                   []int64        // minutes before a meeting, unless it has its own
	CloseBreakouts              bool           // sessions that are over
	LinkShare                   string         // the beginning of links to rooms
	Locale, Timezone            string         // of rooms that do not say theirs: BCP 47, IANA
	TellInPrivate               bool           // what went wrong with a command, to its sender
	StayUntilDeleted            bool           // in closed meetings that are to be deleted: only who is in a room can empty it
	Burst, PerMinute            int            // commands of one person: at once, and in the long run
}

// Screen is one of Parley's own widgets.
type Screen struct {
	Name, URL string
}

// Bot is the handler of recorded events. Create it with New.
type Bot struct {
	matrix    *matrix.Client
	store     *store.Store
	blueprint *Blueprint
	settings  Settings
	log       zerolog.Logger
	zones     calendar.Zones
	facts     *facts
	observer  Observer
	news      map[string]news // by room
	now       func() time.Time
	others    map[string]engine.Handler // see Route
	private   *private.Rooms
	notes     *notes.Keeper // nil: meetings have none
	noted     NotesSettings
	departed  []store.Entry     // what changes who may have notes, not passed on yet
	encrypted map[string]string // rooms that have been encrypted, likewise
	reported  private.Limit
	unread    private.Limit // of rooms in which the bot cannot read
	attempts  sync.Map      // *progress per event id of an item that failed
	orders    bells         // of those who wait for an order
	quota     *quota        // of commands per person
	keyless   keyless       // sessions
	burden    int           // matrix.MaxWeight, but for tests
	saved     time.Time     // when the position was last recorded
	strays    time.Time     // when the last look for strays began that came to its end
}

// Observer is told of commands. Its methods are called by several goroutines, and return
// at once.
type Observer interface {
	// Arrived is told how long the homeserver has had a command when it is recorded.
	Arrived(lag time.Duration)
	// Answered is told the event type and the answer of a command, and the time since it
	// was recorded.
	Answered(typ string, answer event.BotMeta, took time.Duration)
	// Unsealed is told what became of an event of an encrypted room: read, untrusted, late,
	// no_key, unreadable.
	Unsealed(result string)
}

// Observe sets who is told of commands. It comes before the first one.
func (b *Bot) Observe(o Observer) { b.observer = o }

type nobody struct{}

func (nobody) Arrived(time.Duration)                         {}
func (nobody) Answered(string, event.BotMeta, time.Duration) {}
func (nobody) Unsealed(string)                               {}

// New returns a bot that works through client.
func New(client *matrix.Client, s *store.Store, blueprint *Blueprint, settings Settings, log zerolog.Logger) *Bot {
	b := &Bot{
		matrix: client, store: s, blueprint: blueprint, settings: settings, log: log,
		zones: newZones(), facts: newFacts(client, s), observer: nobody{}, news: map[string]news{}, now: time.Now, private: private.New(client, s, log),
		others: map[string]engine.Handler{}, reported: private.Limit{Count: reports, Span: reportSpan, Same: sameFor},
		unread: private.Limit{Count: 1, Span: time.Hour},
		quota:  newQuota(settings.Burst, settings.PerMinute), burden: matrix.MaxWeight,
		keyless: keyless{quota: newQuota(lateAtOnce, latePerMinute)},
	}
	client.KnowRooms(b.facts.encryptionOf)
	return b
}

// Route gives the items of a type to the handler of another package. It is called before
// the first item is handled.
func (b *Bot) Route(typ string, handle engine.Handler) { b.others[typ] = handle }

// Private returns the rooms that the bot shares with one person each.
func (b *Bot) Private() *private.Rooms { return b.private }

// Forget drops what was remembered of a room: the bot was away from it.
func (b *Bot) Forget(room string) { b.facts.forget(room) }

// Listen begins to hear of what Record is told: another process may have followed the
// stream before.
func (b *Bot) Listen() {
	clear(b.news)
	b.departed, b.encrypted, b.saved = nil, nil, time.Time{}
}

// Handle does the work of one recorded event; see engine.Handler.
func (b *Bot) Handle(ctx context.Context, item *store.Item) error {
	begin := time.Now()
	ctx, requests := matrix.Count(ctx)
	var clear *store.Item
	err := engine.Safely(func() (err error) {
		ctx, clear, err = b.unseal(ctx, item)
		return err
	})
	switch {
	case clear != nil:
		item = clear
		err = engine.Safely(func() error { return b.dispatch(ctx, item) })
	case err == nil: // not for the bot
		return nil
	}
	if odd(err) && ctx.Err() == nil {
		err = b.despair(ctx, item, err)
	}
	if f := refusal(err, item.Attempt); f != nil { // commands are answered with theirs
		b.log.Warn().Err(err).Str("event_id", item.EventID).Str("type", item.Type).Msg("an item is given up")
		err = nil
	}
	if err == nil {
		b.attempts.Delete(item.EventID)
		level := zerolog.DebugLevel
		if command.Known(item.Type) {
			level = zerolog.InfoLevel
		}
		b.log.WithLevel(level).Str("event_id", item.EventID).Str("room_id", item.RoomID).Str("type", item.Type).
			Int64("requests", requests.Load()).Dur("took", time.Since(begin)).Msg("done")
	}
	return err
}

func (b *Bot) dispatch(ctx context.Context, item *store.Item) error {
	handle, routed := b.others[item.Type]
	if routed {
		if err := handle(ctx, item); err != nil {
			return err
		}
	}
	switch item.Type {
	case TypeInvite:
		return b.lookAt(ctx, item.RoomID, b.now())
	case event.TypePowerLevels:
		return b.levelGuests(ctx, item.RoomID)
	case event.TypeMember:
		return b.levelGuest(ctx, item)
	case event.TypeCreate:
		return b.discardSpare(ctx, item)
	case typeStrays:
		return b.leaveStrays(ctx, item)
	case typeSchedule:
		return b.schedule(ctx, item)
	case typeScan:
		return b.scan(ctx, item)
	case typeLook:
		return b.lookIn(ctx, item)
	case typeReminder, typeBegin, typeWarning, typeEnd:
		return b.ring(ctx, item)
	case typeEndSessions, typeRemove, typeNotesLeft, typeCheckNotes:
		return b.tend(ctx, item)
	}
	if routed {
		return b.takeLeave(ctx, item)
	}
	if err := b.obey(ctx, item); err != nil {
		return err
	}
	return b.takeLeave(ctx, item)
}

// obey carries out a command and answers it. What is decided stays decided: where the
// answer has to wait, it is kept, and the next attempt only gives it.
func (b *Bot) obey(ctx context.Context, item *store.Item) error {
	item = moved(item)
	var e event.Event
	unread := json.Unmarshal(item.Raw, &e)
	e.RoomID, e.EventID = item.RoomID, item.EventID
	if item.Attempt > 1 || b.now().Sub(time.UnixMilli(e.OriginServerTS)) > late {
		if done, err := b.finish(ctx, item, e); done || err != nil {
			return err
		}
	}
	if unread != nil { // what can be read of it names nobody to be told in private
		return b.reply(ctx, item, e, decision{Answer: event.Failed(item.EventID, fault.New(fault.Malformed, ""))})
	}
	answer, err := b.carryOut(ctx, item, e)
	faults, err := b.refused(ctx, item, e.RoomID, err)
	switch {
	case err != nil:
		return err
	case len(faults) == 0:
		if err := b.remember(ctx, item, e); err != nil {
			return err
		}
		return b.reply(ctx, item, e, decision{Answer: answer})
	case item.Lane != item.RoomID && !ordered(item):
		return b.stepAside(ctx, item, failed(item.EventID, faults))
	}
	return b.reply(ctx, item, e, failed(item.EventID, faults))
}

func (b *Bot) carryOut(ctx context.Context, item *store.Item, e event.Event) (event.Reaction, error) {
	if b.Expired(item, e) {
		return event.Reaction{}, fault.New(fault.Expired, "")
	}
	data, texts, err := command.Decode(item.Type, e.Content, uuidOf(item.Request), b.zones)
	if item.Attempt == 1 && !ordered(item) && !inNotesLane(item) {
		cost := 1
		if err == nil {
			cost = command.Cost(data)
		}
		if err := b.quota.take(e.Sender, time.Now(), cost); err != nil {
			return event.Reaction{}, err
		}
	}
	if !ordered(item) {
		if err := b.CheckSeal(ctx, item.RoomID); err != nil {
			return event.Reaction{}, err
		}
	}
	switch data.(type) {
	case command.Writers, command.NotesPDF:
		return b.noteKeeping(ctx, item, e, data, texts, err)
	}
	if err != nil {
		return event.Reaction{}, err
	}
	var warnings []event.Tally
	switch data := data.(type) {
	case command.Create:
		return b.create(ctx, item, e, data, texts)
	case command.Update:
		warnings, err = b.update(ctx, item, e, data, texts)
	case command.MessagePermissions:
		err = b.changeMessagePermissions(ctx, e, data)
	case command.Participants:
		warnings, err = b.handleParticipants(ctx, item, e, data, texts)
	case command.Widgets:
		err = b.handleWidgets(ctx, item, e, data)
	case command.Close:
		warnings, err = b.closeMeeting(ctx, item, e, data, texts)
	case command.Breakouts:
		return b.createBreakouts(ctx, item, e, data, texts)
	case command.BreakoutMessage:
		warnings, err = b.messageBreakouts(ctx, item, e, data)
	default:
		err = fault.New(fault.Unsupported, "")
	}
	return event.Done(item.EventID, nil, warnings), err
}
