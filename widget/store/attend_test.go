package store

import (
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"parley/shared/calendar"
	"parley/shared/event"
	"parley/shared/room"
	"parley/widget/host"
	"parley/widget/host/hosttest"
)

const (
	forbidden = `{"error":{"message":"x","matrix_api_error":{"http_status":403,"response":{"errcode":"M_FORBIDDEN"}}}}`
	broken    = `{"error":{"message":"x"}}`
)

// invited returns a calendar with an invitation whose metadata are visible, !seen:x, and
// one without, !hidden:x.
func invited(t *testing.T) *hosttest.Client {
	c := hosttest.NewCalendar()
	c.Meeting("!seen:x", "Seen", event.MembershipInvite, now.Add(time.Hour).In(berlin(t)), time.Hour)
	c.PutBy(hosttest.Bot, "!hidden:x", event.TypeCreate, "", event.Create{Type: event.RoomTypeMeeting})
	c.Put("!hidden:x", event.TypeName, "", event.Name{Name: "Hidden"})
	c.PutBy(hosttest.Bot, "!hidden:x", event.TypeMember, hosttest.Alice, event.Member{Membership: event.MembershipInvite, Reason: "Tomorrow"})
	return c
}

// open returns the titles of the invitations that a view shows, and those of its meetings.
func open(v *View) (invitations, meetings []string) {
	for _, i := range v.Upcoming {
		invitations = append(invitations, i.Meeting.Title)
	}
	for _, i := range v.Invitations {
		invitations = append(invitations, i.Name)
	}
	for _, i := range v.Items {
		meetings = append(meetings, i.Meeting.Title+" "+i.Meeting.Membership)
	}
	return invitations, meetings
}

func TestInvitationsAreShownOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := invited(t)
		c.Meeting("!later:x", "Later", event.MembershipInvite, now.AddDate(0, 3, 0).In(berlin(t)), time.Hour)
		c.Meeting("!over:x", "Over", event.MembershipInvite, now.AddDate(0, 0, -3).In(berlin(t)), time.Hour)
		invitations, meetings := open(run(t, c, &server{}).View())
		assert.Equal(t, []string{"Seen", "Later", "Hidden"}, invitations, "whenever they take place, not what is over")
		assert.Equal(t, []string{"Seen invite"}, meetings)
	})
}

func TestRepliesAreShownAtOnceAndSentOnce(t *testing.T) {
	for name, c := range map[string]struct {
		id             string
		accept         bool
		sent           string
		open, meetings []string
	}{
		"accept":         {"!seen:x", true, `{"membership":"join","displayname":"Alice"}`, []string{"Hidden"}, []string{"Seen join"}},
		"decline":        {"!seen:x", false, `{"membership":"leave"}`, []string{"Hidden"}, nil},
		"accept hidden":  {"!hidden:x", true, `{"membership":"join","displayname":"Alice"}`, []string{"Seen"}, []string{"Seen invite"}},
		"decline hidden": {"!hidden:x", false, `{"membership":"leave"}`, []string{"Seen"}, []string{"Seen invite"}},
	} {
		synctest.Test(t, func(t *testing.T) {
			client := invited(t)
			client.Delay = time.Minute / 2
			s := run(t, client, &server{})
			for range 3 {
				s.Reply(c.id, c.accept)
				s.Reply(c.id, !c.accept)
			}
			for _, when := range []string{"on its way", "taken"} {
				rest()
				invitations, meetings := open(s.View())
				assert.Equal(t, c.open, invitations, name+" "+when)
				assert.Equal(t, c.meetings, meetings, name+" "+when)
				time.Sleep(time.Minute)
			}
			assert.Len(t, client.Sent(), 1, name)
			assert.JSONEq(t, c.sent, string(client.Sent()[0].Content), name)
			assert.Empty(t, s.View().Failed)

			again := client.PutBy(hosttest.Bot, c.id, event.TypeMember, hosttest.Alice, event.Member{Membership: event.MembershipInvite})
			again.OriginServerTS = now.Add(time.Hour).UnixMilli()
			client.Push(again)
			rest()
			invitations, _ := open(s.View())
			assert.Len(t, invitations, 2, "a second invitation is open again")
		})
	}
}

func TestRepliesThatAreNotTakenAreTakenBack(t *testing.T) {
	for response, want := range map[string]State{forbidden: Rejected, broken: Unsent, "": Unsent} {
		synctest.Test(t, func(t *testing.T) {
			c := invited(t)
			c.Failing["send_event"], c.Silent["send_event"] = response, response == ""
			s := run(t, c, &server{})
			s.Reply("!seen:x", false)
			time.Sleep(time.Hour)
			rest()
			invitations, meetings := open(s.View())
			assert.Equal(t, []string{"Seen", "Hidden"}, invitations)
			assert.Equal(t, []string{"Seen invite"}, meetings)
			assert.Equal(t, []Reply{{RoomID: "!seen:x", Title: "Seen", State: want}}, s.View().Failed)

			if want == Rejected {
				s.ForgetReply("!seen:x")
				rest()
				assert.Empty(t, s.View().Failed)
			}
			c.Failing["send_event"], c.Silent["send_event"] = "", false
			s.Reply("!seen:x", true)
			rest()
			assert.Empty(t, s.View().Failed, "there is another one")
			_, meetings = open(s.View())
			assert.Equal(t, []string{"Seen join"}, meetings)
		})
	}
}

