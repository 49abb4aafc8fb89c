package metrics

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"parley/shared/command"
	"parley/shared/event"
	"parley/shared/fault"
)

// scrape returns what Prometheus reads, line by line.
func scrape(t *testing.T, m *Metrics) []string {
	t.Helper()
	recorder := httptest.NewRecorder()
	m.Handler().ServeHTTP(recorder, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	require.Equal(t, http.StatusOK, recorder.Code)
	return strings.Split(recorder.Body.String(), "\n")
}

// named are the lines of scrape that begin with a name.
func named(t *testing.T, m *Metrics, name string) (lines []string) {
	t.Helper()
	for _, line := range scrape(t, m) {
		if strings.HasPrefix(line, name) {
			lines = append(lines, line)
		}
	}
	return lines
}

func TestCommands(t *testing.T) {
	m := New("1")
	m.Arrived(-time.Second) // the clocks differ
	m.Answered(command.TypeMeetingCreate, event.BotMeta{Warnings: []event.Tally{{Code: fault.InvitationFailed, Count: 3}}}, 2*time.Second)
	m.Answered(command.TypeMeetingCreate, event.BotMeta{Error: &event.Error{Code: fault.Forbidden}}, time.Second)
	for i := range 100 {
		m.Answered("org.example.type"+strconv.Itoa(i), event.BotMeta{}, time.Second)
	}
	assert.ElementsMatch(t, []string{
		`parley_commands_total{result="done",type="net.nordeck.meetings.meeting.create"} 1`,
		`parley_commands_total{result="forbidden",type="net.nordeck.meetings.meeting.create"} 1`,
		`parley_commands_total{result="done",type="other"} 100`,
	}, named(t, m, "parley_commands_total"))
	assert.Equal(t, []string{`parley_command_warnings_total{code="invitation_failed"} 3`}, named(t, m, "parley_command_warnings_total"))
	assert.Contains(t, scrape(t, m), `parley_command_duration_seconds_sum{type="net.nordeck.meetings.meeting.create"} 3`)
	assert.Contains(t, scrape(t, m), `parley_stream_lag_seconds_sum 0`)
}

func TestRequestsToTheHomeserver(t *testing.T) {
	m := New("1")
	m.Asked("GET", "sync", 200, 30*time.Second)
	m.Asked("PUT", "send", 0, time.Second)
	m.Asked("BREW", "send", 799, time.Second)
	assert.ElementsMatch(t, []string{
		`parley_homeserver_requests_total{method="GET",request="sync",status="200"} 1`,
		`parley_homeserver_requests_total{method="PUT",request="send",status="none"} 1`,
		`parley_homeserver_requests_total{method="other",request="send",status="other"} 1`,
	}, named(t, m, "parley_homeserver_requests_total"))
	assert.Equal(t, []string{`parley_homeserver_request_duration_seconds_count{request="send"} 2`}, named(t, m, "parley_homeserver_request_duration_seconds_count"))
}

// Paths and methods that strangers make up are one series.
func TestRoutesAreBounded(t *testing.T) {
	m, e := New("1"), echo.New()
	e.Use(m.Middleware(e))
	fine := func(c echo.Context) error { return c.NoContent(http.StatusNoContent) }
	for _, path := range []string{"/", "/v1/live", "/v1/meeting/:id", "/tz/*", "/app-1234.wasm"} {
		e.GET(path, fine)
	}
	e.GET("/v1/fails", func(echo.Context) error { return errors.New("broken") })
	for _, path := range []string{"/", "/v1/live", "/v1/fails", "/v1/meeting/!a", "/v1/meeting/!b", "/tz/Europe/Berlin", "/app-1234.wasm"} {
		e.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, path, nil))
	}
	for i := range 100 {
		e.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/v1/"+strconv.Itoa(i), nil))
		e.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("X"+strconv.Itoa(i), "/v1/live", nil))
	}
	assert.ElementsMatch(t, []string{
		`parley_http_requests_total{method="GET",route="/",status="204"} 1`,
		`parley_http_requests_total{method="GET",route="/v1/live",status="204"} 1`,
		`parley_http_requests_total{method="GET",route="/v1/fails",status="500"} 1`,
		`parley_http_requests_total{method="GET",route="/v1/meeting/:id",status="204"} 2`,
		`parley_http_requests_total{method="GET",route="/tz/*",status="204"} 1`,
		`parley_http_requests_total{method="GET",route="file",status="204"} 1`,
		`parley_http_requests_total{method="GET",route="other",status="404"} 100`,
		`parley_http_requests_total{method="other",route="/v1/live",status="405"} 100`,
	}, named(t, m, "parley_http_requests_total"))
}

func TestSource(t *testing.T) {
	m := New("1")
	trouble := errors.New("closed")
	var heard time.Time
	open := 0
	m.Watch(Source{
		Ready: func(context.Context) error { return trouble }, Heard: func() time.Time { return heard },
		Backlog:     func(context.Context) (int, time.Time, error) { return open, time.Now().Add(-time.Hour), trouble },
		Connections: func() (int, int) { return 2, 1 },
	})
	assert.Equal(t, []string{"parley_ready 0"}, named(t, m, "parley_ready"))
	assert.Equal(t, []string{"parley_database_connections 2", "parley_database_connections_used 1"}, named(t, m, "parley_database"))
	assert.Empty(t, named(t, m, "parley_queue"))
	assert.Empty(t, named(t, m, "parley_stream_silence"))
	trouble, heard = nil, time.Now()
	assert.Equal(t, []string{"parley_ready 1"}, named(t, m, "parley_ready"))
	assert.ElementsMatch(t, []string{"parley_queue_items 0", "parley_queue_oldest_seconds 0"}, named(t, m, "parley_queue"))
	assert.Len(t, named(t, m, "parley_stream_silence"), 1)
	open = 3
	assert.Regexp(t, `^parley_queue_oldest_seconds 3600\.`, named(t, m, "parley_queue_oldest")[0])
}
