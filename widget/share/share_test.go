package share

import (
	"context"
	"net/url"
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
	"parley/widget/ui/uitest"
)

var noon = time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)

const meetingID = "!m:example.org"

// setup is the dialog and what is around it.
type setup struct {
	client *hosttest.Client
	config store.Config
	rule   string
	answer string // of the bot's API; "" for a failure
	asked  int
	page   app.ClientDispatcher
}

func (s *setup) fetchAs(context.Context, string, string, []byte, int) (int, []byte, error) {
	s.asked++
	if s.answer == "" {
		return 502, nil, nil
	}
	return 200, []byte(s.answer), nil
}

func newSetup(rule string) *setup {
	return &setup{client: hosttest.NewCalendar(), rule: rule, config: store.Config{
		BotUserID: hosttest.Bot, APIBaseURL: "https://bot.example/v1", LinkShare: "https://matrix.to/#/",
	}}
}

// open shows the dialog about the occurrence after the first.
func (s *setup) open(t *testing.T, membership string) (d *Dialog, html func() string) {
	t.Helper()
	c := s.client
	c.Meeting(meetingID, "Kick-off", membership, noon, time.Hour)
	start, end := calendar.At(noon, "UTC", time.UTC), calendar.At(noon.Add(time.Hour), "UTC", time.UTC)
	c.PutBy(hosttest.Bot, meetingID, event.TypeMetadata, "", event.Metadata{Creator: hosttest.Bob, Calendar: []calendar.Entry{
		{UID: "u", DTStart: start, DTEnd: end, RRule: s.rule},
	}})
	st, err := store.New(c, host.Params{
		WidgetID: hosttest.WidgetID, ParentOrigin: hosttest.Origin, RoomID: meetingID, UserID: hosttest.Alice,
	}, s.config, store.Environment{
		Now: func() time.Time { return noon.Add(2 * time.Hour) }, Zone: "UTC", Fetch: browser.Fetch, FetchAs: s.fetchAs,
	})
	require.NoError(t, err)
	go st.Run(t.Context())
	time.Sleep(time.Second)
	synctest.Wait()
	m := st.View().Here
	require.NotNil(t, m)
	o, _ := m.Upcoming(noon.Add(2*time.Hour), st.Zones())
	d = &Dialog{Store: st, Reader: browser.NewReader("en", "", "UTC"), Meeting: m, Occurrence: o}
	page := app.NewClientTester(d)
	s.page = page
	html = func() string {
		for range 2 {
			page.Consume()
			synctest.Wait()
		}
		page.Consume()
		return app.HTMLString(d)
	}
	return d, html
}

func TestSeries(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d, html := newSetup("FREQ=DAILY").open(t, event.MembershipJoin)
		got := html()
		for _, want := range []string{
			"Share “Kick-off”", "https://matrix.to/#/!m:example.org?via=example.org", "to the whole series", "The whole series: Daily",
			"This date: 2026-03-05T12:00/2026-03-05T13:00 UTC", `alt="QR code of the link"`, "data:image/svg+xml,",
		} {
			assert.Contains(t, got, want)
		}
		assert.NotContains(t, got, "without an account")
		assert.NotContains(t, got, "Repeats:")
		assert.NotContains(t, got, "By phone")
		file := string(d.calendarFile())
		assert.Contains(t, file, "RECURRENCE-ID:20260305T120000Z")
		assert.Contains(t, file, "UID:!m:example.org-u\r\n")

		d.choose(theSeries)
		d.Update()
		assert.Contains(t, html(), "Repeats: Daily")
		file = string(d.calendarFile())
		assert.Contains(t, file, "RRULE:FREQ=DAILY")
		assert.NotContains(t, file, "RECURRENCE-ID")
		d.choose(theDate)
		assert.Contains(t, string(d.calendarFile()), "RECURRENCE-ID")
	})
}

func TestGuestsCanComeByTheLink(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSetup("")
		s.config.Guests = true
		_, html := s.open(t, event.MembershipJoin)
		assert.Contains(t, html(), "People without an account can take part with this link, too.")
	})
}

func TestOneMeeting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d, html := newSetup("").open(t, event.MembershipInvite)
		got := html()
		assert.NotContains(t, got, "series")
		assert.NotContains(t, got, "radio")
		assert.NotContains(t, got, "When:", "it is over")
		assert.Contains(t, got, "About Kick-off")
		file := string(d.calendarFile())
		assert.Contains(t, file, "DTSTART:20260304T120000Z")
		assert.Contains(t, file, "ORGANIZER;CN=\"@bob:example.org\":matrix:u/bob:example.org")
	})
}

func TestWhatCannotBeCopiedIsSaid(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSetup("FREQ=DAILY")
		d, html := s.open(t, event.MembershipJoin)
		html()
		d.copyMail(uitest.Gone{}, app.Event{})
		synctest.Wait()
		assert.Equal(t, 1, strings.Count(html(), "does not let us copy"), "natively, there is no clipboard")
		d.choose(theSeries)
		d.Update()
		assert.NotContains(t, html(), "does not let us copy", "it is another text")
	})
}

