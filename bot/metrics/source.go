package metrics

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// Source is what is asked each time that Prometheus asks.
type Source struct {
	Ready   func(context.Context) error                                   // nil while commands are taken
	Heard   func() time.Time                                              // when the event stream last had an answer; zero before the first
	Backlog func(context.Context) (open int, oldest time.Time, err error) // recorded events whose work is not done
	// Connections to the database that are open, and those that a statement or transaction has now.
	Connections func() (open, used int)
}

// askLimit is how long an answer may take: a scrape is worth less than a command.
const askLimit = 5 * time.Second

var (
	ready  = prometheus.NewDesc("parley_ready", "1 while commands are taken, else 0: see /v1/health.", nil, nil)
	silent = prometheus.NewDesc("parley_stream_silence_seconds", "Time since the homeserver last answered a sync, which takes up to 30 seconds when there is no news.", nil, nil)
	queued = prometheus.NewDesc("parley_queue_items", "Recorded events whose work is not done.", nil, nil)
	oldest = prometheus.NewDesc("parley_queue_oldest_seconds", "How long the oldest of them has been waiting; 0 when there is none.", nil, nil)
	linked = prometheus.NewDesc("parley_database_connections", "Connections to the database.", nil, nil)
	taken  = prometheus.NewDesc("parley_database_connections_used", "Those of them that a statement or a transaction has now.", nil, nil)
)

// Watch adds what is asked for. What cannot be told is left out.
func (m *Metrics) Watch(s Source) { m.registry.MustRegister(s) }

// Describe implements prometheus.Collector.
func (s Source) Describe(out chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{ready, silent, queued, oldest, linked, taken} {
		out <- d
	}
}

// Collect implements prometheus.Collector.
func (s Source) Collect(out chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), askLimit)
	defer cancel()
	gauge := func(d *prometheus.Desc, value float64) {
		out <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, value)
	}
	is := 0.0
	if s.Ready(ctx) == nil {
		is = 1
	}
	gauge(ready, is)
	if heard := s.Heard(); !heard.IsZero() {
		gauge(silent, time.Since(heard).Seconds())
	}
	connections, used := s.Connections()
	gauge(linked, float64(connections))
	gauge(taken, float64(used))
	open, first, err := s.Backlog(ctx)
	if err != nil {
		return
	}
	gauge(queued, float64(open))
	if open == 0 {
		gauge(oldest, 0)
	} else {
		gauge(oldest, max(0, time.Since(first).Seconds()))
	}
}
