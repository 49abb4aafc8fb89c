package store

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"parley/bot/store/pgtest"
)

const account = "@bot:example.org"

var at = time.UnixMilli(1_800_000_000_000)

// open opens the store that is kept in a folder, or in the PostgreSQL that pgtest names, as
// the only process that works on it.
func open(t *testing.T, folder string) *Store {
	t.Helper()
	url := pgtest.URL(t, folder)
	if url == "" {
		return openFile(t, folder)
	}
	s := connect(t, url)
	_, err := s.db.ExecContext(t.Context(), `DELETE FROM lease`)
	require.NoError(t, err)
	follow(t, s)
	return s
}

func openFile(t *testing.T, folder string) *Store {
	t.Helper()
	s, err := Open(t.Context(), folder)
	require.NoError(t, err)
	t.Cleanup(func() { s.Close() })
	return s
}

func connect(t *testing.T, url string) *Store {
	t.Helper()
	s, err := Connect(t.Context(), url)
	require.NoError(t, err)
	t.Cleanup(func() { s.Close() })
	return s
}

// follow lets a store follow the stream until the test ends.
func follow(t *testing.T, s *Store) (held context.Context, release func()) {
	t.Helper()
	held, release, err := s.HoldStream(t.Context(), account)
	require.NoError(t, err)
	t.Cleanup(release)
	return held, release
}

func record(t *testing.T, s *Store, entries ...Entry) {
	t.Helper()
	require.NoError(t, s.Record(t.Context(), Batch{Account: account, Position: "p1", Entries: entries}, at))
}

func entry(eventID, room string) Entry {
	return Entry{EventID: eventID, RoomID: room, Type: "t", Raw: []byte(`{"n": 1.0}`)}
}

func claim(t *testing.T, s *Store, owner string, now time.Time) *Item {
	t.Helper()
	item, err := s.Claim(t.Context(), owner, now, now.Add(time.Minute))
	require.NoError(t, err)
	return item
}

func TestRecordKeepsBytesAndPositionAcrossRestart(t *testing.T) {
	folder := t.TempDir()
	s := open(t, folder)
	record(t, s, entry("$a", "!r"))
	require.NoError(t, s.Close())

	s = open(t, folder)
	position, err := s.Position(t.Context(), account)
	require.NoError(t, err)
	assert.Equal(t, "p1", position)
	item := claim(t, s, "me", at)
	assert.Equal(t, `{"n": 1.0}`, string(item.Raw))
	assert.Equal(t, Item{Seq: 1, EventID: "$a", Lane: "!r", RoomID: "!r", Type: "t", Request: s.RequestOf("$a"), Raw: item.Raw, Attempt: 1, Received: at}, *item)
}

func TestRequestsStayAndCannotBeGuessed(t *testing.T) {
	folder := t.TempDir()
	s := open(t, folder)
	request := s.RequestOf("$a")
	assert.Regexp(t, "^[0-9a-f]{32}$", request)
	assert.NotEqual(t, request, s.RequestOf("$b"))
	require.NoError(t, s.Close())
	assert.Equal(t, request, open(t, folder).RequestOf("$a"))
	assert.NotEqual(t, request, open(t, t.TempDir()).RequestOf("$a"))
}

func TestRecordDropsSecondDelivery(t *testing.T) {
	s := open(t, t.TempDir())
	record(t, s, entry("$a", "!r"), entry("$a", "!r"))
	item := claim(t, s, "me", at)
	next, err := s.Finish(t.Context(), "me", item, at, at.Add(time.Minute))
	require.NoError(t, err)
	assert.Nil(t, next)
	record(t, s, entry("$a", "!r"))
	assert.Nil(t, claim(t, s, "me", at), "done for ever")
}

func TestRecordIsAllOrNothing(t *testing.T) {
	s := open(t, t.TempDir())
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	require.Error(t, s.Record(ctx, Batch{Account: account, Position: "p2", Entries: []Entry{entry("$a", "!r")}}, at))
	position, err := s.Position(t.Context(), account)
	require.NoError(t, err)
	assert.Empty(t, position)
	assert.Nil(t, claim(t, s, "me", at))
}

