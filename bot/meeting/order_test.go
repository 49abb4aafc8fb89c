package meeting

import (
	"context"
	"encoding/json"
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

const orderData = `{"title":"T","parent_room_id":"!p","calendar":[{"uid":"u",
	"dtstart":{"tzid":"Europe/Berlin","value":"20401124T100000"},"dtend":{"tzid":"Europe/Berlin","value":"20401124T110000"}}]}`

func orderOf(typ, data string) Order {
	return Order{User: "@a:x", Key: "k", Type: typ, Data: json.RawMessage(data), Context: command.Context{Locale: "de", Timezone: "UTC"}}
}

// claimed takes the next item, as the engine does.
func claimed(t *testing.T, b *Bot) *store.Item {
	t.Helper()
	now := time.Now()
	it, err := b.store.Claim(t.Context(), "me", now, now.Add(time.Minute))
	require.NoError(t, err)
	return it
}

func TestOrderWaitsInLineWithTheCommandsOfItsRoom(t *testing.T) {
	for _, c := range []struct{ typ, data, room, lane string }{
		{command.TypeMeetingCreate, orderData, "!p", "!p"},
		{command.TypeMeetingCreate, strings.Replace(orderData, `"parent_room_id":"!p"`, `"target_room_id":"!t"`, 1), "", "@a:x"},
		{command.TypeMeetingClose, `{"target_room_id":"!t","parent_room_id":"!p"}`, "!t", "!t"},
	} {
		b := signedIn(t)
		id, err := b.Order(t.Context(), orderOf(c.typ, c.data))
		require.NoError(t, err)
		again, err := b.Order(t.Context(), orderOf(c.typ, c.data))
		require.NoError(t, err)
		assert.Equal(t, id, again)
		it := claimed(t, b)
		require.NotNil(t, it)
		assert.Equal(t, []string{id, c.room, c.lane, c.typ}, []string{it.EventID, it.RoomID, it.Lane, it.Type})
		var e event.Event
		require.NoError(t, json.Unmarshal(it.Raw, &e))
		assert.Equal(t, "@a:x", e.Sender)
		_, texts, err := command.Decode(e.Type, e.Content, "uid", b.zones)
		require.NoError(t, err)
		assert.Equal(t, command.Context{Locale: "de", Timezone: "UTC"}, texts)
		assert.Nil(t, claimed(t, b), "it is recorded once")
	}
}

func TestKeysBelongToOneOrderOfOnePerson(t *testing.T) {
	b := signedIn(t)
	first, err := b.Order(t.Context(), orderOf(command.TypeMeetingCreate, orderData))
	require.NoError(t, err)
	assert.NotContains(t, first, "@a:x", "ids are logged")
	_, err = b.Order(t.Context(), orderOf(command.TypeMeetingCreate, strings.Replace(orderData, `"T"`, `"U"`, 1)))
	assert.ErrorIs(t, err, ErrKeyUsed)
	_, err = b.Order(t.Context(), orderOf(command.TypeMeetingClose, orderData))
	assert.ErrorIs(t, err, ErrKeyUsed)
	other := orderOf(command.TypeMeetingCreate, orderData)
	other.User = "@b:x"
	second, err := b.Order(t.Context(), other)
	require.NoError(t, err)
	assert.NotEqual(t, first, second)
}

func TestOrdersThatAreNotRecorded(t *testing.T) {
	b := signedIn(t)
	b.quota = newQuota(1, 60)
	for data, want := range map[string]fault.List{
		`{`:   {fault.New(fault.Malformed, "")},
		``:    {fault.New(fault.Malformed, "")},
		`[]`:  {fault.New(fault.Malformed, "data")},
		`nul`: {fault.New(fault.Malformed, "")},
		`{"title":"","messaging_power_level":-1}`: {
			fault.New(fault.Required, "data.title"), fault.New(fault.Required, "data.calendar"), fault.New(fault.OutOfRange, "data.messaging_power_level"),
		},
		strings.Replace(orderData, `"!p"`, `"p"`, 1):     {fault.New(fault.BadRoomID, "data.parent_room_id")},
		strings.Replace(orderData, `"!p"`, `5`, 1):       {fault.New(fault.Malformed, "data.parent_room_id")},
		`{"title":"` + strings.Repeat("x", 65536) + `"}`: {fault.New(fault.TooLarge, "")},
	} {
		_, err := b.Order(t.Context(), orderOf(command.TypeMeetingCreate, data))
		var faults fault.List
		require.ErrorAs(t, err, &faults, data)
		for _, f := range faults {
			f.Cause = nil
		}
		assert.Equal(t, want, faults, data[:min(len(data), 80)])
	}
	_, err := b.Order(t.Context(), orderOf(command.TypeMeetingCreate, orderData))
	require.NoError(t, err)
	_, err = b.Order(t.Context(), orderOf(command.TypeMeetingCreate, orderData))
	require.NoError(t, err, "a repetition costs nothing")
	next := orderOf(command.TypeMeetingCreate, orderData)
	next.Key = "other"
	var tooFast *TooFast
	_, err = b.Order(t.Context(), next)
	assert.ErrorAs(t, err, &tooFast)
}

func TestOutcomeReachesAllWhoWait(t *testing.T) {
	b := signedIn(t)
	id, err := b.Order(t.Context(), orderOf(command.TypeMeetingCreate, orderData))
	require.NoError(t, err)
	results := make(chan event.BotMeta)
	for range 3 {
		go func() {
			meta, _ := b.Outcome(t.Context(), id)
			results <- meta
		}()
	}
	it := claimed(t, b)
	require.NoError(t, b.answer(t.Context(), it, event.Done(id, []string{"!new"}, nil), false))
	for range 3 {
		assert.Equal(t, "!new", (<-results).CreatedRoomID)
	}
	it.Attempt = 2
	answered, err := b.finish(t.Context(), it, event.Event{})
	require.NoError(t, err)
	assert.True(t, answered)
	assert.Empty(t, b.orders.listeners)
}

func TestOutcomeOfARefusalAndOfNothing(t *testing.T) {
	b := signedIn(t)
	it := item(store.OrderPrefix + "1")
	require.NoError(t, b.answer(t.Context(), it, event.Failed(it.EventID, fault.New(fault.NotFound, "data.target_room_id")), false))
	_, err := b.Outcome(t.Context(), it.EventID)
	assert.Equal(t, fault.New(fault.NotFound, "data.target_room_id"), err)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = b.Outcome(ctx, store.OrderPrefix+"2")
	assert.ErrorIs(t, err, context.Canceled)
}

// Who is no member learns nothing of a parent, and who may not create there creates
// nothing.
func TestParentOfAnOrder(t *testing.T) {
	member := func(user, membership string) string {
		return `{"type":"m.room.member","state_key":"` + user + `","sender":"` + user + `","content":{"membership":"` + membership + `","displayname":"A"}}`
	}
	create := `{"type":"m.room.create","state_key":"","sender":"@o:x","content":{"room_version":"11"}}`
	levels := func(need string) string {
		return `{"type":"m.room.power_levels","state_key":"","sender":"@o:x","content":{"events":{"` + command.TypeMeetingCreate + `":` + need + `}}}`
	}
	tombstone := `{"type":"m.room.tombstone","state_key":"","sender":"@o:x","content":{"body":"over"}}`
	none := fault.New(fault.NotFound, command.FieldParent)
	for name, c := range map[string]struct {
		state  string
		status int
		want   *fault.Fault
	}{
		"fine":          {create + "," + member("@a:x", "join") + "," + member(me, "join"), 200, nil},
		"not joined":    {create + "," + member("@a:x", "invite") + "," + member(me, "join"), 200, none},
		"the bot left":  {create + "," + member("@a:x", "join") + "," + member(me, "leave"), 200, none},
		"closed":        {create + "," + member("@a:x", "join") + "," + member(me, "join") + "," + tombstone, 200, none},
		"unknown":       {"", 403, none},
		"no power":      {create + "," + member("@a:x", "join") + "," + member(me, "join") + "," + levels("50"), 200, fault.New(fault.Forbidden, "")},
		"enough power":  {create + "," + member("@a:x", "join") + "," + member(me, "join") + "," + levels("0"), 200, nil},
		"state is void": {"", 200, none},
	} {
		b := signedInAt(t, func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(c.status)
			_, _ = w.Write([]byte("[" + c.state + "]"))
		})
		it := item(store.OrderPrefix + "1")
		err := (&creation{Bot: b, item: it, parent: "!p", creator: "@a:x"}).checkOrder(t.Context())
		if c.want == nil {
			assert.NoError(t, err, name)
			continue
		}
		f := fault.Of(err)
		assert.Equal(t, *c.want, fault.Fault{Code: f.Code, Field: f.Field}, name)
	}
}

