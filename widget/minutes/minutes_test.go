package minutes

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"parley/shared/event"
	"parley/widget/browser"
	"parley/widget/host"
	"parley/widget/host/hosttest"
	"parley/widget/store"
)

const meetingID = "!m:x"

var noon = time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)

// setup is the part and what is around it. The bot's API answers with answers, by the end of
// the path, or with a failure.
type setup struct {
	client  *hosttest.Client
	answers map[string]string
	sent    []string // path and data
	part    *Part
	html    func() string
}

func (s *setup) fetchAs(_ context.Context, address, _ string, data []byte, _ int) (int, []byte, error) {
	path := address[strings.Index(address, "/notes")+len("/notes"):]
	s.sent = append(s.sent, path+" "+string(data))
	answer, ok := s.answers[path]
	switch {
	case !ok:
		return 502, []byte(`{"reason":"failed_initialization"}`), nil
	case answer == "":
		return 204, nil, nil
	}
	return 200, []byte(answer), nil
}

// show shows the part to somebody with a power level, in a meeting with notes of a status.
func show(t *testing.T, level int, status string) *setup {
	t.Helper()
	s := &setup{client: hosttest.NewCalendar(), answers: map[string]string{}}
	c := s.client
	c.Meeting(meetingID, "Kick-off", event.MembershipJoin, noon, time.Hour)
	c.Put(meetingID, event.TypePowerLevels, "", map[string]any{"users": map[string]int{hosttest.Alice: level}})
	c.Put(meetingID, event.TypeMember, hosttest.Bob, event.Member{Membership: event.MembershipJoin, DisplayName: "Bob"})
	if status != "" {
		c.PutBy(hosttest.Bot, meetingID, event.TypeNotes, "", event.Notes{Status: status, Revision: 1})
	}
	st, err := store.New(c, host.Params{
		WidgetID: hosttest.WidgetID, ParentOrigin: hosttest.Origin, RoomID: meetingID, UserID: hosttest.Alice,
	}, store.Config{BotUserID: hosttest.Bot, APIBaseURL: "https://bot.example/v1", Notes: &store.Keeping{Level: 50}}, store.Environment{
		Now: func() time.Time { return noon }, Zone: "UTC", Fetch: browser.Fetch, FetchAs: s.fetchAs,
	})
	require.NoError(t, err)
	go st.Run(t.Context())
	time.Sleep(time.Second)
	synctest.Wait()
	st.Examine(t.Context(), meetingID)
	s.part = &Part{Store: st, Reader: browser.NewReader("en", "", "UTC"), RoomID: meetingID}
	page := app.NewClientTester(s.part)
	s.html = func() string {
		for range 3 {
			time.Sleep(time.Second) // views come at intervals
			synctest.Wait()
			page.Consume()
		}
		return app.HTMLString(s.part)
	}
	return s
}

func TestNobodyIsAskedBeforeThePersonWants(t *testing.T) {
	for _, v := range []struct {
		level  int
		status string
		says   []string
		not    []string
	}{
		{0, "", []string{"There are no notes yet. Whoever leads"}, []string{"<button"}},
		{50, "", []string{"Choose who writes", "Begin notes", "not end-to-end encrypted"}, []string{"Open notes<"}},
		{0, event.NotesInitializing, []string{"being set up"}, nil},
		{0, event.NotesInitialized, []string{"Everybody in the meeting can read", "Open notes"}, []string{"Who writes"}},
		{50, event.NotesInitialized, []string{"Open notes", "Who writes"}, nil},
		{50, event.NotesClosed, []string{"are closed"}, []string{"Who writes", "encrypted"}},
	} {
		synctest.Test(t, func(t *testing.T) {
			s := show(t, v.level, v.status)
			html := s.html()
			for _, says := range v.says {
				assert.Contains(t, html, says)
			}
			for _, not := range v.not {
				assert.NotContains(t, html, not)
			}
			assert.Empty(t, s.sent)
		})
	}
}

