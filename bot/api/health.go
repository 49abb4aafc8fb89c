package api

import (
	"context"
	"net/http"

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

// Error implements error.
func (r Reason) Error() string { return string(r) }

// health answers 200 only while commands are taken, else 503 with the reason.
func health(check func(context.Context) error) echo.HandlerFunc {
	return func(c echo.Context) error {
		if err := check(c.Request().Context()); err != nil {
			return &problem{Status: http.StatusServiceUnavailable, Title: "Not ready", Reason: err.Error()}
		}
		return c.JSON(http.StatusOK, map[string]string{"status": "ok"})
	}
}
