package api

import (
	"context"
	"net/http"
	"net/url"
	"sync"

	"github.com/labstack/echo/v4"
)

// DialIn knows how people take part by telephone; see dialin.Directory.
type DialIn interface {
	Enabled() bool
	Number(ctx context.Context) string
	PIN(ctx context.Context, room string) int64
}

// Sharing is how people take part in a meeting by telephone; what is not known is
// absent.
type Sharing struct {
	Number string `json:"jitsi_dial_in_number,omitempty"`
	PIN    int64  `json:"jitsi_pin,omitempty"` // a secret of the meeting
}

func (s *server) sharing(c echo.Context, user string) error {
	ctx, room := c.Request().Context(), roomOf(c)
	if err := s.Meetings.MayShare(ctx, room, user); err != nil {
		return orderProblem(err)
	}
	var answer Sharing
	var asking sync.WaitGroup
	asking.Go(func() { answer.Number = s.DialIn.Number(ctx) })
	asking.Go(func() { answer.PIN = s.DialIn.PIN(ctx, room) })
	asking.Wait()
	return c.JSON(http.StatusOK, answer)
}

// paramRoom is the part of a path that names a room.
const paramRoom = "roomId"

// roomOf returns the room of a path. Echo takes the path as it was sent when Go would
// have encoded it otherwise.
func roomOf(c echo.Context) string {
	room := c.Param(paramRoom)
	if c.Request().URL.RawPath == "" {
		return room
	}
	room, _ = url.PathUnescape(room) // the server has refused what cannot be
	return room
}
