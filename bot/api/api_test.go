package api

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/rs/zerolog"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"parley/bot/matrix"
	"parley/bot/meeting"
	"parley/bot/recent"
	"parley/shared/text"
)

// people stands in for the homeserver, to count questions and to fail.
type people struct {
	asked   int
	err     error
	unknown bool // who the bot is
}

func (p *people) Whoami(_ context.Context, token string) (string, error) { return p.answer(token) }

func (p *people) OpenIDUser(_ context.Context, token string) (string, error) { return p.answer(token) }

func (p *people) ServerName() string {
	if p.unknown {
		return ""
	}
	return "example.org"
}

func (p *people) answer(token string) (string, error) {
	p.asked++
	switch {
	case p.err != nil:
		return "", p.err
	case token == "good":
		return "@alice:example.org", nil
	case token == "foreign":
		return "@alice:elsewhere.org", nil
	case token == "odd":
		return "alice:example.org", nil
	}
	return "", matrix.ErrToken
}

func mounted(t *testing.T, p *people, check error) *echo.Echo {
	t.Helper()
	return mountedWith(p, &desk{}, check)
}

func mountedWith(p *people, d *desk, check error) *echo.Echo {
	e := echo.New()
	err := Mount(e, Options{
		PublicURL:  "https://meet.example/parley/",
		Identities: p, Trusted: map[string]OpenID{"elsewhere.org": p}, Meetings: d, DialIn: d, Check: func(context.Context) error { return check }, Homeserver: "https://hs",
		Widgets: []meeting.WidgetInfo{{ID: "jitsi", Name: "Video"}}, Origins: []string{"https://widget"},
		Timezone: "Europe/Berlin", LinkShare: "https://matrix.to/#/", Log: zerolog.Nop(),
	})
	if err != nil {
		panic(err)
	}
	return e
}

func ask(e *echo.Echo, method, path string, header map[string]string, body io.Reader) *httptest.ResponseRecorder {
	request := httptest.NewRequest(method, path, body)
	for name, value := range header {
		request.Header.Set(name, value)
	}
	recorder := httptest.NewRecorder()
	e.ServeHTTP(recorder, request)
	return recorder
}

func openID(encoding *base64.Encoding, server, token string) string {
	return "MX-Identity " + encoding.EncodeToString([]byte(`{"matrix_server_name":"`+server+`","access_token":"`+token+`","x":"ÿ?>~"}`))
}

func TestWhoGetsIn(t *testing.T) {
	for header, want := range map[string]int{
		"":                     401,
		"Bearer":               401,
		"Bearer ":              401,
		"Basic good":           401,
		"Bearer bad":           401,
		"Bearer good":          200,
		"bearer good":          200,
		"Bearer foreign":       401,
		"MX-Identity %%%":      401,
		"MX-Identity bnVsbA==": 401,
		"Bearer " + strings.Repeat("x", maxToken+1):          401,
		openID(base64.StdEncoding, "example.org", "good"):    200,
		openID(base64.URLEncoding, "example.org", "good"):    200,
		openID(base64.RawStdEncoding, "example.org", "good"): 200,
		openID(base64.RawURLEncoding, "example.org", "good"): 200,
		"Bearer odd": 401,
		openID(base64.StdEncoding, "elsewhere.org", "good"):    401, // it speaks for a user who is not its own
		openID(base64.StdEncoding, "elsewhere.org", "foreign"): 200,
		openID(base64.StdEncoding, "elsewhere.org", "bad"):     401,
		openID(base64.StdEncoding, "unknown.org", "foreign"):   401,
		openID(base64.StdEncoding, "", "good"):                 401,
		openID(base64.StdEncoding, "example.org", "foreign"):   401,
		openID(base64.StdEncoding, "example.org", ""):          401,
		openID(base64.StdEncoding, "example.org", "bad"):       401,
	} {
		got := ask(mounted(t, &people{}, nil), http.MethodGet, "/v1/config", map[string]string{"Authorization": header}, nil)
		assert.Equal(t, want, got.Code, header)
		if want == 401 {
			assert.Equal(t, "Bearer, MX-Identity", got.Header().Get("WWW-Authenticate"))
			assert.Equal(t, "application/problem+json", got.Header().Get("Content-Type"))
		}
	}
}

func TestIdentityIsRememberedForAMinute(t *testing.T) {
	p, now := &people{}, time.Now()
	a := newAuthenticator(p, nil)
	a.now = func() time.Time { return now }
	for range 3 {
		_, err := a.user(t.Context(), "Bearer good")
		require.NoError(t, err)
	}
	assert.Equal(t, 1, p.asked)
	now = now.Add(identityLife)
	_, err := a.user(t.Context(), "Bearer good")
	require.NoError(t, err)
	assert.Equal(t, 2, p.asked)
	for range 2 {
		_, err = a.user(t.Context(), "Bearer bad")
		assert.ErrorIs(t, err, matrix.ErrToken)
	}
	assert.Equal(t, 3, p.asked, "refusals are remembered, too")
	p.err = &matrix.Error{Status: 502}
	for range 2 {
		_, err = a.user(t.Context(), "Bearer other")
		assert.ErrorIs(t, err, p.err)
	}
	assert.Equal(t, 5, p.asked, "trouble is not")
}

// crowd is a homeserver that answers nobody but Alice before it is told to.
type crowd struct {
	people
	mu      sync.Mutex
	running int
	most    int
	open    chan struct{}
}

