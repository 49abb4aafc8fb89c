// Package api is the HTTP interface for the widget and for other programs,
// below /v1.
//
// Requests are authenticated by a Matrix access token or an OpenID token of the
// bot's homeserver; failures are problem details (RFC 9457) that never name
// anything internal.
package api

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"
	"github.com/rs/zerolog"
	"parley/bot/meeting"
)

const (
	prefix    = "/v1"
	bodyLimit = "64K" // the largest Matrix event, which no request needs to exceed
)

// Options are what the interface speaks for.
type Options struct {
	Identities Identities
	Check      func(context.Context) error // nil while commands are taken; its error is a reason of this package
	Homeserver string                      // address, for clients
	Widgets    []meeting.WidgetInfo
	Origins    []string // that may ask from a browser
	Log        zerolog.Logger
}

// Mount adds the interface to a server.
func Mount(e *echo.Echo, o Options) error {
	e.HTTPErrorHandler = problems(o.Log)
	widgets, err := json.Marshal(o.Widgets)
	if err != nil {
		return err
	}
	config, err := json.Marshal(map[string]any{
		"homeserver": o.Homeserver, "homeServer": o.Homeserver, // both spellings are in use
		"jitsiDialInEnabled": false,
	})
	if err != nil {
		return err
	}
	auth := &authenticator{identities: o.Identities, known: map[[32]byte]*identity{}, now: time.Now}

	e.Use(middleware.BodyLimit(bodyLimit), middleware.CORSWithConfig(middleware.CORSConfig{
		Skipper:      func(c echo.Context) bool { return !strings.HasPrefix(c.Request().URL.Path, prefix+"/") },
		AllowOrigins: o.Origins,
		AllowMethods: []string{http.MethodGet, http.MethodPost, http.MethodPut},
		AllowHeaders: []string{"authorization", "content-type", "accept-language", "x-timezone", "idempotency-key"},
		MaxAge:       int((10 * time.Minute).Seconds()),
	}))
	v1 := e.Group(prefix)
	v1.GET("/live", func(c echo.Context) error { return c.NoContent(http.StatusNoContent) })
	v1.GET("/health", health(o.Check))
	v1.GET("/config", auth.require(fixed(config)))
	v1.GET("/widget/list", auth.require(fixed(widgets)))
	return nil
}

// fixed answers with JSON that does not change.
func fixed(body []byte) echo.HandlerFunc {
	return func(c echo.Context) error { return c.JSONBlob(http.StatusOK, body) }
}
