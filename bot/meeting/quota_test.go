package meeting

import (
	"encoding/json"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"parley/bot/recent"
	"parley/shared/command"
	"parley/shared/event"
	"parley/shared/fault"
)

func TestQuotaOfOnePerson(t *testing.T) {
	q, now := newQuota(3, 60), time.Now()
	for range 3 {
		require.NoError(t, q.take("@a:x", now, 1))
	}
	var tooFast *TooFast
	for range 2 {
		require.ErrorAs(t, q.take("@a:x", now, 1), &tooFast, "a refusal costs nothing")
		assert.Equal(t, time.Second, tooFast.Wait)
		assert.Equal(t, fault.RateLimited, fault.Of(tooFast).Code)
	}
	assert.NoError(t, q.take("@b:x", now, 1), "somebody else")
	assert.NoError(t, q.take("@a:x", now.Add(time.Second), 1))
	assert.Error(t, q.take("@a:x", now.Add(time.Second), 1))
}

func TestWhatACommandCostsBeyondTheBurstIsOwed(t *testing.T) {
	q, now := newQuota(3, 60), time.Now()
	require.NoError(t, q.take("@a:x", now, 1))
	require.NoError(t, q.take("@a:x", now, 100), "it would never be taken otherwise")
	var tooFast *TooFast
	require.ErrorAs(t, q.take("@a:x", now, 1), &tooFast)
	assert.Equal(t, 99*time.Second, tooFast.Wait)
	assert.Error(t, q.take("@a:x", now.Add(98*time.Second), 1))
	assert.NoError(t, q.take("@a:x", now.Add(99*time.Second), 1))
}

func TestManyPeopleCostMoreThanOneCommand(t *testing.T) {
	w := newWorld(t)
	w.quota = newQuota(3, 1)
	users := strings.Repeat(`"@b:x",`, 20)
	for i := range 20 {
		users = strings.Replace(users, "@b:", "@"+strconv.Itoa(i)+":", 1)
	}
	data := `{"target_room_id":"!m","invite":true,"userIds":[` + strings.TrimSuffix(users, ",") + `]}`
	_, err := w.command(command.TypeParticipantsHandle, data, 1)
	require.NoError(t, err)
	_, err = w.command(command.TypeParticipantsHandle, data, 1)
	assert.Equal(t, fault.RateLimited, fault.Of(err).Code)
}

func TestWhoIsInvitedAnewCosts(t *testing.T) {
	w := newWorld(t)
	w.quota = newQuota(3, 1)
	for i := range 20 {
		w.rooms["!m"][event.TypeMember+" @"+strconv.Itoa(i)+":x"] = `{"membership":"invite"}`
	}
	_, err := w.command(command.TypeMeetingUpdate, `{"target_room_id":"!m","title":"New"}`, 1)
	require.NoError(t, err)
	_, err = w.command(command.TypeMeetingUpdate, `{"target_room_id":"!m","title":"Newer"}`, 1)
	assert.Equal(t, fault.RateLimited, fault.Of(err).Code)
}

// What is written in one room about a meeting is done by the second attempt.
func TestCommandsOfOtherRoomsCost(t *testing.T) {
	w := newWorld(t)
	w.quota = newQuota(1, 1)
	carry := func(attempt int) fault.List {
		it := item("$" + strconv.Itoa(attempt))
		it.RoomID, it.Lane, it.Attempt, it.Received = "!r", "!m", attempt, time.Now()
		e := event.Event{Sender: "@a:x", RoomID: "!r", EventID: it.EventID, OriginServerTS: time.Now().UnixMilli()}
		e.Content = json.RawMessage(`{"data":{"target_room_id":"!m","description":"new"}}`)
		_, faults, err := w.Carry(t.Context(), it, command.TypeMeetingUpdate, e)
		require.NoError(t, err)
		return faults
	}
	assert.Empty(t, carry(2))
	assert.Equal(t, fault.RateLimited, carry(2)[0].Code)
	assert.Empty(t, carry(3), "it was taken before")
}

func TestWhoGivesCommandsIsNotForgotten(t *testing.T) {
	q, now := newQuota(1, 1), time.Now()
	require.NoError(t, q.take("@a:x", now, 1))
	for i := range 3 * recent.Size {
		require.NoError(t, q.take(strconv.Itoa(i), now, 1))
		if i%(recent.Size/2) == 0 {
			assert.Error(t, q.take("@a:x", now, 1), "who goes on is not forgotten")
		}
	}
}
