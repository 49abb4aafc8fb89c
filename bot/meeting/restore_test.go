package meeting

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"parley/bot/store"
	"parley/shared/command"
	"parley/shared/event"
	"parley/shared/fault"
)

// remains is a homeserver that knows what a bot has done whose store is lost.
type remains struct {
	*Bot
	t     *testing.T
	memo  string                   // the account data; "" for none
	past  map[string][]event.Event // of rooms, oldest first
	state map[string][]event.Event
}

func newRemains(t *testing.T) *remains {
	r := &remains{t: t, past: map[string][]event.Event{}, state: map[string][]event.Event{}}
	r.Bot = signedInAt(t, r.serve)
	return r
}

func (r *remains) serve(w http.ResponseWriter, q *http.Request) {
	path := strings.TrimPrefix(q.URL.Path, "/_matrix/client/v3/")
	room := strings.Split(path, "/")[min(1, strings.Count(path, "/"))]
	switch {
	case strings.HasSuffix(path, "/account_data/"+event.TypeStore) && q.Method == http.MethodPut:
		body, _ := io.ReadAll(q.Body)
		r.memo = string(body)
		_, _ = w.Write([]byte(`{}`))
	case strings.HasSuffix(path, "/account_data/"+event.TypeStore) && r.memo != "":
		_, _ = w.Write([]byte(r.memo))
	case path == "joined_rooms":
		_, _ = w.Write([]byte(`{"joined_rooms":["!calendar","!spare","!made","!half"]}`))
	case strings.HasSuffix(path, "/messages"):
		chunk := []event.Event{}
		for _, e := range r.past[room] {
			chunk = append([]event.Event{e}, chunk...)
		}
		content, _ := json.Marshal(map[string]any{"chunk": chunk, "end": "e"})
		_, _ = w.Write([]byte(strings.ReplaceAll(string(content), `"event_id":"$redacted"`, `"event_id":"$redacted","unsigned":{"redacted_because":{}}`)))
	case strings.HasSuffix(path, "/state/m.room.create/") && len(r.state[room]) > 0:
		_, _ = w.Write(r.state[room][0].Content)
	case strings.HasSuffix(path, "/state"):
		_ = json.NewEncoder(w).Encode(r.state[room])
	default:
		w.WriteHeader(http.StatusNotFound)
		_, _ = w.Write([]byte(`{"errcode":"M_NOT_FOUND"}`))
	}
}

// create adds a room that the bot has made for a command.
func (r *remains) create(room, key string, whole bool, people ...string) {
	create := state(event.TypeCreate, "", `{"net.nordeck.meetings.request":"`+key+`"}`)
	create.Sender = me
	r.state[room] = []event.Event{create, state(event.TypeMember, me, `{"membership":"join"}`)}
	if whole {
		r.state[room] = append(r.state[room], state(event.TypeName, "", `{"name":"Review"}`))
	}
	for _, user := range people {
		r.state[room] = append(r.state[room], state(event.TypeMember, user, `{"membership":"invite"}`))
	}
}

// hear adds an event to a room, sent so long ago.
func (r *remains) hear(room, typ, id, sender, content string, ago time.Duration) {
	e := event.Event{Type: typ, EventID: id, Sender: sender, Content: json.RawMessage(content), OriginServerTS: time.Now().Add(-ago).UnixMilli()}
	if typ == event.TypeMember {
		e.StateKey = &sender
	}
	r.past[room] = append(r.past[room], e)
}

func TestALostStoreIsMadeAnewFromTheRooms(t *testing.T) {
	t.Parallel()
	r := newRemains(t)
	r.memo = `{"names":"of old"}`
	lost, err := r.Lost(t.Context())
	require.NoError(t, err)
	assert.True(t, lost)

	const calendar, target = "!calendar", `{"data":{"target_room_id":"!made"}}`
	r.hear(calendar, command.TypeMeetingCreate, "$before", "@a:x", `{}`, time.Hour)
	r.hear(calendar, event.TypeMember, "$join", me, `{"membership":"join"}`, time.Hour)
	r.hear(calendar, command.TypeMeetingCreate, "$answered", "@a:x", `{}`, time.Minute)
	r.hear(calendar, command.TypeMeetingCreate, "$begun", "@a:x", `{}`, time.Minute)
	r.hear(calendar, command.TypeMeetingUpdate, "$second", "@a:x", target, time.Minute)
	r.hear(calendar, event.TypeReaction, "$reaction", me, `{"m.relates_to":{"rel_type":"m.annotation","event_id":"$answered","key":"✅"}}`, time.Minute)
	r.hear(calendar, event.TypeReaction, "$like", "@a:x", `{"m.relates_to":{"rel_type":"m.annotation","event_id":"$begun","key":"✅"}}`, time.Minute)
	r.hear("!made", event.TypeMember, "$joined", me, `{"membership":"join"}`, time.Hour)
	r.hear("!made", command.TypeMeetingClose, "$first", "@a:x", target, 2*time.Minute)
	r.hear("!made", command.TypeMeetingClose, "$redacted", "@a:x", `{}`, time.Minute)
	key := r.store.RequestOf("$begun")
	r.create("!spare", key, true)
	r.create("!made", key, true, "@a:x")
	r.create("!half", key, false, "@a:x", "@b:x")

	for range 2 { // a process that dies does it again
		require.NoError(t, r.Restore(t.Context()))
	}
	lost, err = r.Lost(t.Context())
	require.NoError(t, err)
	assert.False(t, lost)
	var events []string
	for range 3 { // lanes, with that of the look around
		now := time.Now()
		item, err := r.store.Claim(t.Context(), "me", now, now.Add(time.Minute))
		require.NoError(t, err)
		for ; item != nil; item, err = r.store.Finish(t.Context(), "me", item, now, now.Add(time.Minute)) {
			require.NoError(t, err)
			if item.Type == typeScan {
				continue
			}
			events = append(events, item.Lane+" "+item.EventID)
			assert.Equal(t, 2, item.Attempt, "somebody may have worked on it")
			assert.Equal(t, r.store.RequestOf(item.EventID), item.Request)
		}
	}
	assert.ElementsMatch(t, []string{"!calendar $begun", "!made $first", "!made $second"}, events)
	assert.Less(t, strings.Index(strings.Join(events, " "), "$first"), strings.Index(strings.Join(events, " "), "$second"))
	room, err := r.store.Step(t.Context(), "$begun", store.StepRoom)
	require.NoError(t, err)
	assert.Equal(t, "!made", room)
}

