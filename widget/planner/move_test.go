package planner

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"parley/shared/event"
	"parley/shared/room"
	"parley/widget/browser"
	"parley/widget/host/hosttest"
	"parley/widget/store"
)

func TestOnlyMeetingsThatWereJoinedAreMovable(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := hosttest.NewCalendar()
		c.Meeting("!a:x", "Mine", event.MembershipJoin, noon.Add(time.Hour), time.Hour)
		c.Meeting("!b:x", "Invited", event.MembershipInvite, noon.Add(time.Hour), time.Hour)
		p, page := open(t, c, "en")
		p.Store.Show(room.SpanWeek)
		page()
		html := rendered(p.calendar())
		assert.Equal(t, 1, strings.Count(html, `data-from="2026-03-04T13:00"`))
		assert.Equal(t, 1, strings.Count(html, "data-uid"))
		assert.Contains(t, html, `data-date="2026-03-04"`)
		assert.Contains(t, html, `id="move-hint"`)
		assert.Contains(t, html, `data-create="yes"`)
	})
}

func TestAMoveIsDecided(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := hosttest.NewCalendar()
		c.Meeting("!a:x", "Planning", event.MembershipJoin, noon.Add(time.Hour), time.Hour)
		p, page := open(t, c, "en")
		page()
		item := p.view.Items[0]
		m, ok := p.moved(item, "2026-03-05T09:15", "2026-03-05T10:15")
		require.True(t, ok)
		assert.Equal(t, store.Times{Start: noon.Add(time.Hour), End: noon.Add(2 * time.Hour)}, m.Was)
		assert.Equal(t, time.Date(2026, 3, 5, 9, 15, 0, 0, time.UTC), m.Is.Start)
		for _, wrong := range [][2]string{{"2026-03-05T09:15", "2026-03-05T09:00"}, {"", "2026-03-05T09:00"}, {"2026-03-05T09:15", "9"}} {
			_, ok := p.moved(item, wrong[0], wrong[1])
			assert.False(t, ok, wrong)
		}

		levels := func(alice int) {
			c.Push(c.Put("!a:x", event.TypePowerLevels, "", map[string]any{"users": map[string]int{hosttest.Alice: alice, hosttest.Bot: 100}}))
			page()
		}
		levels(0)
		p.decide(m)
		assert.Equal(t, "You may not change this meeting", p.refusal)
		past, _ := p.moved(item, "2026-03-04T09:00", "2026-03-04T10:00")
		p.decide(past)
		assert.Contains(t, page(), "A meeting cannot be moved into the past")

		levels(100)
		p.decide(m)
		assert.Empty(t, p.refusal)
		html := page()
		assert.NotContains(t, html, "into the past")
		assert.True(t, m.Is.Start.Equal(p.view.Items[0].Start), "it is shown at once")
		assert.False(t, p.settling)
		assert.Len(t, c.Sent(), 1)

		sent := p.view.Commands[0]
		p.undo(sent)
		page()
		assert.True(t, m.Was.Start.Equal(p.view.Items[0].Start), "it is taken back")
		p.undo(sent)
		assert.Equal(t, "This cannot be undone: the meeting has been changed since", p.refusal)
	})
}

func TestWhatIsMovedOutOfSightIsFollowed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := hosttest.NewCalendar()
		c.Meeting("!a:x", "Planning", event.MembershipJoin, noon.Add(time.Hour), time.Hour)
		c.Put("!a:x", event.TypePowerLevels, "", map[string]any{"users": map[string]int{hosttest.Alice: 100, hosttest.Bot: 100}})
		c.Command = func(c *hosttest.Client, e event.Event) { c.Answer(hosttest.Bot, e, event.Done(e.EventID, nil, nil)) }
		p, page := open(t, c, "en")
		p.Store.Show(room.SpanWorkWeek)
		page()
		require.True(t, p.Store.Examine(t.Context(), "!a:x"))
		m, _ := p.moved(p.view.Items[0], "2026-03-14T09:00", "2026-03-14T10:00")
		p.decide(m)
		html := page()
		assert.Contains(t, html, "Date: 2026-03-14T09:00/2026-03-14T10:00")
		assert.Contains(t, html, ">Show<")
		p.follow(p.view.Commands[0])
		html = page()
		assert.Equal(t, room.SpanWeek, p.view.Span, "it is a Saturday")
		assert.Contains(t, html, "Planning")
		assert.NotContains(t, html, ">Show<")
		browser.Remove(p.spanKey())
	})
}

// In the week from 26 October 2026 the clocks have changed in Berlin, and on its Sunday they do in New York.
func TestHoursOfAnotherZoneWhereClocksChange(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	require.NoError(t, err)
	day := func(d int) time.Time { return time.Date(2026, 10, d, 0, 0, 0, 0, berlin) }
	r := browser.NewReader("en", "", "Europe/Berlin")
	week := hoursThere(&store.View{From: day(26), To: day(33)}, r, "America/New_York")
	assert.Equal(t, "07:00 / 06:00", week[12])
	assert.Equal(t, "19:00", week[0], "where clocks there have not changed at that hour")
	sunday := hoursThere(&store.View{From: day(32), To: day(33)}, r, "America/New_York")
	assert.Equal(t, []string{"01:00", "01:00", "02:00"}, sunday[6:9], "an hour that comes twice there")
	change := hoursThere(&store.View{From: day(25), To: day(26)}, r, "Asia/Kolkata")
	assert.Equal(t, []string{"04:30", "05:30", "07:30"}, change[1:4], "an hour that comes twice here is the first")
	assert.Equal(t, "New York", city("America/New_York"))
	assert.Equal(t, "UTC", city("UTC"))
}
