package meeting

import (
	"context"
	"errors"
	"time"

	"parley/bot/engine"
	"parley/bot/matrix"
	"parley/bot/private"
	"parley/bot/store"
	"parley/bot/talk"
	"parley/shared/command"
	"parley/shared/event"
	"parley/shared/fault"
)

const (
	reportTries = 3                // while the homeserver fails on it
	reportTime  = 15 * time.Second // for all requests: inviting somebody far away can take long
)

// How much one person is told.
const (
	reports    = 10
	reportSpan = 10 * time.Minute
	sameFor    = time.Minute
)

// faultsOf returns all faults in an error; the one that is answered with when it is
// none.
func faultsOf(err error, answered *fault.Fault) fault.List {
	var all fault.List
	if errors.As(err, &all) && len(all) > 0 {
		return all
	}
	return fault.List{answered}
}

// report tells the sender of a command in private what went wrong, once, and returns the
// room; "" when they cannot be told. The answer does not depend on it: an error means
// that the answer could not be sent now, either.
func (b *Bot) report(ctx context.Context, item *store.Item, e event.Event, faults fault.List, warnings []event.Tally) (room string, err error) {
	if !b.settings.TellInPrivate || ordered(item) {
		return "", nil // who gave an order reads the answer
	}
	if room, err = b.store.Step(ctx, item.EventID, store.StepReported); room != "" || err != nil {
		return room, err
	}
	now := time.Now()
	admitted, held := b.reported.Admit(e.Sender, meaningOf(item.Type, faults, warnings), item.EventID, now)
	if !admitted {
		known, err := b.store.PrivateRoom(ctx, e.Sender, "")
		return known.Room, err
	}
	t := talk.Trouble{Command: item.Type, Faults: faults, Warnings: warnings, Held: held, Reference: item.EventID}
	err = engine.Safely(func() (err error) {
		bounded, cancel := context.WithTimeout(ctx, reportTime)
		defer cancel()
		room, err = b.reportNow(bounded, item, e, t)
		return err
	})
	if err == nil {
		return room, b.store.SaveStep(ctx, item.EventID, store.StepReported, room)
	}
	if ctx.Err() != nil || errors.Is(err, store.ErrStorage) || worthWaiting(err, item.Attempt) {
		return "", err
	}
	b.log.Warn().Err(err).Str("event_id", item.EventID).Msg("the sender cannot be told in private")
	b.reported.Bar(e.Sender, now)
	return "", nil
}

// worthWaiting reports whether the homeserver is away, or fails on the first tries. A
// limit of its own for rooms or invitations can last for minutes.
func worthWaiting(err error, attempt int) bool {
	if errors.Is(err, context.DeadlineExceeded) || matrix.Limited(err) {
		return false
	}
	return errors.Is(err, matrix.ErrUnreachable) || matrix.Retryable(err) && attempt < reportTries
}

// meaningOf is the same for the same trouble with different meetings.
func meaningOf(typ string, faults fault.List, warnings []event.Tally) string {
	meaning := typ
	for _, f := range faults {
		meaning += " " + string(f.Code) + " " + f.Field
	}
	for _, w := range warnings {
		meaning += " " + string(w.Code)
	}
	return meaning
}

func (b *Bot) reportNow(ctx context.Context, item *store.Item, e event.Event, t talk.Trouble) (string, error) {
	data, texts, _ := command.Decode(item.Type, e.Content, uuidOf(item.Request), b.zones) // what can be read of it
	t.Locale = texts.Locale
	t.Content = e.Content
	t.Room = b.nameFor(ctx, item.RoomID, e.Sender)
	if create, ok := data.(command.Create); ok {
		t.Title = create.Title
	}
	t.Where = t.Room
	if target := elsewhere(item.Type, e.Content); target != "" {
		t.Title = b.nameFor(ctx, target, e.Sender)
		t.Where = t.Title
	}
	if len(t.Warnings) > 0 {
		t.Uninvited = b.progressOf(item).uninvited()
	}
	return b.private.Tell(ctx, private.Personal(e.Sender, t.Locale), item, "reported", t.Message())
}

// nameFor returns the name of a room for somebody who is in it; "" when it has none, or
// the bot cannot see it.
func (b *Bot) nameFor(ctx context.Context, room, user string) string {
	member, err := b.matrix.Member(ctx, room, user)
	if err != nil || member.Membership != event.MembershipJoin {
		return ""
	}
	content, err := b.matrix.StateContent(ctx, room, event.TypeName, "")
	if err != nil {
		return ""
	}
	name, _ := event.DecodeName(content)
	return name.Name
}
