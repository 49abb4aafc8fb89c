package store

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"

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
		s.ShowMine(true)
		assert.Empty(t, titles(see()), "Bob's")
		s.ShowMine(false)
		assert.Equal(t, []string{"Last week"}, titles(see()))
	})
}
