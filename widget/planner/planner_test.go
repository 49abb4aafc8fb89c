package planner

import (
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"parley/shared/calendar"
	"parley/shared/event"
	"parley/shared/room"
	"parley/widget/browser"
	"parley/widget/host"
	"parley/widget/host/hosttest"
	"parley/widget/store"
)

// noon is what the clock shows in all tests of this file.
var noon = time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)

// open shows the planner of a client, at rest, and returns what it shows now.
func open(t *testing.T, c *hosttest.Client, language string) (*Planner, func() string) {
	t.Helper()
	s, err := store.New(c, host.Params{
		WidgetID: hosttest.WidgetID, ParentOrigin: hosttest.Origin, RoomID: hosttest.Calendar, UserID: hosttest.Alice,
	}, store.Config{BotUserID: hosttest.Bot}, store.Environment{
		Now: func() time.Time { return noon }, Zone: "UTC", FirstWeekday: time.Monday, Fetch: browser.Fetch,
	})
	require.NoError(t, err)
	p := &Planner{Store: s, Reader: browser.NewReader(language, "", "UTC")}
	page := app.NewClientTester(p)
	go s.Run(t.Context())
	return p, func() string {
		time.Sleep(time.Second) // views come at intervals
		synctest.Wait()
		page.Consume()
		return app.HTMLString(p)
	}
}

func TestDaysAndCards(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := hosttest.NewCalendar()
		c.Meeting("!a:x", "Running", event.MembershipJoin, noon.Add(-time.Hour), 2*time.Hour)
		c.Meeting("!b:x", "Over", event.MembershipJoin, noon.Add(-3*time.Hour), time.Hour)
		c.Meeting("!c:x", "Tomorrow's <b>", event.MembershipInvite, noon.Add(24*time.Hour), 14*time.Hour)
		p, page := open(t, c, "en")
		html := page()
		for _, want := range []string{
			"2026-03-04", "Today", "2026-03-05", "Tomorrow", "11:00/13:00", "2026-03-05T12:00/2026-03-06T02:00",
			"Now", "Ended", "Invited", "About Running", `aria-label="Go to room of “Running”"`,
		} {
			assert.Contains(t, html, want)
		}
		assert.Less(t, strings.Index(html, "Over"), strings.Index(html, "Running"))
		assert.Contains(t, html, "New meeting")
		assert.Len(t, p.days, 12, "today to Sunday of next week")

		p.Store.Open("!a:x")
		synctest.Wait()
		assert.Equal(t, []string{"https://matrix.to/#/%21a%3Ax"}, c.Visited())
	})
}

func TestCardsSayHowTheyRecur(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := hosttest.NewCalendar()
		c.Meeting("!one:x", "Once", event.MembershipJoin, noon, time.Hour)
		c.Meeting("!a:x", "Stand-up", event.MembershipJoin, noon, time.Hour)
		at := func(t time.Time) calendar.DateTime { return calendar.At(t, "UTC", time.UTC) }
		id := at(noon.Add(7 * 24 * time.Hour))
		c.PutBy(hosttest.Bot, "!a:x", event.TypeMetadata, "", event.Metadata{Creator: hosttest.Bob, Calendar: []calendar.Entry{
			{UID: "u", DTStart: at(noon), DTEnd: at(noon.Add(time.Hour)), RRule: "FREQ=WEEKLY;COUNT=2"},
			{UID: "u", DTStart: at(noon.Add(8 * 24 * time.Hour)), DTEnd: at(noon.Add(9 * 24 * time.Hour)), RecurrenceID: &id},
		}})
		_, page := open(t, c, "en")
		html := page()
		assert.Contains(t, html, "<span>Weekly on Wednesday, 2 times</span>")
		assert.Contains(t, html, "<span>Weekly on Wednesday, 2 times · this date was changed</span>")
		assert.Equal(t, 2, strings.Count(html, `class="icon icon-restart"`))
	})
}

func TestLiveMeetingAppears(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := hosttest.NewCalendar()
		_, page := open(t, c, "de")
		html := page()
		assert.Contains(t, html, "Keine Besprechungen bis Ende nächster Woche")
		assert.Contains(t, html, "Neue Besprechung")
		c.Push(c.Meeting("!a:x", "Besuch", event.MembershipJoin, noon.Add(time.Hour), time.Hour)...)
		html = page()
		assert.Contains(t, html, "Besuch")
		assert.NotContains(t, html, "Keine Besprechungen")
	})
}

func TestManyMeetingsComeInBatches(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := hosttest.NewCalendar()
		for i := range 100 {
			c.Meeting("!r"+strconv.Itoa(i)+":x", "M", event.MembershipJoin, noon.Add(time.Duration(i)*time.Hour), time.Hour)
		}
		p, page := open(t, c, "en")
		assert.Equal(t, firstBatch, strings.Count(page(), "card-title"))
		p.extend(nil)
		assert.Equal(t, firstBatch+batch, strings.Count(page(), "card-title"))
		assert.Contains(t, page(), "Show more")
		p.limit = 1000
		p.extend(nil)
		html := page()
		assert.Equal(t, 100, strings.Count(html, "card-title"))
		assert.Contains(t, html, "Show later meetings")
	})
}

func TestPhases(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := hosttest.NewCalendar()
		c.Undecided = true
		c.Silent["org.matrix.msc2876.read_events"] = true
		_, page := open(t, c, "en")
		assert.Contains(t, page(), "Please allow what your client asks for")
		c.Decide()
		assert.Contains(t, page(), "The meetings are being loaded")
		time.Sleep(time.Minute)
		html := page()
		assert.Contains(t, html, "Your client does not answer")
		assert.Contains(t, html, "Try again")
	})
}

