package breakout

import (
	"encoding/json"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"parley/shared/calendar"
	"parley/shared/command"
	"parley/shared/event"
	"parley/shared/fault"
	"parley/widget/browser"
	"parley/widget/host"
	"parley/widget/host/hosttest"
	"parley/widget/store"
	"parley/widget/ui/uitest"
)

const (
	meetingRoom = "!meeting:example.org"
	carol       = "@carol:example.org"
	levels      = 100
)

// noon is what the clock shows in all tests of this file.
var noon = time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)

// newMeeting returns a client that shows Alice, who organises it, a meeting with Bob and
// Carol from 11:30 to 13:00.
func newMeeting() *hosttest.Client {
	c := hosttest.NewCalendar()
	c.Meeting(meetingRoom, "Workshop", event.MembershipJoin, noon.Add(-30*time.Minute), 90*time.Minute)
	c.Put(meetingRoom, event.TypeMember, hosttest.Bob, event.Member{Membership: event.MembershipJoin, DisplayName: "Bob"})
	c.Put(meetingRoom, event.TypeMember, carol, event.Member{Membership: event.MembershipInvite, DisplayName: "Carol"})
	c.Put(meetingRoom, event.TypeMember, hosttest.Bot, event.Member{Membership: event.MembershipJoin, DisplayName: "Parley"})
	c.Put(meetingRoom, event.TypePowerLevels, "", map[string]any{"users": map[string]int{hosttest.Alice: levels, hosttest.Bot: levels}})
	return c
}

// addSession puts a breakout session below the meeting.
func addSession(c *hosttest.Client, id, title string, start time.Time, length time.Duration) {
	c.Meeting(id, title, event.MembershipJoin, start, length)
	c.PutBy(hosttest.Bot, id, event.TypeCreate, "", event.Create{Type: event.RoomTypeBreakout, RoomVersion: "10"})
	c.PutBy(hosttest.Bot, id, event.TypeSpaceParent, hosttest.Calendar, struct{}{})
	c.PutBy(hosttest.Bot, id, event.TypeSpaceParent, meetingRoom, event.SpaceLink{Via: []string{"example.org"}})
	c.Put(id, event.TypePowerLevels, "", map[string]any{"users": map[string]int{hosttest.Alice: levels, hosttest.Bot: levels}})
	c.Put(id, event.TypeMember, hosttest.Bob, event.Member{Membership: event.MembershipInvite, DisplayName: "Bob"})
}

// newStore is what a widget in the meeting knows.
func newStore(t *testing.T, c *hosttest.Client) *store.Store {
	t.Helper()
	s, err := store.New(c, host.Params{
		WidgetID: hosttest.WidgetID, ParentOrigin: hosttest.Origin, RoomID: meetingRoom, UserID: hosttest.Alice,
	}, store.Config{BotUserID: hosttest.Bot}, store.Environment{
		Now: func() time.Time { return noon }, Zone: "UTC", FirstWeekday: time.Monday, Fetch: browser.Fetch,
	})
	require.NoError(t, err)
	return s
}

// open shows the screen of a client, at rest, and returns what it shows now.
func open(t *testing.T, c *hosttest.Client, language string) (*Screen, app.Context, func() string) {
	t.Helper()
	s := newStore(t, c)
	browser.Remove(draftKey(s)) // of an earlier test
	screen := &Screen{Store: s, Reader: browser.NewReader(language, "", "UTC")}
	page := app.NewClientTester(screen)
	go s.Run(t.Context())
	return screen, page.Context(), func() string {
		time.Sleep(time.Second) // views come at intervals
		synctest.Wait()
		page.Consume()
		return app.HTMLString(screen)
	}
}

// done has the bot carry out all commands.
func done(c *hosttest.Client, e event.Event) {
	c.Answer(hosttest.Bot, e, event.Done(e.EventID, nil, nil))
}