func TestTheFirstStoreIsNoted(t *testing.T) {
	t.Parallel()
	r := newRemains(t)
	for range 2 {
		lost, err := r.Lost(t.Context())
		require.NoError(t, err)
		assert.False(t, lost)
	}
	secret, err := r.store.Names(t.Context())
	require.NoError(t, err)
	assert.JSONEq(t, `{"names":"`+secret+`"}`, r.memo)
}

func TestRemindersOfALostStoreAreNotRepeated(t *testing.T) {
	t.Parallel()
	c := newClockwork(t, event.RoomTypeMeeting, daily)
	c.tell(event.TypeCreate, event.TypeMetadata)
	c.until(nine.Add(-6 * time.Minute))
	require.Len(t, c.said, 1)
	secret, err := c.store.Names(t.Context())
	require.NoError(t, err)
	for _, said := range []int{1, 0} { // or the store was lost before
		c.said, c.at = c.said[:said], nine.Add(-5*time.Minute)
		c.store, err = store.Open(t.Context(), t.TempDir())
		require.NoError(t, err)
		c.store.Assume(secret)
		require.NoError(t, c.lookAround(t.Context(), c.at.Add(-maxLag)))
		c.until(nine.Add(time.Minute))
		assert.Len(t, c.said, 1)
		require.NoError(t, c.store.Close())
	}
}

func TestACommandOfWhichAnOldCopyOfTheStoreKnowsNothingIsNotDoneAgain(t *testing.T) {
	t.Parallel()
	asked := 0
	b := signedInAt(t, func(w http.ResponseWriter, r *http.Request) {
		if asked++; !strings.Contains(r.URL.Path, "/relations/$e/") {
			w.WriteHeader(http.StatusTeapot)
		}
		_, _ = w.Write([]byte(`{"chunk":[{"type":"m.reaction","sender":"` + me + `"}]}`))
	})
	it := item("$e")
	it.Type = command.TypeMeetingClose
	it.Raw = encode(t, event.Event{Type: it.Type, Sender: "@a:x", OriginServerTS: time.Now().Add(-2 * late).UnixMilli(), Content: json.RawMessage(`{}`)})
	require.NoError(t, b.Handle(t.Context(), it))
	assert.Equal(t, 1, asked)
}

func TestAMeetingThatWasClosedBeforeTheStoreWasLostIsClosed(t *testing.T) {
	t.Parallel()
	for link, code := range map[string]string{`{}`: "", `{"via":["x"]}`: string(fault.NotFound), "": string(fault.NotFound)} {
		w := newWorld(t)
		w.refuse = func(call string) int {
			if strings.Contains(call, "!gone/") && !strings.Contains(call, event.TypeSpaceChild) {
				return http.StatusForbidden
			}
			return 0
		}
		w.rooms["!m"][event.TypeSpaceChild+" !gone"] = link
		require.NoError(t, w.store.Restore(t.Context(), store.Lost{Names: "s", Entries: []store.Entry{{EventID: "$e", RoomID: "!m", Type: command.TypeMeetingClose, Raw: []byte("{}")}}}, time.Now()))
		_, err := w.command(command.TypeMeetingClose, `{"target_room_id":"!gone"}`, 2)
		if code == "" {
			require.NoError(t, err)
		} else {
			assert.ErrorContains(t, err, code)
		}
	}
}

func TestPeopleAreToldOnceThatAMeetingIsClosedWhenTheStoreWasLost(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	_, err := w.command(command.TypeMeetingClose, `{"target_room_id":"!m"}`, 1)
	require.NoError(t, err)
	said := len(w.said["!m"])
	require.NotZero(t, said)
	delete(w.rooms["!m"], event.TypeTombstone)
	secret, err := w.store.Names(t.Context())
	require.NoError(t, err)
	w.Bot.store, err = store.Open(t.Context(), t.TempDir())
	require.NoError(t, err)
	defer w.store.Close()
	require.NoError(t, w.store.Restore(t.Context(), store.Lost{Names: secret, Entries: []store.Entry{{EventID: "$e", RoomID: "!m", Type: command.TypeMeetingClose, Raw: []byte("{}")}}}, time.Now()))
	_, err = w.command(command.TypeMeetingClose, `{"target_room_id":"!m"}`, 2)
	require.NoError(t, err)
	assert.Len(t, w.said["!m"], said)
}
