package store

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"parley/shared/command"
	"parley/shared/event"
	"parley/shared/fault"
	"parley/widget/host/hosttest"
)

// changeOf is an order of Alice's about a meeting.
func changeOf(id string, steps ...Step) Order {
	return Order{Verb: Change, Title: "T", Target: id, Steps: steps}
}

func titled(id, title string) Step {
	return Step{command.TypeMeetingUpdate, command.Update{TargetRoomID: id, Title: &title, BaseEventID: "$seen"}}
}

func closing(id string) Step {
	return Step{command.TypeMeetingClose, command.Close{TargetRoomID: id, Method: command.CloseTombstone}}
}

func inviting(id string) Step {
	return Step{command.TypeParticipantsHandle, command.Participants{TargetRoomID: id, Invite: true, UserIDs: []string{hosttest.Bob}}}
}

// planned is a calendar with one meeting.
func planned(t *testing.T) (*hosttest.Client, *Store) {
	c := hosttest.NewCalendar()
	c.Meeting("!m:x", "Kick-off", event.MembershipJoin, now.Add(time.Hour), time.Hour)
	return c, run(t, c, &server{})
}

func TestChangesAreSeenAtOnceAndTakenBackWhenRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, s := planned(t)
		id := s.Send(changeOf("!m:x", titled("!m:x", "Kick")))
		rest()
		assert.Equal(t, []string{"Kick"}, titles(s.View()), "before the bot has heard of it")
		c.Answer(hosttest.Bot, c.Sent()[0], event.Failed(c.Sent()[0].EventID, fault.New(fault.Conflict, "")))
		rest()
		assert.Equal(t, []string{"Kick-off"}, titles(s.View()))
		assert.Equal(t, fault.Conflict, s.View().Commands[0].Fault.Code)

		s.Resume(id)
		rest()
		assert.Equal(t, []string{"Kick"}, titles(s.View()), "once more")
		require.Len(t, c.Sent(), 2)
		c.Put("!m:x", event.TypeName, "", event.Name{Name: "Kick"})
		c.Answer(hosttest.Bot, c.Sent()[1], event.Done(c.Sent()[1].EventID, nil, nil))
		rest()
		assert.Equal(t, Done, s.View().Commands[0].State)
		assert.Equal(t, []string{"Kick"}, titles(s.View()), "until the new title has come")
	})
}

func TestDeletedMeetingsAreGoneAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, s := planned(t)
		s.Send(Order{Verb: Delete, Target: "!m:x", Steps: []Step{closing("!m:x")}})
		rest()
		assert.Empty(t, titles(s.View()))
	})
}

func TestStepsFollowEachOtherAndGoOnWhereTheyFailed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, s := planned(t)
		id := s.Send(changeOf("!m:x", titled("!m:x", "Kick"), inviting("!m:x")))
		rest()
		require.Len(t, c.Sent(), 1, "the second waits for the first")
		c.Answer(hosttest.Bot, c.Sent()[0], event.Done(c.Sent()[0].EventID, nil, nil))
		rest()
		require.Len(t, c.Sent(), 2)
		c.Answer(hosttest.Bot, c.Sent()[1], event.Failed(c.Sent()[1].EventID, fault.New(fault.RateLimited, "")))
		rest()
		got, _ := s.Command(id)
		assert.Equal(t, [2]int{1, int(Rejected)}, [2]int{got.Carried, int(got.State)})

		s.Resume(id)
		rest()
		require.Len(t, c.Sent(), 3)
		assert.Equal(t, command.TypeParticipantsHandle, c.Sent()[2].Type, "what was done is not done again")
		c.Answer(hosttest.Bot, c.Sent()[2], event.Done(c.Sent()[2].EventID, nil, nil))
		rest()
		got, _ = s.Command(id)
		assert.Equal(t, [2]int{2, int(Done)}, [2]int{got.Carried, int(got.State)})
		s.Resume(id)
		rest()
		assert.Len(t, c.Sent(), 3, "all is done")
	})
}

func TestHomeserverThatIsSlowOrGone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, s := planned(t)
		c.Delay = 15 * time.Second
		id := s.Send(changeOf("!m:x", titled("!m:x", "Kick")))
		state := func() State {
			rest()
			got, _ := s.Command(id)
			return got.State
		}
		assert.Equal(t, Sending, state())
		time.Sleep(tardy)
		assert.Equal(t, Stuck, state())
		time.Sleep(c.Delay - tardy)
		assert.Equal(t, Running, state(), "it is not the bot that was slow")
		c.Answer(hosttest.Bot, c.Sent()[0], event.Done(c.Sent()[0].EventID, nil, nil))
		assert.Equal(t, Done, state())

		c.Silent["send_event"] = true
		id = s.Send(changeOf("!m:x", titled("!m:x", "Kick-out")))
		time.Sleep(2 * time.Minute)
		assert.Equal(t, Unsure, state(), "the client may have sent it or not")
		assert.Equal(t, []string{"Kick-off"}, titles(s.View()), "taken back")
		c.Silent["send_event"], c.Delay = false, 0
		c.Failing = map[string]string{"send_event": `{"error":{"message":"no connection"}}`}
		s.Resume(id)
		assert.Equal(t, Unsent, state())
	})
}