func TestSessionsAreShown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newMeeting()
		c.Meeting("!other:x", "Another meeting", event.MembershipJoin, noon, time.Hour)
		addSession(c, "!b:x", "Group 10", noon.Add(-10*time.Minute), 15*time.Minute)
		addSession(c, "!a:x", "Group 9", noon.Add(-10*time.Minute), 14*time.Minute)
		addSession(c, "!c:x", "Later <b>", noon.Add(20*time.Minute), 15*time.Minute)
		addSession(c, "!d:x", "Before", noon.Add(-20*time.Minute), 5*time.Minute)
		_, _, page := open(t, c, "en")
		html := page()
		for _, want := range []string{
			"Set up breakout sessions", "Ends in 4 minutes", "Ends in 5 minutes", "Begins in 20 minutes", "Ended", "Bob (invited)", "About Group 9",
			`aria-label="Go to room of “Group 9”"`, `aria-label="Edit “Group 9”"`, `aria-label="Delete “Group 9”"`, "Message to all sessions", "Extend all by", "Close all",
		} {
			assert.Contains(t, html, want)
		}
		assert.NotContains(t, html, "Another meeting")
		at := func(words string) int { return strings.Index(html, words) }
		assert.Less(t, at(">Group 9<"), at(">Group 10<"))
		assert.Less(t, at(">Group 10<"), at(">Before<"), "what is over comes last")
	})
}

func TestOtherScreensListTheSessions(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newMeeting()
		addSession(c, "!a:x", "Group <1>", noon.Add(-10*time.Minute), 14*time.Minute)
		addSession(c, "!b:x", "Group 2", noon.Add(24*time.Hour), time.Hour)
		c.PutBy(hosttest.Bob, "!b:x", event.TypeMember, hosttest.Alice, event.Member{Membership: event.MembershipInvite})
		addSession(c, "!c:x", "Not the bot's", noon, time.Hour)
		c.PutBy(hosttest.Bob, "!c:x", event.TypeCreate, "", event.Create{Type: event.RoomTypeBreakout, RoomVersion: "10"})
		screen, _, page := open(t, c, "en")
		page()
		html := app.HTMLString(List(screen.Store, screen.Reader, meetingRoom))
		assert.Regexp(t, `(?s)Group &lt;1&gt;.*Ends in 4 minutes.*Group 2.*Invited · 2026-03-05T12:00`, html)
		assert.Contains(t, html, `aria-label="Go to room of “Group 2”"`)
		assert.NotContains(t, html, "Not the bot's")
		assert.Contains(t, app.HTMLString(List(screen.Store, screen.Reader, "!unknown:x")), "hidden")
	})
}

func TestParticipantsSeeOnlyWhatTheyMay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newMeeting()
		c.Put(meetingRoom, event.TypePowerLevels, "", map[string]any{"users": map[string]int{hosttest.Bot: levels}})
		_, _, page := open(t, c, "de")
		html := page()
		assert.Contains(t, html, "Noch keine Gruppenräume")
		assert.Contains(t, html, "Sobald Sie in einen eingeladen sind")
		assert.NotContains(t, html, "Gruppenräume einrichten")
		assert.NotContains(t, html, "Nachricht an alle Gruppenräume")
	})
}

func TestSettingUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newMeeting()
		screen, _, page := open(t, c, "en")
		page()
		screen.create(nil, app.Event{})
		d := &setup{Store: screen.Store, Reader: screen.Reader, Begin: screen.draft, OnClose: func(app.Context) {}, Random: func(int) int { return 0 }}
		dialog := app.NewClientTester(d)
		ctx := dialog.Context()
		html := func() string {
			time.Sleep(time.Second)
			synctest.Wait()
			d.Update()
			dialog.Consume()
			return app.HTMLString(d)
		}
		first := html()
		for _, want := range []string{"Group 1", "Group 2", "Distribute all 2 participants", "From 1 to 2", "The meeting takes place 2026-03-04T11:30/2026-03-04T13:00", "12:00", "12:15"} {
			assert.Contains(t, first, want)
		}
		assert.NotContains(t, first, "Please choose at least one person")
		d.send(ctx)
		assert.Contains(t, html(), "Please choose at least one person for this group.")
		assert.Empty(t, c.Sent())

		d.move(d.people[0], 0)
		assert.Contains(t, html(), "1 person is in no group and is not invited.")
		d.evenly(ctx, app.Event{})
		assert.Equal(t, []string{hosttest.Bob}, d.form.Groups[0].People)
		d.atRandom(ctx, app.Event{})
		assert.Equal(t, []string{carol}, d.form.Groups[0].People)

		d.change(fieldCount, func() { d.setCount("3") })
		assert.Contains(t, html(), "Please choose a number from 1 to the number of other participants.")
		assert.Len(t, d.form.Groups, 2, "what was typed so far is kept")
		d.change(fieldCount, func() { d.setCount("2") })
		d.change(fieldEnd, func() { d.form.End.Time = "13:30" })
		d.change(groupField(0), func() { d.form.Groups[0].Title = strings.Repeat("ä", 256) })
		d.send(ctx)
		wrong := html()
		assert.Contains(t, wrong, "The sessions take place during the meeting.")
		assert.Contains(t, wrong, "This text is too long. Please shorten it.")
		assert.Empty(t, c.Sent())

		d.change(fieldEnd, func() { d.form.End.Time = "12:30" })
		d.change(groupField(0), func() { d.form.Groups[0].Title = " Red " })
		d.send(ctx)
		d.send(ctx) // a second press
		assert.Contains(t, html(), "The breakout sessions are being set up")
		require.Len(t, c.Sent(), 1)
		sent, _, err := command.DecodeBreakouts(c.Sent()[0].Content, screen.Store.Zones())
		require.NoError(t, err)
		assert.Equal(t, meetingRoom, c.Sent()[0].RoomID)
		assert.True(t, sent.StartTime.Equal(noon))
		assert.True(t, sent.EndTime.Equal(noon.Add(30*time.Minute)))
		assert.Nil(t, sent.WidgetIDs)
		assert.Equal(t, []command.Group{
			{Title: "Red", Participants: []command.Participant{{UserID: carol}}}, {Title: "Group 2", Participants: []command.Participant{{UserID: hosttest.Bob}}},
		}, sent.Groups)

		c.Answer(hosttest.Bot, c.Sent()[0], event.Failed(c.Sent()[0].EventID, fault.New(fault.TooLong, "data.groups[0].title")))
		assert.Contains(t, html(), "The breakout sessions were not set up.")
		assert.Contains(t, html(), "This text is too long.", "at the field")
		assert.Equal(t, " Red ", begin(screen.Store, screen.Reader, browser.Load(draftKey(screen.Store))).Groups[0].Title, "what was typed is kept")
	})
}

func TestNobodyElseIsThere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newMeeting()
		c.Put(meetingRoom, event.TypeMember, hosttest.Bob, event.Member{Membership: event.MembershipLeave})
		c.Put(meetingRoom, event.TypeMember, carol, event.Member{Membership: event.MembershipLeave})
		screen, _, page := open(t, c, "en")
		page()
		d := &setup{Store: screen.Store, Reader: screen.Reader, Begin: begin(screen.Store, screen.Reader, ""), OnClose: func(app.Context) {}}
		dialog := app.NewClientTester(d)
		time.Sleep(time.Second)
		synctest.Wait()
		dialog.Consume()
		d.send(dialog.Context())
		d.Update()
		dialog.Consume()
		assert.Contains(t, app.HTMLString(d), "Nobody else takes part in this meeting yet.")
		assert.Empty(t, c.Sent())
	})
}

func TestMessageToAll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newMeeting()
		addSession(c, "!a:x", "Group 1", noon, 15*time.Minute)
		screen, _, page := open(t, c, "en")
		page()
		screen.tell()
		assert.Empty(t, c.Sent(), "nothing was typed")
		screen.message = " Please come back. "
		screen.tell()
		screen.tell() // a second press
		assert.Contains(t, page(), "The message is being passed on")
		require.Len(t, c.Sent(), 1)
		assert.JSONEq(t, `{"target_room_id":"`+meetingRoom+`","message":"Please come back."}`, data(t, c.Sent()[0]))
		c.Answer(hosttest.Bot, c.Sent()[0], event.Failed(c.Sent()[0].EventID, fault.New(fault.NoBreakouts, "data.target_room_id")))
		assert.Contains(t, page(), "The message was not passed on.")
		assert.Equal(t, " Please come back. ", screen.message, "what was typed is kept")

		c.Command = done
		screen.tell()
		assert.Contains(t, page(), "The message is in all sessions.")
		assert.Empty(t, screen.message)
		screen.message = " Please come back. "
		page()
		assert.NotEmpty(t, screen.message, "the same may be typed again")
	})
}

func data(t *testing.T, e event.Event) string {
	t.Helper()
	var content struct {
		Data json.RawMessage `json:"data"`
	}
	require.NoError(t, json.Unmarshal(e.Content, &content))
	return string(content.Data)
}

