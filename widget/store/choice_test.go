package store

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"parley/shared/calendar"
	"parley/shared/event"
	"parley/shared/room"
	"parley/widget/host/hosttest"
)

func TestChoice(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := hosttest.NewCalendar()
		day := 24 * time.Hour
		c.Meeting("!a:x", "Today", event.MembershipJoin, now, time.Hour)
		c.Meeting("!b:x", "Next month", event.MembershipJoin, now.Add(40*day), time.Hour)
		c.Meeting("!c:x", "Last week", event.MembershipJoin, now.Add(-7*day), time.Hour)
		c.Put("!c:x", event.TypeMember, "@zoe:x", event.Member{Membership: event.MembershipJoin, DisplayName: "Zoë"})
		c.Put(hosttest.Calendar, event.TypeMember, hosttest.Bob, event.Member{Membership: event.MembershipJoin, DisplayName: "Bob"})
		s := run(t, c, &server{})
		see := func() *View {
			rest()
			return s.View()
		}
		assert.Equal(t, []string{"Today"}, titles(see()))
		s.Show(room.SpanMonth)
		assert.Equal(t, []string{"Last week", "Today"}, titles(see()))
		s.Turn(1)
		v := see()
		assert.Equal(t, []string{"Next month"}, titles(v))
		assert.Equal(t, time.April, v.Day.Month())
		s.GoTo(time.Time{})
		s.Show(room.SpanWeek)
		assert.Equal(t, []string{"Today"}, titles(see()))
		s.Turn(-1)
		assert.Equal(t, []string{"Last week"}, titles(see()))
		s.Search("zoe week")
		assert.Equal(t, []string{"Last week"}, titles(see()))
		s.Search("zoe month")
		assert.Empty(t, titles(see()))
		s.Search("")
		s.ShowOf(hosttest.Alice)
		assert.Empty(t, titles(see()), "Bob's")
		assert.Equal(t, hosttest.Bob, s.NameOf(hosttest.Calendar, hosttest.Bob))
		s.ShowOf(hosttest.Bob)
		assert.Equal(t, []string{"Last week"}, titles(see()))
		assert.Equal(t, "Bob", s.NameOf(hosttest.Calendar, hosttest.Bob), "read with the choice")
		s.ShowOf("")
		assert.Equal(t, []string{"Last week"}, titles(see()))
	})
}

func names(people []room.Participant) (all []string) {
	for _, p := range people {
		all = append(all, p.Name)
	}
	return all
}

func TestOrganisers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := hosttest.NewCalendar()
		c.Put(hosttest.Calendar, event.TypeMember, hosttest.Bob, event.Member{Membership: event.MembershipJoin, DisplayName: "Bob"})
		by := func(id, organiser string) {
			c.Meeting(id, "Meeting", event.MembershipJoin, now, time.Hour)
			c.PutBy(hosttest.Bot, id, event.TypeMetadata, "", event.Metadata{Creator: organiser, Calendar: []calendar.Entry{
				{UID: "u", DTStart: calendar.At(now, "UTC", time.UTC), DTEnd: calendar.At(now.Add(time.Hour), "UTC", time.UTC)},
			}})
		}
		by("!a:x", hosttest.Bob)
		by("!b:x", hosttest.Alice)
		by("!c:x", "@left:x")
		s := run(t, c, &server{})
		assert.Equal(t, []string{hosttest.Bob, "@left:x", "Alice"}, names(s.Organisers()))
		s.ShowOf("@left:x")
		s.Search("nothing")
		s.NameOrganisers()
		rest()
		assert.Equal(t, []string{"@left:x", "Alice", "Bob"}, names(s.Organisers()), "whatever is shown")
		assert.Equal(t, "Bob", s.NameOf("", hosttest.Bob))
	})
}

func TestWhatIsShownInTheRoomOfAMeeting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := hosttest.NewCalendar()
		c.PutBy(hosttest.Bot, hosttest.Calendar, event.TypeCreate, "", event.Create{Type: event.RoomTypeMeeting, RoomVersion: "10"})
		c.Meeting("!m:x", "Meeting", event.MembershipJoin, now.Add(time.Hour), time.Hour)
		c.Meeting("!far:x", "Session", event.MembershipJoin, now.AddDate(1, 0, 0), time.Hour)
		c.PutBy(hosttest.Bot, "!far:x", event.TypeCreate, "", event.Create{Type: event.RoomTypeBreakout, RoomVersion: "10"})
		s := run(t, c, &server{})
		v := s.View()
		assert.True(t, v.Inside)
		require.Len(t, v.Sessions, 1, "whenever it takes place")
		assert.Equal(t, "Session", v.Sessions[0].Title)
		assert.Empty(t, v.Items)
		s.Search("other")
		rest()
		assert.Empty(t, s.View().Sessions)
	})
}

func TestToMinute(t *testing.T) {
	assert.Equal(t, time.Minute, toMinute(time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)))
	assert.Equal(t, time.Second, toMinute(time.Date(2026, 3, 4, 12, 0, 59, 0, time.UTC)))
}