// The existing bot says nothing but that it has failed, and where more is told.
func TestRefusalWithoutACode(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, s := planned(t)
		s.Send(changeOf("!m:x", titled("!m:x", "Kick")))
		rest()
		c.Answer(hosttest.Bot, c.Sent()[0], map[string]any{
			"m.relates_to":                  map[string]string{"rel_type": "m.annotation", "event_id": c.Sent()[0].EventID, "key": "❌"},
			"net.nordeck.meetings.bot.meta": map[string]string{"room_id": "!errors:x"},
		})
		rest()
		got := s.View().Commands[0]
		assert.Equal(t, Unexplained, got.Fault.Code)
		assert.Equal(t, "!errors:x", got.Details)
	})
}

// Who changes a meeting twice in a row has no conflict with themselves.
func TestOrdersAboutOneMeetingWaitForEachOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, s := planned(t)
		s.Send(changeOf("!m:x", titled("!m:x", "One")))
		s.Send(changeOf("!m:x", titled("!m:x", "Two")))
		rest()
		require.Len(t, c.Sent(), 1)
		assert.Equal(t, []string{"Two"}, titles(s.View()), "both are expected")
		metadata, _ := s.model.Room("!m:x").State(event.TypeMetadata, "")
		c.Answer(hosttest.Bot, c.Sent()[0], event.Done(c.Sent()[0].EventID, nil, nil))
		time.Sleep(settling)
		rest()
		require.Len(t, c.Sent(), 2)
		assert.Contains(t, string(c.Sent()[0].Content), `"base_event_id":"$seen"`)
		assert.Contains(t, string(c.Sent()[1].Content), `"base_event_id":"`+metadata.EventID+`"`)
		assert.Equal(t, []string{"Two"}, titles(s.View()))
	})
}

// replace has an event say when a meeting takes place instead of the one that did.
func replace(c *hosttest.Client, s *Store, id string) {
	last, _ := s.model.Room(id).State(event.TypeMetadata, "")
	next := c.PutBy(hosttest.Bot, id, event.TypeMetadata, "", last.Content)
	next.Unsigned.ReplacesState = last.EventID
	c.Push(next)
	rest()
}

// While an order waits for another one, others may change the meeting.
func TestWhatOthersChangeMeanwhileIsAConflict(t *testing.T) {
	for others, want := range map[bool]func(before, now string) string{
		false: func(_, now string) string { return now },
		true:  func(before, _ string) string { return before },
	} {
		synctest.Test(t, func(t *testing.T) {
			c, s := planned(t)
			before := s.Detail("!m:x").Base
			based := func(title string) Order {
				return changeOf("!m:x", Step{command.TypeMeetingUpdate, command.Update{TargetRoomID: "!m:x", Title: &title, BaseEventID: before}})
			}
			s.Send(based("One"))
			second := s.Send(based("Two"))
			time.Sleep(tardy)
			rest()
			waiting, _ := s.Command(second)
			assert.Equal(t, Late, waiting.State, "nobody waits without an end that is told")
			replace(c, s, "!m:x")
			if others {
				replace(c, s, "!m:x")
			}
			c.Answer(hosttest.Bot, c.Sent()[0], event.Done(c.Sent()[0].EventID, nil, nil))
			time.Sleep(settling)
			rest()
			require.Len(t, c.Sent(), 2)
			base := `"base_event_id":"` + want(before, s.Detail("!m:x").Base) + `"`
			assert.Contains(t, string(c.Sent()[1].Content), base)
			waiting, _ = s.Command(second)
			assert.Equal(t, Running, waiting.State)

			c.Answer(hosttest.Bot, c.Sent()[1], event.Failed(c.Sent()[1].EventID, fault.New(fault.RateLimited, "")))
			rest()
			s.Resume(second)
			rest()
			require.Len(t, c.Sent(), 3)
			assert.Contains(t, string(c.Sent()[2].Content), base, "once more as it was sent")
		})
	}
}

