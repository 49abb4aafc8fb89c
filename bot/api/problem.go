package api

import (
	"cmp"
	"context"
	"errors"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/rs/zerolog"
	"parley/bot/matrix"
	"parley/bot/meeting"
	"parley/bot/store"
	"parley/shared/fault"
	"parley/shared/text"
)

// Problem is a failure as RFC 9457 describes it. Its title belongs to the status,
// its detail says what the caller can do.
type Problem struct {
	Status int       `json:"status"`
	Title  string    `json:"title"`
	Detail string    `json:"detail,omitempty"`
	Reason string    `json:"reason,omitempty"` // a stable name for programs
	Errors []Mistake `json:"errors,omitempty"` // all that is wrong with the request

	// In the words of OpenTalk's interface, where it is about meeting notes: error, and its kind.
	Message string     `json:"message,omitempty"`
	Kind    fault.Code `json:"error,omitempty"`

	text   text.Key // of the detail
	faults fault.List
	wait   time.Duration // before the next try
	cause  error
}

// Mistake is one thing that is wrong with a request.
type Mistake struct {
	Code   fault.Code `json:"code"`            // a stable name for programs
	Field  string     `json:"field,omitempty"` // the JSON path in the body; absent for the whole
	Detail string     `json:"detail"`          // for people
}

// Error implements error; it is for the log.
func (p *Problem) Error() string { return p.Title + ": " + p.Reason }

// Unwrap returns the cause.
func (p *Problem) Unwrap() error { return p.cause }

// statuses are those of faults that are no mistakes in the body (400).
var statuses = map[fault.Code]int{
	fault.TooLarge:  http.StatusRequestEntityTooLarge,
	fault.Forbidden: http.StatusForbidden, fault.BotForbidden: http.StatusForbidden,
	fault.NotFound: http.StatusNotFound, fault.NotAMeeting: http.StatusNotFound,
	fault.Conflict: http.StatusConflict, fault.RateLimited: http.StatusTooManyRequests,
	fault.Expired: http.StatusServiceUnavailable, fault.Unsupported: http.StatusNotImplemented,
	fault.NotEncrypted: http.StatusForbidden, fault.UntrustedDevice: http.StatusForbidden, fault.NoKey: http.StatusForbidden,
	fault.Rejected: http.StatusBadGateway, fault.Internal: http.StatusInternalServerError,

	fault.InsufficientPermissions: http.StatusForbidden, fault.InvalidParticipantSelection: http.StatusUnprocessableEntity,
	fault.CurrentlyInitializing: http.StatusConflict, fault.NotInitialized: http.StatusConflict,
	fault.FailedInitialization: http.StatusBadGateway, fault.StorageExceeded: http.StatusInsufficientStorage,
}

// refused is the problem of a command with faults.
func refused(faults fault.List) *Problem {
	first := faults[0].Code
	p := &Problem{Status: cmp.Or(statuses[first], http.StatusBadRequest), Reason: string(first), faults: faults}
	switch first {
	case fault.CurrentlyInitializing:
		p.wait = initializing
		fallthrough
	case fault.InsufficientPermissions, fault.InvalidParticipantSelection, fault.NotInitialized, fault.FailedInitialization, fault.StorageExceeded:
		p.Message, p.Kind = "error", first
	}
	return p
}

// orderProblem is the problem of an order that failed or is not finished.
func orderProblem(err error) error {
	var tooFast *meeting.TooFast
	var faults fault.List
	var f *fault.Fault
	switch {
	case errors.As(err, &tooFast):
		p := refused(fault.List{fault.Of(err)})
		p.wait = tooFast.Wait
		return p
	case errors.As(err, &faults):
		return refused(faults)
	case errors.As(err, &f):
		return refused(fault.List{f})
	case errors.Is(err, meeting.ErrKeyUsed):
		return &Problem{Status: http.StatusUnprocessableEntity, Reason: reasonUsed, text: text.APIKeyUsed}
	case errors.Is(err, context.DeadlineExceeded):
		return &Problem{Status: http.StatusServiceUnavailable, Reason: reasonLate, text: text.APIPending, wait: askAgain}
	}
	return trouble(err)
}

// trouble is the problem of what failed although the request is fine.
func trouble(err error) error {
	var reason Reason
	switch {
	case errors.As(err, &reason):
		return &Problem{Status: http.StatusServiceUnavailable, Reason: string(reason), wait: askAgain, cause: err}
	case errors.Is(err, store.ErrStorage):
		return &Problem{Status: http.StatusServiceUnavailable, Reason: string(Storage), wait: askAgain, cause: err}
	case matrix.Retryable(err):
		return &Problem{Status: http.StatusBadGateway, Reason: string(Unreachable), text: text.APIUnreachable, cause: err}
	}
	return err
}

// problems writes every error as problem details, and logs those that are our
// or the homeserver's fault.
func problems(log zerolog.Logger) echo.HTTPErrorHandler {
	return func(err error, c echo.Context) {
		if c.Response().Committed || c.Request().Context().Err() != nil {
			return
		}
		p := problemOf(err)
		if p.Status >= http.StatusInternalServerError && p.Title != "Not ready" {
			log.Error().Err(err).AnErr("cause", p.cause).Str("route", c.Path()).Int("status", p.Status).Msg("a request failed")
		}
		header := c.Response().Header()
		header.Set(echo.HeaderContentType, "application/problem+json")
		header.Set(echo.HeaderXContentTypeOptions, "nosniff")
		if p.Status == http.StatusUnauthorized {
			header.Set(echo.HeaderWWWAuthenticate, "Bearer, MX-Identity")
		}
		if p.wait > 0 {
			header.Set(echo.HeaderRetryAfter, strconv.Itoa(int(math.Ceil(p.wait.Seconds()))))
		}
		if c.Request().Method == http.MethodHead {
			err = c.NoContent(p.Status)
		} else {
			err = c.JSON(p.Status, p.in(text.Choose(localeOf(c.Request()))))
		}
		if err != nil {
			log.Debug().Err(err).Msg("an answer was not taken")
		}
	}
}

// problemOf hides everything that was not made to be shown.
func problemOf(err error) *Problem {
	var p *Problem
	if errors.As(err, &p) {
		return p
	}
	status := http.StatusInternalServerError
	var h *echo.HTTPError
	if errors.As(err, &h) {
		status = h.Code
	}
	return &Problem{Status: status}
}

// in returns the problem with its texts in a language.
func (p *Problem) in(l text.Lang) Problem {
	told := *p
	told.Title = cmp.Or(p.Title, http.StatusText(p.Status))
	if p.text != "" {
		told.Detail = text.Get(l, p.text)
	}
	for _, f := range p.faults {
		field := strings.TrimPrefix(strings.TrimPrefix(f.Field, "data"), ".")
		told.Errors = append(told.Errors, Mistake{f.Code, field, text.Fault(l, f.Code)})
	}
	if len(told.Errors) > 0 {
		told.Detail = told.Errors[0].Detail
	}
	return told
}
