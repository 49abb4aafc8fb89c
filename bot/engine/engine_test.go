package engine

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/rs/zerolog"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"parley/bot/store"
	"parley/bot/store/pgtest"
)

// bench is an engine on a real store with a handler of the test's.
type bench struct {
	*Engine
	store  *store.Store
	cancel context.CancelFunc
	ended  chan struct{}
}

func newBench(t *testing.T, lanes int, handle Handler) *bench {
	t.Helper()
	s := open(t)
	e := New(s, lanes, handle, zerolog.Nop())
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { e.Run(ctx); close(ended) }()
	t.Cleanup(func() { cancel(); <-ended; s.Close() })
	return &bench{e, s, cancel, ended}
}

// open opens a store of the test's own, in the PostgreSQL that pgtest names if there is one.
func open(t *testing.T) *store.Store {
	t.Helper()
	folder := t.TempDir()
	url := pgtest.URL(t, folder)
	if url == "" {
		s, err := store.Open(t.Context(), folder)
		require.NoError(t, err)
		return s
	}
	s, err := store.Connect(t.Context(), url)
	require.NoError(t, err)
	_, release, err := s.HoldStream(t.Context(), "@b:x")
	require.NoError(t, err)
	t.Cleanup(release)
	return s
}

func (b *bench) put(t *testing.T, room string, ids ...string) {
	t.Helper()
	batch := store.Batch{Account: "@b:x", Position: "p"}
	for _, id := range ids {
		batch.Entries = append(batch.Entries, store.Entry{EventID: id, RoomID: room, Type: "t", Raw: []byte("{}")})
	}
	require.NoError(t, b.store.Record(t.Context(), batch, time.Now()))
	b.Wake()
}

// journal notes what was handled.
type journal struct {
	mu      sync.Mutex
	perLane map[string][]string
	done    chan string
}

func newJournal() *journal {
	return &journal{perLane: map[string][]string{}, done: make(chan string, 10_000)}
}

func (j *journal) note(item *store.Item) {
	j.mu.Lock()
	j.perLane[item.Lane] = append(j.perLane[item.Lane], item.EventID)
	j.mu.Unlock()
	j.done <- item.EventID
}

func (j *journal) wait(n int) {
	for range n {
		<-j.done
	}
}

func TestItemsOfALaneInOrderLanesSideBySide(t *testing.T) {
	j := newJournal()
	b := newBench(t, 4, func(_ context.Context, item *store.Item) error { j.note(item); return nil })
	want := map[string][]string{}
	for i := range 200 {
		room, id := fmt.Sprint("!", rand.N(7)), fmt.Sprint("$", i)
		want[room] = append(want[room], id)
		b.put(t, room, id)
	}
	j.wait(200)
	assert.Equal(t, want, j.perLane)
}

func TestBusyLaneLetsOthersHaveTheirTurn(t *testing.T) {
	j := newJournal()
	first := make(chan struct{})
	b := newBench(t, 1, func(_ context.Context, item *store.Item) error {
		if item.EventID == "$0" {
			<-first
		}
		j.note(item)
		return nil
	})
	var busy []string
	for i := range 10 * turn {
		busy = append(busy, fmt.Sprint("$", i))
	}
	b.put(t, "!busy", busy...)
	b.put(t, "!other", "$other")
	close(first)
	order := make([]string, len(busy)+1)
	for i := range order {
		order[i] = <-j.done
	}
	assert.Contains(t, order[:2*turn], "$other")
	assert.Equal(t, busy, j.perLane["!busy"])
}

func TestFailingLaneBlocksOnlyItself(t *testing.T) {
	j := newJournal()
	var mu sync.Mutex
	broken := true
	b := newBench(t, 2, func(_ context.Context, item *store.Item) error {
		mu.Lock()
		defer mu.Unlock()
		switch {
		case item.Lane == "!bad" && item.EventID == "$1" && broken:
			return errors.New("not yet")
		case item.EventID == "$panic" && item.Attempt == 1:
			panic("a bug")
		}
		j.note(item)
		return nil
	})
	b.put(t, "!bad", "$1", "$2")
	b.put(t, "!good", "$3", "$panic", "$4")
	j.wait(3)
	assert.Equal(t, []string{"$3", "$panic", "$4"}, j.perLane["!good"])
	mu.Lock()
	assert.Empty(t, j.perLane["!bad"])
	broken = false
	mu.Unlock()
	j.wait(2)
	assert.Equal(t, []string{"$1", "$2"}, j.perLane["!bad"])
}

