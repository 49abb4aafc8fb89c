package api

import (
	"net/http"

	"github.com/labstack/echo/v4"
	"parley/shared/command"
)

// route is one thing that can be asked for.
type route struct {
	method, path string // below /v1
	known        bool   // who asks has to be known
	answer       func(s *server, c echo.Context) error
}

// routes is all of the interface.
var routes = []route{
	{http.MethodPost, "/meeting/create", true, order(command.TypeMeetingCreate, (*server).created)},
	{http.MethodPut, "/meeting/update", true, order(command.TypeMeetingUpdate, empty(http.StatusOK))},
	{http.MethodPost, "/meeting/close", true, order(command.TypeMeetingClose, empty(http.StatusCreated))},
	{http.MethodGet, "/meeting/:roomId/sharingInformation", true, (*server).sharing},
	{http.MethodGet, "/widget/list", true, (*server).widgets},
	{http.MethodGet, "/config", true, (*server).config},
	{http.MethodGet, "/health", false, (*server).health},
	{http.MethodGet, "/live", false, (*server).live},
}
