// Package metrics tells Prometheus how a process fares: commands, queue, event stream,
// requests to the homeserver and from browsers, and Go's own runtime.
//
// No label holds the name of a person, a room or an address, and each has few values:
// what strangers make up is "other". Names and help texts are the reference for
// operators; deploy/ has a dashboard and alerts for them.
package metrics

import (
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"parley/shared/command"
	"parley/shared/event"
)

// other is the label of all that is not known.
const other = "other"

// Bounds of histograms, in seconds.
var (
	commandBounds = []float64{.1, .25, .5, 1, 2, 4, 8, 15, 30, 60, 300}
	requestBounds = []float64{.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60}
)

// Metrics are the figures of one process. Create them with New. All methods are safe for
// concurrent use.
type Metrics struct {
	registry *prometheus.Registry

	commands    *prometheus.CounterVec
	warnings    *prometheus.CounterVec
	durations   *prometheus.HistogramVec
	lag         prometheus.Histogram
	asked       *prometheus.CounterVec
	askedTime   *prometheus.HistogramVec
	served      *prometheus.CounterVec
	servedTime  *prometheus.HistogramVec
	joinedRooms prometheus.Gauge
	reaped      *prometheus.CounterVec
	unsealed    *prometheus.CounterVec
}

// New returns metrics of a version of the program, all zero.
func New(version string) *Metrics {
	m := &Metrics{
		registry:  prometheus.NewRegistry(),
		commands:  counter("parley_commands_total", "Commands that were answered, by event type and result: done or the code of the fault.", "type", "result"),
		warnings:  counter("parley_command_warnings_total", "Warnings in the answers to commands that were done, by code.", "code"),
		durations: histogram("parley_command_duration_seconds", "Time from the arrival of a command to its answer, by event type.", commandBounds, "type"),
		lag: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "parley_stream_lag_seconds", Help: "Time from when the homeserver took a command to its arrival, by the clocks of both.", Buckets: commandBounds,
		}),
		asked:      counter("parley_homeserver_requests_total", "Requests to the homeserver, by method, what is asked for, and HTTP status: none without an answer.", "method", "request", "status"),
		askedTime:  histogram("parley_homeserver_request_duration_seconds", "Duration of requests to the homeserver, but for sync, which waits for news.", requestBounds, "request"),
		served:     counter("parley_http_requests_total", "Requests to this process, by route, method and HTTP status.", "route", "method", "status"),
		servedTime: histogram("parley_http_request_duration_seconds", "Duration of requests to this process, by route.", requestBounds, "route"),
		joinedRooms: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "parley_rooms_joined", Help: "Rooms that the bot is in, counted a few times an hour; -1 before.",
		}),
		reaped:   counter("parley_reaper_steps_total", "Steps towards the end of rooms, by kind (warn, empty, purge) and result: done or failed.", "step", "result"),
		unsealed: counter("parley_encrypted_events_total", "Events of encrypted rooms, by result: read, untrusted (by a device that is not verified), late (the key has not come yet, counted once), no_key (it never came), unreadable.", "result"),
	}
	m.joinedRooms.Set(-1)
	info := prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "parley_build_info", Help: "Always 1; the label is the version of the program.", ConstLabels: prometheus.Labels{"version": version},
	})
	info.Set(1)
	m.registry.MustRegister(
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}), info,
		m.commands, m.warnings, m.durations, m.lag, m.asked, m.askedTime, m.served, m.servedTime, m.joinedRooms, m.reaped, m.unsealed,
	)
	return m
}

func counter(name, help string, labels ...string) *prometheus.CounterVec {
	return prometheus.NewCounterVec(prometheus.CounterOpts{Name: name, Help: help}, labels)
}

func histogram(name, help string, bounds []float64, labels ...string) *prometheus.HistogramVec {
	return prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: name, Help: help, Buckets: bounds}, labels)
}

// Handler serves the figures in the format of Prometheus.
func (m *Metrics) Handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{Registry: m.registry})
}

// Arrived notes a command that came lag after the homeserver had taken it.
func (m *Metrics) Arrived(lag time.Duration) { m.lag.Observe(max(0, lag.Seconds())) }

// Answered notes the answer to a command, took after its arrival.
func (m *Metrics) Answered(typ string, answer event.BotMeta, took time.Duration) {
	if !command.Known(typ) {
		typ = other
	}
	result := "done"
	if answer.Error != nil {
		result = string(answer.Error.Code)
	}
	m.commands.WithLabelValues(typ, result).Inc()
	m.durations.WithLabelValues(typ).Observe(max(0, took.Seconds()))
	for _, w := range answer.Warnings {
		m.warnings.WithLabelValues(string(w.Code)).Add(float64(w.Count))
	}
}

// Unsealed notes what became of an event of an encrypted room.
func (m *Metrics) Unsealed(result string) { m.unsealed.WithLabelValues(result).Inc() }

// longPoll is the request that is long because nothing happens.
const longPoll = "sync"

// Asked notes a request to the homeserver; status is 0 when there was no answer.
func (m *Metrics) Asked(method, request string, status int, took time.Duration) {
	m.asked.WithLabelValues(methodOf(method), request, statusOf(status)).Inc()
	if request != longPoll {
		m.askedTime.WithLabelValues(request).Observe(took.Seconds())
	}
}

// JoinedRooms notes how many rooms the bot is in.
func (m *Metrics) JoinedRooms(n int) { m.joinedRooms.Set(float64(n)) }

// Reaped notes a step towards the end of a room.
func (m *Metrics) Reaped(step string, err error) {
	result := "done"
	if err != nil {
		result = "failed"
	}
	m.reaped.WithLabelValues(step, result).Inc()
}

func statusOf(status int) string {
	switch {
	case status == 0:
		return "none"
	case http.StatusText(status) == "":
		return other
	}
	return strconv.Itoa(status)
}

func methodOf(method string) string {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodDelete, http.MethodOptions:
		return method
	}
	return other
}
