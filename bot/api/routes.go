package api

import (
	"net/http"
	"regexp"

	"github.com/labstack/echo/v4"
	"parley/bot/meeting"
	"parley/shared/command"
	"parley/shared/event"
)

// route is one thing that can be asked for. The document of the interface is made of
// routes, too; see openapi.json.
type route struct {
	method, path string                                             // below /v1
	does         string                                             // in one sentence
	known        bool                                               // who asks has to be known
	order        string                                             // the type of the command whose data are the body, "" for none
	example      string                                             // of a body
	status       int                                                // when it is done
	means        string                                             // what the status says; "" for its usual name
	answers      any                                                // a value of the answer's type; nil for none
	media        string                                             // of an answer that is not JSON
	refuses      []int                                              // besides what all routes of its kind may answer
	handle       func(s *server, c echo.Context, user string) error // user is "" for anybody
}

// place is the path of a route as OpenAPI writes it.
func (r route) place() string {
	return prefix + regexp.MustCompile(`:(\w+)`).ReplaceAllString(r.path, "{$1}")
}

// routes is all of the interface, in the order of its description.
var routes = []route{
	{
		method: http.MethodPost, path: "/meeting/create", known: true, order: command.TypeMeetingCreate,
		does: "Creates a meeting room, below parent_room_id or on its own.",
		example: `{"title": "Planning", "description": "What we finish this week", "parent_room_id": "!calendar:example.org",
			"calendar": [{"uid": "planning-1", "dtstart": {"tzid": "Europe/Berlin", "value": "20401003T103000"}, "dtend": {"tzid": "Europe/Berlin", "value": "20401003T113000"}}],
			"participants": [{"user_id": "@bob:example.org"}]}`,
		status: http.StatusCreated, answers: Created{}, handle: order(command.TypeMeetingCreate, (*server).created),
	},
	{
		method: http.MethodPut, path: "/meeting/update", known: true, order: command.TypeMeetingUpdate,
		does:    "Changes title, description, times or external data of a meeting.",
		example: `{"target_room_id": "!meeting:example.org", "title": "Planning and review"}`,
		status:  http.StatusOK, handle: order(command.TypeMeetingUpdate, empty(http.StatusOK)),
	},
	{
		method: http.MethodPost, path: "/meeting/close", known: true, order: command.TypeMeetingClose,
		does:    "Closes a meeting and its breakout sessions.",
		example: `{"target_room_id": "!meeting:example.org"}`,
		status:  http.StatusCreated, means: "Closed. The number is that of the interface that programs know from before Parley: nothing is created.",
		handle: order(command.TypeMeetingClose, empty(http.StatusCreated)),
	},
	{
		method: http.MethodGet, path: "/meeting/:roomId/sharingInformation", known: true,
		does:   "Tells members of a meeting how people take part by telephone.",
		status: http.StatusOK, answers: Sharing{}, refuses: []int{http.StatusNotFound, http.StatusTooManyRequests}, handle: (*server).sharing,
	},
	{
		method: http.MethodGet, path: "/meeting/:roomId/notes", known: true,
		does:   "Tells members how the notes of a meeting are. There are notes only where the operator has set up an Etherpad.",
		status: http.StatusOK, answers: MeetingNotes{}, refuses: notesRefusals, handle: noted((*server).notes),
	},
	{
		method: http.MethodPost, path: "/meeting/:roomId/notes/select_writer", known: true, order: command.TypeNotesSelect,
		does:    "Lets participants write in the notes of a meeting, which the first such request sets up.",
		example: `{"participant_ids": ["@bob:example.org"]}`,
		status:  http.StatusNoContent, refuses: notesRefusals, handle: noted(order(command.TypeNotesSelect, empty(http.StatusNoContent))),
	},
	{
		method: http.MethodPost, path: "/meeting/:roomId/notes/deselect_writer", known: true, order: command.TypeNotesDeselect,
		does:    "Lets participants only read the notes of a meeting.",
		example: `{"participant_ids": ["@bob:example.org"]}`,
		status:  http.StatusNoContent, refuses: notesRefusals, handle: noted(order(command.TypeNotesDeselect, empty(http.StatusNoContent))),
	},
	{
		method: http.MethodPost, path: "/meeting/:roomId/notes/generate_pdf", known: true, order: command.TypeNotesPDF,
		does:    "Posts the notes of a meeting as a PDF in its room.",
		example: `{}`,
		status:  http.StatusOK, answers: event.Asset{}, refuses: notesRefusals, handle: noted(order(command.TypeNotesPDF, (*server).posted)),
	},
	{
		method: http.MethodPost, path: "/meeting/:roomId/notes/access", known: true,
		does:   "Makes a link into the notes of a meeting, which works once, in one browser, for a short time.",
		status: http.StatusOK, answers: NotesAccess{}, refuses: notesRefusals, handle: noted((*server).openNotes),
	},
	{
		method: http.MethodGet, path: "/widget/list", known: true,
		does:   "Lists the widgets that a meeting can have.",
		status: http.StatusOK, answers: []meeting.WidgetInfo{}, handle: unseen((*server).widgets),
	},
	{
		method: http.MethodGet, path: "/config", known: true,
		does:   "Tells what clients have to know of this installation.",
		status: http.StatusOK, answers: Config{}, handle: unseen((*server).config),
	},
	{
		method: http.MethodGet, path: "/health",
		does:   "Tells whether commands are carried out; if not, reason says why.",
		status: http.StatusOK, answers: Health{}, refuses: []int{http.StatusServiceUnavailable}, handle: unseen((*server).health),
	},
	{
		method: http.MethodGet, path: "/live",
		does:   "Answers as long as the process lives.",
		status: http.StatusNoContent, handle: unseen((*server).live),
	},
	{
		method: http.MethodGet, path: "/openapi.json",
		does:   "This document.",
		status: http.StatusOK, answers: map[string]any{}, handle: unseen((*server).openAPI),
	},
	{
		method: http.MethodGet, path: "/docs",
		does:   "This document, for people.",
		status: http.StatusOK, media: "text/html", handle: unseen((*server).docs),
	},
}

// notesRefusals are the statuses of problems with notes.
var notesRefusals = []int{http.StatusForbidden, http.StatusNotFound, http.StatusConflict, http.StatusUnprocessableEntity,
	http.StatusTooManyRequests, http.StatusBadGateway, http.StatusInsufficientStorage}

// refusals are the statuses of problems that a route may answer with.
func (r route) refusals() []int {
	all := []int{http.StatusRequestEntityTooLarge, http.StatusInternalServerError}
	if r.known {
		all = append(all, http.StatusUnauthorized, http.StatusBadGateway, http.StatusServiceUnavailable)
	}
	if r.order != "" {
		all = append(all, http.StatusBadRequest, http.StatusForbidden, http.StatusNotFound, http.StatusConflict,
			http.StatusUnsupportedMediaType, http.StatusUnprocessableEntity, http.StatusTooManyRequests, http.StatusNotImplemented)
	}
	return append(all, r.refuses...)
}

// unseen is for what is answered to everybody in the same way.
func unseen(handle func(*server, echo.Context) error) func(*server, echo.Context, string) error {
	return func(s *server, c echo.Context, _ string) error { return handle(s, c) }
}
