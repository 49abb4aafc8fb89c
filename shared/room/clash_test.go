package room

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"parley/shared/event"
)

func TestClash(t *testing.T) {
	const bob, carol = "@bob:example.org", "@carol:example.org"
	m := NewModel(alice, "@bot:example.org")
	m.Apply(meetingRoom("!m:x")...)
	m.Apply(state("!m:x", event.TypeMember, bob, `{"membership":"invite"}`), state("!m:x", event.TypeMember, carol, `{"membership":"leave"}`))
	start := time.Date(2040, 10, 3, 8, 30, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		from, to time.Duration
		users    []string
		want     []string
	}{
		"at the same time":    {0, time.Hour, []string{carol, bob, alice}, []string{bob, alice}},
		"it begins meanwhile": {-time.Hour, time.Minute, []string{alice}, []string{alice}},
		"right before":        {-time.Hour, 0, []string{alice}, nil},
		"right after":         {time.Hour, 2 * time.Hour, []string{alice}, nil},
		"without them":        {0, time.Hour, []string{carol}, nil},
	} {
		got, is := m.Room("!m:x").Clash(start.Add(c.from), start.Add(c.to), c.users, zones)
		assert.Equal(t, c.want != nil, is, name)
		if is {
			assert.Equal(t, c.want, got.Users, name)
		}
	}
	_, is := m.Room("!none:x").Clash(start, start.Add(time.Hour), []string{alice}, zones)
	assert.False(t, is)
	assert.Equal(t, []string{"!m:x"}, m.MeetingIDs())
}