func TestRightsAreKnownAfterACloserLook(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := hosttest.NewCalendar()
		c.Meeting("!m:x", "Kick-off", event.MembershipJoin, now.Add(time.Hour), time.Hour)
		c.PutBy(hosttest.Bot, "!m:x", event.TypePowerLevels, "", map[string]any{"users": map[string]int{hosttest.Alice: 50, hosttest.Bot: 100}, "events_default": 50})
		c.Put("!m:x", event.TypeMember, hosttest.Bob, event.Member{Membership: event.MembershipInvite, DisplayName: "Bob"})
		c.Put("!m:x", event.TypeWidget, "jitsi", event.Widget{Type: "jitsi", URL: "https://j.example"})
		c.Put("!m:x", event.TypeWidget, "gone", struct{}{})
		s := run(t, c, &server{})
		assert.Equal(t, Rights{}, s.Detail("!m:x").Rights, "not read yet")
		require.True(t, s.Examine(t.Context(), "!m:x"))
		d := s.Detail("!m:x")
		assert.Equal(t, Rights{Update: true, Invite: true, Remove: true, Messages: true, Widgets: true, Remind: true, Close: true}, d.Rights)
		assert.True(t, d.Quiet)
		assert.Len(t, d.Participants, 2)
		assert.Equal(t, []string{"jitsi"}, d.Widgets)
		assert.True(t, s.MayRemove("!m:x", hosttest.Bob))
		assert.False(t, s.MayRemove("!m:x", hosttest.Bot))
		assert.Zero(t, s.Detail("!unknown:x").Rights)
	})
}

func TestAnOrderAboutSeveralMeetings(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, s := planned(t)
		c.Push(c.Meeting("!n:x", "Other", event.MembershipJoin, now.Add(2*time.Hour), time.Hour)...)
		rest()
		s.Send(changeOf("!n:x", titled("!n:x", "First")))
		s.Send(Order{Verb: CloseAll, Steps: []Step{closing("!m:x"), titled("!n:x", "Second")}})
		rest()
		assert.Equal(t, []string{"Second"}, titles(s.View()), "what each step is about is shown at once")
		require.Len(t, c.Sent(), 1, "it waits for the other order about one of its meetings")

		c.Answer(hosttest.Bot, c.Sent()[0], event.Done(c.Sent()[0].EventID, nil, nil))
		time.Sleep(settling)
		rest()
		require.Len(t, c.Sent(), 2)
		c.Answer(hosttest.Bot, c.Sent()[1], event.Failed(c.Sent()[1].EventID, fault.New(fault.Forbidden, "")))
		rest()
		assert.Contains(t, titles(s.View()), "Kick-off", "all of it is taken back")
		assert.NotContains(t, titles(s.View()), "Second")
	})
}

func TestAllRoomsThatWereCreatedAreJoined(t *testing.T) {
	assert.Equal(t, []string{"!a:x", "!b:x"}, created(event.BotMeta{CreatedRoomID: "!a:x", CreatedRoomIDs: []string{"!a:x", "!b:x"}}))
	assert.Equal(t, []string{"!a:x"}, created(event.BotMeta{CreatedRoomID: "!a:x"}), "as the existing bot says it")
	assert.Empty(t, created(event.BotMeta{}))
}

func TestOwnMeetingIsNoInvitationWhileItIsMade(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := hosttest.NewCalendar()
		invite := func(id, title string) []event.Event {
			return []event.Event{
				c.PutBy(hosttest.Bot, id, event.TypeCreate, "", event.Create{Type: event.RoomTypeMeeting}),
				c.PutBy(hosttest.Bot, id, event.TypeName, "", event.Name{Name: title}),
				c.PutBy(hosttest.Bot, id, event.TypeMember, hosttest.Alice, event.Member{Membership: event.MembershipInvite}),
			}
		}
		invite("!before:x", "Mine")
		s := run(t, c, &server{})
		shown := func() (rooms []string) {
			rest()
			for _, i := range s.View().Invitations {
				rooms = append(rooms, i.RoomID)
			}
			return rooms
		}
		s.Send(Order{Verb: Create, Title: "Mine", Steps: []Step{{command.TypeMeetingCreate, command.Create{Title: "Mine"}}}})
		c.Push(invite("!other:x", "Other")...)
		c.Push(invite("!mine:x", "Mine")...)
		assert.Equal(t, []string{"!before:x", "!other:x"}, shown())
		c.Answer(hosttest.Bot, c.Sent()[0], event.Done(c.Sent()[0].EventID, []string{"!mine:x"}, nil))
		assert.Equal(t, []string{"!before:x", "!other:x"}, shown())
		require.Len(t, c.Sent(), 2)
		assert.Equal(t, "!mine:x", c.Sent()[1].RoomID)
		assert.Contains(t, string(c.Sent()[1].Content), event.MembershipJoin)
	})
}

func TestSuccessIsSaidUntilThePersonGoesOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, s := planned(t)
		s.Send(changeOf("!m:x", titled("!m:x", "Kick")))
		rest()
		s.Turn(1)
		rest()
		assert.Len(t, s.View().Commands, 1, "it is under way")
		c.Answer(hosttest.Bot, c.Sent()[0], event.Done(c.Sent()[0].EventID, nil, nil))
		rest()
		assert.Equal(t, Done, s.View().Commands[0].State)
		s.Turn(-1)
		rest()
		assert.Empty(t, s.View().Commands)
	})
}
