package api

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"
	"parley/bot/meeting"
	"parley/shared/event"
	"parley/shared/room"
	"parley/shared/text"
)

const (
	headerKey  = "idempotency-key"
	maxKey     = 255              // bytes
	patience   = 50 * time.Second // with a command, below the time that an answer may take
	askAgain   = 5 * time.Second
	mediaJSON  = "application/json"
	reasonUsed = "idempotency_key_used"
	reasonKey  = "idempotency_key"
	reasonLate = "pending"
)

// Created is the answer to a meeting that was created.
type Created struct {
	RoomID     string        `json:"room_id"`
	MeetingURL string        `json:"meeting_url"`
	Warnings   []event.Tally `json:"warnings,omitempty"` // what could not be done, such as some invitations
}

// order answers requests whose body is the data of a command.
func order(typ string, answer func(*server, echo.Context, event.BotMeta) error) func(*server, echo.Context, string) error {
	return func(s *server, c echo.Context, user string) error {
		o, err := s.orderOf(c, typ, user)
		if err == nil && c.Param(paramRoom) != "" {
			err = aim(c, &o)
		}
		if err != nil {
			return err
		}
		ctx, cancel := context.WithTimeout(c.Request().Context(), patience)
		defer cancel()
		id, err := s.Meetings.Order(ctx, o)
		var result event.BotMeta
		if err == nil {
			result, err = s.Meetings.Outcome(ctx, id)
		}
		if err != nil {
			return orderProblem(err)
		}
		return answer(s, c, result)
	}
}

// orderOf reads a request. One without a key gets one, to be repeated with.
func (s *server) orderOf(c echo.Context, typ, user string) (meeting.Order, error) {
	header := c.Request().Header
	key := header.Get(headerKey)
	if key == "" {
		key = rand.Text()
		c.Response().Header().Set(headerKey, key)
	} else if len(key) > maxKey || strings.ContainsFunc(key, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return meeting.Order{}, &Problem{Status: http.StatusBadRequest, Reason: reasonKey, text: text.APIBadKey}
	}
	if media, _, err := mime.ParseMediaType(header.Get(echo.HeaderContentType)); err != nil || media != mediaJSON {
		return meeting.Order{}, &Problem{Status: http.StatusUnsupportedMediaType, text: text.APINoJSON}
	}
	body, err := io.ReadAll(c.Request().Body)
	if err != nil {
		return meeting.Order{}, unread(err)
	}
	return meeting.Order{User: user, Key: key, Type: typ, Data: body, Context: s.context(c.Request())}, nil
}

// unread tells why a body could not be read: it is too long, or the client is gone.
func unread(err error) error {
	var h *echo.HTTPError
	if errors.As(err, &h) {
		return err
	}
	return &Problem{Status: http.StatusBadRequest, cause: err}
}

func (s *server) created(c echo.Context, result event.BotMeta) error {
	link := room.Address(s.LinkShare, result.CreatedRoomID, s.Identities.ServerName())
	return c.JSON(http.StatusCreated, Created{result.CreatedRoomID, link, result.Warnings})
}

// empty answers with a status and nothing else.
func empty(status int) func(*server, echo.Context, event.BotMeta) error {
	return func(_ *server, c echo.Context, _ event.BotMeta) error { return c.NoContent(status) }
}
