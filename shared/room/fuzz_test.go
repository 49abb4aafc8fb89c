package room

import (
	"encoding/json"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"

	"parley/shared/event"
)

// Whatever events say: no panic, and their order makes no difference.
func FuzzApply(f *testing.F) {
	for seed := range uint64(5) {
		w := newWorld(seed, 2)
		raw, err := json.Marshal(w.events[:min(len(w.events), maxRivals)])
		assert.NoError(f, err)
		f.Add(raw, seed)
	}
	f.Add([]byte(`[{"type":"m.room.name","room_id":"!a","state_key":"","content":{"name":[]},"unsigned":{"replaces_state":7}},{"unsigned":[]}]`), uint64(1))
	f.Fuzz(func(t *testing.T, raw []byte, seed uint64) {
		var events []event.Event
		if json.Unmarshal(raw, &events) != nil {
			return
		}
		events = events[:min(len(events), maxRivals)] // beyond, some are forgotten
		inOrder := NewModel(alice, bot)
		inOrder.Apply(events...)
		want := dump(inOrder)
		rand.New(rand.NewPCG(seed, 0)).Shuffle(len(events), func(i, j int) { events[i], events[j] = events[j], events[i] })
		m := NewModel(alice, bot)
		for i := range events {
			m.Apply(events[i])
			m.Meetings(Filter{Search: "a"})
		}
		assert.Equal(t, want, dump(m))
		assert.Empty(t, m.Apply(events...))
	})
}
