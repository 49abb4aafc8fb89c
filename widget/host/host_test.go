package host

import (
	"context"
	"encoding/json"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"parley/shared/event"
)

const (
	origin1 = "https://element.example"
	room1   = "!calendar:example.org"
	bot     = "@parley:example.org"
)

var params = Params{WidgetID: "w1", ParentOrigin: origin1, RoomID: room1, UserID: "@alice:example.org"}

// parent is the window of a client: it keeps what the widget posts and delivers
// messages as the browser does.
type parent struct {
	posted  chan Frame
	deliver func(Message)

	mu      sync.Mutex
	targets []string
}

func newParent() *parent { return &parent{posted: make(chan Frame, 100)} }

func (p *parent) Post(frame []byte, origin string) {
	var f Frame
	if json.Unmarshal(frame, &f) == nil {
		p.mu.Lock()
		p.targets = append(p.targets, origin)
		p.mu.Unlock()
		p.posted <- f
	}
}

func (p *parent) Receive(f func(Message)) { p.deliver = f }

// say delivers a message of the client.
func (p *parent) say(frame string) { p.sayFrom(origin1, true, frame) }

func (p *parent) sayFrom(origin string, fromParent bool, frame string) {
	p.deliver(Message{Origin: origin, FromParent: fromParent, Frame: func() (f Frame, err error) {
		return f, json.Unmarshal([]byte(frame), &f)
	}})
}

// ask sends a request to the widget and returns its response.
func (p *parent) ask(t *testing.T, action, data string) string {
	t.Helper()
	p.say(`{"api":"toWidget","requestId":"r1","action":"` + action + `","widgetId":"w1","data":` + data + `}`)
	for {
		select {
		case f := <-p.posted:
			if f.API == toWidget && f.RequestID == "r1" {
				return string(f.Response)
			}
		default:
			require.Fail(t, "no response")
		}
	}
}

// next waits for a request of the widget for the action.
func (p *parent) next(action string) Frame {
	for f := range p.posted {
		if f.API == fromWidget && f.Action == action {
			return f
		}
	}
	panic("unreachable")
}

// answer responds to a request of the widget.
func (p *parent) answer(f Frame, response string) {
	f.Response = json.RawMessage(response)
	raw, _ := json.Marshal(f)
	p.say(string(raw))
}

// connect returns a client to which the parent has granted everything.
func connect(t *testing.T, h Handler) (*Client, *parent) {
	t.Helper()
	p := newParent()
	c, err := New(p, params, h)
	require.NoError(t, err)
	done := make(chan error, 1)
	go func() { done <- c.Connect(t.Context()) }()
	p.answer(p.next("content_loaded"), `{"error":{"message":"Improper sequence"}}`)
	p.ask(t, "capabilities", `{}`)
	approved, _ := json.Marshal(Capabilities)
	p.ask(t, "notify_capabilities", `{"requested":[],"approved":`+string(approved)+`}`)
	require.NoError(t, <-done)
	return c, p
}

func TestNewNeedsAClient(t *testing.T) {
	for _, lacking := range []Params{{}, {WidgetID: "w1"}, {ParentOrigin: origin1}} {
		_, err := New(newParent(), lacking, Handler{})
		assert.ErrorIs(t, err, ErrOutside)
	}
}

func TestHandshake(t *testing.T) {
	c, p := connect(t, Handler{})
	assert.JSONEq(t, `{"capabilities":`+jsonOf(Capabilities)+`}`, p.ask(t, "capabilities", `{}`))
	versions := p.ask(t, "supported_api_versions", `{}`)
	assert.Contains(t, versions, `"org.matrix.msc2762"`)
	assert.NotContains(t, versions, "update_state", "a client would answer reads from the timeline")
	assert.True(t, c.Approved(CanNavigate))

	p.ask(t, "notify_capabilities", `{"approved":["org.matrix.msc2931.navigate"]}`)
	assert.True(t, c.Approved(CanNavigate))
	assert.False(t, c.Approved(CanSearch))
	for _, target := range p.targets {
		assert.Equal(t, origin1, target)
	}
}

func TestCapabilitiesAreThoseOfTheExistingSystemAndOfAnswers(t *testing.T) {
	assert.Len(t, Capabilities, 32+5)
	for _, c := range []string{
		"org.matrix.msc2931.navigate", "org.matrix.msc3973.user_directory_search", "io.element.requires_client",
		"org.matrix.msc2762.timeline:*", "org.matrix.msc2762.send.state_event:m.room.member",
		"org.matrix.msc2762.receive.state_event:net.nordeck.meetings.metadata",
		"org.matrix.msc2762.receive.state_event:im.vector.modular.widgets",
		"org.matrix.msc2762.receive.state_event:net.nordeck.meetings.rsvp",
		"org.matrix.msc2762.send.state_event:net.nordeck.meetings.rsvp",
		"org.matrix.msc2762.receive.state_event:net.nordeck.meetings.settings",
		"org.matrix.msc2762.receive.state_event:net.nordeck.meetings.meeting_notes",
		"org.matrix.msc2762.receive.state_event:m.room.encryption",
		"org.matrix.msc2762.receive.event:m.reaction",
		"org.matrix.msc2762.send.event:net.nordeck.meetings.meeting.create",
		"org.matrix.msc2762.receive.event:net.nordeck.meetings.meeting.create",
	} {
		assert.Contains(t, Capabilities, c)
	}
}

