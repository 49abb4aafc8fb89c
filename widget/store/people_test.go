package store

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"parley/shared/calendar"
	"parley/shared/event"
	"parley/widget/host"
	"parley/widget/host/hosttest"
)

func ids(people []host.Person) (all []string) {
	for _, p := range people {
		all = append(all, p.UserID)
	}
	return all
}

func TestSearchPeople(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := hosttest.NewCalendar()
		c.People = []host.Person{{UserID: hosttest.Bob}, {UserID: hosttest.Alice}, {UserID: hosttest.Bot}, {UserID: "nonsense"}}
		c.Put(hosttest.Calendar, event.TypeMember, "@zoe:example.org", event.Member{Membership: event.MembershipJoin, DisplayName: "Zoë"})
		c.Put(hosttest.Calendar, event.TypeMember, "@gone:example.org", event.Member{Membership: event.MembershipLeave, DisplayName: "Zoltan"})
		s := run(t, c, &server{})
		search := func(term string) []string {
			people, err := s.SearchPeople(t.Context(), term)
			require.NoError(t, err)
			return ids(people)
		}
		assert.Equal(t, []string{hosttest.Bob}, search("o"), "without oneself, the bot and what is no id")
		assert.Equal(t, []string{hosttest.Bob, "@new:example.org"}, search("@new:example.org"))
		assert.Equal(t, []string{hosttest.Bob}, search(hosttest.Bob))

		c.Failing["org.matrix.msc3973.user_directory_search"] = `{"error":{"message":"no"}}`
		assert.Equal(t, []string{"@zoe:example.org"}, search("ZO"), "among the members")
		c.Failing["org.matrix.msc2876.read_events"] = `{"error":{"message":"no"}}`
		_, err := s.SearchPeople(t.Context(), "zo")
		assert.Error(t, err)
	})
}

func TestFoundNamesPretendNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := hosttest.NewCalendar()
		c.People = []host.Person{{UserID: hosttest.Bob}, {UserID: "@m:x", DisplayName: "@alice:example.org"}, {UserID: "@n:x", DisplayName: "\u202eecilA\n"}}
		found, err := run(t, c, &server{}).SearchPeople(t.Context(), "x")
		require.NoError(t, err)
		var names []string
		for _, p := range found {
			names = append(names, p.Name())
		}
		assert.Equal(t, []string{hosttest.Bob, "@alice:example.org (@m:x)", "ecilA"}, names)
	})
}

func TestOpen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := hosttest.NewCalendar()
		s := run(t, c, &server{})
		s.Open("!a/b?c#d é:x")
		rest()
		assert.Equal(t, []string{"https://matrix.to/#/%21a%2Fb%3Fc%23d%20%C3%A9%3Ax"}, c.Visited())
	})
}

func TestNamesOfTheInvitedComeFromTheCalendarRoom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := hosttest.NewCalendar()
		c.Meeting("!m:x", "Kick-off", event.MembershipJoin, now, time.Hour)
		for user, name := range map[string]string{hosttest.Bob: "Bob Baker", "@zoe:example.org": "Alice", "@no:example.org": ""} {
			c.Put(hosttest.Calendar, event.TypeMember, user, event.Member{Membership: event.MembershipJoin, DisplayName: name})
			c.Put("!m:x", event.TypeMember, user, event.Member{Membership: event.MembershipInvite})
		}
		c.Put("!m:x", event.TypeMember, hosttest.Alice, event.Member{Membership: event.MembershipJoin, DisplayName: "Alice"})
		s := run(t, c, &server{})
		require.True(t, s.ReadAttendance(t.Context(), "!m:x"))
		var names []string
		for _, p := range s.Attendance("!m:x", calendar.Occurrence{}).People {
			names = append(names, p.Name)
		}
		assert.Equal(t, []string{"Bob Baker", "@no:example.org", "Alice (" + hosttest.Alice + ")", "Alice (@zoe:example.org)"}, names)
	})
}
