// Package private keeps the rooms that the bot shares with one person alone: one in
// which it tells them what went wrong, and one for each room that it helps them with.
//
// A room is made when it is first needed, and there is one for each purpose whatever
// dies in between: its alias, which derives from the person and the purpose, makes the
// creation repeatable, and the store remembers the room. A new store learns the rooms
// that exist from their markers; see Survey.
package private

import (
	"context"
	"errors"
	"sync"

	"github.com/rs/zerolog"
	"parley/bot/matrix"
	"parley/bot/store"
	"parley/shared/event"
	"parley/shared/text"
)

// Rooms opens private rooms. It is safe for concurrent use; create it with New.
type Rooms struct {
	matrix *matrix.Client
	store  *store.Store
	log    zerolog.Logger

	opening  locks
	surveyed chan struct{} // closed when the survey is done
}

// New returns the rooms of a bot that works through client. Nothing is opened before
// Survey has been called.
func New(client *matrix.Client, s *store.Store, log zerolog.Logger) *Rooms {
	return &Rooms{matrix: client, store: s, log: log, opening: locks{held: map[string]*lock{}}, surveyed: make(chan struct{})}
}

// Room is a private room as it should be.
type Room struct {
	User   string
	About  string // the room that the person is helped with; "" where they are told what went wrong
	Locale string // BCP 47, in which name, topic and reason are written
	Name   string
	Topic  string
	Reason string // of an invitation, plain text
}

// Personal returns the room in which a person is told what is for nobody else.
func Personal(user, locale string) Room {
	l := text.Choose(locale)
	return Room{
		User: user, Locale: locale, Name: text.Get(l, text.TroubleName), Topic: text.Get(l, text.TroubleTopic),
		Reason: text.Get(l, text.TroubleReason),
	}
}

// ErrNotYet says that a new store has not seen all rooms yet: one more could be made
// of what exists.
var ErrNotYet = errors.New("the private rooms are still being looked for")

// Open returns the id of a room, in which the person is or to which they are invited.
// It is made when there is none (made), and a person who has left is invited again.
func (r *Rooms) Open(ctx context.Context, room Room) (id string, made bool, err error) {
	ctx, release, err := r.alone(ctx, r.nameOf(room))
	if err != nil {
		return "", false, err
	}
	defer release()
	known, err := r.known(ctx, room)
	if err != nil {
		return "", false, err
	}
	if known != "" {
		return known, false, r.call(ctx, known, room)
	}
	id, err = r.make(ctx, room)
	return id, err == nil, err
}

// alone waits until nobody else, in this process or another one, is about to open a room.
func (r *Rooms) alone(ctx context.Context, name string) (_ context.Context, release func(), err error) {
	unlock := r.opening.take(name)
	ctx, drop, err := r.store.Hold(ctx, "private "+name)
	if err != nil {
		unlock()
		return nil, nil, err
	}
	return ctx, func() { drop(); unlock() }, nil
}

// known returns the id of a room that exists, "" when there is none.
func (r *Rooms) known(ctx context.Context, room Room) (string, error) {
	p, err := r.store.PrivateRoom(ctx, room.User, room.About)
	if p.Room == "" && err == nil {
		if err := r.waitForSurvey(ctx); err != nil {
			return "", err
		}
		p, err = r.store.PrivateRoom(ctx, room.User, room.About)
	}
	return p.Room, err
}

// Has reports whether a room is a private one, as far as is known.
func (r *Rooms) Has(ctx context.Context, id string) bool {
	known, err := r.store.PrivateRoomByID(ctx, id)
	return err != nil || known.Room != ""
}

// call invites the person when they are not in their room.
func (r *Rooms) call(ctx context.Context, id string, room Room) error {
	member, err := r.matrix.Member(ctx, id, room.User)
	if err != nil || member.Membership == event.MembershipJoin || member.Membership == event.MembershipInvite {
		return err
	}
	return r.matrix.InviteDirect(ctx, id, matrix.Invitation{User: room.User, Reason: room.Reason})
}

// Tell sends a message that an item causes to a person in their room, which is opened for
// it, once, and returns the room; name tells the item's messages apart. A room that the bot is not in any more is forgotten and another one opened.
func (r *Rooms) Tell(ctx context.Context, room Room, item *store.Item, name string, message event.Message) (string, error) {
	id, err := r.tell(ctx, room, item, name, message)
	if id == "" || err == nil || matrix.Retryable(err) || r.isIn(ctx, id) {
		return id, err
	}
	if err := r.store.ForgetPrivateRoom(ctx, id); err != nil {
		return "", err
	}
	return r.tell(ctx, room, item, name, message)
}

func (r *Rooms) tell(ctx context.Context, room Room, item *store.Item, name string, message event.Message) (string, error) {
	id, _, err := r.Open(ctx, room)
	if err == nil {
		err = r.matrix.SendOnce(ctx, id, item.Request+"."+name, item.Attempt > 1, message)
	}
	return id, err
}

// isIn reports whether the bot is in a room, as far as it can tell.
func (r *Rooms) isIn(ctx context.Context, id string) bool {
	member, err := r.matrix.Member(ctx, id, r.matrix.UserID())
	return matrix.Retryable(err) || err == nil && member.Membership == event.MembershipJoin
}

// locks are one lock for each key. The zero value is not ready: held is a map.
type locks struct {
	mu   sync.Mutex
	held map[string]*lock
}

type lock struct {
	sync.Mutex
	waiting int
}

// take locks a key and returns what unlocks it.
func (l *locks) take(key string) (release func()) {
	l.mu.Lock()
	k := l.held[key]
	if k == nil {
		k = &lock{}
		l.held[key] = k
	}
	k.waiting++
	l.mu.Unlock()
	k.Lock()
	return func() {
		k.Unlock()
		l.mu.Lock()
		defer l.mu.Unlock()
		if k.waiting--; k.waiting == 0 {
			delete(l.held, key)
		}
	}
}
