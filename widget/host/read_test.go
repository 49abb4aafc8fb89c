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
		``, `null`, `[]`, `{}`, `{"events":null}`, `{"events":{}}`, `{"events":[1]}`, `{"events":[{"type":5}]}`,
		`{"events":[{"type":"a"}`, `{"events":[{"origin_server_ts":"x"}]}`, `{"x":`, strings.Repeat(`{"events":[`, 1000),
	} {
		assert.Error(t, decodeEvents([]byte(answer), "events", func([]event.Event) {}), answer)
	}
	assert.NoError(t, decodeEvents([]byte(`{"events":[]}`), "events", func([]event.Event) { t.Error("nothing to pass on") }))
}
