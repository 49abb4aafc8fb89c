package room

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"parley/shared/event"
)

func ids(rooms []*Room) string {
	var all []string
	for _, r := range rooms {
		all = append(all, r.ID)
	}
	return strings.Join(all, " ")
}

func TestDescendants(t *testing.T) {
	m := NewModel(alice, bot)
	below(m, "!calendar", "!a", `{}`)
	below(m, "!calendar", "!z", `{}`)
	below(m, "!a", "!a1", `{}`)
	below(m, "!a", "!a2", `{}`)
	below(m, "!a1", "!deep", `{}`)
	below(m, "!z", "!a1", `{}`)
	below(m, "!deep", "!a", `{}`)
	below(m, "!deep", "!calendar", `{}`)
	m.Apply(state("!a", event.TypeSpaceChild, "!claimed", `{"via":["x"]}`), state("!claiming", event.TypeSpaceParent, "!a", `{"via":["x"]}`))
	m.Apply(state("!talk", event.TypeCreate, "", `{}`), state("!talk", event.TypeSpaceParent, "!a", `{"via":["x"]}`), state("!a", event.TypeSpaceChild, "!talk", `{"via":["x"]}`))
	found, all := m.Descendants("!calendar")
	assert.Equal(t, "!deep !a1 !a2 !a !z", ids(found), "children first, each once, both words needed, only meetings")
	assert.True(t, all)
	assert.Equal(t, "!a1 !a2 !talk", ids(m.Children("!a")))

	unlinked := state("!a", event.TypeSpaceChild, "!a2", `{}`)
	unlinked.OriginServerTS = 2
	m.Apply(unlinked)
	assert.Equal(t, "!a1 !talk", ids(m.Children("!a")))
	m.Apply(later(state("!a1", event.TypeSpaceParent, "!a", ``), `{}`))
	assert.Equal(t, "!talk", ids(m.Children("!a")))
	none, all := m.Descendants("!unknown")
	assert.Empty(t, none)
	assert.True(t, all)
}

func TestRoomsLinkedByOthersAreNotBelowAMeeting(t *testing.T) {
	m := NewModel(alice, bot)
	below(m, "!calendar", "!meeting", `{}`)
	below(m, "!meeting", "!session", `{}`)
	below(m, "!meeting", "!trap", `{}`)
	trap := state("!trap", event.TypeCreate, "", `{"type":"net.nordeck.meetings.meeting"}`)
	trap.Sender, trap.OriginServerTS = "@mallory:x", 2
	m.Apply(trap)
	found, _ := m.Descendants("!meeting")
	assert.Equal(t, "!session", ids(found))
}

func TestHierarchyIsBounded(t *testing.T) {
	m := NewModel(alice, bot)
	for i := range maxDepth + 2 {
		below(m, fmt.Sprintf("!%d", i), fmt.Sprintf("!%d", i+1), `{}`)
	}
	found, all := m.Descendants("!0")
	assert.Len(t, found, maxDepth)
	assert.False(t, all)
	_, all = m.Descendants("!2")
	assert.True(t, all)
	for i := range 2 * maxDescendants {
		below(m, "!wide", fmt.Sprintf("!w%d", i), `{}`)
	}
	found, all = m.Descendants("!wide")
	assert.Len(t, found, maxDescendants)
	assert.False(t, all)
}

func TestVersion(t *testing.T) {
	m := NewModel(alice, bot)
	m.Apply(state("!m", event.TypeCreate, "", `{"room_version":"12"}`), state("!old", event.TypeCreate, "", `{}`), state("!x", event.TypeName, "", `{}`))
	assert.Equal(t, []string{"12", "1", "", ""}, []string{m.Room("!m").Version(), m.Room("!old").Version(), m.Room("!x").Version(), m.Room("!none").Version()})
}
