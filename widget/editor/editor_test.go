package editor

import (
	"regexp"
	"testing"
	"testing/synctest"
	"time"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"parley/shared/command"
	"parley/shared/event"
	"parley/shared/fault"
	"parley/widget/browser"
	"parley/widget/host"
	"parley/widget/host/hosttest"
	"parley/widget/store"
	"parley/widget/ui"
	"parley/widget/ui/uitest"
)

var commandContext = command.Context{Locale: "de", Timezone: "Europe/Berlin"}

// open shows the dialog in a calendar room, at rest.
func open(t *testing.T, c *hosttest.Client) (*Editor, *store.Store, app.Context, func() string) {
	t.Helper()
	s, err := store.New(c, host.Params{
		WidgetID: hosttest.WidgetID, ParentOrigin: hosttest.Origin, RoomID: hosttest.Calendar, UserID: hosttest.Alice,
	}, store.Config{BotUserID: hosttest.Bot}, store.Environment{Now: time.Now, Zone: "UTC", Fetch: browser.Fetch})
	require.NoError(t, err)
	forget(draftKey(s.Params, "")) // of an earlier test
	go s.Run(t.Context())
	synctest.Wait()
	e := &Editor{Store: s, Reader: browser.NewReader("en", "", "UTC"), Begin: Begin(s.Params, s.View()), OnClose: func(app.Context) {}}
	page := app.NewClientTester(e)
	return e, s, page.Context(), func() string {
		time.Sleep(time.Second) // views come at intervals
		synctest.Wait()
		page.Consume()
		return app.HTMLString(e)
	}
}

func TestEditorShowsErrorsOfFieldsThatWereLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e, _, _, page := open(t, hosttest.NewCalendar())
		assert.NotContains(t, page(), "Please fill this in.")
		e.leave(fieldTitle)(nil)
		e.Update()
		assert.Contains(t, page(), "Please fill this in.")
		assert.NotContains(t, page(), "does not allow drafts")
		e.change(fieldTitle, func() { e.form.Title = "T" })
		e.Update()
		assert.Contains(t, page(), "does not allow drafts", "there is no browser here")
		assert.NotContains(t, page(), "Please fill this in.")
	})
}

func TestEditorSendsAndFollows(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := hosttest.NewCalendar()
		e, s, ctx, page := open(t, c)
		e.form.Title = "Kick-off"
		e.send(ctx)
		e.send(ctx) // a second press while the first is under way
		assert.Contains(t, page(), "Sent. The meeting is being set up")
		require.Len(t, c.Sent(), 1)

		time.Sleep(time.Minute)
		assert.Contains(t, page(), "has not answered yet")

		c.Answer(hosttest.Bot, c.Sent()[0], event.Failed(c.Sent()[0].EventID, fault.New(fault.TooLong, "data.title")))
		html := page()
		assert.Contains(t, html, "The meeting was not created.")
		assert.Contains(t, html, "This text is too long. Please shorten it.", "at the field")
		assert.Equal(t, "Kick-off", e.form.Title, "what was typed is kept")

		e.change(fieldTitle, func() { e.form.Title = "Kick" })
		e.send(ctx)
		assert.Contains(t, page(), "Sent.")
		require.Len(t, c.Sent(), 2)
		c.Answer(hosttest.Bot, c.Sent()[1], event.Done(c.Sent()[1].EventID, nil, nil))
		page()
		assert.Equal(t, store.Done, s.View().Commands[0].State)
		assert.Len(t, s.View().Commands, 1, "the failed attempt is history")
	})
}

func TestEditorDoesNotSendWhatIsWrong(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := hosttest.NewCalendar()
		e, _, ctx, page := open(t, c)
		e.change(fieldEnd, func() { e.setEnd(e.form.Start) })
		e.send(ctx)
		e.Update()
		html := page()
		assert.Contains(t, html, "Please fill this in.")
		assert.Contains(t, html, "The end must be after the start.")
		assert.Empty(t, c.Sent())
	})
}

