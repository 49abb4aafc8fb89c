package attend

import (
	"strconv"
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
	"parley/widget/ui/uitest"
)

var noon = time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)

// meeting is a client with a meeting of Bob that Alice has joined.
func meeting() *hosttest.Client {
	c := hosttest.NewCalendar()
	c.Meeting("!m:x", "Kick-off", event.MembershipJoin, noon, time.Hour)
	c.Put("!m:x", event.TypePowerLevels, "", map[string]any{"events": map[string]int{event.TypeRSVP: 0}})
	c.Put("!m:x", event.TypeMember, hosttest.Bob, event.Member{Membership: event.MembershipJoin, DisplayName: "Bob"})
	c.Put("!m:x", event.TypeMember, "@carol:x", event.Member{Membership: event.MembershipInvite})
	c.PutBy(hosttest.Bob, "!m:x", event.TypeRSVP, hosttest.Bob, event.RSVP{Status: event.Tentative})
	return c
}

func run(t *testing.T, c *hosttest.Client) *store.Store {
	t.Helper()
	s, err := store.New(c, host.Params{
		WidgetID: hosttest.WidgetID, ParentOrigin: hosttest.Origin, RoomID: hosttest.Calendar, UserID: hosttest.Alice,
	}, store.Config{BotUserID: hosttest.Bot}, store.Environment{Now: func() time.Time { return noon }, Zone: "UTC", Fetch: browser.Fetch})
	require.NoError(t, err)
	go s.Run(t.Context())
	synctest.Wait()
	return s
}

// show returns what a component shows now.
func show(c app.Composer) func() string {
	page := app.NewClientTester(c)
	return func() string {
		time.Sleep(time.Second) // views come at intervals
		synctest.Wait()
		page.Consume()
		return app.HTMLString(c)
	}
}

func TestWhoComes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := meeting()
		p := &Part{Store: run(t, c), Reader: browser.NewReader("en", "", "UTC"), RoomID: "!m:x", List: true}
		page := show(p)
		html := page() + page()
		for _, want := range []string{
			`aria-label="Will you come?"`, "1 yes · 1 maybe · 1 without an answer", "Organiser", "Bob", `class="pill tone-info"`, "@carol:x", "Invited",
		} {
			assert.Contains(t, html, want)
		}
		assert.Regexp(t, `<button( type="button"| class="button toggle"| aria-pressed)+><span>Yes`, html, "who has joined comes")
		assert.NotContains(t, html, "For all dates", "it does not recur")
		p.answer(event.Declined)
		assert.Contains(t, page(), "1 maybe · 1 no · 1 without an answer")
		p.answer(event.Accepted)
		assert.Contains(t, page(), "1 yes · 1 maybe · 1 without an answer")
		c.Failing["send_event"] = `{"error":{"message":"x"}}`
		p.answer(event.Declined)
		html = page()
		assert.Contains(t, html, "1 yes · 1 maybe · 1 without an answer")
		assert.Contains(t, html, "Your answer could not be sent.")
	})
}

func TestAnswersToASeries(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := meeting()
		id := calendar.DateTime{TZID: "UTC", Value: "20260304T120000"}
		p := &Part{
			Store: run(t, c), Reader: browser.NewReader("en", "", "UTC"), RoomID: "!m:x",
			Occurrence: calendar.Occurrence{UID: "!m:x", RecurrenceID: &id},
		}
		page := show(p)
		page()
		html := page()
		assert.Contains(t, html, "Only for this date")
		assert.NotContains(t, html, "Bob", "without the list")
		assert.Contains(t, html, "1 yes · 1 maybe", "who has joined the series comes")
		p.answer(event.Tentative)
		page()
		assert.JSONEq(t, `{"occurrences":[{"uid":"!m:x","recurrenceId":{"tzid":"UTC","value":"20260304T120000"},"status":"tentative"}]}`,
			string(c.Sent()[0].Content), "it is about this date")
		p.dates = allDates
		p.answer(event.Tentative)
		page()
		assert.JSONEq(t, `{"status":"tentative"}`, string(c.Sent()[1].Content))
		p.dates = thisDate
		p.answer(event.Declined)
		assert.Contains(t, page(), "1 maybe · 1 no · 1 without an answer")
		assert.JSONEq(t, `{"status":"tentative","occurrences":[{"uid":"!m:x","recurrenceId":{"tzid":"UTC","value":"20260304T120000"},"status":"declined"}]}`,
			string(c.Sent()[2].Content))
	})
}