const people = `"participants":[{"user_id":"` + hosttest.Alice + `","readonly":true},{"user_id":"` + hosttest.Bob + `","readonly":true}]`

func TestBegin(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := show(t, 50, "")
		s.answers[""] = `{"status":"none","my_access":null,` + people + `}`
		s.part.choose(s.part.mounted, app.Event{})
		html := s.html()
		assert.Contains(t, html, "Bob")
		s.part.chosen[hosttest.Bob] = true
		s.part.letWrite(s.part.mounted, app.Event{})
		assert.Contains(t, s.html(), "The server with the notes does not answer.")

		s.answers["/select_writer"] = ""
		s.answers[""] = strings.Replace(`{"status":"initialized","my_access":"read",`+people+`}`, `true}]`, `false}]`, 1)
		s.part.letWrite(s.part.mounted, app.Event{})
		html = s.html()
		assert.Contains(t, html, ">writes<")
		assert.Contains(t, html, "The notes have begun.")
		assert.NotContains(t, html, "could not")
		assert.Equal(t, `/select_writer {"participant_ids":["`+hosttest.Alice+`","`+hosttest.Bob+`"]}`, s.sent[3], "whoever begins is chosen")
	})
}

// Who reads is told when they may write.
func TestLetWriteMeanwhile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := show(t, 0, event.NotesInitialized)
		s.answers["/access"] = `{"message":"read_url","url":"https://notes.example/auth_session?sessionID=s.1"}`
		s.html()
		s.part.open(s.part.mounted, app.Event{})
		html := s.html()
		assert.Contains(t, html, `href="https://notes.example/auth_session?sessionID=s.1"`, "the browser has opened no tab")
		s.answers[""] = `{"status":"initialized","my_access":"write"}`
		s.client.Push(s.client.PutBy(hosttest.Bot, meetingID, event.TypeNotes, "", event.Notes{Status: event.NotesInitialized, Revision: 2}))
		s.html()
		assert.Contains(t, s.html(), "You can write in the notes now.")
	})
}

// Who writes is told when they may not any more: their page has ended.
func TestLetReadMeanwhile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := show(t, 0, event.NotesInitialized)
		s.answers["/access"] = `{"message":"write_url","url":"https://notes.example/auth_session?sessionID=s.1"}`
		s.html()
		s.part.open(s.part.mounted, app.Event{})
		s.html()
		assert.Equal(t, "You can write in the notes.", s.part.said)
		s.answers[""] = `{"status":"initialized","my_access":"read"}`
		s.client.Push(s.client.PutBy(hosttest.Bot, meetingID, event.TypeNotes, "", event.Notes{Status: event.NotesInitialized, Revision: 2}))
		s.html()
		assert.Contains(t, s.html(), "You can only read the notes now.")
	})
}

func TestWhoComesLateCanBeChosen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := show(t, 50, event.NotesInitialized)
		s.answers[""] = `{"status":"initialized","my_access":"read","participants":[{"user_id":"` + hosttest.Alice + `","readonly":false}]}`
		s.part.choose(s.part.mounted, app.Event{})
		assert.NotContains(t, s.html(), "Bob")
		s.answers[""] = `{"status":"initialized","my_access":"read",` + people + `}`
		s.client.Push(s.client.Put(meetingID, event.TypeMember, "@carol:x", event.Member{Membership: event.MembershipJoin, DisplayName: "Carol"}))
		s.html()
		assert.Contains(t, s.html(), "Bob")
	})
}

// Whoever does not want it to be known who they are is told why nothing opens.
func TestUnidentified(t *testing.T) {
	p := &Part{Reader: browser.NewReader("en", "", "UTC")}
	p.fail(host.ErrUnidentified)
	assert.Contains(t, p.wrong, "agree when you are asked")
	p.fail(store.ErrUntold)
	assert.Contains(t, p.wrong, "did not answer")
}
