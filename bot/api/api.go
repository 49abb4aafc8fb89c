// Package api is the HTTP interface for the widget and for other programs,
// below /v1.
//
// Requests are authenticated by a Matrix access token or an OpenID token; failures
// are problem details (RFC 9457) that never name anything internal. Commands are
// carried out by package meeting, as those of rooms are.
package api

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"
	"github.com/rs/zerolog"
	"parley/bot/meeting"
	"parley/bot/push"
	"parley/shared/event"
)

const (
	prefix    = "/v1"
	bodyLimit = "64K" // the largest Matrix event, which no request needs to exceed
)

// Meetings carries out orders and knows who is in which meeting; see meeting.Bot.
type Meetings interface {
	Order(ctx context.Context, o meeting.Order) (id string, err error)
	Outcome(ctx context.Context, id string) (event.BotMeta, error)
	MayShare(ctx context.Context, room, user string) error
}

// Options are what the interface speaks for.
type Options struct {
	Identities  Identities
	Trusted     map[string]OpenID // other homeservers, by name
	Meetings    Meetings
	Notes       Notes        // nil where meetings have none
	NotesConfig *NotesConfig // likewise
	DialIn      DialIn
	Check       func(context.Context) error // nil while commands are taken; its error is a reason of this package
	PublicURL   string                      // where browsers reach the interface, without /v1
	Homeserver  string                      // address, for clients
	Widgets     []meeting.WidgetInfo
	OpenXchange string   // template of addresses of meetings in Open-Xchange, "" for none
	Origins     []string // that may ask from a browser
	Timezone    string   // IANA, of whoever names none
	LinkShare   string   // the beginning of links to rooms
	Log         zerolog.Logger
}

// server answers requests.
type server struct {
	Options
	auth      *authenticator
	paper     paper
	constants constants
}

// Mount adds the interface to a server.
func Mount(e *echo.Echo, o Options) error {
	s := &server{Options: o, auth: newAuthenticator(o.Identities, o.Trusted)}
	var err error
	if s.paper, err = newPaper(o.PublicURL); err != nil {
		return err
	}
	if s.constants, err = newConstants(o); err != nil {
		return err
	}
	e.HTTPErrorHandler = problems(o.Log)
	e.Use(middleware.RecoverWithConfig(middleware.RecoverConfig{
		LogErrorFunc: func(_ echo.Context, err error, stack []byte) error { return fmt.Errorf("%w\n%s", err, stack) },
	}), middleware.BodyLimitWithConfig(middleware.BodyLimitConfig{
		Skipper: func(c echo.Context) bool { // what is pushed has a limit of its own
			return c.Request().Body == http.NoBody || strings.HasPrefix(c.Request().URL.Path, push.Prefix)
		}, Limit: bodyLimit,
	}), middleware.CORSWithConfig(middleware.CORSConfig{
		Skipper:       func(c echo.Context) bool { return !strings.HasPrefix(c.Request().URL.Path, prefix+"/") },
		AllowOrigins:  o.Origins,
		AllowMethods:  []string{http.MethodGet, http.MethodPost, http.MethodPut},
		AllowHeaders:  []string{"authorization", "content-type", "accept-language", headerTimezone, headerKey},
		ExposeHeaders: []string{headerKey, echo.HeaderRetryAfter},
		MaxAge:        int((10 * time.Minute).Seconds()),
	}))
	for _, r := range routes {
		s.add(e, r)
	}
	for _, entrance := range []string{prefix, prefix + "/"} {
		e.Match([]string{http.MethodGet, http.MethodHead}, entrance, sealed(s.toDocs))
	}
	return nil
}

// add makes a route answer. What is asked for with GET may be asked for with HEAD, too.
func (s *server) add(e *echo.Echo, r route) {
	handle := func(c echo.Context) error { return r.handle(s, c, "") }
	if r.known {
		handle = s.auth.require(func(c echo.Context, user string) error { return r.handle(s, c, user) })
	}
	methods := []string{r.method}
	if r.method == http.MethodGet {
		methods = append(methods, http.MethodHead)
	}
	e.Match(methods, prefix+r.path, sealed(handle))
}

// sealed keeps answers from being stored or taken for something else.
func sealed(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		header := c.Response().Header()
		header.Set(echo.HeaderCacheControl, "no-store")
		header.Set(echo.HeaderXContentTypeOptions, "nosniff")
		return next(c)
	}
}
