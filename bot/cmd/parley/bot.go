package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/rs/zerolog"
	"parley/bot/api"
	"parley/bot/config"
	"parley/bot/engine"
	"parley/bot/help"
	"parley/bot/matrix"
	"parley/bot/meeting"
	"parley/bot/metrics"
	"parley/bot/notes"
	"parley/bot/push"
	"parley/bot/store"
	"parley/shared/room"
)

const (
	lanes       = 4 // rooms created at once; homeservers gain nothing from more
	slowLanes   = 2 // of those, for what waits for Etherpad
	signInPause = 2 * time.Second
)

// follower brings the events of the bot's rooms: a matrix.Stream, or a push.Receiver.
type follower interface {
	Run(ctx context.Context) error
	Check() error
	Heard() time.Time
}

// process is the running bot.
type process struct {
	config    config.Config
	log       zerolog.Logger
	store     *store.Store
	client    *matrix.Client
	blueprint *meeting.Blueprint
	metrics   *metrics.Metrics
	bot       *meeting.Bot
	notes     *notes.Keeper // nil where meetings have none
	work      *engine.Engine
	stream    follower
	pushed    *push.Receiver // nil: the bot asks for events itself
	service   push.Registration
	remembers atomic.Bool // see remember
	running   sync.WaitGroup
	mu        sync.Mutex
}

// startBot mounts the interface and runs the bot beside it; fail ends the whole
// process.
func startBot(ctx context.Context, c config.Config, e *echo.Echo, m *metrics.Metrics, log zerolog.Logger, fail context.CancelCauseFunc) (p *process, err error) {
	p = &process{config: c, log: log, metrics: m}
	if p.blueprint, err = meeting.LoadBlueprint(c.EventsFile, c.LayoutsFile); err != nil {
		return nil, fmt.Errorf("DEFAULT_EVENTS_CONFIG or DEFAULT_WIDGET_LAYOUTS_CONFIG: %w", err)
	}
	if p.client, err = matrix.New(string(c.HomeserverURL)); err != nil {
		return nil, fmt.Errorf("HOMESERVER_URL: %w", err)
	}
	p.client.Wait(c.Patience.Duration())
	p.client.Observe(m.Asked)
	if p.store, err = openStore(ctx, c); err != nil {
		return nil, fmt.Errorf("%s: %w", p.keeping(), err)
	}
	p.bot = meeting.New(p.client, p.store, p.blueprint, p.settings(), log)
	p.bot.Observe(m)
	if err = p.keepNotes(); err != nil {
		p.store.Close()
		return nil, err
	}
	p.work = engine.New(p.store, lanes, p.bot.Handle, log)
	p.work.Limit(meeting.SlowLanes, slowLanes)
	if err = p.mountAPI(e); err != nil {
		p.store.Close()
		return nil, err
	}
	if err = p.takePushed(e); err != nil {
		p.store.Close()
		return nil, err
	}
	m.Watch(p.source())
	p.running.Go(func() {
		if err := p.run(ctx); err != nil && ctx.Err() == nil {
			fail(err)
		}
	})
	return p, nil
}

// stop waits for the bot's end and closes the store.
func (p *process) stop() {
	p.running.Wait()
	p.store.Close()
}

// botUserID returns who has signed in, "" before.
func (p *process) botUserID() string { return p.client.UserID() }

// openStore opens the database that the settings name.
func openStore(ctx context.Context, c config.Config) (*store.Store, error) {
	if c.Database != "" {
		return store.Connect(ctx, string(c.Database))
	}
	return store.Open(ctx, c.Storage)
}

// keeping is the setting that names the database.
func (p *process) keeping() string { return keeping(p.config) }

func keeping(c config.Config) string {
	if c.Database != "" {
		return "DATABASE_URL"
	}
	return "STORAGE_FILE_DATA_PATH"
}

// run signs in, then follows the stream and works until ctx ends.
func (p *process) run(ctx context.Context) error {
	if err := p.signIn(ctx); err != nil {
		return err
	}
	if err := p.openVault(ctx); err != nil {
		return err
	}
	p.client.LearnSoftware(ctx)
	if err := p.remember(ctx); err != nil {
		return fmt.Errorf("%s: %w", p.keeping(), err)
	}
	desk := help.New(p.client, p.store, p.bot, p.helpSettings(), p.log)
	p.running.Go(func() { p.countRooms(ctx) })
	p.running.Go(func() {
		p.alone(ctx, "notes", p.bot.CheckNotes)
		p.work.Wake()
	})
	if p.config.Reaper == config.ReaperBot {
		p.running.Go(func() { p.alone(ctx, "reaper", p.reap) })
	}
	p.running.Go(func() {
		p.alone(ctx, "survey", p.bot.Private().Survey)
		if p.config.MigrateChats {
			p.alone(ctx, "migration", desk.Migrate)
		}
	})
	p.running.Go(func() {
		p.alone(ctx, "pictures", p.bot.UploadPictures)
		p.work.Run(ctx)
	})
	p.running.Go(func() { p.prune(ctx) })
	if p.pushed != nil && p.config.Encryption {
		p.running.Go(func() { p.alone(ctx, "keys", p.followKeys) })
	}
	if p.store.Shared() {
		p.running.Go(func() { p.keepSignedIn(ctx) })
	}
	p.introduce(ctx)
	return p.lead(ctx)
}

