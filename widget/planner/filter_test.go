package planner

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"parley/shared/event"
	"parley/widget/browser"
	"parley/widget/host/hosttest"
)

func TestMeetingsOfAnOrganiser(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := hosttest.NewCalendar()
		c.Put(hosttest.Calendar, event.TypeMember, hosttest.Bob, event.Member{Membership: event.MembershipJoin, DisplayName: "Bob <b>"})
		c.Meeting("!bob:x", "Stand-up", event.MembershipJoin, noon.Add(time.Hour), time.Hour)
		p, page := open(t, c, "en")
		defer browser.Remove(p.organiserKey())
		page()
		p.findOrganisers(nil, "b") // typed at once
		page()
		require.Len(t, p.choosing.options, 1)
		html := page()
		assert.Contains(t, html, "1 organiser")
		assert.Contains(t, html, "Bob &lt;b&gt;", "the name that was read when it was needed")
		p.findOrganisers(nil, "nobody")
		assert.Contains(t, page(), "Nobody else found")
		p.findOrganisers(nil, "BOB")
		p.chooseOrganiser(nil, p.choosing.options[0].ID)
		html = page()
		assert.Contains(t, html, "Stand-up")
		assert.Contains(t, html, `aria-label="Show everybody’s meetings"`)

		p.Store.Search("budget")
		html = page()
		assert.Contains(t, html, "Only meetings with “budget” are shown.")
		assert.Contains(t, html, "Only meetings that Bob &lt;b&gt; organises are shown.")
		p.anything(nil, app.Event{})
		p.mine(nil, app.Event{})
		html = page()
		assert.Contains(t, html, "Only meetings that you organise are shown.")
		assert.NotContains(t, html, "Stand-up")

		again, page := open(t, c, "en")
		assert.Contains(t, page(), "Only meetings that you organise are shown.", "as last time")
		assert.True(t, again.filtering)
		again.anybody(nil, app.Event{})
		assert.Contains(t, page(), "Stand-up")
	})
}
