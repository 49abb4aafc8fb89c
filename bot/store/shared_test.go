//go:build postgres

package store

import (
	"context"
	"database/sql"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"parley/bot/store/pgtest"
)

// replicas are stores on one PostgreSQL, which pgtest has to name.
func replicas(t *testing.T, n int) []*Store {
	t.Helper()
	url := pgtest.URL(t, t.TempDir())
	require.NotEmpty(t, url, pgtest.Variable)
	all := make([]*Store, n)
	var starting sync.WaitGroup
	for i := range all {
		starting.Go(func() { all[i], _ = Connect(t.Context(), url) })
	}
	starting.Wait()
	for _, s := range all {
		require.NotNil(t, s)
		t.Cleanup(func() { s.Close() })
	}
	return all
}

func TestReplicasStartTogether(t *testing.T) {
	all := replicas(t, 5)
	for _, s := range all {
		assert.Equal(t, all[0].RequestOf("$a"), s.RequestOf("$a"), "they have one secret")
		assert.Less(t, s.Now().Sub(time.Now()).Abs(), time.Minute)
	}
}

func TestOneReplicaFollowsTheStream(t *testing.T) {
	all := replicas(t, 2)
	batch := Batch{Account: account, Position: "p1", Entries: []Entry{entry("$a", "!r")}}
	assert.ErrorIs(t, all[0].Record(t.Context(), batch, at), ErrLost, "it does not hold the stream")
	pushed := Batch{Account: account + " (pushed)", Position: "pushed", Entries: []Entry{entry("$p", "!r")}, Pushed: true}
	require.NoError(t, all[0].Record(t.Context(), pushed, at))
	require.NoError(t, all[1].Record(t.Context(), pushed, at))
	held, release := follow(t, all[0])
	require.NoError(t, all[0].Record(t.Context(), batch, at))
	is, err := all[1].StreamHeld(t.Context(), account)
	require.NoError(t, err)
	assert.True(t, is)
	waiting, stop := context.WithTimeout(t.Context(), 2*holdLook)
	defer stop()
	_, _, err = all[1].HoldStream(waiting, account)
	require.ErrorIs(t, err, context.DeadlineExceeded)

	release()
	assert.Error(t, held.Err())
	follow(t, all[1])
	batch.Position = "p2"
	assert.ErrorIs(t, all[0].Record(t.Context(), batch, at), ErrLost, "a batch from before")
	require.NoError(t, all[1].Record(t.Context(), batch, at))
	position, err := all[0].Position(t.Context(), account)
	require.NoError(t, err)
	assert.Equal(t, "p2", position)
}

func TestWhatADeadReplicaHeldIsTaken(t *testing.T) {
	all := replicas(t, 2)
	require.NoError(t, all[0].takeLease(t.Context(), "x", "dead"))
	assert.ErrorIs(t, all[1].takeLease(t.Context(), "x", "next"), ErrLost)
	all[1].clock = "" // its own
	all[1].ahead.Store(int64(holdLease + time.Second))
	assert.NoError(t, all[1].takeLease(t.Context(), "x", "next"))
	assert.ErrorIs(t, all[0].takeLease(t.Context(), "x", "dead"), ErrLost)
}

func TestHeldIsLostWithTheLease(t *testing.T) {
	s := replicas(t, 1)[0]
	held, release, err := s.Hold(t.Context(), "x")
	require.NoError(t, err)
	defer release()
	_, err = s.db.ExecContext(t.Context(), `UPDATE lease SET owner = 'another'`)
	require.NoError(t, err)
	<-held.Done()
}

func TestReplicasWorkOnEachItemOnceAndInOrder(t *testing.T) {
	const rooms, items = 7, 210
	all := replicas(t, 3)
	follow(t, all[0])
	for i := range items {
		record(t, all[0], entry(fmt.Sprintf("$%03d", i), fmt.Sprint("!", i%rooms)))
	}
	var mu sync.Mutex
	done := map[string][]string{}
	var working sync.WaitGroup
	for i := range 12 {
		working.Go(func() {
			s, owner := all[i%len(all)], fmt.Sprint("worker ", i)
			now := at.Add(time.Second)
			for item := claim(t, s, owner, now); item != nil; item = claim(t, s, owner, now) {
				mu.Lock()
				done[item.Lane] = append(done[item.Lane], item.EventID)
				mu.Unlock()
				_, err := s.Finish(t.Context(), owner, item, now, now)
				assert.NoError(t, err)
			}
		})
	}
	working.Wait()
	for room := range rooms {
		var want []string
		for i := room; i < items; i += rooms {
			want = append(want, fmt.Sprintf("$%03d", i))
		}
		assert.Equal(t, want, done[fmt.Sprint("!", room)])
	}
}

func TestWorkGoesOnWhenConnectionsAreCut(t *testing.T) {
	all := replicas(t, 2)
	follow(t, all[0])
	stop := make(chan struct{})
	var cutting sync.WaitGroup
	cutting.Go(func() {
		for {
			select {
			case <-stop:
				return
			case <-time.After(20 * time.Millisecond):
				_, err := all[1].db.ExecContext(t.Context(), `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
					WHERE application_name = 'parley' AND pid <> pg_backend_pid() AND datname = current_database()`)
				assert.NoError(t, err)
			}
		}
	})
	const items = 200
	for i := range items {
		batch := Batch{Account: account, Position: fmt.Sprint(i), Entries: []Entry{entry(fmt.Sprint("$", i), "!a")}}
		for all[0].Record(t.Context(), batch, at) != nil { // as the stream does
		}
	}
	close(stop)
	cutting.Wait()
	assert.Len(t, drain(t, all[0], at), items)
}

func TestDeadlockIsTriedAgain(t *testing.T) {
	all := replicas(t, 2)
	var lanes int
	var working sync.WaitGroup
	first, second := make(chan struct{}), make(chan struct{})
	move := func(s *Store, one, other string, done, wait chan struct{}) {
		begun := false
		assert.NoError(t, s.write(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
			if err := openLane(ctx, tx, one, at); err != nil {
				return err
			}
			if !begun {
				begun = true
				close(done)
				<-wait
			}
			return openLane(ctx, tx, other, at)
		}))
	}
	working.Go(func() { move(all[0], "!a", "!b", first, second) })
	working.Go(func() { move(all[1], "!b", "!a", second, first) })
	working.Wait()
	require.NoError(t, all[0].db.QueryRowContext(t.Context(), `SELECT COUNT(*) FROM lane`).Scan(&lanes))
	assert.Equal(t, 2, lanes)
}

func TestExamineShared(t *testing.T) {
	replicas(t, 1)
	url := pgtest.URL(t, t.TempDir())
	require.NoError(t, ExamineShared(t.Context(), url), "nothing has been there")
	newer := pgtest.URL(t, t.TempDir())
	s := connect(t, newer)
	_, err := s.db.ExecContext(t.Context(), `INSERT INTO version (number) VALUES (99)`)
	require.NoError(t, err)
	assert.ErrorIs(t, ExamineShared(t.Context(), newer), ErrNewer)
	_, err = Connect(t.Context(), newer)
	assert.ErrorContains(t, err, "newer")
	assert.Error(t, ExamineShared(t.Context(), "postgres://nobody:wrong@127.0.0.1:1/none"))
}