func TestNamelessPeoplePlanMeetingsToo(t *testing.T) {
	const id = "@a:elsewhere"
	for status, want := range map[int]string{http.StatusOK: "Alice", http.StatusNotFound: id, http.StatusInternalServerError: id, http.StatusBadGateway: id} {
		b := signedInAt(t, func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(status)
			_, _ = w.Write([]byte(`{"displayname":"Alice"}`))
		})
		c := &creation{Bot: b, item: item(store.OrderPrefix + "1"), creator: id}
		require.NoError(t, c.checkOrder(t.Context()))
		assert.Equal(t, want, c.name, status)
	}
}

func TestOrdersAreAnsweredInTheStoreAlone(t *testing.T) {
	b := signedInAt(t, func(_ http.ResponseWriter, r *http.Request) { t.Error("asked for " + r.URL.Path) })
	b.settings.TellInPrivate = true
	it := item(store.OrderPrefix + "1")
	it.Type = command.TypeNotesPDF
	it.Raw, _ = json.Marshal(event.Event{
		Type: it.Type, Sender: "@a:x", OriginServerTS: time.Now().UnixMilli(), Content: json.RawMessage(`{"data":{"target_room_id":"!t"}}`),
	})
	require.NoError(t, b.Handle(t.Context(), it))
	_, err := b.Outcome(t.Context(), it.EventID)
	assert.Equal(t, fault.New(fault.Unsupported, ""), err)
}

// A repetition costs nothing, and each waits: of as many as somebody likes, some are enough.
func TestOnlySomeRequestsWaitForOneOrder(t *testing.T) {
	b := signedIn(t)
	id, err := b.Order(t.Context(), orderOf(command.TypeMeetingCreate, orderData))
	require.NoError(t, err)
	for range maxListeners {
		_, stop := b.orders.listen(id)
		defer stop()
	}
	_, err = b.Outcome(t.Context(), id)
	require.ErrorIs(t, err, context.DeadlineExceeded)
	require.NoError(t, b.store.SaveStep(t.Context(), id, store.StepAnswer, string(encode(t, event.Done(id, []string{"!r"}, nil)))))
	_, err = b.Outcome(t.Context(), id)
	assert.NoError(t, err, "what is there is told to everybody")
}
