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
		for _, want := range []string{"Kick-off", "2026-03-04T13:00/2026-03-04T14:00", "About Kick-off", "<dd>" + hosttest.Alice + ", Bob</dd>", "To the calendar room"} {
			assert.Contains(t, html, want)
		}
		cockpit.openParent(nil, app.Event{})
		synctest.Wait()
		assert.Equal(t, []string{"https://matrix.to/#/%21calendar%3Aexample.org"}, c.Visited())
	})
}

func TestCockpitOfARoomThatIsNoMeeting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, html := show(t, hosttest.NewCalendar(), hosttest.Calendar)
		assert.Contains(t, html, "This room is not a meeting")
	})
}

func TestNext(t *testing.T) {
	at := func(d time.Duration) calendar.DateTime { return calendar.At(noon.Add(d), "UTC", time.UTC) }
	zones := calendar.ZoneFunc(time.LoadLocation)
	entry := func(d time.Duration, rule string) []calendar.Entry {
		return []calendar.Entry{{UID: "1", DTStart: at(d), DTEnd: at(d + time.Hour), RRule: rule}}
	}
	for name, c := range map[string]struct {
		entries []calendar.Entry
		want    time.Duration
	}{
		"running":     {entry(-30*time.Minute, ""), -30 * time.Minute},
		"weekly":      {entry(-48*time.Hour, "FREQ=WEEKLY"), 5 * 24 * time.Hour},
		"in 300 days": {entry(300*24*time.Hour, ""), 300 * 24 * time.Hour},
	} {
		o, ok := next(c.entries, noon, zones)
		require.True(t, ok, name)
		assert.Equal(t, noon.Add(c.want), o.Start, name)
	}
	_, ok := next(entry(-48*time.Hour, ""), noon, zones)
	assert.False(t, ok)
}

func TestManyParticipantsAreCounted(t *testing.T) {
	c := &Cockpit{people: strings.Split("a b c d e f g h i j", " ")}
	assert.Equal(t, "a, b, c, d, e, f, g, h, i, j", c.participants())
	c.people = append(c.people, "k", "l")
	assert.Equal(t, "a, b, c, d, e, f, g, h, i, j +2", c.participants())
}