func TestAFailedReplyThatWasTakenAfterAllIsForgotten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := invited(t)
		c.Silent["send_event"] = true
		s := run(t, c, &server{})
		s.Reply("!seen:x", true)
		time.Sleep(time.Hour)
		rest()
		assert.Len(t, s.View().Failed, 1)
		c.Push(c.PutBy(hosttest.Alice, "!seen:x", event.TypeMember, hosttest.Alice, event.Member{Membership: event.MembershipJoin}))
		rest()
		assert.Empty(t, s.View().Failed)
	})
}

func TestJoiningKeepsThePicture(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := invited(t)
		c.Put(hosttest.Calendar, event.TypeMember, hosttest.Alice, event.Member{Membership: event.MembershipJoin, AvatarURL: "mxc://x/a"})
		s := run(t, c, &server{})
		s.Reply("!seen:x", true)
		rest()
		assert.JSONEq(t, `{"membership":"join","displayname":"Alice","avatar_url":"mxc://x/a"}`, string(c.Sent()[0].Content))
	})
}

func TestReplyOnlyToInvitations(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := invited(t)
		c.Denied = []string{host.CanSendState(event.TypeMember)}
		s := run(t, c, &server{})
		assert.False(t, s.MayReply())
		s.Reply(hosttest.Calendar, false)
		s.Reply("!unknown:x", true)
		rest()
		assert.Empty(t, c.Sent())
	})
}

// series is a meeting that Alice has joined, and its first two dates.
func series(t *testing.T, c *hosttest.Client) (first, second calendar.Occurrence) {
	c.Meeting("!m:x", "Weekly", event.MembershipJoin, now, time.Hour)
	c.Put("!m:x", event.TypePowerLevels, "", map[string]any{"events": map[string]int{event.TypeRSVP: 0}})
	c.Put("!m:x", event.TypeMember, hosttest.Bob, event.Member{Membership: event.MembershipJoin, DisplayName: "Bob"})
	at := func(t time.Time) calendar.DateTime { return calendar.At(t, "UTC", time.UTC) }
	entries := []calendar.Entry{{UID: "u", DTStart: at(now), DTEnd: at(now.Add(time.Hour)), RRule: "FREQ=WEEKLY"}}
	c.PutBy(hosttest.Bot, "!m:x", event.TypeMetadata, "", event.Metadata{Creator: hosttest.Bob, Calendar: entries})
	found, err := calendar.Occurrences(entries, now, now.AddDate(0, 0, 10), calendar.ZoneFunc(time.LoadLocation))
	assert.NoError(t, err)
	return found[0], found[1]
}

func TestAnswers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := hosttest.NewCalendar()
		first, second := series(t, c)
		c.PutBy(hosttest.Bob, "!m:x", event.TypeRSVP, hosttest.Bob, event.RSVP{Status: event.Declined})
		s := run(t, c, &server{})
		assert.Empty(t, s.Attendance("!m:x", first).Tally[event.Declined], "not read at the start")
		assert.True(t, s.ReadAttendance(t.Context(), "!m:x"))
		a := s.Attendance("!m:x", first)
		assert.Equal(t, room.Tally{event.Declined: 1, event.Accepted: 1}, a.Tally, "who has joined comes")
		assert.True(t, a.MayAnswer && a.Allowed)
		assert.Equal(t, []string{hosttest.Bob, hosttest.Alice}, []string{a.People[0].UserID, a.People[1].UserID}, "the organiser first")

		c.Delay = time.Second
		s.Answer("!m:x", calendar.Occurrence{}, event.Accepted)
		a = s.Attendance("!m:x", first)
		assert.Equal(t, event.Accepted, a.Own, "at once")
		assert.Equal(t, Sending, a.State)
		assert.Equal(t, room.Tally{event.Declined: 1, event.Accepted: 1}, a.Tally)
		s.Answer("!m:x", second, event.Tentative)
		s.Answer("!m:x", second, event.Declined)
		time.Sleep(time.Minute)
		rest()
		sent := c.Sent()
		assert.Len(t, sent, 2, "only the last of those that wait")
		assert.True(t, sent[0].Has(event.TypeRSVP, hosttest.Alice))
		assert.JSONEq(t, `{"status":"accepted"}`, string(sent[0].Content))
		assert.JSONEq(t, `{"status":"accepted","occurrences":[{"uid":"u","recurrenceId":{"tzid":"UTC","value":"20260311T110000"},"status":"declined"}]}`, string(sent[1].Content))
		a = s.Attendance("!m:x", second)
		assert.Equal(t, []any{event.Declined, event.Accepted, Done}, []any{a.Own, a.Whole, a.State})
		s.Answer("!m:x", second, event.Declined)
		rest()
		assert.Len(t, c.Sent(), 2, "nothing new")

		c.Push(c.PutBy(hosttest.Bob, "!m:x", event.TypeRSVP, hosttest.Bob, event.RSVP{Status: event.Accepted}))
		rest()
		assert.Equal(t, 2, s.Attendance("!m:x", first).Tally[event.Accepted])
	})
}

