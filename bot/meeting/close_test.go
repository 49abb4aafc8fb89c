package meeting

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"parley/shared/command"
	"parley/shared/event"
)

// Whoever has no power in a session that somebody else has closed does not have people
// removed from it.
func TestPeopleStayInClosedSessionsOfOthers(t *testing.T) {
	for level, kicks := range map[string]int{"0": 0, "50": 2} {
		w := newWorld(t)
		w.rooms["!s"][event.TypeTombstone] = `{"body":"closed"}`
		w.rooms["!s"][event.TypePowerLevels] = `{"users":{"` + me + `":101,"@a:x":` + level + `}}`
		w.rooms["!s"][event.TypeMember+" @c:x"] = `{"membership":"join"}`
		answer, err := w.command(command.TypeMeetingClose, `{"target_room_id":"!m","method":"kick_all_participants"}`, 1)
		require.NoError(t, err)
		assert.Empty(t, answer.Meta.Warnings)
		assert.Equal(t, kicks, w.count("POST !s/kick"), level)
		assert.Equal(t, 1, w.count("POST !m/kick"))
	}
}
