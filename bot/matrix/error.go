package matrix

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"maunium.net/go/mautrix"
)

// What errors.Is can ask of an *Error.
var (
	ErrForbidden   = errors.New("the homeserver does not allow it")
	ErrNotFound    = errors.New("the homeserver does not know it")
	ErrTaken       = errors.New("the alias is taken")
	ErrToken       = errors.New("the access token is not valid")
	ErrUnreachable = errors.New("the homeserver does not answer")
	ErrTooLarge    = errors.New("the answer of the homeserver is too large")
)

// Error is a request that failed. It names no address, user or content, so it
// may be logged.
type Error struct {
	Status int           // of HTTP; 0 when there was no answer
	Code   string        // the Matrix error code, may be ""
	Wait   time.Duration // how long the homeserver asks to wait (429), else 0
	cause  error         // why there was no answer
	here   bool          // nothing was asked for: what it takes here has failed
}

// Error implements error.
func (e *Error) Error() string {
	switch {
	case e.here:
		return fmt.Sprintf("it cannot be encrypted now: %v", e.cause)
	case e.Is(ErrTooLarge):
		return ErrTooLarge.Error()
	case e.Status == 0:
		return fmt.Sprintf("%v: %v", ErrUnreachable, e.cause)
	}
	return fmt.Sprintf("the homeserver answered %d %s", e.Status, e.Code)
}

// Unwrap returns why there was no answer.
func (e *Error) Unwrap() error { return e.cause }

// RetryAfter returns how long the homeserver asks to wait, 0 for no wish.
func (e *Error) RetryAfter() time.Duration { return e.Wait }

// Is compares with the errors of this package.
func (e *Error) Is(target error) bool {
	switch target {
	case ErrForbidden:
		return e.Status == http.StatusForbidden
	case ErrNotFound:
		return e.Status == http.StatusNotFound
	case ErrTaken:
		return e.Code == "M_ROOM_IN_USE"
	case ErrToken:
		return e.Code == "M_UNKNOWN_TOKEN" || e.Code == "M_MISSING_TOKEN"
	case ErrTooLarge:
		return errors.Is(e.cause, mautrix.ErrResponseTooLong) || errors.Is(e.cause, mautrix.ErrBodyReadReachedLimit)
	case ErrUnreachable:
		return e.Status == 0 && !e.here && !e.Is(ErrTooLarge)
	}
	return false
}

// Retryable reports whether the same request may succeed later: no answer, a
// rate limit, a failure inside the homeserver or of the bot's own database, or a token that
// will be renewed.
func Retryable(err error) bool {
	var e *Error
	if !errors.As(err, &e) {
		return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
	}
	return e.here || e.Is(ErrUnreachable) || e.Status == http.StatusTooManyRequests || e.Status >= 500 || errors.Is(e, ErrToken)
}

// Limited reports whether the homeserver asked to slow down (429).
func Limited(err error) bool {
	var e *Error
	return errors.As(err, &e) && e.Status == http.StatusTooManyRequests
}

// passing makes a failure that has not come from the homeserver, such as that of a database
// with keys, one that is worth another try.
func passing(err error) error {
	var e *Error
	if err == nil || errors.As(err, &e) || Retryable(err) {
		return err
	}
	return &Error{cause: err, here: true}
}

// failure turns an error of mautrix into an *Error.
func failure(err error) error {
	if err == nil {
		return nil
	}
	var h mautrix.HTTPError
	if !errors.As(err, &h) || h.Response == nil || h.WrappedError != nil {
		return &Error{cause: withoutAddress(err)}
	}
	e := &Error{Status: h.Response.StatusCode}
	if h.RespError != nil {
		e.Code = h.RespError.ErrCode
		if ms, ok := h.RespError.ExtraData["retry_after_ms"].(float64); ok {
			e.Wait = time.Duration(ms) * time.Millisecond
		}
	}
	return e
}

// withoutAddress drops the address of a request, which names rooms and users.
func withoutAddress(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err
	}
	return err
}