func TestOffersCapabilitiesWhenNobodyAsks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newParent()
		c, err := New(p, params, Handler{})
		require.NoError(t, err)
		done := make(chan error, 1)
		go func() { done <- c.Connect(t.Context()) }()
		offer := p.next("org.matrix.msc2974.request_capabilities")
		assert.JSONEq(t, `{"capabilities":`+jsonOf(Capabilities)+`}`, string(offer.Data))
		p.answer(offer, `{}`)
		time.Sleep(time.Hour) // the person is at lunch
		p.ask(t, "notify_capabilities", `{"approved":[]}`)
		assert.NoError(t, <-done)
	})
}

func TestDropsWhatIsNotFromTheClient(t *testing.T) {
	var heard []string
	_, p := connect(t, Handler{Theme: func(name string) { heard = append(heard, name) }})
	frame := `{"api":"toWidget","requestId":"r9","action":"theme_change","widgetId":"w1","data":{"name":"evil"}}`
	p.sayFrom("https://evil.example", true, frame)
	p.sayFrom("null", true, frame)
	p.sayFrom(origin1, false, frame) // another frame of the same origin
	p.say(strings.Replace(frame, "w1", "w2", 1))
	p.say(strings.Replace(frame, "r9", "", 1))
	for _, malformed := range []string{``, `null`, `[]`, `"x"`, `{"api":1}`, `{"api":"toWidget","requestId":{}}`, `{`} {
		p.say(malformed)
	}
	assert.Empty(t, heard)
	assert.Empty(t, p.posted, "nothing is answered")
	p.ask(t, "theme_change", `{"name":"dark"}`)
	assert.Equal(t, []string{"dark"}, heard)
}

func TestAnswersEveryAction(t *testing.T) {
	_, p := connect(t, Handler{})
	for _, unknown := range []string{"screenshot", "update_turn_servers", "", "__proto__"} {
		assert.Contains(t, p.ask(t, unknown, `{}`), `"error"`, unknown)
	}
	assert.Equal(t, `{}`, p.ask(t, "visibility", `{"visible":false}`))
	assert.Equal(t, `{}`, p.ask(t, "language_change", `{"lang":"de"}`))
	assert.Equal(t, `{}`, p.ask(t, "close_modal", `{"m.exited":true}`), "of a widget that it did not open")
	for _, action := range []string{"send_event", "update_state", "notify_capabilities", "widget_config"} {
		assert.Contains(t, p.ask(t, action, `"nonsense"`), `"error"`, action)
	}
}

func TestLiveEventsInBothProtocols(t *testing.T) {
	var types []string
	_, p := connect(t, Handler{Events: func(events []event.Event) {
		for _, e := range events {
			types = append(types, e.Type)
		}
	}})
	p.ask(t, "send_event", `{"type":"m.room.name","state_key":"","room_id":"!a:b","content":{"name":"x"}}`)
	p.ask(t, "update_state", `{"state":[{"type":"m.room.name","state_key":"","room_id":"!a:b","content":{"name":"x"}},{"type":"m.room.topic","state_key":"","room_id":"!a:b","content":{}}]}`)
	assert.Equal(t, []string{"m.room.name", "m.room.name", "m.room.topic"}, types)
}

func jsonOf(v any) string {
	raw, _ := json.Marshal(v)
	return string(raw)
}

func TestRequestEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, p := connect(t, Handler{})
		search := func(ctx context.Context) chan error {
			result := make(chan error, 1)
			go func() {
				_, err := c.SearchPeople(ctx, "bo", 10)
				result <- err
			}()
			return result
		}
		const action = "org.matrix.msc3973.user_directory_search"

		silent := search(t.Context())
		late := p.next(action)
		assert.ErrorIs(t, <-silent, ErrSilent)
		p.answer(late, `{"results":[]}`) // nobody waits any more

		ctx, cancel := context.WithCancel(t.Context())
		cancelled := search(ctx)
		p.next(action)
		cancel()
		assert.ErrorIs(t, <-cancelled, context.Canceled)

		refused := search(t.Context())
		p.answer(p.next(action), `{"error":{"message":"no","matrix_api_error":{"http_status":403,"response":{"errcode":"M_FORBIDDEN"}}}}`)
		var refusal *Refusal
		require.ErrorAs(t, <-refused, &refusal)
		assert.Equal(t, Refusal{Action: action, Message: "no", Code: "M_FORBIDDEN", Status: 403}, *refusal)

		twice := search(t.Context())
		f := p.next(action)
		p.answer(f, `{"results":[]}`)
		p.answer(f, `{"error":{"message":"second"}}`)
		assert.NoError(t, <-twice)
		assert.Empty(t, c.waiting)
	})
}

func TestAnswersFindTheirRequests(t *testing.T) {
	c, p := connect(t, Handler{})
	names := make(chan string, 2)
	for _, term := range []string{"first", "second"} {
		go func() {
			found, _ := c.SearchPeople(t.Context(), term, 10)
			names <- term + found[0].DisplayName
		}()
	}
	a, b := p.next("org.matrix.msc3973.user_directory_search"), p.next("org.matrix.msc3973.user_directory_search")
	for _, f := range []Frame{b, a} { // the other way round
		var data struct {
			Term string `json:"search_term"`
		}
		require.NoError(t, json.Unmarshal(f.Data, &data))
		p.answer(f, `{"results":[{"user_id":"@x:y","display_name":"`+data.Term+`"}]}`)
	}
	assert.ElementsMatch(t, []string{"firstfirst", "secondsecond"}, []string{<-names, <-names})
}
