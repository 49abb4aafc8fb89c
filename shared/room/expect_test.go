package room

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"parley/shared/calendar"
	"parley/shared/command"
	"parley/shared/event"
)

func TestExpectedCommandsAreSeenUntilTheyAreForgotten(t *testing.T) {
	m := NewModel(alice, "@bot:example.org")
	m.Apply(meetingRoom("!m:x")...)
	before := *m.Room("!m:x").Meeting()
	title, words := "Kick", "All about it"
	moved := []calendar.Entry{{UID: "u"}}
	m.Expect("!m:x", []command.Data{
		command.Update{Title: &title, Calendar: moved}, command.Participants{}, command.Update{Description: &words},
	})
	got := m.Room("!m:x").Meeting()
	assert.Equal(t, []any{title, words, moved, before.Creator}, []any{got.Title, got.Description, got.Calendar, got.Creator})

	m.Expect("!m:x", []command.Data{command.Close{}})
	assert.Nil(t, m.Room("!m:x").Meeting(), "closed")
	m.Expect("!m:x", nil)
	assert.Equal(t, before, *m.Room("!m:x").Meeting())
	m.Expect("!unknown:x", []command.Data{command.Close{}})

	// What comes meanwhile is not lost.
	m.Expect("!m:x", []command.Data{command.Update{Title: &title}})
	m.Apply(state("!m:x", event.TypeTopic, "", `{"topic":"New"}`))
	assert.Equal(t, [2]string{title, "New"}, [2]string{m.Room("!m:x").Meeting().Title, m.Room("!m:x").Meeting().Description})
}