func TestExtension(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newMeeting()
		addSession(c, "!a:x", "Group 1", noon.Add(-10*time.Minute), 15*time.Minute)
		addSession(c, "!b:x", "Group 2", noon, 58*time.Minute)
		addSession(c, "!over:x", "Over", noon.Add(-20*time.Minute), 5*time.Minute)
		screen, _, page := open(t, c, "en")
		assert.Contains(t, page(), "Ends in 5 minutes")
		screen.extend(10 * time.Minute)
		html := page()
		assert.Contains(t, html, "Ends in 15 minutes", "at once")
		assert.Contains(t, html, "Ends in 1 h 0 min", "with the meeting at the latest")
		require.Len(t, c.Sent(), 1, "one after the other")
		done(c, c.Sent()[0])
		page()
		require.Len(t, c.Sent(), 2)
		assert.Contains(t, data(t, c.Sent()[0]), `"dtend":{"tzid":"UTC","value":"20260304T121500"}`)
		assert.Contains(t, data(t, c.Sent()[1]), `"dtend":{"tzid":"UTC","value":"20260304T130000"}`)

		c.Answer(hosttest.Bot, c.Sent()[1], event.Failed(c.Sent()[1].EventID, fault.New(fault.Forbidden, "")))
		html = page()
		assert.Contains(t, html, "1 of 2 changes were saved")
		assert.Contains(t, html, "Ends in 58 minutes", "taken back")
	})
}

func TestNothingIsExtendedBeyondTheMeeting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newMeeting()
		addSession(c, "!a:x", "Group 1", noon, time.Hour)
		screen, _, page := open(t, c, "en")
		assert.Contains(t, page(), "The sessions end with the meeting and cannot be extended.")
		screen.extend(5 * time.Minute)
		page()
		assert.Empty(t, c.Sent())
	})
}

func TestClosingAll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newMeeting()
		addSession(c, "!a:x", "Group 1", noon, 15*time.Minute)
		addSession(c, "!b:x", "Group 2", noon, 15*time.Minute)
		addSession(c, "!c:x", "Not mine", noon, 15*time.Minute)
		c.Put("!c:x", event.TypePowerLevels, "", map[string]any{"users": map[string]int{hosttest.Bot: levels}})
		screen, _, page := open(t, c, "en")
		page()
		screen.askClose(nil, app.Event{})
		screen.Update()
		assert.Contains(t, page(), "The rooms of 2 sessions are closed for everybody.")
		screen.leave(nil)
		c.Command = done
		screen.Store.Send(orderOf(screen.Reader, store.CloseAll, closing(screen.all)...))
		html := page()
		require.Len(t, c.Sent(), 2)
		assert.Contains(t, html, "The sessions have been closed.")
	})
}

func TestSessionsThatCannotBeReadAndInvitations(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newMeeting()
		addSession(c, "!a:x", "Odd", noon, 15*time.Minute)
		c.Put("!a:x", event.TypeMetadata, "", event.Metadata{Creator: hosttest.Bob, Calendar: []calendar.Entry{{UID: "1"}}})
		c.PutBy(hosttest.Bot, "!i:x", event.TypeCreate, "", event.Create{Type: event.RoomTypeBreakout})
		c.Put("!i:x", event.TypeName, "", event.Name{Name: "Hidden"})
		c.Put("!i:x", event.TypeMember, hosttest.Alice, event.Member{Membership: event.MembershipInvite, Reason: "Soon"})
		screen, _, page := open(t, c, "en")
		html := page()
		for _, want := range []string{"Odd", "Please fill this in.", "Hidden", "Soon"} {
			assert.Contains(t, html, want)
		}
		assert.NotContains(t, html, "Edit “Odd”")
		screen.extend(5 * time.Minute)
		page()
		assert.Empty(t, c.Sent())
	})
}

// openSetup shows the dialog that divides people into groups.
func openSetup(t *testing.T, c *hosttest.Client) (*setup, func() string) {
	t.Helper()
	screen, _, page := open(t, c, "en")
	page()
	d := &setup{Store: screen.Store, Reader: screen.Reader, Begin: begin(screen.Store, screen.Reader, "")}
	dialog := app.NewClientTester(d)
	return d, func() string {
		time.Sleep(time.Second) // views come at intervals
		synctest.Wait()
		dialog.Consume()
		return app.HTMLString(d)
	}
}

