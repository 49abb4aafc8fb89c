package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/rs/zerolog"

	"parley/bot/config"
	"parley/bot/matrix"
	"parley/bot/meeting"
	"parley/bot/metrics"
	"parley/bot/notes"
	"parley/bot/reaper"
	"parley/bot/store"
)

// reap deletes rooms beside the bot, until ctx ends.
func (p *process) reap(ctx context.Context) {
	admin, err := reaperAdmin(ctx, p.config, p.metrics)
	for ; err != nil && ctx.Err() == nil; admin, err = reaperAdmin(ctx, p.config, p.metrics) {
		p.log.Warn().Err(err).Msg("the reaper waits for REAPER_ACCESS_TOKEN")
		pause(ctx, p.config.ReaperInterval.Duration())
	}
	newReaper(p.config, p.client, admin, p.notes, p.metrics, p.log).Run(ctx)
}

// newReaper returns a reaper with the settings of c.
func newReaper(c config.Config, bot, admin *matrix.Client, keeper *notes.Keeper, m *metrics.Metrics, log zerolog.Logger) *reaper.Reaper {
	var pads reaper.Notes
	if keeper != nil {
		pads = keeper
	}
	return reaper.New(bot, admin, pads, reaper.Settings{
		Lead: c.ReaperWarning.Duration(), Interval: c.ReaperInterval.Duration(), Rooms: int(c.ReaperRooms),
		Locale: string(c.Locale), Timezone: string(c.Timezone),
	}, m, log)
}

// reaperAdmin signs the administrator in; nil where that is the bot.
func reaperAdmin(ctx context.Context, c config.Config, m *metrics.Metrics) (*matrix.Client, error) {
	if c.ReaperToken == "" {
		return nil, nil
	}
	client, err := matrix.New(string(c.ReaperURL))
	if err != nil {
		return nil, err
	}
	client.Wait(c.Patience.Duration())
	client.Observe(m.Asked)
	return client, client.SignInWithToken(ctx, c.ReaperToken)
}

// reaping is how parley reaper was called.
type reaping struct{ dry, once bool }

// reaperCommand returns what parley reaper does with these flags; nil for others.
func reaperCommand(flags []string) func(context.Context, config.Config, io.Writer) error {
	var r reaping
	for _, flag := range flags {
		switch flag {
		case "--dry-run":
			r.dry = true
		case "--once":
			r.once = true
		default:
			return nil
		}
	}
	return r.run
}

// run deletes rooms as a process of its own, as the bot.
func (r reaping) run(ctx context.Context, c config.Config, out io.Writer) error {
	if c.Reaper != config.ReaperAlone && !r.dry {
		return fmt.Errorf("REAPER_MODE: %s; give alone, to the bot, too: it then stays in closed meetings until they are deleted", c.Reaper)
	}
	p := &process{config: c, log: newLog(c), metrics: metrics.New(version)}
	var err error
	if p.client, err = matrix.New(string(c.HomeserverURL)); err != nil {
		return fmt.Errorf("HOMESERVER_URL: %w", err)
	}
	p.client.Wait(c.Patience.Duration())
	p.client.Observe(p.metrics.Asked)
	if err = p.beService(); err != nil {
		return err
	}
	if r.dry {
		return r.list(ctx, p, out)
	}
	if p.store, err = openStore(ctx, c); errors.Is(err, store.ErrInUse) {
		err = fmt.Errorf("%w; give the reaper a folder of its own", err)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", p.keeping(), err)
	}
	defer p.store.Close()
	return r.reap(ctx, p)
}

// list says what would be done. By password it is signed in for that only, so that it can
// be called while another process works as the bot.
func (r reaping) list(ctx context.Context, p *process, out io.Writer) error {
	c := p.config
	if c.BotPassword == "" {
		if err := p.signIn(ctx); err != nil {
			return err
		}
	} else {
		if err := p.client.SignInForNow(ctx, c.BotUsername, c.BotPassword); err != nil {
			return fmt.Errorf("BOT_PASSWORD: %w", err)
		}
		defer func() { _ = p.client.SignOut(context.WithoutCancel(ctx)) }()
	}
	return newReaper(c, p.client, nil, nil, p.metrics, p.log).List(ctx, out)
}

// sealWarnings has warnings encrypted where rooms are, as the device of the bot, with which
// the reaper shares a database. In one of its own there are no keys: then they are sent in
// clear, and say what everybody at the homeserver can see anyway, when a room is deleted.
func (p *process) sealWarnings(ctx context.Context) error {
	if !p.store.Shared() || !p.config.Encryption || p.service.Token != "" {
		return nil
	}
	p.client.KnowRooms(meeting.EncryptedTo(p.client, p.store))
	return p.openVault(ctx)
}

func (r reaping) reap(ctx context.Context, p *process) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	if !r.once {
		stop, err := serveMetrics(p.config.MetricsAddress, p.metrics, cancel)
		if err != nil {
			return fmt.Errorf("METRICS_ADDRESS: %w; give a free address of this machine", err)
		}
		defer stop()
	}
	if err := p.signIn(ctx); err != nil {
		return err
	}
	admin, err := reaperAdmin(ctx, p.config, p.metrics)
	if errors.Is(err, matrix.ErrToken) {
		return errors.New("REAPER_ACCESS_TOKEN: the homeserver does not know it; give a valid one")
	}
	if err != nil {
		return fmt.Errorf("REAPER_HOMESERVER_URL: %w", err)
	}
	if err := p.sealWarnings(ctx); err != nil {
		return err
	}
	if p.config.Notes {
		p.notes = newKeeper(p.config, p.store)
	}
	reaper := newReaper(p.config, p.client, admin, p.notes, p.metrics, p.log)
	if r.once {
		return reaper.Pass(ctx)
	}
	reaper.Run(ctx)
	return context.Cause(ctx)
}
