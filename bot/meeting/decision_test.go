package meeting

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"parley/bot/engine"
	"parley/bot/matrix"
	"parley/bot/store"
	"parley/shared/command"
	"parley/shared/event"
	"parley/shared/fault"
)

// failing fails on requests whose path has part.
func failing(d *desk, part string, status int) {
	d.fail = func(r *http.Request, _ string) int {
		if strings.Contains(r.URL.Path, part) {
			return status
		}
		return 0
	}
}

// A command is refused once: what was too old for the bot is so at each attempt.
func TestRefusalThatCannotBeAnsweredStaysOne(t *testing.T) {
	t.Parallel()
	d := newDesk()
	b := signedInAt(t, d.ServeHTTP)
	old := order(1)
	old.Raw = valid(t, old.Raw)
	old.Received = old.Received.Add(b.settings.MaxAge + time.Hour)
	failing(d, "/send/", http.StatusBadGateway)
	require.Error(t, b.Handle(t.Context(), old))
	failing(d, "/createRoom", http.StatusTeapot)
	old.Attempt = 2
	require.NoError(t, b.Handle(t.Context(), old))
	require.Len(t, d.answers, 1)
	assert.Equal(t, event.Failed("$e", fault.New(fault.Expired, "")), d.answers[0])
}

// What was done is not done again: others of its lane may have come after it.
func TestCommandThatIsDoneIsOnlyAnswered(t *testing.T) {
	t.Parallel()
	d := newDesk()
	b := signedInAt(t, d.ServeHTTP)
	it, done := item("$e"), event.Done("$e", []string{"!new"}, nil)
	it.Type, it.Raw = command.TypeMeetingCreate, valid(t, order(1).Raw)
	failing(d, "/send/", http.StatusBadGateway)
	require.Error(t, b.reply(t.Context(), it, event.Event{}, decision{Answer: done}))
	d.fail = func(r *http.Request, _ string) int {
		if !strings.Contains(r.URL.Path, "/send/") && !strings.Contains(r.URL.Path, "/relations/") {
			t.Error("asked for " + r.URL.Path)
		}
		return 0
	}
	it.Attempt = 2
	require.NoError(t, b.Handle(t.Context(), it))
	assert.Equal(t, []event.Reaction{done}, d.answers)
}

func TestAnswerThatItsRoomDoesNotTakeWaitsThere(t *testing.T) {
	t.Parallel()
	for status, want := range map[int]bool{500: true, 502: false, 503: false, 429: false} {
		d := newDesk()
		failing(d, "/send/", status)
		b := signedInAt(t, d.ServeHTTP)
		it := item("$e")
		it.Lane = "!target"
		for it.Attempt = 1; it.Attempt <= answerTries; it.Attempt++ {
			err := b.reply(t.Context(), it, event.Event{}, decision{Answer: event.Done("$e", nil, nil)})
			var aside *engine.Elsewhere
			assert.Equal(t, want && it.Attempt == answerTries, errors.As(err, &aside), "%d at %d", status, it.Attempt)
			require.Error(t, err)
		}
	}
}

// Strangers who name a room are answered from the lane of their own.
func TestRefusalsOfOtherRoomsDoNotHoldThemUp(t *testing.T) {
	t.Parallel()
	d := newDesk()
	b := signedInAt(t, d.ServeHTTP) // whose rooms have no members
	it := item("$e")
	it.Lane, it.Type = "!target", command.TypeMessagePermissions
	it.Raw, _ = json.Marshal(event.Event{
		Type: it.Type, Sender: "@a:x", OriginServerTS: time.Now().UnixMilli(),
		Content: json.RawMessage(`{"data":{"target_room_id":"!target","messaging_power_level":5}}`),
	})
	failing(d, "/state", http.StatusForbidden)
	var aside *engine.Elsewhere
	require.ErrorAs(t, b.Handle(t.Context(), it), &aside)
	assert.Equal(t, engine.Elsewhere{Lane: "!p"}, *aside)
	assert.Empty(t, d.answers)
	d.fail = func(r *http.Request, _ string) int {
		if !strings.Contains(r.URL.Path, "/send/") {
			t.Error("asked for " + r.URL.Path)
		}
		return 0
	}
	it.Lane, it.Attempt = "!p", 2
	require.NoError(t, b.Handle(t.Context(), it))
	require.Len(t, d.answers, 1)
	assert.Equal(t, event.Failed("$e", fault.New(fault.NotFound, fieldTarget)), d.answers[0])
}

