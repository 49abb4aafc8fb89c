package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/rs/zerolog"
	"parley/bot/config"
	"parley/bot/metrics"
)

const (
	readLimit  = 15 * time.Second
	writeLimit = 60 * time.Second
	idleLimit  = 2 * time.Minute
	stopLimit  = 5 * time.Second
	headerSize = 16 << 10

	garbage = 50 // per cent of what is alive; half of Go's own measure saves memory and costs hardly any time: little is made per command
)

// parts says what a process runs.
type parts struct{ bot, web bool }

func serve(ctx context.Context, c config.Config, _ io.Writer) error {
	return runParts(ctx, c, parts{bot: true, web: true})
}

func serveBot(ctx context.Context, c config.Config, _ io.Writer) error {
	return runParts(ctx, c, parts{bot: true})
}

// serveWeb does not ask the homeserver who the bot is, so it has to be told.
func serveWeb(ctx context.Context, c config.Config, _ io.Writer) error {
	if !strings.HasPrefix(c.BotUsername, "@") {
		return errors.New("BOT_USERNAME: no user ID; give the whole one, such as @parley:example.org")
	}
	return runParts(ctx, c, parts{web: true})
}

// runParts runs until ctx ends or something cannot go on.
func runParts(ctx context.Context, c config.Config, p parts) error {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(garbage)
	}
	log := newLog(c)
	if len(c.Ineffective) > 0 {
		log.Warn().Strs("settings", c.Ineffective).Msg("settings have no effect")
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	figures := metrics.New(version)
	stopMetrics, err := serveMetrics(c.MetricsAddress, figures, cancel)
	if err != nil {
		return fmt.Errorf("METRICS_ADDRESS: %w; give a free address of this machine", err)
	}
	defer stopMetrics()
	e := echo.New()
	e.HideBanner, e.HidePort = true, true
	e.Use(figures.Middleware(e))
	stopBot, err := p.start(ctx, c, e, figures, log, cancel)
	if err != nil {
		return err
	}
	defer stopBot()
	address := net.JoinHostPort(c.BindAddress, strconv.Itoa(int(c.Port)))
	stopServer, err := listen(address, e, cancel)
	if err != nil {
		return fmt.Errorf("PORT: %w; give a free port", err)
	}
	defer stopServer()
	log.Info().Str("version", version).Str("address", address).Msg("listening")
	<-ctx.Done()
	log.Info().Msg("stopping")
	return context.Cause(ctx)
}

// start mounts the parts and starts the bot, until stop is called; fail ends the whole
// process.
func (p parts) start(ctx context.Context, c config.Config, e *echo.Echo, figures *metrics.Metrics, log zerolog.Logger, fail context.CancelCauseFunc) (stop func(), err error) {
	stop = func() {}
	botUserID := func() string { return c.BotUsername }
	if p.bot {
		bot, err := startBot(ctx, c, e, figures, log, fail)
		if err != nil {
			return nil, err
		}
		botUserID = bot.botUserID
		stop = func() {
			fail(nil)
			bot.stop()
		}
	}
	if p.web {
		if err := mountWeb(e, c, botUserID); err != nil {
			stop()
			return nil, err
		}
	}
	return stop, nil
}

// listen serves requests to an address until stop is called.
func listen(address string, handler http.Handler, fail context.CancelCauseFunc) (stop func(), err error) {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return nil, err
	}
	server := newServer(handler)
	go func() {
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			fail(err)
		}
	}()
	return func() { shutdown(server) }, nil
}

func newServer(handler http.Handler) *http.Server {
	return &http.Server{
		Handler: handler, ReadHeaderTimeout: readLimit, ReadTimeout: readLimit,
		WriteTimeout: writeLimit, IdleTimeout: idleLimit, MaxHeaderBytes: headerSize,
	}
}

// shutdown lets running requests finish for a while.
func shutdown(server *http.Server) {
	ctx, cancel := context.WithTimeout(context.Background(), stopLimit)
	defer cancel()
	if server.Shutdown(ctx) != nil {
		server.Close()
	}
}

// newLog writes JSON lines, or readable ones when somebody is watching.
func newLog(c config.Config) zerolog.Logger {
	var out io.Writer = os.Stderr
	if info, err := os.Stderr.Stat(); err == nil && info.Mode()&os.ModeCharDevice != 0 {
		out = zerolog.ConsoleWriter{Out: os.Stderr, TimeFormat: time.TimeOnly}
	}
	return zerolog.New(out).Level(zerolog.Level(c.LogLevel)).With().Timestamp().Logger()
}