func TestStopFinishesTheRunningItemAndBeginsNoOther(t *testing.T) {
	j := newJournal()
	begun, goOn := make(chan struct{}), make(chan struct{})
	b := newBench(t, 1, func(_ context.Context, item *store.Item) error {
		if item.EventID == "$1" {
			close(begun)
			<-goOn
		}
		j.note(item)
		return nil
	})
	b.put(t, "!a", "$1", "$2")
	<-begun
	b.cancel()
	close(goOn)
	<-b.ended
	item, err := b.store.Claim(t.Context(), "next", time.Now().Add(time.Second), time.Now().Add(time.Minute))
	require.NoError(t, err)
	require.NotNil(t, item)
	assert.Equal(t, "$2", item.EventID)
	assert.Equal(t, 1, item.Attempt, "it was not begun")
}

func TestPauseGrowsAndObeysTheCause(t *testing.T) {
	for attempt := 1; attempt < 100; attempt++ {
		pause := Pause(attempt, errors.New("x"))
		assert.GreaterOrEqual(t, pause, shortest*3/4)
		assert.LessOrEqual(t, pause, longest*5/4)
	}
	assert.Less(t, Pause(1, errors.New("x")), Pause(4, errors.New("x")))
	assert.Equal(t, 42*time.Second, Pause(1, fmt.Errorf("wrapped: %w", asking(42*time.Second))))
	assert.Equal(t, polite, Pause(1, asking(time.Hour)))
}

type asking time.Duration

func (a asking) Error() string             { return "please wait" }
func (a asking) RetryAfter() time.Duration { return time.Duration(a) }

func TestElsewhereIsAnotherLaneAtOnce(t *testing.T) {
	j := newJournal()
	b := newBench(t, 2, func(_ context.Context, item *store.Item) error {
		if item.EventID == "$1" && item.Attempt == 1 {
			return &Elsewhere{Lane: "!own"}
		}
		j.note(item)
		return nil
	})
	b.put(t, "!other", "$1", "$2")
	j.wait(2)
	assert.Equal(t, map[string][]string{"!other": {"$2"}, "!own": {"$1"}}, j.perLane)
}

// Lanes that wait for a server that does not answer leave slots to all others, and come to
// their turn when some are done.
func TestSlowLanesLeaveSlots(t *testing.T) {
	j := newJournal()
	answer := make(chan struct{})
	s, err := store.Open(t.Context(), t.TempDir())
	require.NoError(t, err)
	e := New(s, 4, func(_ context.Context, item *store.Item) error {
		if item.RoomID == "slow" {
			<-answer
		}
		j.note(item)
		return nil
	}, zerolog.Nop())
	e.Limit("slow:", 2)
	batch := store.Batch{Account: "@b:x", Position: "p"}
	for i := range 8 {
		batch.Entries = append(batch.Entries, store.Entry{
			EventID: fmt.Sprint("$slow", i), RoomID: "slow", Lane: fmt.Sprint("slow:", i), Type: "t", Raw: []byte("{}"),
		})
	}
	require.NoError(t, s.Record(t.Context(), batch, time.Now().Add(-time.Minute)))
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { e.Run(ctx); close(ended) }()
	t.Cleanup(func() { cancel(); <-ended; s.Close() })
	b := &bench{Engine: e, store: s}
	for i := range 20 {
		b.put(t, fmt.Sprint("!", i), fmt.Sprint("$", i))
	}
	j.wait(20)
	assert.Len(t, j.perLane, 20)
	close(answer)
	j.wait(8)
	assert.Len(t, j.perLane, 28)
}
