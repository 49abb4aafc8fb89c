package main

import (
	"context"
	"net/http"
	"time"

	"parley/bot/config"
	"parley/bot/metrics"
)

// serveMetrics serves the metrics where METRICS_ADDRESS says, until stop is called.
func serveMetrics(address config.Address, m *metrics.Metrics, fail context.CancelCauseFunc) (stop func(), err error) {
	if address == "" {
		return func() {}, nil
	}
	routes := http.NewServeMux()
	routes.Handle("GET /metrics", m.Handler())
	return listen(string(address), routes, fail)
}

// source is what the metrics ask the bot.
func (p *process) source() metrics.Source {
	return metrics.Source{Ready: p.check, Backlog: p.store.Backlog, Connections: p.store.Connections, Heard: func() time.Time {
		if s := p.followed(); s != nil {
			return s.Heard()
		}
		return time.Time{}
	}}
}

const roomsEvery = 15 * time.Minute // the answer is large

// countRooms notes now and then how many rooms the bot is in.
func (p *process) countRooms(ctx context.Context) {
	ticker := time.NewTicker(roomsEvery)
	defer ticker.Stop()
	for {
		if rooms, err := p.client.CountJoinedRooms(ctx); err == nil {
			p.metrics.JoinedRooms(rooms)
		}
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}
