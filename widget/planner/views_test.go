package planner

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
	"github.com/stretchr/testify/assert"

	"parley/shared/event"
	"parley/shared/room"
	"parley/widget/browser"
	"parley/widget/host/hosttest"
)

// rendered is the HTML of a part of the planner.
func rendered(parts ...app.UI) string {
	return app.HTMLString(app.Div().Body(parts...))
}

func TestMonthAndHours(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		day := 24 * time.Hour
		c := hosttest.NewCalendar()
		c.Meeting("!a:x", "Running", event.MembershipJoin, noon.Add(-time.Hour), 2*time.Hour)
		c.Meeting("!b:x", "Invited <b>", event.MembershipInvite, noon, time.Hour)
		c.Meeting("!c:x", "Long", event.MembershipJoin, noon.Add(-2*day), 3*day)
		for _, id := range []string{"!d:x", "!e:x"} {
			c.Meeting(id, "Later "+id, event.MembershipJoin, noon.Add(3*time.Hour), time.Hour)
		}
		p, page := open(t, c, "en")
		page()
		p.chooseSpan(room.SpanMonth)
		page()
		assert.Len(t, p.weeks, 6, "23 February to 5 April")
		assert.Nil(t, p.arriving, "it was scrolled to today")
		today := p.weeks[1].Days[2]
		assert.Equal(t, "4", today.Number)
		assert.True(t, today.Today && today.Tab && !today.Outside)
		assert.Equal(t, "Today, 2026-03-04, 5 meetings", today.Label)
		assert.Equal(t, "2 more", today.More)
		assert.Equal(t, []int{0, 1, 1}, []int{today.Bars[0].Days, today.Bars[1].Days, today.Bars[2].Days}, "the long one began on Monday")
		assert.Equal(t, 4, p.weeks[1].Days[0].Bars[0].Days)
		assert.True(t, p.weeks[0].Days[0].Outside)
		assert.Equal(t, []string{"9", "10"}, []string{p.weeks[0].Number, p.weeks[1].Number})
		html := rendered(p.month())
		assert.Contains(t, html, `role="grid"`)
		assert.Contains(t, html, "2026-03")

		p.chooseSpan(room.SpanWorkWeek)
		page()
		assert.Len(t, p.columns, 5)
		assert.Len(t, p.columns[2].Blocks, 4)
		assert.Equal(t, stretch{11 * 60, 13 * 60}, p.columns[2].Blocks[0].Time)
		assert.Equal(t, 12*60, p.columns[2].Now)
		assert.Equal(t, "Long", p.long.Days[0].Bars[0].Chip.Title)
		assert.Equal(t, []string{"chip-now", "chip-now"}, []string{p.columns[2].Blocks[0].Chip.Class, p.long.Days[0].Bars[0].Chip.Class})
		assert.Equal(t, "chip-invited", p.columns[2].Blocks[1].Chip.Class)
		html = rendered(p.calendar())
		assert.Contains(t, html, "Invited &lt;b&gt;")
		assert.Contains(t, html, "inset-block-start:calc(45833% / 1000)", "11 o'clock")

		p.Store.Search("nothing like it")
		p.chooseSpan(room.SpanList)
		assert.Contains(t, page(), "No meeting fits")
	})
}

func TestTheViewIsRemembered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, page := open(t, hosttest.NewCalendar(), "en")
		p.chooseSpan(room.SpanWeek)
		page()
		again, page := open(t, hosttest.NewCalendar(), "en")
		page()
		assert.Equal(t, room.SpanWeek, again.view.Span)
		browser.Remove(p.spanKey())
		p.chooseSpan("nonsense")
		assert.Empty(t, browser.Load(p.spanKey()))
	})
}

func TestWeekNumbers(t *testing.T) {
	t.Parallel()
	for date, want := range map[string]int{"2026-12-28": 53, "2027-01-04": 1, "2026-12-27": 1, "2027-01-03": 2, "2027-12-26": 1} {
		first, _ := time.Parse(time.DateOnly, date)
		assert.Equal(t, want, weekNumber(first), date)
	}
}

func TestPercent(t *testing.T) {
	t.Parallel()
	assert.True(t, strings.HasPrefix(percent(1, 3), "calc(33333% / 1000"))
	assert.Equal(t, "calc(0% / 1000)", percent(0, 0))
}

func TestDaysOfOtherYearsNameThem(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := hosttest.NewCalendar()
		c.Meeting("!a:x", "Next year", event.MembershipJoin, noon.AddDate(1, 0, 0), time.Hour)
		p, page := open(t, c, "en")
		page()
		p.Store.GoTo(noon.AddDate(1, 0, 0))
		assert.Contains(t, page(), "4 March 2027")
		p.chooseSpan(room.SpanDay)
		defer browser.Remove(p.spanKey())
		page()
		assert.Equal(t, "4 March 2027", p.heading())
		assert.Equal(t, "4 March 2027, 1 meeting", p.columns[0].Label)
	})
}

func TestDetailsDoNotOpenByThemselves(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := hosttest.NewCalendar()
		c.Meeting("!a:x", "A", event.MembershipJoin, noon, time.Hour)
		p, page := open(t, c, "en")
		page()
		p.opened = keyOf(p.view.Items[0])
		assert.NotNil(t, p.details())
		p.Store.Turn(3)
		page()
		p.Store.Turn(-3)
		page()
		assert.Nil(t, p.details())
	})
}

func TestShortHours(t *testing.T) {
	t.Parallel()
	for clock, want := range map[string]string{"9:00 AM": "9 AM", "9:30 AM": "9:30 AM", "09:00": "09:00", "": ""} {
		assert.Equal(t, want, short(clock))
	}
}
func TestDetailsFollowAMeetingThatIsMoved(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := hosttest.NewCalendar()
		c.Meeting("!m:x", "Kick-off", event.MembershipJoin, noon, time.Hour)
		p, page := open(t, c, "en")
		page()
		p.opened = keyOf(p.view.Items[0])
		c.Push(c.Meeting("!m:x", "Kick-off", event.MembershipJoin, noon.Add(2*time.Hour), time.Hour)...)
		page()
		assert.Contains(t, page(), "2026-03-04T14:00/2026-03-04T15:00")
		assert.Contains(t, page(), `id="details"`)
	})
}