func TestLaneKeepsOrderAndLetsOthersThrough(t *testing.T) {
	s := open(t, t.TempDir())
	record(t, s, entry("$1", "!a"), entry("$2", "!b"), entry("$3", "!a"))
	first, second := claim(t, s, "one", at), claim(t, s, "two", at)
	assert.ElementsMatch(t, []string{"$1", "$2"}, []string{first.EventID, second.EventID})
	assert.Nil(t, claim(t, s, "three", at), "$3 waits behind $1")
	if first.Lane != "!a" {
		first = second
	}
	owner := map[bool]string{true: "one", false: "two"}[first != second]
	next, err := s.Finish(t.Context(), owner, first, at, at.Add(time.Minute))
	require.NoError(t, err)
	assert.Equal(t, "$3", next.EventID)
}

func TestLeaseEndsAndFencesOff(t *testing.T) {
	s := open(t, t.TempDir())
	record(t, s, entry("$1", "!a"))
	slow := claim(t, s, "slow", at)
	late := at.Add(2 * time.Minute)
	taken := claim(t, s, "quick", late)
	require.NotNil(t, taken)
	assert.Equal(t, 2, taken.Attempt)
	_, err := s.Finish(t.Context(), "slow", slow, late, late)
	assert.ErrorIs(t, err, ErrLost)
	assert.ErrorIs(t, s.Renew(t.Context(), "slow", "!a", late), ErrLost)
	assert.NoError(t, s.Renew(t.Context(), "quick", "!a", late.Add(time.Minute)))
}

func TestReturnWaitsForItsTime(t *testing.T) {
	s := open(t, t.TempDir())
	record(t, s, entry("$1", "!a"))
	item := claim(t, s, "me", at)
	require.NoError(t, s.Return(t.Context(), "me", item, at.Add(time.Second)))
	assert.Nil(t, claim(t, s, "me", at))
	ready, err := s.NextReady(t.Context(), "", at)
	require.NoError(t, err)
	assert.True(t, ready.Equal(at.Add(time.Second)))
	assert.NotNil(t, claim(t, s, "me", ready))
}

func TestFinishWithoutLeaseBeginsNothing(t *testing.T) {
	s := open(t, t.TempDir())
	record(t, s, entry("$1", "!a"), entry("$2", "!a"))
	item := claim(t, s, "me", at)
	next, err := s.Finish(t.Context(), "me", item, at, at)
	require.NoError(t, err)
	assert.Nil(t, next)
	again := claim(t, s, "you", at.Add(time.Millisecond))
	require.NotNil(t, again)
	assert.Equal(t, "$2", again.EventID)
	assert.Equal(t, 1, again.Attempt)
}

func TestOpenVoidsLeasesOfTheDead(t *testing.T) {
	folder := t.TempDir()
	s := openFile(t, folder)
	record(t, s, entry("$1", "!a"))
	claim(t, s, "dead", at)
	require.NoError(t, s.Close())
	assert.NotNil(t, claim(t, openFile(t, folder), "next", at))
}

func TestOpenMakesWaitingLanesReady(t *testing.T) {
	folder := t.TempDir()
	s := openFile(t, folder)
	record(t, s, entry("$1", "!a"))
	item := claim(t, s, "me", at)
	require.NoError(t, s.Return(t.Context(), "me", item, at.Add(time.Hour)))
	require.NoError(t, s.Close())
	assert.NotNil(t, claim(t, openFile(t, folder), "me", at.Add(-time.Hour)), "the clock was set back")
}

func TestRecordRefusesAnEmptyPosition(t *testing.T) {
	s := open(t, t.TempDir())
	require.Error(t, s.Record(t.Context(), Batch{Account: account, Entries: []Entry{entry("$a", "!r")}}, at))
	assert.Nil(t, claim(t, s, "me", at))
}

func TestOpenRefusesSecondProcessAndNewerDatabase(t *testing.T) {
	folder := t.TempDir()
	s := openFile(t, folder)
	_, err := Open(t.Context(), folder)
	assert.ErrorIs(t, err, ErrInUse)

	_, err = s.db.ExecContext(t.Context(), `INSERT INTO version (number) VALUES (99)`)
	require.NoError(t, err)
	require.NoError(t, s.Close())
	_, err = Open(t.Context(), folder)
	assert.ErrorContains(t, err, "newer")
}