// go-app's engine waits for itself for good when a frame has some thousands of components.
func TestSettingUpWithACrowd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const others = 5000
		c := newMeeting()
		for i := range others {
			c.Put(meetingRoom, event.TypeMember, "@p"+strconv.Itoa(i)+":x", event.Member{Membership: event.MembershipJoin})
		}
		d, html := openSetup(t, c)
		html()
		got := html()
		assert.Less(t, strings.Count(got, "<select"), 500)
		assert.Contains(t, got, "4969 more")
		d.evenly(nil, app.Event{})
		assert.Len(t, d.form.Groups[1].People, (others+2)/2)
		d.showMore(nil, app.Event{})
		d.Update()
		assert.Contains(t, html(), "2401 more")
	})
}

func TestSettingUpWhenTheClientDoesNotSayWhoIsThere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newMeeting()
		s := newStore(t, c)
		go s.Run(t.Context())
		time.Sleep(time.Second)
		synctest.Wait()
		d := &setup{Store: s, Reader: browser.NewReader("en", "", "UTC")}
		d.Begin = begin(s, d.Reader, "")
		d.Begin.distribute([]string{hosttest.Bob, carol})
		draft := d.Begin.encode()
		c.Silent["org.matrix.msc2876.read_events"] = true
		dialog := app.NewClientTester(d)
		html := func(after time.Duration) string {
			time.Sleep(after)
			synctest.Wait()
			dialog.Consume()
			return app.HTMLString(d)
		}
		assert.Contains(t, html(time.Minute), "The participants could not be read.")
		assert.Equal(t, draft, d.form.encode(), "nothing is lost")

		c.Silent["org.matrix.msc2876.read_events"] = false
		d.examine(uitest.Gone{}, app.Event{}) // the button goes when it is pressed
		assert.NotContains(t, html(time.Second), "could not be read")
		assert.Equal(t, draft, d.form.encode())
	})
}

// Anybody can say of their room that it belongs to a meeting.
func TestRoomsOfOthersAreNoSessions(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newMeeting()
		addSession(c, "!a:x", "Group 1", noon, 15*time.Minute)
		addSession(c, "!trap:x", "A trap", noon, 15*time.Minute)
		c.PutBy(hosttest.Bob, "!trap:x", event.TypeCreate, "", event.Create{Type: event.RoomTypeBreakout, RoomVersion: "10"})
		screen, _, page := open(t, c, "en")
		html := page()
		assert.Contains(t, html, "Group 1")
		assert.NotContains(t, html, "A trap")
		screen.extend(5 * time.Minute)
		assert.Len(t, screen.Store.View().Sessions, 1)
		page()
		assert.Len(t, screen.Store.View().Commands[0].Steps, 1)
	})
}

func TestSettingUpInADialogOfTheClient(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newMeeting()
		screen, _, page := open(t, c, "en")
		settle := func() {
			for range 5 { // a screen, a dialog in it, what the client says, and what follows
				page()
			}
		}
		screen.Store.Config.Modals = true
		settle()
		screen.draft, screen.creating = begin(screen.Store, screen.Reader, ""), true
		screen.Update()
		settle()
		require.Len(t, c.Modals(), 1)
		asked := c.Modals()[0]
		assert.Contains(t, asked.URL, "setup-breakout-sessions#/?")
		assert.Equal(t, "nic.schedule.breakoutsessions.submit", asked.Buttons[0].ID)
		var handed store.Handed
		require.NoError(t, json.Unmarshal(asked.Data, &handed))
		f, ok := decode(handed.Draft)
		require.True(t, ok)

		f.distribute([]string{hosttest.Bob, carol})
		c.Ask("close_modal", store.Handed{Draft: f.encode(), Submit: true})
		settle()
		require.Len(t, c.Sent(), 1)
		assert.Contains(t, data(t, c.Sent()[0]), hosttest.Bob)
		assert.False(t, screen.creating, "the screen tells what becomes of it")
		assert.Empty(t, browser.Load(draftKey(screen.Store)))

		screen.creating = true
		screen.Update()
		settle()
		f.distribute(nil)
		c.Ask("close_modal", store.Handed{Draft: f.encode(), Submit: true})
		settle()
		assert.Contains(t, page(), "<dialog", "what is wrong is said here")
		assert.Len(t, c.Sent(), 1)
		assert.NotEmpty(t, browser.Load(draftKey(screen.Store)), "and nothing is lost")
		browser.Remove(draftKey(screen.Store))
	})
}
