package main

import (
	"context"
	"fmt"
	"time"

	"github.com/labstack/echo/v4"
	"parley/bot/api"
	"parley/bot/dialin"
	"parley/bot/engine"
	"parley/bot/matrix"
	"parley/bot/meeting"
)

const pruneEvery = time.Hour

// mountAPI lets a server answer for the bot.
func (p *process) mountAPI(e *echo.Echo) error {
	c := p.config
	trusted := map[string]api.OpenID{}
	for name, address := range c.OpenIDServers {
		server, err := matrix.New(string(address))
		if err != nil {
			return fmt.Errorf("OPENID_SERVERS: %w", err)
		}
		trusted[name] = server
	}
	kept, keeping := p.notesAPI()
	return api.Mount(e, api.Options{
		Notes: kept, NotesConfig: keeping,
		Identities: p.client, Trusted: trusted, Meetings: orders{p.bot, p.work}, Check: p.check,
		DialIn:     dialin.New(string(c.DialInURL), string(c.PinURL), p.log),
		PublicURL:  string(c.PublicURL),
		Homeserver: string(c.HomeserverURL), Widgets: p.blueprint.Widgets(), OpenXchange: string(c.OpenXchange), Origins: c.WidgetOrigins,
		Timezone: string(c.Timezone), LinkShare: string(c.LinkShare), Log: p.log,
	})
}

// orders is the bot with an engine that hears of orders.
type orders struct {
	*meeting.Bot
	work *engine.Engine
}

// Order implements api.Meetings.
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
		if err := p.client.PruneKeys(ctx, time.Now()); err != nil && ctx.Err() == nil {
			p.log.Warn().Err(err).Msg("old keys cannot be forgotten")
		}
		p.bot.ForgetAttempts()
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}
