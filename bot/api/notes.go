package api

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"
	"parley/bot/meeting"
	"parley/bot/notes"
	"parley/bot/store"
	"parley/shared/command"
	"parley/shared/event"
	"parley/shared/fault"
)

// initializing is how long notes are not to be asked for while they are being set up.
const initializing = 2 * time.Second

// Words of OpenTalk's interface for links into notes.
const (
	writeURL = "write_url"
	readURL  = "read_url"
)

// noNotes is the status of a meeting whose notes nobody has begun.
const noNotes = "none"

// Notes knows the notes of meetings; see meeting.Bot.
type Notes interface {
	NotesOf(ctx context.Context, room, user string) (meeting.NotesState, error)
	OpenNotes(ctx context.Context, room, user string, texts command.Context) (notes.Link, error)
	PDF(ctx context.Context, room, eventID string) (store.PDF, error)
}

// NotesConfig is what clients have to know of meeting notes.
type NotesConfig struct {
	Open      string `json:"open"`            // tab or embed
	Moderator int64  `json:"moderator_level"` // the power level that it takes to decide who writes
}

// MeetingNotes is how the notes of a meeting are, for one member.
type MeetingNotes struct {
	Status       string                 `json:"status"`                 // none, initializing, initialized or closed
	Access       *string                `json:"my_access"`              // write, read, or null while there are none
	Participants *[]meeting.NotesMember `json:"participants,omitempty"` // who has joined; only moderators are told
	PDF          *NotesFile             `json:"pdf,omitempty"`          // the last one; only moderators are told
	Unsaved      bool                   `json:"unsaved,omitempty"`      // the text has changed since; only moderators are told
}

// NotesFile is a PDF of the notes.
type NotesFile struct {
	event.Asset
	EventID   string `json:"event_id"`
	CreatedAt int64  `json:"created_at"` // milliseconds since 1970
}

// NotesAccess is a link into notes that works once, in one browser, for a short time.
type NotesAccess struct {
	Message string `json:"message"` // write_url or read_url
	URL     string `json:"url"`
}

// noted is for what there is only where meetings can have notes.
func noted(handle func(*server, echo.Context, string) error) func(*server, echo.Context, string) error {
	return func(s *server, c echo.Context, user string) error {
		if s.Notes == nil {
			return echo.ErrNotFound
		}
		return handle(s, c, user)
	}
}

func (s *server) notes(c echo.Context, user string) error {
	state, err := s.Notes.NotesOf(c.Request().Context(), roomOf(c), user)
	if err != nil {
		return orderProblem(err)
	}
	answer := MeetingNotes{Status: state.Status, Unsaved: state.Unsaved}
	if state.Status == "" {
		answer.Status = noNotes
	}
	if state.Writes != nil {
		access := map[bool]string{true: "write", false: "read"}[*state.Writes]
		answer.Access = &access
	}
	if state.Members != nil {
		answer.Participants = &state.Members
	}
	if len(state.PDFs) > 0 {
		last := state.PDFs[0]
		answer.PDF = &NotesFile{assetOf(last), last.EventID, last.MadeAt.UnixMilli()}
	}
	return c.JSON(http.StatusOK, answer)
}

func assetOf(f store.PDF) event.Asset {
	return event.Asset{Message: event.PDFAsset, Filename: f.Filename, AssetID: f.MXC}
}

func (s *server) openNotes(c echo.Context, user string) error {
	link, err := s.Notes.OpenNotes(c.Request().Context(), roomOf(c), user, s.context(c.Request()))
	if err != nil {
		return orderProblem(err)
	}
	answer := NotesAccess{Message: readURL, URL: link.URL}
	if link.Writes {
		answer.Message = writeURL
	}
	return c.JSON(http.StatusOK, answer)
}

// posted answers with the PDF that a command has made.
func (s *server) posted(c echo.Context, result event.BotMeta) error {
	file, err := s.Notes.PDF(c.Request().Context(), roomOf(c), result.PDFEventID)
	if err != nil {
		return orderProblem(err)
	}
	return c.JSON(http.StatusOK, assetOf(file))
}

// aim sets the room that an order is about to that of the path.
func aim(c echo.Context, o *meeting.Order) error {
	data := map[string]json.RawMessage{}
	if err := json.Unmarshal(o.Data, &data); err != nil || data == nil {
		return refused(fault.List{fault.New(fault.Malformed, "data")})
	}
	room := roomOf(c)
	if !command.ValidRoomID(room) {
		return refused(fault.List{fault.New(fault.InsufficientPermissions, "")})
	}
	data["target_room_id"], _ = json.Marshal(room) // a text
	var err error
	o.Data, err = json.Marshal(data)
	return err
}