func TestEditorLosesNoTypedParticipant(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := hosttest.NewCalendar()
		e, s, ctx, page := open(t, c)
		e.form.Title = "Kick-off"
		e.setSearch("Bob")
		assert.Equal(t, "Bob", Begin(s.Params, s.View()).Search, "in the draft")
		assert.NotContains(t, page(), "Please choose somebody", "while it is typed")
		e.send(ctx)
		e.Update()
		assert.Contains(t, page(), "Please choose somebody from the list, or remove this text.")
		assert.Empty(t, c.Sent())

		e.setSearch(" " + hosttest.Bob + " ")
		e.send(ctx)
		page()
		require.Len(t, c.Sent(), 1)
		assert.Contains(t, string(c.Sent()[0].Content), `"participants":[{"user_id":"`+hosttest.Bob+`"}]`)
		assert.Empty(t, e.form.Search)
	})
}

func TestPicker(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := hosttest.NewCalendar()
		c.People = []host.Person{{UserID: hosttest.Bob, DisplayName: "Bob"}, {UserID: "@bo:b", DisplayName: "@bo:b"}}
		_, s, _, _ := open(t, c)
		var chosen []host.Person
		p := &picker{Store: s, Reader: browser.NewReader("en", "", "UTC"), OnSearch: func(string) {}, OnChange: func(_ app.Context, people []host.Person) { chosen = people }}
		page := app.NewClientTester(p)
		p.search(page.Context(), "bo")
		assert.Equal(t, "Searching …", p.status)
		time.Sleep(debounce)
		time.Sleep(time.Second) // views come at intervals
		synctest.Wait()
		page.Consume()
		assert.Equal(t, "2 people found", p.status)
		p.choose(nil, hosttest.Bob)
		assert.Equal(t, []host.Person{{UserID: hosttest.Bob, DisplayName: "Bob"}}, chosen)

		p.People = chosen
		p.show(c.People, nil)
		assert.Equal(t, "1 person found", p.status, "who was chosen is not offered again")
		p.show(nil, nil)
		assert.Equal(t, "Nobody found", p.status)
		p.show([]host.Person{{UserID: "@no:x"}}, nil)
		assert.Equal(t, "Nobody found. This Matrix ID can be invited all the same.", p.status)
		assert.Equal(t, []ui.Option{{ID: "@no:x", Title: "@no:x"}}, p.options(), "the ID stands there once")
		p.People = append(p.People, host.Person{UserID: "@no:x"})
		p.show([]host.Person{{UserID: "@no:x"}}, nil)
		assert.Equal(t, "Nobody found", p.status)
		p.People = chosen
		p.remove(nil, hosttest.Bob)
		assert.Empty(t, chosen)
	})
}

func TestEditorTellsWhatElseTakesPlace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := hosttest.NewCalendar()
		at := time.Date(2040, 10, 3, 10, 0, 0, 0, time.UTC)
		c.Meeting("!mine:x", "Mine", event.MembershipJoin, at, time.Hour)
		c.Meeting("!ours:x", "Ours", event.MembershipJoin, at, time.Hour)
		c.Put("!ours:x", event.TypeMember, hosttest.Bob, event.Member{Membership: event.MembershipJoin, DisplayName: "Bob"})
		c.Meeting("!later:x", "Later", event.MembershipJoin, at.Add(time.Hour), time.Hour)
		e, _, _, page := open(t, c)
		e.form.When = When{Start: MomentOf(at), End: MomentOf(at.Add(time.Hour))}
		e.setPeople(uitest.Gone{}, []host.Person{{UserID: hosttest.Bob, DisplayName: "Bob"}})
		assert.Contains(t, page(), "2040-10-03T10:00/2040-10-03T11:00 At the same time: “Mine” (you), “Ours” (you, Bob).", "in words, too")
		e.form.Start.Time, e.form.End.Time = "12:00", "13:00"
		e.lookForClashes()
		assert.NotContains(t, page(), "At the same time")
	})
}