func TestMadeRoomWaitsBehindItsCommand(t *testing.T) {
	s := open(t, t.TempDir())
	made := func(id, room, command string) Entry {
		return Entry{EventID: id, RoomID: room, Type: "m.room.create", Raw: []byte("{}"), Made: s.RequestOf(command), MadeStep: StepRoom}
	}
	record(t, s, entry("$command", "!parent"))
	item := claim(t, s, "me", at)
	require.NoError(t, s.SaveStep(t.Context(), "$command", StepRoom, "!right"))
	record(t, s, made("$c1", "!right", "$command"), made("$c2", "!stranger", "$unknown"), made("$c3", "!spare", "$command"))
	next, err := s.Finish(t.Context(), "me", item, at, at.Add(time.Minute))
	require.NoError(t, err)
	require.NotNil(t, next)
	assert.Equal(t, []string{"$c3", "!parent", "!spare"}, []string{next.EventID, next.Lane, next.RoomID})
	next, err = s.Finish(t.Context(), "me", next, at, at.Add(time.Minute))
	require.NoError(t, err)
	assert.Nil(t, next)
}

func TestStepsAndLogin(t *testing.T) {
	s := open(t, t.TempDir())
	record(t, s, entry("$1", "!a"))
	none, err := s.Step(t.Context(), "$1", "room")
	require.NoError(t, err)
	assert.Empty(t, none)
	require.NoError(t, s.SaveStep(t.Context(), "$1", "room", "!x"))
	found, err := s.StepOfRequest(t.Context(), s.RequestOf("$1"), "room")
	require.NoError(t, err)
	assert.Equal(t, "!x", found)

	require.NoError(t, s.SaveLogin(t.Context(), account, "DEVICE", ""))
	require.NoError(t, s.SaveLogin(t.Context(), account, "DEVICE", "token"))
	device, token, err := s.Login(t.Context(), account)
	require.NoError(t, err)
	assert.Equal(t, []string{"DEVICE", "token"}, []string{device, token})
}

func TestFinishForgetsContent(t *testing.T) {
	s := open(t, t.TempDir())
	record(t, s, entry("$1", "!a"))
	_, err := s.Finish(t.Context(), "me", claim(t, s, "me", at), at, at.Add(time.Minute))
	require.NoError(t, err)
	var bytes int
	require.NoError(t, s.db.QueryRowContext(t.Context(), `SELECT SUM(LENGTH(raw)) FROM inbox`).Scan(&bytes))
	assert.Zero(t, bytes)
}

func TestCommandsWaitForTheRoomTheyAreAbout(t *testing.T) {
	s := open(t, t.TempDir())
	about := func(id, room, lane string) Entry {
		return Entry{EventID: id, RoomID: room, Lane: lane, Type: "t", Raw: []byte("{}")}
	}
	record(t, s, about("$1", "!a", "!t"), about("$2", "!b", "!t"), about("$3", "!b", ""))
	first, second := claim(t, s, "one", at), claim(t, s, "two", at)
	require.NotNil(t, first)
	require.NotNil(t, second)
	assert.ElementsMatch(t, []string{"$1", "$3"}, []string{first.EventID, second.EventID})
	assert.Nil(t, claim(t, s, "three", at), "$2 waits behind $1, which is about the same room")
}

func TestMovedItemLetsItsLaneGoOn(t *testing.T) {
	s := open(t, t.TempDir())
	record(t, s, Entry{EventID: "$1", RoomID: "!a", Lane: "!t", Type: "t", Raw: []byte("{}")}, entry("$2", "!t"))
	item := claim(t, s, "me", at)
	require.Equal(t, "$1", item.EventID)
	later := at.Add(time.Second)
	require.NoError(t, s.Move(t.Context(), "me", item, "!a", at, later))
	assert.ErrorIs(t, s.Move(t.Context(), "me", item, "!a", at, later), ErrLost)
	next := claim(t, s, "me", at)
	require.NotNil(t, next)
	assert.Equal(t, "$2", next.EventID)
	assert.Nil(t, claim(t, s, "me", at), "$1 waits")
	again := claim(t, s, "me", later)
	require.NotNil(t, again)
	assert.Equal(t, Item{Seq: 1, EventID: "$1", Lane: "!a", RoomID: "!a", Type: "t", Request: s.RequestOf("$1"), Raw: again.Raw, Attempt: 2, Received: at}, *again)
}

