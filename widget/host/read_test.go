package host

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"parley/shared/event"
)

func TestReadState(t *testing.T) {
	c, p := connect(t, Handler{})
	key := ""
	for name, q := range map[string]struct {
		query Query
		want  string
	}{
		"all rooms":  {Query{Type: "m.room.name", StateKey: &key}, `{"type":"m.room.name","state_key":"","room_ids":"*","limit":1000000}`},
		"one room":   {Query{Type: "m.room.member", Rooms: []string{"!a:b"}}, `{"type":"m.room.member","state_key":true,"room_ids":["!a:b"],"limit":1000000}`},
		"everything": {Query{Type: "m.space.child"}, `{"type":"m.space.child","state_key":true,"room_ids":"*","limit":1000000}`},
	} {
		done := make(chan error, 1)
		var got []event.Event
		go func() { done <- c.ReadState(t.Context(), q.query, func(e []event.Event) { got = append(got, e...) }) }()
		f := p.next("org.matrix.msc2876.read_events")
		assert.JSONEq(t, q.want, string(f.Data), name)
		p.answer(f, manyEvents(120))
		assert.NoError(t, <-done)
		assert.Len(t, got, 120)
		assert.Equal(t, "!r119:b", got[119].RoomID)
	}
}

func manyEvents(n int) string {
	events := make([]string, n)
	for i := range events {
		events[i] = fmt.Sprintf(`{"type":"m.room.name","state_key":"","room_id":"!r%d:b","content":{"name":"}]\""}}`, i)
	}
	return `{"other":[1,{"events":[]}],"events":[` + strings.Join(events, ",") + `]}`
}

func TestReadStateOfMalformedAnswers(t *testing.T) {
	for _, answer := range []string{
		``, `null`, `[]`, `{}`, `{"events":null}`, `{"events":{}}`, `{"events":[1`, `{"events":[{"type":5}`,
		`{"events":[{"type":"a"}`, `{"events":[x]}`, `{"x":`, strings.Repeat(`{"events":[`, 1000),
	} {
		assert.Error(t, decodeEvents([]byte(answer), "events", func([]event.Event) {}), answer)
	}
	assert.NoError(t, decodeEvents([]byte(`{"events":[]}`), "events", func([]event.Event) { t.Error("nothing to pass on") }))
}

// badEvents is an array of events of which only the last is well-formed.
const badEvents = `[1,null,[],"x",{"type":5},{"type":"a","sender":5},{"type":"a","origin_server_ts":1e30},
	{"type":"a","origin_server_ts":"x"},{"type":"m.room.name","sender":"@a:b"}]`

func TestMalformedEventsHarmOnlyThemselves(t *testing.T) {
	var read []event.Event
	collect := func(events []event.Event) {
		for _, e := range events {
			if e.Type != "" {
				read = append(read, e)
			}
		}
	}
	assert.NoError(t, decodeEvents([]byte(`{"events":`+badEvents+`}`), "events", collect))
	assert.Equal(t, []event.Event{{Type: "m.room.name", Sender: "@a:b"}}, read)

	read = nil
	c := &Client{handler: Handler{Events: collect}}
	assert.Equal(t, struct{}{}, c.perform("update_state", []byte(`{"state":`+badEvents+`}`)))
	assert.Equal(t, []event.Event{{Type: "m.room.name", Sender: "@a:b"}}, read)
}
