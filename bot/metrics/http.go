package metrics

import (
	"strings"
	"sync"
	"time"

	"github.com/labstack/echo/v4"
)

// Middleware notes each request to e. It has to come before all other middleware.
func (m *Metrics) Middleware(e *echo.Echo) echo.MiddlewareFunc {
	routes := sync.OnceValue(func() map[string]string { return labelsOf(e.Routes()) })
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			begin := time.Now()
			if err := next(c); err != nil {
				c.Error(err) // writes the answer, and with it the status
			}
			route, ok := routes()[c.Path()]
			if !ok {
				route = other
			}
			m.served.WithLabelValues(route, methodOf(c.Request().Method), statusOf(c.Response().Status)).Inc()
			m.servedTime.WithLabelValues(route).Observe(time.Since(begin).Seconds())
			return nil
		}
	}
}

// file is the label of the widget's files, whose names change with each version.
const file = "file"

// labelsOf returns the labels of paths as they are registered.
func labelsOf(routes []*echo.Route) map[string]string {
	labels := map[string]string{}
	for _, r := range routes {
		label := r.Path
		if !strings.HasPrefix(label, "/v1/") && !strings.HasSuffix(label, "/") && !strings.HasSuffix(label, "*") {
			label = file
		}
		labels[r.Path] = label
	}
	return labels
}
