package store

import (
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func timer(id, room string, due time.Time) Timer {
	return Timer{Entry{EventID: id, RoomID: room, Type: "reminder", Raw: []byte(`{"id":"` + id + `"}`)}, due}
}

func set(t *testing.T, s *Store, now time.Time, room string, timers ...Timer) {
	t.Helper()
	require.NoError(t, s.Schedule(t.Context(), room, timers, now))
}

// drain claims and finishes everything that is to be done at a time.
func drain(t *testing.T, s *Store, now time.Time) (done []string) {
	t.Helper()
	for item := claim(t, s, "me", now); item != nil; item = claim(t, s, "me", now) {
		for item != nil {
			assert.Equal(t, 1, item.Attempt)
			done = append(done, item.EventID)
			next, err := s.Finish(t.Context(), "me", item, now, now.Add(time.Minute))
			require.NoError(t, err)
			item = next
		}
	}
	return done
}

func TestTimersBecomeItemsInTheirOrder(t *testing.T) {
	t.Parallel()
	s := open(t, t.TempDir())
	set(t, s, at, "!a", timer("$late", "!a", at.Add(3*time.Second)), timer("$early", "!a", at.Add(time.Second)))
	set(t, s, at, "!b", timer("$b", "!b", at.Add(2*time.Second)))
	assert.Nil(t, claim(t, s, "me", at))
	ready, err := s.NextReady(t.Context(), "", at)
	require.NoError(t, err)
	assert.True(t, ready.Equal(at.Add(time.Second)))

	item := claim(t, s, "me", ready)
	require.NotNil(t, item)
	want := Item{Seq: 1, EventID: "$early", Lane: "!a", RoomID: "!a", Type: "reminder", Request: s.RequestOf("$early"), Raw: []byte(`{"id":"$early"}`), Attempt: 1, Received: ready}
	assert.Equal(t, want, *item)
	require.NoError(t, s.Return(t.Context(), "me", item, ready))
	assert.Nil(t, claim(t, s, "me", ready.Add(-time.Millisecond)))
	item = claim(t, s, "me", at.Add(time.Hour))
	assert.Equal(t, "$early", item.EventID, "it was not finished")
	require.NoError(t, s.Return(t.Context(), "me", item, at))
	record(t, s, entry("$command", "!a"))
	next := claim(t, s, "me", at.Add(time.Hour))
	for _, want := range []string{"$early", "$command", "$late"} { // one timer is rung with each claim
		require.Equal(t, want, next.EventID)
		next, err = s.Finish(t.Context(), "me", next, at, at.Add(time.Minute))
		require.NoError(t, err)
	}
	assert.Equal(t, []string{"$b"}, drain(t, s, at.Add(time.Hour)))
}

func TestReplacedTimersAreGoneAndThoseDueStay(t *testing.T) {
	t.Parallel()
	s := open(t, t.TempDir())
	set(t, s, at, "!a", timer("$due", "!a", at.Add(time.Second)), timer("$old", "!a", at.Add(time.Minute)))
	set(t, s, at, "!b", timer("$b", "!b", at.Add(time.Minute)))
	set(t, s, at.Add(time.Second), "!a", timer("$new", "!a", at.Add(time.Hour)))
	assert.ElementsMatch(t, []string{"$due", "$b"}, drain(t, s, at.Add(2*time.Minute)))
	assert.Equal(t, []string{"$new"}, drain(t, s, at.Add(2*time.Hour)))
}

func TestATimerIsRungOnceWhateverTheClockSays(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	s := open(t, folder)
	set(t, s, at, "!a", timer("$1", "!a", at.Add(time.Minute)))
	require.NoError(t, s.Close())

	s = open(t, folder)
	assert.Empty(t, drain(t, s, at.Add(-time.Hour)), "the clock was set back")
	assert.Equal(t, []string{"$1"}, drain(t, s, at.Add(time.Minute)))
	require.NoError(t, s.Close())

	s = open(t, folder)
	set(t, s, at.Add(-time.Hour), "!a", timer("$1", "!a", at.Add(time.Minute)))
	ready, err := s.NextReady(t.Context(), "", at)
	require.NoError(t, err)
	assert.Zero(t, ready, "it is not even set again")
	assert.Empty(t, drain(t, s, at.Add(time.Hour)))
}

// Whichever statement a process dies at, a timer waits or is an item, and never both.
func TestATimerSurvivesEachStatementOnItsWay(t *testing.T) {
	t.Parallel()
	for _, moment := range []string{
		"BEFORE DELETE ON timer", "AFTER DELETE ON timer", "BEFORE INSERT ON lane", "AFTER INSERT ON lane", "BEFORE INSERT ON inbox", "AFTER INSERT ON inbox",
	} {
		folder := t.TempDir()
		s := openFile(t, folder)
		set(t, s, at, "!a", timer("$1", "!a", at), timer("$2", "!a", at))
		_, err := s.db.ExecContext(t.Context(), `CREATE TRIGGER dies `+moment+` BEGIN SELECT RAISE(ABORT, 'dead'); END`)
		require.NoError(t, err)
		_, err = s.Claim(t.Context(), "me", at, at.Add(time.Minute))
		require.ErrorContains(t, err, "dead", moment)
		_, err = s.db.ExecContext(t.Context(), `DROP TRIGGER dies`)
		require.NoError(t, err)
		require.NoError(t, s.Close())
		assert.Equal(t, []string{"$1", "$2"}, drain(t, openFile(t, folder), at), moment)
	}
}

func TestManyTimersLetOthersThrough(t *testing.T) {
	t.Parallel()
	s := open(t, t.TempDir())
	var all []Timer
	for n := range 20 {
		id := strconv.Itoa(n)
		all = append(all, timer("$"+id, "!"+id, at.Add(time.Duration(n)*time.Millisecond)))
	}
	require.NoError(t, s.AddTimers(t.Context(), all))
	now := at.Add(time.Second)
	assert.Equal(t, "$0", claim(t, s, "me", now).EventID)
	require.NoError(t, s.Record(t.Context(), Batch{Account: account, Position: "p", Entries: []Entry{entry("$command", "!a")}}, now))
	now = now.Add(time.Millisecond)
	assert.Equal(t, "$command", claim(t, s, "me", now).EventID)
	assert.Equal(t, []string{"$1", "$2", "$3"}, drain(t, s, now)[:3], "one after another")
}

func TestOnceIsOnce(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	s := open(t, folder)
	for range 2 {
		require.NoError(t, s.Once(t.Context(), "scan", entry("$1", "!a"), at))
		require.NoError(t, s.Once(t.Context(), "other", entry("$2", "!a"), at))
	}
	assert.Equal(t, []string{"$1", "$2"}, drain(t, s, at))
	require.NoError(t, s.Close())
	s = open(t, folder)
	require.NoError(t, s.Once(t.Context(), "scan", entry("$3", "!a"), at))
	assert.Empty(t, drain(t, s, at))
}
