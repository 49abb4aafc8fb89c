// Package engine works through the recorded events: the items of one lane one
// after another in the order of their arrival, different lanes side by side.
//
// An item whose work fails is tried again, after a growing pause, until its
// handler succeeds; meanwhile only its own lane waits, or the one that an Elsewhere
// names. A process that dies leaves its lanes to whoever comes next, so a handler may
// be run again after any part of its work: all it does must be safe to repeat.
package engine

import (
	"context"
	"crypto/rand"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/rs/zerolog"
	"parley/bot/store"
)

const (
	lease = 10 * time.Second // how long a lane is held without renewal
	grace = 8 * time.Second  // how long running items may take to finish at the end
	turn  = 4                // items of a lane before others may have its slot
	look  = time.Second      // how often a shared store is asked for what other processes have recorded
)

// Handler does the work of one item. Returning nil means that it is done for
// good; with an error it is called again later. It stops early when ctx ends.
type Handler func(ctx context.Context, item *store.Item) error

// Elsewhere asks for another attempt in another lane, so that the item does not hold up
// its own: at once when Cause is nil, else after a pause.
type Elsewhere struct {
	Lane  string
	Cause error
}

// Error implements error.
func (e *Elsewhere) Error() string {
	if e.Cause == nil {
		return "the rest is for another lane"
	}
	return e.Cause.Error()
}

// Unwrap returns why.
func (e *Elsewhere) Unwrap() error { return e.Cause }

// Engine takes items from the store. Create it with New.
type Engine struct {
	store  *store.Store
	handle Handler
	log    zerolog.Logger
	slots  chan struct{}
	wake   chan struct{}
	lanes  atomic.Int32 // being worked on

	slow  string // how the names of lanes begin that wait for others; "" for none; see Limit
	limit int32
	waits atomic.Int32 // slow lanes that are being worked on
}

// New returns an engine that works on up to lanes lanes at once.
func New(s *store.Store, lanes int, handle Handler, log zerolog.Logger) *Engine {
	return &Engine{
		store: s, handle: handle, log: log,
		slots: make(chan struct{}, lanes), wake: make(chan struct{}, 1),
	}
}

// Limit lets lanes whose names begin so have only some of the slots: they wait for a server
// that may not answer, and the others must go on. It comes before Run.
func (e *Engine) Limit(slow string, lanes int) { e.slow, e.limit = slow, int32(lanes) }

// without is how the names of lanes begin that have no slot now; "" when all may have one.
func (e *Engine) without() string {
	if e.waits.Load() >= e.limit {
		return e.slow
	}
	return ""
}

// isSlow is 1 for a lane that counts for the limit.
func (e *Engine) isSlow(lane string) int32 {
	if e.slow != "" && strings.HasPrefix(lane, e.slow) {
		return 1
	}
	return 0
}

// Wake tells the engine that something was recorded.
func (e *Engine) Wake() {
	select {
	case e.wake <- struct{}{}:
	default:
	}
}

// Busy reports whether anything is being worked on.
func (e *Engine) Busy() bool { return e.lanes.Load() > 0 }

// Run works until ctx ends. Then it takes nothing new, waits a little for what
// runs, hands back the rest, and returns.
func (e *Engine) Run(ctx context.Context) {
	work, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	var running sync.WaitGroup
	for e.free(ctx) {
		owner := rand.Text() // of this claim alone: a lease that was lost is not mistaken for a later one
		item := e.claim(ctx, owner)
		if item == nil {
			<-e.slots
			e.pause(ctx)
			continue
		}
		slow := e.isSlow(item.Lane)
		e.waits.Add(slow)
		running.Go(func() {
			e.lanes.Add(1)
			e.drain(ctx, work, owner, item)
			e.lanes.Add(-1)
			e.waits.Add(-slow)
			<-e.slots
			e.Wake() // a lane that was ready and found no slot
		})
	}
	giveUp := time.AfterFunc(grace, cancel)
	defer giveUp.Stop()
	running.Wait()
}

// free waits for a slot; false when ctx has ended.
func (e *Engine) free(ctx context.Context) bool {
	select {
	case <-ctx.Done():
		return false
	case e.slots <- struct{}{}:
		return ctx.Err() == nil || e.giveBackSlot()
	}
}

func (e *Engine) giveBackSlot() bool {
	<-e.slots
	return false
}

func (e *Engine) claim(ctx context.Context, owner string) *store.Item {
	now := e.store.Now()
	item, err := e.store.ClaimBut(ctx, e.without(), owner, now, now.Add(lease))
	if err != nil && ctx.Err() == nil {
		e.log.Error().Err(err).Msg("no work can be taken from the store")
	}
	return item
}

// pause waits until there may be something to claim.
func (e *Engine) pause(ctx context.Context) {
	limit, now := lease, e.store.Now()
	if e.store.Shared() {
		limit = look
	}
	if ready, err := e.store.NextReady(ctx, e.without(), now); err != nil {
		limit = time.Second
	} else if !ready.IsZero() {
		limit = min(limit, max(ready.Sub(now), shortest/10))
	}
	timer := time.NewTimer(limit)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-e.wake:
	case <-timer.C:
	}
}

// drain works on a lane until it is empty, an item fails, its turn is over, or
// stop ends.
func (e *Engine) drain(stop, work context.Context, owner string, item *store.Item) {
	work, release := e.hold(work, owner, item.Lane)
	defer release()
	for done := 1; item != nil; done++ {
		if err := Safely(func() error { return e.handle(work, item) }); err != nil {
			e.giveBack(work, owner, item, err)
			return
		}
		now := e.store.Now()
		until := now.Add(lease)
		if stop.Err() != nil || done == turn {
			until = now
		}
		next, err := e.store.Finish(work, owner, item, now, until)
		if err != nil {
			e.giveBack(work, owner, item, err)
			return
		}
		item = next
	}
}

// giveBack returns a lane whose first item failed, to be tried again.
func (e *Engine) giveBack(ctx context.Context, owner string, item *store.Item, cause error) {
	now := e.store.Now()
	ready := now
	var elsewhere *Elsewhere
	if errors.As(cause, &elsewhere); ctx.Err() == nil && (elsewhere == nil || elsewhere.Cause != nil) {
		ready = ready.Add(Pause(item.Attempt, cause))
		e.log.Warn().Err(cause).Str("event_id", item.EventID).Str("type", item.Type).
			Int("attempt", item.Attempt).Dur("again_in", ready.Sub(now)).Msg("an item failed")
	}
	ctx = context.WithoutCancel(ctx)
	err := error(nil)
	if elsewhere != nil && elsewhere.Lane != item.Lane {
		err = e.store.Move(ctx, owner, item, elsewhere.Lane, e.store.Now(), ready)
	} else {
		err = e.store.Return(ctx, owner, item, ready)
	}
	if err != nil {
		e.log.Error().Err(err).Msg("a lane could not be returned; it is free when its lease ends")
	}
}

// hold keeps the lease on a lane alive until release is called. The context ends
// when the lease is lost.
func (e *Engine) hold(ctx context.Context, owner, lane string) (_ context.Context, release context.CancelFunc) {
	ctx, release = context.WithCancel(ctx)
	go func() {
		ticker := time.NewTicker(lease / 3)
		defer ticker.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-ticker.C:
				if errors.Is(e.store.Renew(ctx, owner, lane, e.store.Now().Add(lease)), store.ErrLost) {
					release()
				}
			}
		}
	}()
	return ctx, release
}
