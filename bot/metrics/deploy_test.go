package metrics

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"

	"parley/shared/command"
	"parley/shared/event"
	"parley/shared/fault"
)

// dashboard is a dashboard of Grafana, as far as it asks Prometheus.
type dashboard struct {
	Title  string
	Panels []struct {
		Type, Title, Description string
		Targets                  []struct{ Expr string }
	}
}

// rules are a rule file of Prometheus.
type rules struct {
	Groups []struct {
		Rules []struct {
			Alert, Expr         string
			For                 string
			Labels, Annotations map[string]string
		}
	}
}

// expressions are what the files of deploy/ ask Prometheus, by where.
func expressions(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{}
	var d dashboard
	content, err := os.ReadFile("../../deploy/grafana-dashboard.json")
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(content, &d))
	for _, p := range d.Panels {
		for _, target := range p.Targets {
			all["panel "+p.Title+": "+target.Expr] = target.Expr
		}
		assert.True(t, p.Type == "row" || len(p.Targets) > 0, p.Title)
	}
	var r rules
	content, err = os.ReadFile("../../deploy/alerts.yml")
	require.NoError(t, err)
	require.NoError(t, yaml.Unmarshal(content, &r))
	for _, rule := range r.Groups[0].Rules {
		all["alert "+rule.Alert] = rule.Expr
		_, err := time.ParseDuration(rule.For)
		assert.NoError(t, err, rule.Alert)
		assert.NotEmpty(t, rule.Labels["severity"], rule.Alert)
		assert.NotEmpty(t, rule.Annotations["summary"], rule.Alert)
		assert.NotEmpty(t, rule.Annotations["description"], rule.Alert)
	}
	return all
}

// everything returns metrics of which each has a value, and the names of the series with
// their labels.
func everything(t *testing.T) map[string][]string {
	t.Helper()
	m, e := New("1"), echo.New()
	e.Use(m.Middleware(e))
	e.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/", nil))
	m.Arrived(0)
	m.Answered(command.TypeMeetingCreate, event.BotMeta{Warnings: []event.Tally{{Code: fault.InvitationFailed, Count: 1}}}, 0)
	m.Asked(http.MethodGet, "state", 200, 0)
	m.Reaped("warn", nil)
	m.Unsealed("no_key")
	m.Watch(Source{
		Ready: func(context.Context) error { return nil }, Heard: time.Now,
		Backlog:     func(context.Context) (int, time.Time, error) { return 0, time.Time{}, nil },
		Connections: func() (int, int) { return 1, 0 },
	})
	series := map[string][]string{}
	line := regexp.MustCompile(`^(\w+)(?:\{(.*)\})? \S+$`)
	label := regexp.MustCompile(`(\w+)="`)
	for _, text := range scrape(t, m) {
		if parts := line.FindStringSubmatch(text); parts != nil && !strings.HasPrefix(text, "#") {
			for _, l := range label.FindAllStringSubmatch(parts[2], -1) {
				series[parts[1]] = append(series[parts[1]], l[1])
			}
			series[parts[1]] = append(series[parts[1]], "instance", "job")
		}
	}
	return series
}

// What an operator sees and is woken by is there, under that name and with these labels.
func TestDashboardAndAlertsNameWhatThereIs(t *testing.T) {
	series := everything(t)
	name := regexp.MustCompile(`\b(?:parley|go|process)_\w+`)
	selector := regexp.MustCompile(`((?:parley|go|process)_\w+)\{([^}]*)\}`)
	matcher := regexp.MustCompile(`(\w+)\s*[=!]~?`)
	used := map[string]bool{}
	for where, expression := range expressions(t) {
		assert.NotEmpty(t, name.FindString(expression), where)
		for _, n := range name.FindAllString(expression, -1) {
			assert.Contains(t, series, n, where)
			used[n] = true
		}
		for _, s := range selector.FindAllStringSubmatch(expression, -1) {
			for _, m := range matcher.FindAllStringSubmatch(s[2], -1) {
				assert.True(t, slices.Contains(series[s[1]], m[1]), "%s has no label %s", s[1], m[1])
			}
		}
		assert.Equal(t, strings.Count(expression, "("), strings.Count(expression, ")"), where)
	}
	for n := range series {
		base := strings.TrimSuffix(strings.TrimSuffix(strings.TrimSuffix(n, "_bucket"), "_sum"), "_count")
		if strings.HasPrefix(n, "parley_") {
			assert.True(t, used[n] || used[base] || used[base+"_bucket"], "%s is on no panel and in no alert", n)
		}
	}
}
