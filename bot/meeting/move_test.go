package meeting

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"parley/shared/command"
	"parley/shared/event"
	"parley/shared/fault"
)

var anHourLater = `{"target_room_id":"!m","move_breakouts":true,"calendar":[` +
	strings.NewReplacer("T100000", "T110000", "T090000", "T100000").Replace(once) + `]}`

// The meeting has moved already: what its sessions refuse is no failure of the command.
func TestSessionThatCannotBeMovedIsAWarning(t *testing.T) {
	for status, code := range map[int]fault.Code{http.StatusForbidden: fault.BotForbidden, http.StatusBadRequest: fault.Rejected} {
		w := newWorld(t)
		w.session("!other")
		w.refuse = func(call string) int {
			if call == "PUT !s/state/"+event.TypeMetadata+"/" {
				return status
			}
			return 0
		}
		answer, err := w.command(command.TypeMeetingUpdate, anHourLater, 1)
		require.NoError(t, err)
		assert.Equal(t, []event.Tally{{Code: code, Count: 1}}, answer.Meta.Warnings)
		assert.Contains(t, w.rooms["!m"][event.TypeMetadata], "T110000")
		assert.Contains(t, w.rooms["!other"][event.TypeMetadata], "T110000")
		assert.Len(t, w.said["!m"], 1)
	}
}

func TestWhatTheBotMayNotWriteIsNotBegun(t *testing.T) {
	w := newWorld(t)
	w.rooms["!m"][event.TypePowerLevels] = `{"users":{"` + me + `":50,"@a:x":100},"events":{"m.room.name":60}}`
	_, err := w.command(command.TypeMeetingUpdate, strings.Replace(anHourLater, "{", `{"title":"New",`, 1), 1)
	assert.Equal(t, fault.BotForbidden, fault.Of(err).Code)
	assert.Zero(t, w.count("PUT"))
}