func TestNoQuestionWhereNoAnswerIsTaken(t *testing.T) {
	for want, change := range map[string]func(*hosttest.Client, *Part){
		"": func(_ *hosttest.Client, p *Part) { p.Over = true },
		"This meeting does not take answers.": func(c *hosttest.Client, _ *Part) {
			c.Put("!m:x", event.TypePowerLevels, "", map[string]any{})
		},
		"Your client does not let us ask for answers.": func(c *hosttest.Client, _ *Part) {
			c.Denied = []string{host.CanSendState(event.TypeRSVP)}
		},
		"The participants could not be read.": func(c *hosttest.Client, p *Part) { p.RoomID = "!silent:x" },
	} {
		synctest.Test(t, func(t *testing.T) {
			c := meeting()
			p := &Part{Reader: browser.NewReader("en", "", "UTC"), RoomID: "!m:x"}
			change(c, p)
			p.Store = run(t, c)
			c.Silent["org.matrix.msc2876.read_events"] = p.RoomID == "!silent:x"
			page := show(p)
			page()
			time.Sleep(time.Minute)
			html := page()
			assert.Contains(t, html, want)
			assert.NotContains(t, html, "Will you come?")
		})
	}
}

func TestParticipantsAreReadAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := meeting()
		p := &Part{Store: run(t, c), Reader: browser.NewReader("en", "", "UTC"), RoomID: "!m:x", List: true}
		c.Silent["org.matrix.msc2876.read_events"] = true
		page := show(p)
		page()
		time.Sleep(time.Minute)
		assert.Contains(t, page(), "Try again")
		c.Silent["org.matrix.msc2876.read_events"] = false
		p.retry(uitest.Gone{}, app.Event{}) // the button goes when it is pressed
		p.Update()
		page()
		assert.Contains(t, page(), "Will you come?")
	})
}

func TestManyParticipantsComeInParts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := meeting()
		for i := range firstPeople {
			c.Put("!m:x", event.TypeMember, "@p"+strconv.Itoa(i)+":x", event.Member{Membership: event.MembershipJoin})
		}
		p := &Part{Store: run(t, c), Reader: browser.NewReader("en", "", "UTC"), RoomID: "!m:x", List: true}
		page := show(p)
		page()
		assert.Contains(t, page(), "Show more")
		p.showMore(nil, app.Event{})
		p.Update()
		assert.NotContains(t, page(), "Show more")
	})
}

func TestDecliningAsksOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := hosttest.NewCalendar()
		c.Meeting("!i:x", "A", event.MembershipInvite, noon, time.Hour)
		r := &Reply{Store: run(t, c), Reader: browser.NewReader("en", "", "UTC"), RoomID: "!i:x", Title: "A"}
		page := show(r)
		html := page()
		assert.Contains(t, html, `aria-label="Accept “A”"`)
		r.asked = r.RoomID
		r.Update()
		html = page()
		assert.Contains(t, html, "Decline this invitation?")
		assert.NotContains(t, html, "Accept")
		assert.Contains(t, html, `aria-label="Keep “A”"`)
		r.RoomID = "!j:x"
		r.Update()
		assert.NotContains(t, page(), "Decline this invitation?", "another invitation in the same place")
		assert.Empty(t, c.Sent())
	})
}

func TestPersonIsSaidOnceToCome(t *testing.T) {
	t.Parallel()
	r := browser.NewReader("en", "", "UTC")
	joined := room.Participant{UserID: "@b:x", Name: "Bob", Membership: event.MembershipJoin}
	assert.Contains(t, app.HTMLString(Person(r, joined, "")), "Accepted")
	html := app.HTMLString(Person(r, joined, event.Declined))
	assert.NotContains(t, html, "Accepted", "the invitation, which is not the question any more")
	assert.Contains(t, html, ">No<")
}