// record makes a batch durable and has it worked on. What is pushed waits for the store.
func (p *process) record(ctx context.Context, batch matrix.Batch) error {
	if batch.Pushed && !p.remembers.Load() {
		return matrix.ErrStarting
	}
	defer p.work.Wake()
	return p.bot.Record(ctx, batch)
}

func (p *process) follow(s follower) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.stream = s
}

// followed returns the stream, nil before the bot has signed in.
func (p *process) followed() follower {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.stream
}

// signIn proves who the bot is, with patience for a homeserver that is not up
// yet.
func (p *process) signIn(ctx context.Context) error {
	for {
		err := p.signInOnce(ctx)
		switch {
		case err == nil:
			p.log.Info().Str("user_id", p.client.UserID()).Msg("signed in")
			return nil
		case errors.Is(err, matrix.ErrToken):
			if p.service.Token != "" {
				return errUnknownService
			}
			return errors.New("ACCESS_TOKEN: the homeserver does not know it; give a valid one")
		case errors.Is(err, matrix.ErrForbidden):
			return errors.New("BOT_PASSWORD: the homeserver refuses it for BOT_USERNAME; give the right one")
		case !matrix.Retryable(err):
			return fmt.Errorf("HOMESERVER_URL: signing in fails: %w", err)
		}
		p.log.Warn().Err(err).Msg("waiting for the homeserver")
		if pause(ctx, signInPause); ctx.Err() != nil {
			return ctx.Err()
		}
	}
}

// pause waits, unless ctx ends.
func pause(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

func (p *process) signInOnce(ctx context.Context) error {
	if p.service.Token != "" {
		return p.client.SignInAsService(ctx, p.service.Token, p.service.Localpart)
	}
	if p.config.AccessToken != "" {
		return p.client.SignInWithToken(ctx, p.config.AccessToken)
	}
	ctx, release, err := p.store.Hold(ctx, "login")
	if err != nil {
		return err
	}
	defer release()
	return p.client.SignInWithPassword(ctx, p.config.BotUsername, p.config.BotPassword, p.store)
}

// introduce gives the bot its display name, if one is set.
func (p *process) introduce(ctx context.Context) {
	if p.config.BotDisplayname == "" {
		return
	}
	if err := p.client.SetDisplayName(ctx, p.config.BotDisplayname); err != nil {
		p.log.Warn().Err(err).Msg("the display name cannot be set")
	}
}

func (p *process) settings() meeting.Settings {
	c := p.config
	s := meeting.Settings{
		Planner:   meeting.Screen{Name: c.WidgetName, URL: c.WidgetURL.Widget()},
		Cockpit:   meeting.Screen{Name: c.CockpitName, URL: c.CockpitURL.Widget()},
		Breakouts: meeting.Screen{Name: c.BreakoutName, URL: c.BreakoutURL.Widget()},
		Reminders: c.Reminders,
		LinkShare: string(c.LinkShare), Locale: string(c.Locale), Timezone: string(c.Timezone), CloseBreakouts: c.CloseBreakouts,
		MaxAge: c.MaxAge.Duration(), TellInPrivate: c.PrivateErrors,
		Burst: int(c.Burst), PerMinute: int(c.PerMinute),
	}
	s.StayUntilDeleted = c.Reaper != config.ReaperOff
	if c.DeletionOffset != nil {
		offset := c.DeletionOffset.Duration()
		s.DeletionOffset = &offset
	}
	if c.GuestLevels {
		s.Guests = &meeting.Guests{Prefix: c.GuestPrefix, Level: room.Level(c.GuestLevel), Forget: c.GuestForget}
	}
	return s
}

func (p *process) helpSettings() help.Settings {
	c := p.config
	return help.Settings{
		Planner: p.settings().Planner, CalendarName: c.CalendarName, Welcome: c.Welcome, Locale: string(c.Locale),
		Timezone:  string(c.Timezone),
		LinkShare: string(c.LinkShare),
		Inviting:  c.Inviting,
	}
}

// check tells whether commands are taken; see api.Options.
func (p *process) check(ctx context.Context) error {
	if p.store.Ping(ctx) != nil {
		return api.Storage
	}
	if !p.remembers.Load() {
		return api.Starting
	}
	stream := p.followed()
	if stream == nil {
		return p.standBy(ctx)
	}
	err := stream.Check()
	switch {
	case errors.Is(err, matrix.ErrToken):
		return api.Unauthorized
	case errors.Is(err, matrix.ErrStarting):
		return api.Starting
	case err != nil:
		return api.Unreachable
	}
	return nil
}