func TestAnswersThatAreNotTaken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := hosttest.NewCalendar()
		first, _ := series(t, c)
		s := run(t, c, &server{})
		s.ReadAttendance(t.Context(), "!m:x")
		for response, want := range map[string]State{forbidden: Rejected, broken: Unsent} {
			c.Failing["send_event"] = response
			s.Answer("!m:x", first, event.Tentative)
			rest()
			a := s.Attendance("!m:x", first)
			assert.Equal(t, want, a.State)
			assert.Equal(t, event.Accepted, a.Own)
			assert.Zero(t, a.Tally[event.Tentative])
		}
		c.Failing["send_event"] = ""
		s.Answer("!m:x", first, event.Declined)
		rest()
		assert.Equal(t, []any{event.Declined, Done}, []any{s.Attendance("!m:x", first).Own, s.Attendance("!m:x", first).State})
	})
}

func TestAnswersThatMayNotBeGiven(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := hosttest.NewCalendar()
		first, _ := series(t, c)
		c.Put("!m:x", event.TypePowerLevels, "", map[string]any{"users": map[string]int{hosttest.Bob: 100}})
		c.Denied = []string{host.CanReceiveState(event.TypeRSVP)}
		s := run(t, c, &server{})
		assert.True(t, s.ReadAttendance(t.Context(), "!m:x"))
		a := s.Attendance("!m:x", first)
		assert.False(t, a.MayAnswer, "in a meeting of another bot")
		assert.False(t, a.Allowed)
		assert.Empty(t, a.Answers, "which cannot be known")
		c.Silent["org.matrix.msc2876.read_events"] = true
		assert.False(t, s.ReadAttendance(t.Context(), "!m:x"))
		assert.Empty(t, s.Attendance("!unknown:x", first).People)
	})
}

func TestManyInvitationsAreLookedAtOnceAMinute(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := hosttest.NewCalendar()
		for i := range 10 {
			c.Meeting("!"+strconv.Itoa(i)+":x", "M", event.MembershipInvite, now.Add(time.Duration(i)*time.Hour).In(berlin(t)), time.Hour)
		}
		s := run(t, c, &server{})
		before := s.View().Upcoming
		assert.Len(t, before, 10)
		s.ShowLater()
		rest()
		assert.Same(t, before[0], s.View().Upcoming[0])
		time.Sleep(90 * time.Minute)
		rest()
		assert.Len(t, s.View().Upcoming, 9, "one is over")
	})
}

// What the clock of this computer says is of no account.
func TestBeingRemovedRightAfterAccepting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := hosttest.NewCalendar()
		c.Meeting("!i:x", "Kick-off", event.MembershipInvite, now.Add(time.Hour), time.Hour)
		s := run(t, c, &server{})
		s.Reply("!i:x", true)
		rest()
		require.Equal(t, event.MembershipJoin, s.View().Items[0].Meeting.Membership)
		c.Push(c.PutBy(hosttest.Bob, "!i:x", event.TypeMember, hosttest.Alice, event.Member{Membership: event.MembershipLeave}))
		rest()
		assert.Empty(t, s.View().Items)
	})
}

func TestAnAnswerThatWasTakenAfterAll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := hosttest.NewCalendar()
		c.Meeting("!m:x", "Kick-off", event.MembershipJoin, now.Add(time.Hour), time.Hour)
		s := run(t, c, &server{})
		c.Silent["send_event"] = true
		s.Answer("!m:x", calendar.Occurrence{}, event.Accepted)
		time.Sleep(2 * time.Minute)
		rest()
		assert.Equal(t, Unsent, s.Attendance("!m:x", calendar.Occurrence{}).State)
		c.Push(c.PutBy(hosttest.Alice, "!m:x", event.TypeRSVP, hosttest.Alice, event.RSVP{Status: event.Accepted}))
		rest()
		a := s.Attendance("!m:x", calendar.Occurrence{})
		assert.Equal(t, []any{Done, event.Accepted}, []any{a.State, a.Own})

		c.Silent["send_event"] = false
		s.Answer("!m:x", calendar.Occurrence{}, event.Declined)
		rest()
		assert.Equal(t, event.Declined, s.Attendance("!m:x", calendar.Occurrence{}).Own, "a second try works")
	})
}
