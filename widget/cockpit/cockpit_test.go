package cockpit

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"parley/shared/calendar"
	"parley/shared/event"
	"parley/widget/browser"
	"parley/widget/host"
	"parley/widget/host/hosttest"
	"parley/widget/store"
)

var noon = time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)

// hiddenLock is the note about encryption where there is none.
const hiddenLock = `<p[^>]* hidden( [^>]*)?>\s*<span[^>]*icon-lock`

// show returns what the cockpit shows in a room.
func show(t *testing.T, c *hosttest.Client, roomID string) (*Cockpit, string) {
	t.Helper()
	s, err := store.New(c, host.Params{
		WidgetID: hosttest.WidgetID, ParentOrigin: hosttest.Origin, RoomID: roomID, UserID: hosttest.Alice,
	}, store.Config{BotUserID: hosttest.Bot}, store.Environment{
		Now: func() time.Time { return noon }, Zone: "UTC", Fetch: browser.Fetch,
	})
	require.NoError(t, err)
	cockpit := &Cockpit{Store: s, Reader: browser.NewReader("en", "", "UTC")}
	page := app.NewClientTester(cockpit)
	go s.Run(t.Context())
	for range 2 { // what is read, and what is read because of it
		time.Sleep(time.Second) // views come at intervals
		synctest.Wait()
		page.Consume()
	}
	return cockpit, app.HTMLString(cockpit)
}

func TestCockpit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := hosttest.NewCalendar()
		c.Meeting("!m:x", "Kick-off", event.MembershipJoin, noon.Add(time.Hour), time.Hour)
		c.Put("!m:x", event.TypeMember, hosttest.Bob, event.Member{Membership: event.MembershipInvite, DisplayName: "Bob"})
		c.Put("!m:x", event.TypeMember, hosttest.Bot, event.Member{Membership: event.MembershipJoin})
		c.Put("!m:x", event.TypeMember, "@gone:x", event.Member{Membership: event.MembershipLeave})
		cockpit, html := show(t, c, "!m:x")
		for _, want := range []string{"Kick-off", "2026-03-04T13:00/2026-03-04T14:00", "About Kick-off", "Organiser", "To the calendar room"} {
			assert.Contains(t, html, want)
		}
		assert.Less(t, strings.Index(html, ">Bob<"), strings.Index(html, ">Alice<"), "the organiser is first")
		assert.Regexp(t, `(?s)>Bob<.*Organiser.*Invited.*>Alice<.*tone-success">Yes`, html)
		assert.NotContains(t, html, "@gone:x")
		assert.Regexp(t, hiddenLock, html, "it is not encrypted")
		cockpit.openParent(nil, app.Event{})
		synctest.Wait()
		assert.Equal(t, []string{"https://matrix.to/#/%21calendar%3Aexample.org"}, c.Visited())
	})
}

func TestCockpitSaysWhatIsNotEncrypted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := hosttest.NewCalendar()
		c.Meeting("!m:x", "Kick-off", event.MembershipJoin, noon.Add(time.Hour), time.Hour)
		c.Put("!m:x", event.TypeEncryption, "", event.Encryption{Algorithm: event.Megolm})
		_, html := show(t, c, "!m:x")
		assert.NotRegexp(t, hiddenLock, html)
		assert.Contains(t, html, "Title, description, times and participants are not encrypted")
	})
}

func TestCockpitSaysHowTheMeetingRecurs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := hosttest.NewCalendar()
		c.Meeting("!m:x", "Stand-up", event.MembershipJoin, noon, time.Hour)
		start, end := calendar.At(noon, "UTC", time.UTC), calendar.At(noon.Add(time.Hour), "UTC", time.UTC)
		c.PutBy(hosttest.Bot, "!m:x", event.TypeMetadata, "", event.Metadata{Creator: hosttest.Bob, Calendar: []calendar.Entry{
			{UID: "u", DTStart: start, DTEnd: end, RRule: "FREQ=DAILY;INTERVAL=2"},
		}})
		_, html := show(t, c, "!m:x")
		assert.Regexp(t, `<dt>\s*Repeats\s*</dt>\s*<dd>\s*Every 2 days\s*</dd>`, html)
	})
}

func TestCockpitSaysWhetherTheMeetingRunsOrIsOver(t *testing.T) {
	for begins, want := range map[time.Duration]string{-30 * time.Minute: "Now", -2 * time.Hour: "Ended", time.Hour: ""} {
		synctest.Test(t, func(t *testing.T) {
			c := hosttest.NewCalendar()
			c.Meeting("!m:x", "Stand-up", event.MembershipJoin, noon.Add(begins), time.Hour)
			_, html := show(t, c, "!m:x")
			assert.Contains(t, html, noon.Add(begins).Format("2006-01-02T15:04"), "the last date is shown when there are no more")
			for _, state := range []string{"Now", "Ended"} {
				assert.Equal(t, want == state, strings.Contains(html, ">"+state+"<"), state)
			}
		})
	}
}

func TestCockpitOpensDialogs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := hosttest.NewCalendar()
		c.Meeting("!m:x", "Stand-up", event.MembershipJoin, noon, time.Hour)
		cockpit, html := show(t, c, "!m:x")
		assert.NotContains(t, html, "<dialog")
		for _, d := range []dialog{sharing, editing, removing, dividing} {
			cockpit.open(d)(nil, app.Event{})
			assert.NotNil(t, cockpit.dialog(cockpit.view.Here, calendar.Occurrence{}))
		}
		cockpit.shows = nothing
		assert.Nil(t, cockpit.dialog(cockpit.view.Here, calendar.Occurrence{}))
	})
}

func TestCockpitOfARoomThatIsNoMeeting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, html := show(t, hosttest.NewCalendar(), hosttest.Calendar)
		assert.Contains(t, html, "This room is not a meeting")
	})
}

func TestCockpitOfABreakoutSession(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := hosttest.NewCalendar()
		c.Meeting("!s:x", "Group 1", event.MembershipJoin, noon.Add(-11*time.Minute), 15*time.Minute)
		_, html := show(t, c, "!s:x")
		assert.NotContains(t, html, "Ends in", "it is a meeting")
		c.PutBy(hosttest.Bot, "!s:x", event.TypeCreate, "", event.Create{Type: event.RoomTypeBreakout, RoomVersion: "10"})
		_, html = show(t, c, "!s:x")
		assert.Contains(t, html, "Ends in 4 minutes")
		assert.Contains(t, html, "Back to the meeting")
	})
}

func TestCockpitTellsWhatIsWrong(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := hosttest.NewCalendar()
		c.Meeting("!m:x", "Kick-off", event.MembershipJoin, noon.Add(time.Hour), time.Hour)
		c.Denied = []string{host.CanNavigate}
		_, html := show(t, c, "!m:x")
		assert.Contains(t, html, "/invite "+hosttest.Bot)
		assert.Contains(t, html, "Your client does not let us navigate.")
		assert.Contains(t, html, "Kick-off")
	})
}
