package room

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"sort"
	"testing"

	"github.com/stretchr/testify/assert"

	"parley/shared/event"
	"parley/shared/wire"
)

// named is an event that names a room; replaces may be empty.
func named(name, id string, ts int64, replaces string) event.Event {
	e := state("!m", event.TypeName, "", `{"name":"`+name+`"}`)
	e.EventID, e.OriginServerTS, e.Unsigned.ReplacesState = id, ts, replaces
	return e
}

// everyOrder calls f with the events in each of their orders.
func everyOrder(events []event.Event, f func([]event.Event)) {
	var permute func(int)
	permute = func(n int) {
		if n == len(events) {
			f(events)
			return
		}
		for i := n; i < len(events); i++ {
			events[n], events[i] = events[i], events[n]
			permute(n + 1)
			events[n], events[i] = events[i], events[n]
		}
	}
	permute(0)
}

func TestWhichEventHolds(t *testing.T) {
	stripped := named("stripped", "", 0, "")
	redacted := named("forged", "$b", 1<<60, "$a")
	redacted.Content = json.RawMessage(`{}`)
	for name, c := range map[string]struct {
		events []event.Event
		want   string
	}{
		"the newest":                      {[]event.Event{named("a", "$a", 1, ""), named("b", "$b", 3, ""), named("c", "$c", 2, "")}, "b"},
		"of the same time the greater id": {[]event.Event{named("a", "$a", 1, ""), named("b", "$b", 1, "")}, "b"},
		"what replaces, whatever the time": {[]event.Event{
			named("a", "$a", 5, ""), named("forged", "$b", 1<<60, "$a"), named("c", "$c", 7, "$b"), named("d", "$d", 6, "$c")}, "d"},
		"a gap in the chain":        {[]event.Event{named("a", "$a", 1, ""), named("c", "$c", 3, "$b"), named("d", "$d", 2, "$c")}, "d"},
		"stripped state yields":     {[]event.Event{stripped, named("a", "$a", 0, "")}, "a"},
		"only stripped state":       {[]event.Event{stripped, stripped}, "stripped"},
		"itself replaced":           {[]event.Event{named("a", "$a", 1, "$a"), named("b", "$b", 0, "")}, "a"},
		"a circle":                  {[]event.Event{named("a", "$a", 1, "$b"), named("b", "$b", 2, "$a")}, ""},
		"redacted":                  {[]event.Event{named("a", "$a", 5, ""), named("forged", "$b", 1<<60, "$a"), redacted}, ""},
		"with and without the word": {[]event.Event{named("a", "$a", 9, ""), named("b", "$b", 2, ""), named("b", "$b", 2, "$a")}, "b"},
		"two words":                 {[]event.Event{named("a", "$a", 9, ""), named("c", "$c", 8, ""), named("b", "$b", 2, "$c"), named("b", "$b", 2, "$a")}, "b"},
		"one event, two times":      {[]event.Event{named("a", "$a", 9, ""), named("a", "$a", 2, ""), named("b", "$b", 5, "")}, "b"},
		"two of the same state":     {[]event.Event{named("a", "$a", 1, ""), named("b", "$b", 9, "$a"), named("c", "$c", 8, "$a")}, "b"},
	} {
		everyOrder(c.events, func(events []event.Event) {
			m := NewModel(alice, bot)
			m.Apply(events...)
			assert.Empty(t, m.Apply(events...), "%s: a repetition changes nothing", name)
			assert.Equal(t, c.want, m.Room("!m").Name(), name)
		})
	}
}

func TestWhatIsRememberedIsBounded(t *testing.T) {
	m := NewModel(alice, bot)
	for i := range int64(500) {
		m.Apply(named("n", fmt.Sprintf("$%d", i), 1000-i, fmt.Sprintf("$%d", i-1)))
		m.Apply(named("m", fmt.Sprintf("$u%d", i), i-1000, ""))
	}
	s := m.Room("!m").find(event.TypeName, "")
	assert.LessOrEqual(t, len(s.events), maxRivals)
	assert.LessOrEqual(t, len(s.replaced), maxReplaced)
	assert.Equal(t, "$499", s.current().EventID)
}

func TestLongHistoryInAnyOrder(t *testing.T) {
	for seed := range uint64(100) {
		random := rand.New(rand.NewPCG(seed, 3))
		var events []event.Event
		for i := range maxRivals {
			events = append(events, named(fmt.Sprint(i), fmt.Sprintf("$%d", i), random.Int64N(5), fmt.Sprintf("$%d", i-1)))
		}
		random.Shuffle(len(events), func(i, j int) { events[i], events[j] = events[j], events[i] })
		m := NewModel(alice, bot)
		m.Apply(events...)
		assert.Equal(t, fmt.Sprint(maxRivals-1), m.Room("!m").Name(), "seed %d", seed)
	}
}

func TestLimits(t *testing.T) {
	m := NewModel(alice, bot)
	long := string(make([]byte, maxID+1))
	large := named("", "$l", 1, "")
	large.Content = json.RawMessage(`{"name":"` + string(make([]byte, wire.MaxContent)) + `"}`)
	link := state("!m", event.TypeSpaceChild, "", `{"via":["x"]}`)
	other := state("!m", event.TypeName, "key", `{"name":"x"}`)
	assert.Empty(t, m.Apply(large, named("x", long, 1, ""), named("x", "$x", 1, long), state(long, event.TypeName, "", `{}`),
		state("!m", event.TypeMember, long, `{}`), link, other))
	assert.Nil(t, m.Room("!m"))

	for i := range maxState + 10 {
		m.Apply(state("!m", event.TypeMember, fmt.Sprintf("@%d:x", i), `{"membership":"join"}`))
	}
	people := m.Room("!m").Participants()
	assert.Len(t, people, maxState)
	assert.True(t, sort.SliceIsSorted(people, func(i, j int) bool { return people[i].UserID < people[j].UserID }))
	assert.Equal(t, event.MembershipJoin, m.Room("!m").Membership("@40000:x"))
	m.Apply(meetingRoom("!m")...)
	assert.NotNil(t, m.Room("!m").Meeting(), "what makes it a meeting still counts")
	assert.Empty(t, m.Room("!m").Parents())
	for _, user := range []string{alice, bot} {
		m.Apply(state("!m", event.TypeMember, user, `{"membership":"join"}`))
		assert.Equal(t, event.MembershipJoin, m.Room("!m").Membership(user), "without it nothing may be done")
	}
}
