package api

import (
	"net/http"

	"github.com/labstack/echo/v4"
)

// Config is what clients have to know of an installation.
type Config struct {
	Homeserver  string `json:"homeserver"` // the address of the client-server API
	HomeServer  string `json:"homeServer"` // the same: both spellings are in use
	DialIn      bool   `json:"jitsiDialInEnabled"`
	OpenXchange string `json:"openXchangeMeetingUrlTemplate,omitempty"`
}

func (s *server) config(c echo.Context) error {
	return c.JSON(http.StatusOK, Config{
		Homeserver: s.Homeserver, HomeServer: s.Homeserver, DialIn: s.DialIn.Enabled(), OpenXchange: s.OpenXchange,
	})
}

func (s *server) widgets(c echo.Context) error { return c.JSON(http.StatusOK, s.Widgets) }