func TestTelephone(t *testing.T) {
	for answer, want := range map[string][]string{
		`{"jitsi_dial_in_number":"+49 30 123456","jitsi_pin":4711}`: {"By phone", "Phone: +49 30 123456", "PIN: 4711"},
		`{"jitsi_dial_in_number":"+49 30 123456"}`:                  {"By phone", "Phone: +49 30 123456"},
		`{"jitsi_pin":4711}`:                                        {"By phone", "There is no phone number"},
		`{}`:                                                        {"By phone", "There is no phone number"},
		``:                                                          {"By phone", "could not be found out", "Try again"},
	} {
		synctest.Test(t, func(t *testing.T) {
			s := newSetup("")
			s.config.DialIn, s.answer = true, answer
			d, html := s.open(t, event.MembershipJoin)
			got := html()
			for _, text := range want {
				assert.Contains(t, got, text, answer)
			}
			assert.Equal(t, strings.Contains(answer, "number"), strings.Contains(d.letter().text(d.Reader), "Phone:"))
			assert.Equal(t, strings.Contains(answer, "number") && strings.Contains(answer, "pin"), strings.Contains(got, "PIN:"))
			assert.Equal(t, 1, s.asked)
		})
	}
}

func TestTelephoneIsAskedForAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSetup("")
		s.config.DialIn = true
		d, html := s.open(t, event.MembershipJoin)
		assert.Contains(t, html(), "Try again")
		s.answer = `{"jitsi_dial_in_number":"+49 30 123456"}`
		d.ask(uitest.Gone{}, app.Event{}) // the button goes when it is pressed
		d.Update()
		html()
		assert.Contains(t, html(), "Phone: +49 30 123456")
	})
}

func TestNobodyIsAskedWhoTheyAreForNothing(t *testing.T) {
	for name, c := range map[string]struct {
		offered    bool
		membership string
	}{"not offered": {false, event.MembershipJoin}, "not a member": {true, event.MembershipInvite}} {
		synctest.Test(t, func(t *testing.T) {
			s := newSetup("")
			s.config.DialIn = c.offered
			_, html := s.open(t, c.membership)
			assert.NotContains(t, html(), "By phone", name)
			assert.Zero(t, s.asked, name)
		})
	}
}

func TestLetter(t *testing.T) {
	r := browser.NewReader("en", "", "UTC")
	l := letter{
		Title: "Über & Unter?", When: "2026-03-05", Recurrence: "Daily", Description: " First\nSecond ",
		Link: "https://matrix.to/#/!m:x?via=x", Phone: []string{"Phone: +49 30"},
	}
	const want = "Über & Unter?\n\nWhen: 2026-03-05\nRepeats: Daily\n\nFirst\nSecond\n\nTake part: https://matrix.to/#/!m:x?via=x\nPhone: +49 30"
	assert.Equal(t, want, l.text(r))
	subject, body := opened(t, l.mailto(r))
	assert.Equal(t, l.Title, subject)
	assert.Equal(t, strings.ReplaceAll(want, "\n", "\r\n"), body)
	assert.NotContains(t, l.mailto(r), "+", "which is no space in mail addresses (RFC 6068 §5)")
	assert.Equal(t, "T\n\nTake part: L", letter{Title: "T", Link: "L"}.text(r))
}

// opened is what a mail program makes of an address.
func opened(t *testing.T, address string) (subject, body string) {
	t.Helper()
	u, err := url.Parse(address)
	require.NoError(t, err)
	assert.Equal(t, "mailto", u.Scheme)
	assert.Empty(t, u.Opaque)
	return u.Query().Get("subject"), u.Query().Get("body")
}

func TestLongLetters(t *testing.T) {
	r := browser.NewReader("en", "", "UTC")
	for name, l := range map[string]letter{
		"description": {Title: "T", Link: "https://x", Description: strings.Repeat("Größe 😀\n", 2500)},
		"title":       {Title: strings.Repeat("😀", 255), Link: "https://x", Description: "About"},
	} {
		address := l.mailto(r)
		assert.LessOrEqual(t, len(address), maxMailto, name)
		assert.Greater(t, len(address), maxMailto*3/4, name)
		_, body := opened(t, address)
		assert.Contains(t, body, "https://x", "the link is never lost")
		assert.Contains(t, body, " …")
	}
	assert.NotEmpty(t, letter{Link: strings.Repeat("x", maxMailto)}.mailto(r), "nothing can be taken away")
}

func TestCodeImage(t *testing.T) {
	assert.Empty(t, codeImage(strings.Repeat("x", 1000)))
	picture, err := url.PathUnescape(strings.TrimPrefix(codeImage("x"), "data:image/svg+xml,"))
	require.NoError(t, err)
	assert.Contains(t, picture, `viewBox="0 0 29 29"`, "21 modules and two margins")
	assert.Contains(t, picture, `d="M4 4h7v1h-7z`, "the corner")
}
