package api

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"
)

// Reason is why commands are not taken at the moment, as a stable name.
type Reason string

// Reasons of an unready process.
const (
	Starting     Reason = "starting"
	Unreachable  Reason = "homeserver_unreachable"
	Unauthorized Reason = "unauthorized"
	Storage      Reason = "storage"
)

// Busy is why somebody unknown is not looked into at the moment.
const Busy Reason = "busy"

// Error implements error.
func (r Reason) Error() string { return string(r) }

// Health is the answer of a process that takes commands.
type Health struct {
	Status string `json:"status"`
	Time   int64  `json:"time"` // of the answer, in milliseconds since 1970
}

// health answers 200 only while commands are taken, else 503 with the reason.
func (s *server) health(c echo.Context) error {
	if err := s.Check(c.Request().Context()); err != nil {
		return &Problem{Status: http.StatusServiceUnavailable, Title: "Not ready", Reason: err.Error()}
	}
	return c.JSON(http.StatusOK, Health{Status: "ok", Time: time.Now().UnixMilli()})
}

// live answers as long as the process does.
func (s *server) live(c echo.Context) error { return c.NoContent(http.StatusNoContent) }