func TestBacklog(t *testing.T) {
	s := open(t, t.TempDir())
	open, _, err := s.Backlog(t.Context())
	require.NoError(t, err)
	assert.Zero(t, open)
	record(t, s, entry("$1", "!a"))
	require.NoError(t, s.Record(t.Context(), Batch{Account: account, Position: "p2", Entries: []Entry{entry("$2", "!b")}}, at.Add(time.Minute)))
	open, oldest, err := s.Backlog(t.Context())
	require.NoError(t, err)
	assert.Equal(t, 2, open)
	assert.Equal(t, at, oldest)
	_, err = s.Finish(t.Context(), "me", claim(t, s, "me", at), at, at)
	require.NoError(t, err)
	open, oldest, err = s.Backlog(t.Context())
	require.NoError(t, err)
	assert.Equal(t, 1, open)
	assert.Equal(t, at.Add(time.Minute), oldest)
}

func TestOrderIsRecordedOnce(t *testing.T) {
	s := open(t, t.TempDir())
	order := Entry{EventID: OrderPrefix + "1", Lane: "@a:x", Type: "t", Raw: []byte("{}")}
	for _, print := range []string{"one", "one", "other"} {
		had, err := s.Order(t.Context(), order, print, at)
		require.NoError(t, err)
		assert.Equal(t, "one", had)
	}
	item := claim(t, s, "me", at)
	require.NotNil(t, item)
	assert.Equal(t, "@a:x", item.Lane)
	next, err := s.Finish(t.Context(), "me", item, at, at.Add(time.Minute))
	require.NoError(t, err)
	assert.Nil(t, next)
}

func TestPruneForgetsWhatWasDoneLongAgo(t *testing.T) {
	s := open(t, t.TempDir())
	record(t, s, entry("$1", "!a"), entry("$2", "!b"))
	order := Entry{EventID: OrderPrefix + "1", Lane: "@a:x", Type: "t", Raw: []byte("{}")}
	_, err := s.Order(t.Context(), order, "print", at)
	require.NoError(t, err)
	for item := claim(t, s, "me", at); item != nil; item = claim(t, s, "me", at) {
		require.NoError(t, s.SaveStep(t.Context(), item.EventID, StepAnswer, "done"))
		if item.EventID != "$2" {
			_, err := s.Finish(t.Context(), "me", item, at, at.Add(time.Minute))
			require.NoError(t, err)
		}
	}
	left := func(after time.Duration) (events []string) {
		require.NoError(t, s.Prune(t.Context(), at.Add(after)))
		for _, id := range []string{"$1", "$2", OrderPrefix + "1"} {
			answer, err := s.Step(t.Context(), id, StepAnswer)
			require.NoError(t, err)
			if answer != "" {
				events = append(events, id)
			}
		}
		return events
	}
	assert.Equal(t, []string{"$1", "$2", OrderPrefix + "1"}, left(orderLife))
	assert.Equal(t, []string{"$1", "$2"}, left(orderLife+time.Second))
	assert.Equal(t, []string{"$2"}, left(eventLife+time.Second), "$2 is not done")
	print, err := s.Order(t.Context(), order, "another", at)
	require.NoError(t, err)
	assert.Equal(t, "another", print, "its id may be used again")
}

