package store

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"parley/shared/command"
	"parley/shared/event"
	"parley/shared/room"
	"parley/widget/host/hosttest"
)

func TestHistoryIsReadFromTheRoomsThatPeopleAskIn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := hosttest.NewCalendar()
		c.Meeting("!m:x", "Kick-off", event.MembershipJoin, now.Add(time.Hour), time.Hour)
		c.Put("!m:x", event.TypeMember, hosttest.Bob, event.Member{Membership: event.MembershipJoin, DisplayName: "Bob"})
		title := "New"
		renamed, err := command.Content(command.Update{TargetRoomID: "!m:x", Title: &title}, command.Context{})
		require.NoError(t, err)
		removed, err := command.Content(command.Participants{TargetRoomID: "!m:x", UserIDs: []string{hosttest.Bob}}, command.Context{})
		require.NoError(t, err)
		for _, e := range []event.Event{
			c.Say(hosttest.Bob, hosttest.Calendar, command.TypeMeetingUpdate, renamed),
			c.Say(hosttest.Alice, "!m:x", command.TypeParticipantsHandle, removed),
		} {
			c.Say(hosttest.Bot, e.RoomID, event.TypeReaction, event.Done(e.EventID, nil, nil))
		}
		s := run(t, c, &server{})
		s.Examine(t.Context(), "!m:x")
		changes, ok := s.ReadHistory(t.Context(), "!m:x")
		require.True(t, ok)
		require.Len(t, changes, 3)
		assert.Equal(t, []string{"Bob"}, changes[0].Names)
		assert.Equal(t, hosttest.Alice, changes[0].By)
		assert.Equal(t, "Bob", changes[1].Name)
		assert.Equal(t, []room.Aspect{room.AspectTitle}, changes[1].What)
		assert.Equal(t, "Bob", changes[2].Name)
		assert.Equal(t, []room.Aspect{room.AspectCreated}, changes[2].What, "from the state: that command is not there any more")

		c.Failing = map[string]string{"org.matrix.msc2876.read_events": `{"error":{"message":"no"}}`}
		changes, ok = s.ReadHistory(t.Context(), "!m:x")
		assert.False(t, ok)
		assert.Len(t, changes, 1)
	})
}