func TestAllFaultsAreToldAfterSteppingAside(t *testing.T) {
	t.Parallel()
	faults := fault.List{fault.New(fault.TooLong, "data.title"), fault.New(fault.Required, "data.calendar")}
	assert.Equal(t, []event.Error{{Code: fault.TooLong, Field: "data.title"}, {Code: fault.Required, Field: "data.calendar"}}, failed("$e", faults).Faults)
}

// A command that is refused at a later attempt leaves no room behind.
func TestRefusalRemovesWhatEarlierAttemptsMade(t *testing.T) {
	t.Parallel()
	var left []string
	d := newDesk()
	d.fail = func(r *http.Request, _ string) int {
		if room, found := strings.CutSuffix(r.URL.Path, "/leave"); found {
			left = append(left, room[strings.LastIndex(room, "/")+1:])
		}
		if strings.Contains(r.URL.Path, "/state") {
			return http.StatusForbidden
		}
		return 0
	}
	b := signedInAt(t, d.ServeHTTP)
	it := order(2)
	it.Raw = valid(t, it.Raw)
	require.NoError(t, b.store.SaveStep(t.Context(), it.EventID, store.StepRoom, "!half"))
	require.NoError(t, b.Handle(t.Context(), it))
	assert.Equal(t, []string{"!half"}, left)
	require.Len(t, d.answers, 1)
	assert.Equal(t, event.KeyFailed, d.answers[0].RelatesTo.Key)
}

// A homeserver that fails for good on what nobody waits for does not hold the lane.
func TestItemsThatAreNoCommandsAreGivenUp(t *testing.T) {
	t.Parallel()
	d := newDesk()
	failing(d, "/state", http.StatusInternalServerError)
	b := signedInAt(t, d.ServeHTTP)
	it := item("$e")
	it.Type, it.Raw = typeLook, []byte(`{}`)
	require.ErrorAs(t, b.Handle(t.Context(), it), new(*matrix.Error))
	it.Attempt = patience
	require.NoError(t, b.Handle(t.Context(), it))
}

// Homeservers that do not answer cost a command a bounded time, and the invitees of
// others nothing.
func TestInviteesWhoseHomeserverDoesNotAnswer(t *testing.T) {
	t.Parallel()
	p := signedIn(t).progressOf(item("$e"))
	for range inviteTries {
		assert.False(t, p.slow("@a:tar.pit", "x"))
		p.waited("@a:tar.pit")
	}
	assert.True(t, p.slow("@b:tar.pit", "x"))
	assert.False(t, p.slow("@b:other", "x"))
	for range slowWaits {
		p.waited("@c:more.pits")
	}
	assert.True(t, p.slow("@b:other", "x"))
	assert.False(t, p.slow("@b:x", "x"))
}

func TestInvitationsWaitInTheLaneOfTheInviter(t *testing.T) {
	t.Parallel()
	for member, want := range map[string]string{
		`{"sender":"@a:x"}`: "@a:x", `{}`: "", `no`: "", `{"sender":"!room"}`: "", `{"sender":"@` + strings.Repeat("a", maxUserID) + `"}`: "",
	} {
		assert.Equal(t, want, inviterIn([]byte(member)))
	}
}

func TestCommandsThatCreateWaitInTheirOwnRoom(t *testing.T) {
	t.Parallel()
	content := json.RawMessage(`{"data":{"target_room_id":"!victim"}}`)
	assert.Equal(t, "!victim", elsewhere(command.TypeMeetingClose, content))
	assert.Empty(t, elsewhere(command.TypeMeetingCreate, content))
	assert.Empty(t, elsewhere(command.TypeBreakoutsCreate, content))
}