func TestInvitationsAndBrokenMeetings(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := hosttest.NewCalendar()
		c.PutBy(hosttest.Bot, "!i:x", event.TypeCreate, "", event.Create{Type: event.RoomTypeMeeting})
		c.Put("!i:x", event.TypeName, "", event.Name{Name: "Hidden"})
		c.Put("!i:x", event.TypeMember, hosttest.Alice, event.Member{Membership: event.MembershipInvite, Reason: "Tomorrow at nine\nRepeats\ninvited by Bob\n\nBring cake"})
		c.Meeting("!b:x", "Odd", event.MembershipJoin, noon, time.Hour)
		c.Put("!b:x", event.TypeMetadata, "", event.Metadata{Creator: hosttest.Bob, Calendar: []calendar.Entry{{UID: "1"}}})
		_, page := open(t, c, "en")
		html := page()
		for _, want := range []string{"Invitations", "Hidden", "invited by Bob …", "Odd", "This meeting cannot be shown correctly: Please fill this in."} {
			assert.Contains(t, html, want)
		}
		assert.NotContains(t, html, "cake")
	})
}

func TestProblemsAreSaid(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := hosttest.NewCalendar()
		c.Denied = []string{host.CanNavigate}
		c.Put(hosttest.Calendar, event.TypeMember, hosttest.Bot, event.Member{Membership: event.MembershipLeave})
		_, page := open(t, c, "en")
		html := page()
		assert.Contains(t, html, "The meeting bot is not in this room")
		assert.Contains(t, html, "/invite "+hosttest.Bot)
		assert.Contains(t, html, "You cannot go to rooms from here")
	})
}

func TestWhatIsDeniedIsSaidOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := hosttest.NewCalendar()
		c.Denied = host.Capabilities
		_, page := open(t, c, "en")
		html := page()
		assert.Equal(t, 1, strings.Count(html, "tone-critical"))
		assert.NotContains(t, html, "tone-warning")
		assert.Contains(t, html, "Your client does not let us see the rooms")
		assert.Contains(t, html, "Your client does not let us create meetings")
		assert.NotContains(t, html, "No meetings until")
		assert.NotContains(t, html, "Show later meetings")
	})
}

func TestElsewhere(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	require.NoError(t, err)
	v := &store.View{Now: noon, From: noon.Truncate(24 * time.Hour), To: noon.AddDate(0, 0, 7)}
	item := func(zone *time.Location) *room.Item {
		at := func(t time.Time) calendar.DateTime { return calendar.At(t, zone.String(), zone) }
		e := calendar.Entry{UID: "1", DTStart: at(noon), DTEnd: at(noon.Add(time.Hour))}
		o, err := calendar.Occurrences([]calendar.Entry{e}, v.From, v.To, calendar.ZoneFunc(time.LoadLocation))
		require.NoError(t, err)
		return &room.Item{Meeting: &room.Meeting{Title: "T"}, Occurrence: o[0]}
	}
	r := browser.NewReader("en", "", "UTC")
	assert.Equal(t, "13:00/14:00 Europe/Berlin", describe(item(berlin), noon, r, calendar.ZoneFunc(time.LoadLocation)).Elsewhere)
	assert.Empty(t, describe(item(time.UTC), noon, r, calendar.ZoneFunc(time.LoadLocation)).Elsewhere)
}

// In Havana the clocks go from 23:59 on March 7 to 1:00 on March 8.
func TestDaysWithoutMidnight(t *testing.T) {
	havana, err := time.LoadLocation("America/Havana")
	require.NoError(t, err)
	day := func(d int) time.Time { return time.Date(2026, 3, d, 0, 0, 0, 0, havana) }
	late := &room.Item{Meeting: &room.Meeting{Title: "T"}}
	late.Start, late.End, late.Entry = day(9), day(9).Add(time.Hour), &calendar.Entry{}
	v := &store.View{Now: day(7), From: day(7), To: day(11)}
	v.Items = []*room.Item{late}
	days, _ := agenda(v, browser.NewReader("en", "", "America/Havana"), calendar.ZoneFunc(time.LoadLocation), 10)
	require.Len(t, days, 4)
	assert.Len(t, days[2].Cards, 1, "a meeting on March 9 at 0:00")
}

// Rooms of others can hold anything. One that is broken, and one with a title of 10,000
// characters, take nothing away from the others.
func TestOneBrokenMeetingOfFifty(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := hosttest.NewCalendar()
		for i := range 48 {
			c.Meeting("!m"+strconv.Itoa(i)+":x", "Meeting "+strconv.Itoa(i), event.MembershipJoin, noon.Add(time.Duration(i)*time.Hour), time.Hour)
		}
		c.Meeting("!broken:x", "Broken", event.MembershipJoin, noon, time.Hour)
		c.Put("!broken:x", event.TypeMetadata, "", map[string]any{"creator": hosttest.Alice, "calendar": "yesterday"})
		c.Meeting("!long:x", strings.Repeat("long ", 2000), event.MembershipJoin, noon, time.Hour)
		p, page := open(t, c, "en")
		page()
		assert.Len(t, p.view.Items, 49)
		require.Len(t, p.view.Broken, 1)
		p.limit = 60
		p.read()
		p.Update()
		html := page()
		assert.Contains(t, html, "Broken")
		assert.Contains(t, html, "This value has the wrong form.")
		assert.Contains(t, html, "Meeting 47")
		assert.Less(t, len(html), 300_000)
	})
}
