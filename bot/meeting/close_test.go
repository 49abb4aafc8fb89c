package meeting

import (
	"net/http"
	"strings"
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

func TestClosingTellsPeopleAndWithdrawsInvitations(t *testing.T) {
	w := newWorld(t)
	w.rooms["!m"][event.TypeMember+" @a:x"] = `{"membership":"join","displayname":"Alice"}`
	w.rooms["!m"][event.TypeMember+" @i:x"] = `{"membership":"invite"}`
	w.rooms["!s"][event.TypeMember+" @i:x"] = `{"membership":"invite"}`
	w.rooms["!s"][event.TypeMember+" @j:x"] = `{"membership":"invite"}`
	w.rooms["!s"][event.TypeSettings] = `{"locale":"de"}`
	w.rooms["!s"][event.TypeMetadata] = strings.ReplaceAll(w.rooms["!s"][event.TypeMetadata], "2040", "2020")
	_, err := w.command(command.TypeMeetingClose, `{"target_room_id":"!m"}`, 1)
	require.NoError(t, err)
	require.Len(t, w.said["!m"], 1)
	require.Len(t, w.said["!s"], 1)
	assert.Equal(t, "🚫 This meeting was cancelled by Alice", w.said["!m"][0].Body)
	assert.Equal(t, &event.Mentions{}, w.said["!m"][0].Mentions)
	assert.Equal(t, "🔒 Dieser Gruppenraum wurde von Alice geschlossen", w.said["!s"][0].Body)
	assert.Equal(t, 1, w.count("POST !m/kick"))
	assert.Equal(t, 2, w.count("POST !s/kick"))
	for _, room := range []string{"!m", "!s"} {
		tombstone := w.last("PUT " + room + "/state/" + event.TypeTombstone)
		assert.Less(t, w.last("PUT "+room+"/send/"), tombstone, room)
		assert.Less(t, w.last("POST "+room+"/kick"), tombstone, room)
	}
	assert.Equal(t, 1, w.count("POST !s/leave"))
}

// A bot that died while it spoke does not know whether it was heard; the room does.
func TestClosingIsToldOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	died := false
	w.refuse = func(call string) int {
		if strings.HasPrefix(call, "PUT !s/state/"+event.TypeTombstone) && !died {
			died = true
			return http.StatusBadGateway
		}
		return 0
	}
	_, err := w.command(command.TypeMeetingClose, `{"target_room_id":"!m"}`, 1)
	require.Error(t, err)
	w.attempts.Clear()
	_, err = w.command(command.TypeMeetingClose, `{"target_room_id":"!m"}`, 2)
	require.NoError(t, err)
	assert.Len(t, w.said["!s"], 1)
	assert.Len(t, w.said["!m"], 1)
	assert.Equal(t, 1, w.count("GET !s/messages"))
	assert.Zero(t, w.count("GET !m/messages"), "nothing was said there before")
}

// Neither an invitation that cannot be withdrawn nor a room that takes no message stays open.
func TestClosingGoesOnWithoutWordsAndInvitations(t *testing.T) {
	for status, attempts := range map[int]int{http.StatusForbidden: 1, http.StatusInternalServerError: inviteTries} {
		w := newWorld(t)
		w.rooms["!m"][event.TypeMember+" @i:x"] = `{"membership":"invite"}`
		w.refuse = func(call string) int {
			switch {
			case strings.HasSuffix(call, "/kick"):
				return status
			case strings.Contains(call, "/send/"):
				return http.StatusForbidden
			}
			return 0
		}
		err, attempt := error(nil), 0
		for attempt == 0 || err != nil && attempt < 10 {
			attempt++
			_, err = w.command(command.TypeMeetingClose, `{"target_room_id":"!m"}`, attempt)
		}
		require.NoError(t, err)
		assert.Equal(t, attempts, attempt, status)
		assert.Equal(t, 1, w.wrote["!m "+event.TypeTombstone])
	}
}

// Only who is in a room can empty it before it is deleted.
func TestTheBotStaysInClosedRoomsThatAreToBeDeleted(t *testing.T) {
	for _, stays := range []bool{false, true} {
		w := newWorld(t)
		w.settings.StayUntilDeleted = stays
		w.rooms["!s"][event.TypeMetadata] = strings.Replace(w.rooms["!s"][event.TypeMetadata], "{", `{"force_deletion_at":2208988800000,`, 1)
		_, err := w.command(command.TypeMeetingClose, `{"target_room_id":"!m"}`, 1)
		require.NoError(t, err)
		assert.Equal(t, map[bool]int{false: 1, true: 0}[stays], w.count("POST !s/leave"))
	}
}