// What is forgotten is found without a look at all that is kept, and in pieces, however much
// it is.
func TestPruneIsForLargeStores(t *testing.T) {
	s := openFile(t, t.TempDir())
	for _, which := range []string{allItems, orders} {
		rows, err := s.db.QueryContext(t.Context(), `EXPLAIN QUERY PLAN SELECT MAX(done_at) FROM (SELECT done_at FROM inbox WHERE `+which+` ORDER BY done_at LIMIT $2)`, 1, 2)
		require.NoError(t, err)
		for rows.Next() {
			var id, parent, ignored int
			var plan string
			require.NoError(t, rows.Scan(&id, &parent, &ignored, &plan))
			assert.NotRegexp(t, `SCAN inbox$|TEMP B-TREE`, plan, which)
		}
		require.NoError(t, rows.Err())
	}

	old := 2*forgotten + 1
	insert := func(ctx context.Context, tx *sql.Tx) error {
		for n := range old {
			_, err := tx.ExecContext(ctx, `INSERT INTO inbox (event_id, lane, room_id, type, request, raw, done_at) VALUES ($1, '', '', '', '', $2, $3)`,
				"$"+strconv.Itoa(n), []byte{}, millis(at)+int64(n))
			if err != nil {
				return err
			}
		}
		return nil
	}
	require.NoError(t, s.write(t.Context(), insert))
	some, err := s.forget(t.Context(), allItems, at.Add(time.Hour))
	require.NoError(t, err)
	assert.True(t, some)
	left := 0
	require.NoError(t, s.db.QueryRowContext(t.Context(), `SELECT COUNT(*) FROM inbox`).Scan(&left))
	assert.Equal(t, old-forgotten, left)
	require.NoError(t, s.Prune(t.Context(), at.Add(eventLife+time.Hour)))
	require.NoError(t, s.db.QueryRowContext(t.Context(), `SELECT COUNT(*) FROM inbox`).Scan(&left))
	assert.Zero(t, left)
}

func TestCommandsOfSeveralRoomsAboutOneComeInTheOrderOfTheirTimes(t *testing.T) {
	s := open(t, t.TempDir())
	about := func(id, room string, at int64) Entry {
		return Entry{EventID: id, RoomID: room, Lane: "!t", Type: "t", Raw: []byte("{}"), At: at}
	}
	record(t, s, about("$b1", "!b", 2), about("$b2", "!b", 9), about("$a1", "!a", 1), about("$a2", "!a", 5))
	var order []string
	for item := claim(t, s, "me", at); item != nil; {
		order = append(order, item.EventID)
		next, err := s.Finish(t.Context(), "me", item, at, at.Add(time.Minute))
		require.NoError(t, err)
		item = next
	}
	assert.Equal(t, []string{"$a1", "$b1", "$a2", "$b2"}, order)
}

// The folder may have been made by somebody else, as a container's volume is, and the file by a version that left it open.
func TestTheFileIsForItsOwnerAlone(t *testing.T) {
	folder := t.TempDir()
	require.NoError(t, os.Chmod(folder, 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(folder, FileName), nil, 0o644))
	record(t, openFile(t, folder), Entry{EventID: "$1", RoomID: "!a", Raw: []byte("{}")})
	files, err := os.ReadDir(folder)
	require.NoError(t, err)
	assert.Len(t, files, 4) // with the lock, what is not in the file yet, and its index
	for _, file := range files {
		info, err := file.Info()
		require.NoError(t, err)
		assert.Zero(t, info.Mode()&0o077, file.Name())
	}
}

// What is done is forgotten: in the file, too.
func TestNothingIsLeftOfCommandsThatAreDone(t *testing.T) {
	folder := t.TempDir()
	s := openFile(t, folder)
	for _, size := range []int{1, 2000} {
		secret := strings.Repeat("the title", size)
		record(t, s, Entry{EventID: "$" + strconv.Itoa(size), RoomID: "!a", Raw: []byte(`{"` + secret + `"}`)})
		item, err := s.Claim(t.Context(), "me", at, at.Add(time.Minute))
		require.NoError(t, err)
		_, err = s.Finish(t.Context(), "me", item, at, at)
		require.NoError(t, err)
	}
	require.NoError(t, s.Close())
	files, err := filepath.Glob(filepath.Join(folder, "*"))
	require.NoError(t, err)
	for _, path := range files {
		content, err := os.ReadFile(path)
		require.NoError(t, err)
		assert.NotContains(t, string(content), "the title", path)
	}
}
