package meeting

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"strings"
	"sync"
	"time"

	"parley/bot/matrix"
	"parley/bot/store"
	"parley/shared/command"
	"parley/shared/event"
	"parley/shared/fault"
	"parley/shared/room"
)

// Order is a command that comes over HTTP. Recorded, it is an item like those of
// rooms: it waits in line with them, survives a crash, and is worked on by the same
// handlers. Its answer is kept in the store instead of being sent as a reaction.
type Order struct {
	User    string          // who asks, known for sure
	Key     string          // what User calls it: a repetition has the same (Idempotency-Key)
	Type    string          // of the command
	Data    json.RawMessage // of the command
	Context command.Context
}

// ErrKeyUsed says that the key of an order was used for another one.
var ErrKeyUsed = errors.New("the key belongs to another order")

const (
	lookAgain    = 2 * time.Second // how often the store is asked for an answer that another process gives
	maxListeners = 20              // of one order
)

// ordered reports whether an item came over HTTP.
func ordered(item *store.Item) bool { return strings.HasPrefix(item.EventID, store.OrderPrefix) }

// Order makes an order durable and returns its event id; one that is recorded already
// stays as it is. The error is a fault.List when the command is wrong, a *TooFast, or
// ErrKeyUsed.
func (b *Bot) Order(ctx context.Context, o Order) (id string, err error) {
	id = store.OrderPrefix + b.store.RequestOf(o.User+" "+o.Key)
	print := o.print()
	had, err := b.store.Step(ctx, id, store.StepPrint)
	if had == "" && err == nil {
		var entry store.Entry
		if entry, err = b.orderEntry(o, id); err == nil {
			had, err = b.store.Order(ctx, entry, print, time.Now())
		}
	}
	if err == nil && had != print {
		err = ErrKeyUsed
	}
	return id, err
}

// print tells orders apart that have the same key.
func (o Order) print() string {
	sum := sha256.Sum256(append([]byte(o.Type+" "), o.Data...))
	return hex.EncodeToString(sum[:])
}

// orderEntry writes an order down as the event that it would have been in a room.
func (b *Bot) orderEntry(o Order, id string) (store.Entry, error) {
	content, err := json.Marshal(command.Envelope{Data: o.Data, Context: o.Context})
	if err != nil {
		return store.Entry{}, fault.List{{Code: fault.Malformed, Cause: err}}
	}
	data, _, err := command.Decode(o.Type, content, uuidOf(b.store.RequestOf(id)), b.zones)
	if err != nil && !onlySelection(err) { // which is looked at after the permission
		return store.Entry{}, err
	}
	room := command.Target(content)
	if o.Type == command.TypeMeetingCreate {
		var err error
		if room, err = command.Parent(content); err != nil {
			return store.Entry{}, err
		}
	}
	if err := b.quota.take(o.User, time.Now(), command.Cost(data)); err != nil {
		return store.Entry{}, err
	}
	raw, err := json.Marshal(event.Event{Type: o.Type, Sender: o.User, OriginServerTS: time.Now().UnixMilli(), Content: content})
	entry := store.Entry{EventID: id, RoomID: room, Type: o.Type, Raw: raw}
	if room == "" {
		entry.Lane = o.User
	}
	return entry, err
}

// Outcome waits for the answer to an order and returns what it created; the error is a
// *fault.Fault when it was refused, and context.DeadlineExceeded when there is none yet and
// many wait for it already.
func (b *Bot) Outcome(ctx context.Context, id string) (event.BotMeta, error) {
	rung, stop := b.orders.listen(id)
	defer stop()
	ticker := time.NewTicker(lookAgain)
	defer ticker.Stop()
	for {
		answer, err := b.store.Step(ctx, id, store.StepAnswer)
		if answer != "" || err != nil {
			return outcome(answer, err)
		}
		if rung == nil {
			return event.BotMeta{}, context.DeadlineExceeded
		}
		select {
		case <-ctx.Done():
			return event.BotMeta{}, ctx.Err()
		case <-rung:
		case <-ticker.C:
		}
	}
}

func outcome(answer string, err error) (event.BotMeta, error) {
	if err != nil {
		return event.BotMeta{}, err
	}
	reaction, err := event.DecodeReaction([]byte(answer))
	if failed := reaction.Meta.Error; err == nil && failed != nil {
		err = fault.New(failed.Code, failed.Field)
	}
	return reaction.Meta, err
}

// MayShare reports whether somebody may learn how others take part in a meeting; a
// *fault.Fault when not. Who is no member does not learn whether it exists.
func (b *Bot) MayShare(ctx context.Context, id, user string) error {
	if err := b.quota.take(user, time.Now(), 1); err != nil {
		return err
	}
	none := fault.New(fault.NotFound, "")
	if !command.ValidRoomID(id) {
		return none
	}
	r, err := b.target(ctx, id, user)
	var f *fault.Fault
	if errors.As(err, &f) || err == nil && r.Type() != event.RoomTypeMeeting && r.Type() != event.RoomTypeBreakout {
		return none
	}
	return err
}

// settle keeps the answer to an order and tells those who wait for it.
func (b *Bot) settle(ctx context.Context, item *store.Item, reaction event.Reaction) error {
	answer, err := json.Marshal(reaction)
	if err == nil {
		err = b.store.SaveStep(ctx, item.EventID, store.StepAnswer, string(answer))
	}
	if err != nil {
		return err
	}
	b.observer.Answered(item.Type, reaction.Meta, time.Since(item.Received))
	b.orders.ring(item.EventID)
	return nil
}

// checkOrder looks at the right of the sender to create a meeting below the parent:
// for a command of a room, the homeserver did when it took the event, unless that was
// encrypted.
func (c *creation) checkOrder(ctx context.Context) error {
	if c.parent == "" {
		c.name = room.NameOf(c.profileName(ctx, c.creator), c.creator)
		return nil
	}
	parent, err := c.read(ctx, c.parent, c.creator, command.FieldParent)
	switch {
	case err != nil:
	case parent.Closed():
		err = fault.New(fault.NotFound, command.FieldParent)
	default:
		c.name = c.NameIn(ctx, parent.Room, c.creator)
		err = denied(parent.MayCreate(c.creator), command.FieldParent)
	}
	if c.room != "" && !matrix.Retryable(err) {
		return nil // it was allowed when it was begun
	}
	return err
}

// bells are rung once per event id, for all who listen.
type bells struct {
	mu        sync.Mutex
	listeners map[string]map[chan struct{}]bool
}

// listen returns nil for rung when too many listen already.
func (b *bells) listen(id string) (rung <-chan struct{}, stop func()) {
	bell := make(chan struct{}, 1)
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.listeners[id]) >= maxListeners {
		return nil, func() {}
	}
	if b.listeners == nil {
		b.listeners = map[string]map[chan struct{}]bool{}
	}
	if b.listeners[id] == nil {
		b.listeners[id] = map[chan struct{}]bool{}
	}
	b.listeners[id][bell] = true
	return bell, func() { b.leave(id, bell) }
}

func (b *bells) leave(id string, bell chan struct{}) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if delete(b.listeners[id], bell); len(b.listeners[id]) == 0 {
		delete(b.listeners, id)
	}
}

func (b *bells) ring(id string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for bell := range b.listeners[id] {
		select {
		case bell <- struct{}{}:
		default:
		}
	}
}