func TestEditorOffersWidgetsWhenTheyAreWanted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := hosttest.NewCalendar()
		e, s, ctx, page := open(t, c)
		s.Config.APIBaseURL = "https://api"
		e.form.Title = "Kick-off"
		e.Update()
		assert.Contains(t, page(), "Choose other ones than usual")
		e.take([]store.Offer{{ID: "jitsi", Name: "Video conference"}, {ID: "pad", Name: "Pad", Optional: true}}, nil)
		e.Update()
		assert.Contains(t, page(), "Video conference")
		e.toggler("pad")(ctx, true)
		e.toggler("jitsi")(ctx, false)
		e.send(ctx)
		page()
		assert.Contains(t, string(c.Sent()[0].Content), `"widget_ids":["pad"]`)
		e.take(nil, store.ErrUntold)
		e.Update()
		assert.Contains(t, page(), "The list cannot be read at the moment.")
	})
}

// While somebody edits a meeting, others may close it or remove them.
func TestEditorOfAMeetingThatIsGone(t *testing.T) {
	for name, gone := range map[string]func(*hosttest.Client) event.Event{
		"closed": func(c *hosttest.Client) event.Event {
			return c.Put("!m:x", event.TypeTombstone, "", map[string]string{"body": "closed"})
		},
		"removed": func(c *hosttest.Client) event.Event {
			return c.Put("!m:x", event.TypeMember, hosttest.Alice, event.Member{Membership: event.MembershipLeave})
		},
	} {
		synctest.Test(t, func(t *testing.T) {
			c := hosttest.NewCalendar()
			c.Meeting("!m:x", "Kick-off", event.MembershipJoin, time.Now().Add(time.Hour), time.Hour)
			c.Put("!m:x", event.TypePowerLevels, "", map[string]any{"users": map[string]int{hosttest.Alice: 100}})
			_, s, _, _ := open(t, c)
			e := &Editor{Store: s, Reader: browser.NewReader("en", "", "UTC"), Subject: Subject{RoomID: "!m:x", UID: "!m:x"}}
			page := app.NewClientTester(e)
			e.change(fieldTitle, func() { e.form.Title = "Mine" })
			e.change(fieldEnd, func() { e.setEnd(Moment{"2100-01-01", "10:00"}) })
			e.leave(fieldTitle)(nil)
			c.Push(gone(c))
			time.Sleep(time.Second) // views come at intervals
			synctest.Wait()
			page.Consume()
			assert.Contains(t, app.HTMLString(e), "This meeting does not exist any more.", name)
			e.send(page.Context())
			assert.Equal(t, "Mine", e.form.Title)
			assert.Empty(t, c.Sent())
		})
	}
}

// Encryption is offered where the bot can read what is encrypted, and is there in any case where the calendar room's is.
func TestEditorEncryptsMeetings(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := hosttest.NewCalendar()
		e, s, ctx, page := open(t, c)
		const field = `<div[^>]* hidden( [^>]*)?>\s*<label class="check">\s*<input[^>]*"meeting-encrypted"`
		assert.Regexp(t, field, page(), "the bot could not read there")
		s.Config.Encrypts = true
		e.Update()
		html := page()
		assert.NotRegexp(t, field, html)
		assert.Contains(t, html, "This cannot be undone later. Title, description, times and participants are not encrypted")
		e.form.Title = "Kick-off"
		e.setEncrypted(ctx, true)
		assert.True(t, Begin(s.Params, s.View()).Encrypted, "in the draft")
		e.send(ctx)
		page()
		assert.Contains(t, string(c.Sent()[0].Content), `"encrypted":true`)

		c.Push(c.Put(hosttest.Calendar, event.TypeEncryption, "", event.Encryption{Algorithm: event.Megolm}))
		e.form.Encrypted = false
		page()
		e.Update()
		html = page()
		assert.Contains(t, html, "The calendar room is encrypted, and so is the meeting.")
		input := regexp.MustCompile(`<input[^>]*"meeting-encrypted"[^>]*>`).FindString(html)
		assert.Regexp(t, ` checked[ >]`, input)
		assert.Regexp(t, ` disabled[ >]`, input)
	})
}
