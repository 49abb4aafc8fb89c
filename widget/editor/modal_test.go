package editor

import (
	"encoding/json"
	"testing"
	"testing/synctest"
	"time"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"parley/shared/command"
	"parley/shared/event"
	"parley/widget/browser"
	"parley/widget/host"
	"parley/widget/host/hosttest"
	"parley/widget/store"
)

// away is a form that a client shows: the widget that has opened it, and its page, with their
// clients.
type away struct {
	client, frame *hosttest.Client
	opener, form  *Editor
	opened, page  func() string // what they show, at rest
	closed        int           // how often the opener was told so
}

// widget starts a store at an address, as the client says it.
func widget(t *testing.T, c *hosttest.Client, address string) *store.Store {
	t.Helper()
	params := host.ReadParams(address + "?widgetId=" + hosttest.WidgetID + "&parentUrl=" + hosttest.Origin +
		"&matrix_room_id=" + hosttest.Calendar + "&matrix_user_id=" + hosttest.Alice)
	s, err := store.New(c, params, store.Config{BotUserID: hosttest.Bot, BasePath: "/parley/", Modals: true},
		store.Environment{Now: time.Now, Zone: "UTC", Fetch: browser.Fetch})
	require.NoError(t, err)
	go s.Run(t.Context())
	synctest.Wait()
	return s
}

func shows(e *Editor) func() string {
	page := app.NewClientTester(e)
	return func() string {
		time.Sleep(time.Second)
		synctest.Wait()
		page.Consume()
		return app.HTMLString(e)
	}
}

// openAway opens a form in a calendar with a meeting, and has the client load its page.
func openAway(t *testing.T, prepare func(c *hosttest.Client), of Form) *away {
	t.Helper()
	a := &away{client: hosttest.NewCalendar(), frame: hosttest.NewCalendar()}
	for _, c := range []*hosttest.Client{a.client, a.frame} {
		c.Meeting("!a:x", "Planning", event.MembershipJoin, time.Now().Add(time.Hour), time.Hour)
		prepare(c)
	}
	s := widget(t, a.client, "https://parley.example/parley/")
	forget(draftKey(s.Params, of.Of.RoomID))
	reader := browser.NewReader("en", "", "UTC")
	a.opener = &Editor{Store: s, Reader: reader, Subject: of.Of, Begin: of, OnClose: func(app.Context) { a.closed++ }}
	a.opened = shows(a.opener)
	a.opened()
	if len(a.client.Modals()) == 0 {
		return a
	}
	modal := widget(t, a.frame, "https://parley.example/parley/schedule-meeting")
	a.frame.Ask("widget_config", a.client.Modals()[0])
	time.Sleep(time.Second)
	require.NotNil(t, modal.View().Modal)
	a.form = Modal(modal, reader).(*Editor)
	a.page = shows(a.form)
	a.page()
	return a
}

// press presses a button of the client's, and lets it tell the opener when that closes the page.
func (a *away) press(id string) {
	a.frame.Ask("button_clicked", map[string]string{"id": id})
	a.page()
	a.page()
	if done := a.frame.Modals(); len(done) > 0 {
		a.client.Ask("close_modal", done[0].Result)
	}
	a.opened()
	a.opened()
}

func TestAFormInADialogOfTheClient(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := openAway(t, func(*hosttest.Client) {}, blank(time.Now()))
		require.Len(t, a.client.Modals(), 1)
		asked := a.client.Modals()[0]
		assert.Equal(t, "https://parley.example/parley/schedule-meeting"+event.ClientParameters, asked.URL)
		assert.Equal(t, "New meeting", asked.Name)
		assert.Equal(t, []host.ModalButton{
			{ID: "nic.schedule.meeting.submit", Label: "Create", Kind: "m.primary"},
			{ID: "nic.schedule.meeting.cancel", Label: "Cancel", Kind: "m.secondary"},
		}, asked.Buttons)
		assert.False(t, a.form.form.resumed, "it is no draft")

		a.press("nic.schedule.meeting.submit")
		assert.Contains(t, a.page(), "Please fill this in.", "nothing is handed over that is wrong")
		assert.Empty(t, a.frame.Modals())
		a.form.change(fieldTitle, func() { a.form.form.Title = "Kick-off" })
		a.press("nic.schedule.meeting.submit")
		require.Len(t, a.client.Sent(), 1)
		assert.Empty(t, a.frame.Sent(), "the widget that has opened it does the work")
		assert.Equal(t, command.TypeMeetingCreate, a.client.Sent()[0].Type)
		assert.Contains(t, string(a.client.Sent()[0].Content), "Kick-off")
		assert.Equal(t, 1, a.closed)
		c, _ := a.opener.Store.Command(a.opener.sent)
		f, _ := decode(c.Draft)
		assert.Equal(t, "Kick-off", f.Title, "to be edited should it fail")
	})
}

