package api

import (
	"encoding/json"
	"net/http"

	"github.com/labstack/echo/v4"
)

// Config is what clients have to know of an installation.
type Config struct {
	Homeserver  string `json:"homeserver"` // the address of the client-server API
	HomeServer  string `json:"homeServer"` // the same: both spellings are in use
	DialIn      bool   `json:"jitsiDialInEnabled"`
	OpenXchange string `json:"openXchangeMeetingUrlTemplate,omitempty"`

	MeetingNotes *NotesConfig `json:"meetingNotes,omitempty"` // absent where meetings have none
}

// constants are answers that do not change.
type constants struct {
	config, widgets []byte // JSON
}

func newConstants(o Options) (c constants, err error) {
	c.config, err = json.Marshal(Config{
		Homeserver: o.Homeserver, HomeServer: o.Homeserver, DialIn: o.DialIn.Enabled(), OpenXchange: o.OpenXchange,
		MeetingNotes: o.NotesConfig,
	})
	if err == nil {
		c.widgets, err = json.Marshal(o.Widgets)
	}
	return c, err
}

func (s *server) config(c echo.Context) error {
	return c.JSONBlob(http.StatusOK, s.constants.config)
}

func (s *server) widgets(c echo.Context) error {
	return c.JSONBlob(http.StatusOK, s.constants.widgets)
}
