package planner

import (
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
	"github.com/stretchr/testify/assert"

	"parley/shared/event"
	"parley/shared/room"
	"parley/widget/host"
	"parley/widget/host/hosttest"
)

// invited is a calendar with three invitations: one whose time is visible, one at a later
// time, and one of which only the words are visible.
func invited() *hosttest.Client {
	c := hosttest.NewCalendar()
	c.Put(hosttest.Calendar, event.TypeMember, hosttest.Bob, event.Member{Membership: event.MembershipJoin, DisplayName: "Bob"})
	c.Meeting("!seen:x", "Seen", event.MembershipInvite, noon.Add(time.Hour), time.Hour)
	c.Meeting("!later:x", "Later", event.MembershipInvite, noon.AddDate(0, 2, 0), time.Hour)
	c.PutBy(hosttest.Bot, "!hidden:x", event.TypeCreate, "", event.Create{Type: event.RoomTypeMeeting})
	c.Put("!hidden:x", event.TypeName, "", event.Name{Name: "Hidden"})
	c.PutBy(hosttest.Bob, "!hidden:x", event.TypeMember, hosttest.Alice, event.Member{
		Membership: event.MembershipInvite, Reason: "<b>Cake</b>" + strings.Repeat("!", 2*maxReason),
	})
	return c
}

func TestTheBadgeLeadsToAllInvitations(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, page := open(t, invited(), "en")
		html := page()
		assert.Contains(t, html, "3 invitations")
		assert.Equal(t, 2, strings.Count(html, `aria-label="Accept “`), "of the one among the meetings and the one that has no time")
		assert.NotContains(t, html, "About Later")
		assert.Contains(t, html, "&lt;b&gt;Cake")

		p.toggleInbox(nil, app.Event{})
		p.Update()
		html = page()
		for _, want := range []string{
			"2026-03-04T13:00/2026-03-04T14:00", "2026-05-04T12:00/2026-05-04T13:00", "Invited by " + hosttest.Bob, "About Later",
		} {
			assert.Contains(t, html, want)
		}
		assert.Equal(t, 3, strings.Count(html, `aria-label="Accept “`))
		assert.Less(t, len(p.untimed()[0].Text), maxReason+10)

		for _, id := range []string{"!seen:x", "!later:x", "!hidden:x"} {
			p.Store.Reply(id, true)
		}
		html = page()
		assert.NotContains(t, html, "invitation")
		assert.Contains(t, html, `aria-label="Go to room of “Seen”"`, "the meetings are shown again")
	})
}

func TestInvitationsBelowGrids(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, page := open(t, invited(), "de")
		page()
		p.Store.Show(room.SpanMonth)
		html := page()
		assert.Contains(t, html, "3 Einladungen")
		assert.Contains(t, html, "„Hidden“ annehmen")
		p.opened = keyOf(p.view.Items[0])
		p.Update()
		html = page()
		assert.Contains(t, html, "„Seen“ ablehnen")
		assert.NotContains(t, html, "Nehmen Sie teil?")
		p.Store.Reply("!seen:x", true)
		html = page() + page()
		assert.Contains(t, html, "Nehmen Sie teil?")
		assert.Contains(t, html, "2 Einladungen")
	})
}

func TestInvitationsThatCannotBeAnsweredHere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := invited()
		c.Denied = []string{host.CanSendState(event.TypeMember)}
		_, page := open(t, c, "en")
		html := page()
		assert.NotContains(t, html, "Accept")
		assert.Contains(t, html, `aria-label="Go to room of “Hidden”"`)
		assert.Contains(t, html, "Your client does not let us answer invitations.")
	})
}

func TestRepliesThatAreNotTakenAreExplained(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := invited()
		c.Failing["send_event"] = `{"error":{"message":"x","matrix_api_error":{"response":{"errcode":"M_FORBIDDEN"}}}}`
		p, page := open(t, c, "en")
		page()
		p.Store.Reply("!hidden:x", false)
		p.Store.Reply("!seen:x", true)
		html := page()
		assert.Equal(t, 2, strings.Count(html, "Perhaps the invitation has been withdrawn"))
		assert.Contains(t, html, `aria-label="Decline “Hidden”"`)
		p.opened = keyOf(p.view.Items[0])
		p.Update()
		assert.Equal(t, 3, strings.Count(page(), "Perhaps the invitation has been withdrawn"), "in the details, too")
		p.Store.ForgetReply("!hidden:x")
		p.Store.ForgetReply("!seen:x")
		assert.NotContains(t, page(), "Perhaps the invitation has been withdrawn")
	})
}

func TestManyInvitationsComeInBatches(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := hosttest.NewCalendar()
		for i := range firstBatch + 1 {
			c.Meeting("!"+strconv.Itoa(i)+":x", "M", event.MembershipInvite, noon.AddDate(0, 2, 0), time.Hour)
		}
		p, page := open(t, c, "en")
		page()
		p.toggleInbox(nil, app.Event{})
		p.Update()
		html := page()
		assert.Equal(t, firstBatch, strings.Count(html, "Accept “"))
		assert.Contains(t, html, "Show more")
		p.extend(nil)
		assert.Equal(t, firstBatch+1, strings.Count(page(), "Accept “"))
	})
}
