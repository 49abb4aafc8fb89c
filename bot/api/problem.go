package api

import (
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"
	"github.com/rs/zerolog"
)

// problem is a failure as RFC 9457 describes it. Its title belongs to the status,
// its detail says what the caller can do.
type problem struct {
	Status int    `json:"status"`
	Title  string `json:"title"`
	Detail string `json:"detail,omitempty"`
	Reason string `json:"reason,omitempty"` // a stable name for programs
	cause  error
}

// Error implements error; it is for the log.
func (p *problem) Error() string { return p.Title + ": " + p.Reason }

// Unwrap returns the cause.
func (p *problem) Unwrap() error { return p.cause }

// problems writes every error as problem details, and logs those that are our
// or the homeserver's fault.
func problems(log zerolog.Logger) echo.HTTPErrorHandler {
	return func(err error, c echo.Context) {
		if c.Response().Committed {
			return
		}
		p := problemOf(err)
		if p.Status >= http.StatusInternalServerError && p.Title != "Not ready" {
			log.Error().Err(err).AnErr("cause", p.cause).Str("route", c.Path()).Int("status", p.Status).Msg("a request failed")
		}
		c.Response().Header().Set(echo.HeaderContentType, "application/problem+json")
		if p.Status == http.StatusUnauthorized {
			c.Response().Header().Set(echo.HeaderWWWAuthenticate, "Bearer, MX-Identity")
		}
		if c.Request().Method == http.MethodHead {
			err = c.NoContent(p.Status)
		} else {
			err = c.JSON(p.Status, p)
		}
		if err != nil {
			log.Debug().Err(err).Msg("an answer was not taken")
		}
	}
}

// problemOf hides everything that was not made to be shown.
func problemOf(err error) *problem {
	var p *problem
	if errors.As(err, &p) {
		return p
	}
	status := http.StatusInternalServerError
	var h *echo.HTTPError
	if errors.As(err, &h) {
		status = h.Code
	}
	return &problem{Status: status, Title: http.StatusText(status)}
}