func (c *crowd) Whoami(ctx context.Context, token string) (string, error) {
	c.mu.Lock()
	c.running++
	c.most = max(c.most, c.running)
	c.mu.Unlock()
	if token != "good" {
		<-c.open
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.running--
	return c.answer(token)
}

func TestFloodOfTokensReachesTheHomeserverSlowlyAndHarmsNobodyKnown(t *testing.T) {
	c := &crowd{open: make(chan struct{})}
	a := newAuthenticator(c, nil)
	_, err := a.user(t.Context(), "Bearer good")
	require.NoError(t, err)
	var asked []*identity
	for i := range maxAsking {
		who, err := a.identity(t.Context(), credential{token: strconv.Itoa(i)})
		require.NoError(t, err)
		asked = append(asked, who)
	}
	_, err = a.user(t.Context(), "Bearer one more")
	assert.ErrorIs(t, err, Busy)
	user, err := a.user(t.Context(), "Bearer good")
	require.NoError(t, err)
	assert.Equal(t, "@alice:example.org", user)
	close(c.open)
	for _, who := range asked {
		<-who.done
	}
	assert.LessOrEqual(t, c.most, asksAtOnce)
	for i := range 2 * recent.Size {
		who, err := a.identity(t.Context(), credential{token: "bad " + strconv.Itoa(i)})
		require.NoError(t, err)
		<-who.done
	}
	before := c.asked
	_, err = a.user(t.Context(), "Bearer good")
	require.NoError(t, err)
	assert.Equal(t, before, c.asked, "refusals push nobody out")
}

func TestWhoIsNotLookedIntoShallComeBack(t *testing.T) {
	p := problemOf(unauthorized(Busy))
	assert.Equal(t, []any{503, "busy", askAgain}, []any{p.Status, p.Reason, p.wait})
}

func TestHomeserverTroubleIsNotTheCallersFault(t *testing.T) {
	got := ask(mounted(t, &people{err: &matrix.Error{Status: 500}}, nil), http.MethodGet, "/v1/config",
		map[string]string{"Authorization": "Bearer good"}, nil)
	assert.Equal(t, 502, got.Code)
}

func TestAnswers(t *testing.T) {
	e := mounted(t, &people{}, nil)
	good := map[string]string{"Authorization": "Bearer good"}
	assert.JSONEq(t, `[{"id":"jitsi","name":"Video","optional":false}]`, ask(e, "GET", "/v1/widget/list", good, nil).Body.String())
	assert.JSONEq(t, `{"homeserver":"https://hs","homeServer":"https://hs","jitsiDialInEnabled":false}`,
		ask(e, "GET", "/v1/config", good, nil).Body.String())
	assert.Equal(t, 200, ask(e, "GET", "/v1/health", nil, nil).Code)
	assert.Equal(t, 204, ask(e, "GET", "/v1/live", nil, nil).Code)
}

func TestUnreadyNamesItsReason(t *testing.T) {
	got := ask(mounted(t, &people{}, Unreachable), "GET", "/v1/health", nil, nil)
	assert.Equal(t, 503, got.Code)
	assert.JSONEq(t, `{"status":503,"title":"Not ready","reason":"homeserver_unreachable"}`, got.Body.String())
}

func TestProblemsHideTheirCause(t *testing.T) {
	told := problemOf(errors.New("database at /secret")).in(text.English)
	assert.Equal(t, Problem{Status: 500, Title: "Internal Server Error"}, told)
	for path, want := range map[string]int{"/v1/nothing": 404, "/v2": 404, "/elsewhere": 404} {
		got := ask(mounted(t, &people{}, nil), "GET", path, nil, nil)
		var p Problem
		require.NoError(t, json.Unmarshal(got.Body.Bytes(), &p))
		assert.Equal(t, want, p.Status, path)
	}
	long := ask(mounted(t, &people{}, nil), "POST", "/v1/config", nil, strings.NewReader(strings.Repeat("x", 65<<10)))
	assert.Equal(t, 413, long.Code)
}

func TestOnlyConfiguredOriginsMayAsk(t *testing.T) {
	e := mounted(t, &people{}, nil)
	for origin, want := range map[string]string{"https://widget": "https://widget", "https://evil": "", "null": ""} {
		header := map[string]string{"Origin": origin, "Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "authorization"}
		assert.Equal(t, want, ask(e, "OPTIONS", "/v1/widget/list", header, nil).Header().Get("Access-Control-Allow-Origin"))
		assert.Equal(t, want, ask(e, "GET", "/v1/config", map[string]string{"Origin": origin}, nil).Header().Get("Access-Control-Allow-Origin"))
	}
}

func TestProblemsAreTakenForNothingElse(t *testing.T) {
	for _, path := range []string{"/elsewhere", "/v1/nothing", "/v1/config"} {
		header := ask(mounted(t, &people{}, nil), "GET", path, nil, nil).Header()
		assert.Equal(t, "nosniff", header.Get("X-Content-Type-Options"), path)
	}
}

// A fault of the program ends one request, tells nothing, and is in the log.
func TestAPanicIsAProblem(t *testing.T) {
	var log strings.Builder
	e := echo.New()
	require.NoError(t, Mount(e, Options{Identities: &people{}, DialIn: &desk{}, Log: zerolog.New(&log)}))
	e.GET("/panic", func(echo.Context) error { panic("at !room") })
	got := ask(e, "GET", "/panic", nil, nil)
	assert.Equal(t, http.StatusInternalServerError, got.Code)
	assert.NotContains(t, got.Body.String(), "room")
	assert.Contains(t, log.String(), `"message":"a request failed"`)
	assert.Contains(t, log.String(), "api_test.go") // where it was
	assert.Equal(t, 1, strings.Count(log.String(), "\n"))
}