func TestChangesInADialogOfTheClient(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := openAway(t, func(c *hosttest.Client) {
			c.PutBy(hosttest.Bot, "!a:x", event.TypePowerLevels, "", map[string]any{"users": map[string]int{hosttest.Alice: 100, hosttest.Bot: 100}})
			c.Put("!a:x", event.TypeMember, "@carol:x", event.Member{Membership: event.MembershipJoin, DisplayName: "Carol"})
		}, Form{Of: Subject{RoomID: "!a:x", UID: "!a:x"}})
		assert.Equal(t, "Edit meeting", a.client.Modals()[0].Name)
		assert.Contains(t, a.page(), "Planning")
		assert.Contains(t, a.page(), "Remove Carol", "read by the page itself")
		a.form.form.People = nil
		a.form.change(fieldTitle, func() { a.form.form.Title = "Review" })
		a.client.Push(a.client.PutBy(hosttest.Bot, "!a:x", event.TypeTopic, "", event.Topic{Topic: "Changed meanwhile"}))
		a.press("nic.schedule.meeting.submit")
		require.Len(t, a.client.Sent(), 1)
		var sent struct{ Data command.Update }
		require.NoError(t, json.Unmarshal(a.client.Sent()[0].Content, &sent))
		assert.Equal(t, "Review", *sent.Data.Title)
		assert.Nil(t, sent.Data.Description, "what others have changed stays")
		a.client.Answer(hosttest.Bot, a.client.Sent()[0], event.Done(a.client.Sent()[0].EventID, nil, nil))
		a.opened()
		require.Len(t, a.client.Sent(), 2)
		assert.Contains(t, string(a.client.Sent()[1].Content), "@carol:x")
	})
}

func TestNothingTypedIsLost(t *testing.T) {
	for name, c := range map[string]struct {
		prepare func(c *hosttest.Client)
		then    func(t *testing.T, a *away)
	}{
		"the client has no such dialogs": {func(c *hosttest.Client) {
			c.Failing["open_modal"] = `{"error":{"message":"Unknown or unsupported action"}}`
		}, func(t *testing.T, a *away) {
			assert.Nil(t, a.form)
			assert.False(t, a.opener.away)
			assert.Contains(t, a.opened(), "Kick-off")
		}},
		"it does not answer": {func(c *hosttest.Client) { c.Silent["open_modal"] = true }, func(t *testing.T, a *away) {
			time.Sleep(time.Minute)
			a.opened()
			assert.False(t, a.opener.away)
		}},
		"cancelled": {func(*hosttest.Client) {}, func(t *testing.T, a *away) {
			a.form.change(fieldTitle, func() { a.form.form.Title = "Typed" })
			a.press("nic.schedule.meeting.cancel")
			assert.Equal(t, 1, a.closed)
			assert.Equal(t, "Typed", Begin(a.opener.Store.Params, a.opener.Store.View()).Title)
		}},
		"closed by the client": {func(*hosttest.Client) {}, func(t *testing.T, a *away) {
			a.client.Ask("close_modal", map[string]bool{"m.exited": true})
			a.opened()
			assert.Equal(t, 1, a.closed)
		}},
		"the client does not close it": {func(c *hosttest.Client) { c.Failing["close_modal"] = `{"error":{"message":"No"}}` }, func(t *testing.T, a *away) {
			a.press("nic.schedule.meeting.submit")
			time.Sleep(time.Second)
			assert.Contains(t, a.page(), "What you have typed could not be taken over.")
		}},
		"something is wrong with what comes back": {func(*hosttest.Client) {}, func(t *testing.T, a *away) {
			a.client.Ask("close_modal", store.Handed{Draft: `{"title":""}`, Submit: true})
			html := a.opened()
			assert.False(t, a.opener.away)
			assert.Contains(t, html, "Please fill this in.")
			assert.Zero(t, a.closed)
		}},
		"what comes back is no form": {func(*hosttest.Client) {}, func(t *testing.T, a *away) {
			a.client.Ask("close_modal", store.Handed{Draft: "<b>", Submit: true})
			a.opened()
			assert.Equal(t, 1, a.closed)
		}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				begin := blank(time.Now().Add(time.Hour))
				begin.Title = "Kick-off"
				a := openAway(t, c.prepare, begin)
				defer forget(a.opener.key())
				c.then(t, a)
				a.opened()
				assert.Empty(t, a.client.Sent())
			})
		})
	}
}
