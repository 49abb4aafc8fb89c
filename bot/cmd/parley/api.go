package main

import (
	"context"
	"time"

	"github.com/labstack/echo/v4"
	"parley/bot/api"
	"parley/bot/engine"
	"parley/bot/meeting"
)

const pruneEvery = time.Hour

// mountAPI lets a server answer for the bot.
func (p *process) mountAPI(e *echo.Echo) {
	c := p.config
	api.Mount(e, api.Options{
		Identities: p.client, Commands: orders{p.bot, p.work}, Check: p.check,
		Homeserver: string(c.HomeserverURL), Widgets: p.blueprint.Widgets(), Origins: c.WidgetOrigins,
		Timezone: string(c.Timezone), LinkShare: string(c.LinkShare), Log: p.log,
	})
}

// orders is the bot with an engine that hears of orders.
type orders struct {
	*meeting.Bot
	work *engine.Engine
}

// Order implements api.Commands.
func (o orders) Order(ctx context.Context, order meeting.Order) (string, error) {
	defer o.work.Wake()
	return o.Bot.Order(ctx, order)
}

// prune keeps the store from growing for ever.
func (p *process) prune(ctx context.Context) {
	ticker := time.NewTicker(pruneEvery)
	defer ticker.Stop()
	for {
		if err := p.store.Prune(ctx, time.Now()); err != nil && ctx.Err() == nil {
			p.log.Warn().Err(err).Msg("old items cannot be forgotten")
		}
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}
