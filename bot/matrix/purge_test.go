package matrix

import (
	"io"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// admin is a homeserver whose answers to administrators are written down, by method and
// path; each is given once, but for the last.
type admin struct {
	t       *testing.T
	answers map[string][]answer
	asked   []string
}

type answer struct {
	status int
	body   string
}

func (a *admin) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	asked := r.Method + " " + r.URL.EscapedPath()
	a.asked = append(a.asked, asked+" "+string(body))
	list := a.answers[asked]
	require.NotEmpty(a.t, list, asked)
	if len(list) > 1 {
		a.answers[asked] = list[1:]
	}
	w.WriteHeader(list[0].status)
	_, _ = w.Write([]byte(list[0].body))
}

func (a *admin) purger() Purger {
	p, err := faulty(a.t, a.ServeHTTP).Purger(a.t.Context())
	require.NoError(a.t, err)
	a.asked = nil
	return p
}

const software = "GET /_matrix/federation/v1/version"

// What the documentation of Synapse says: docs/admin_api/rooms.md at 0e58b05. No Synapse runs
// in the tests.
const (
	room         = "%21r:example.org"
	synapseList  = "GET /_synapse/admin/v1/rooms"
	synapseRoom  = "GET /_synapse/admin/v1/rooms/" + room
	synapseState = "GET /_synapse/admin/v2/rooms/" + room + "/delete_status"
	synapseGo    = "DELETE /_synapse/admin/v2/rooms/" + room

	unknown = `{"errcode":"M_NOT_FOUND","error":"Room not found"}`
	begun   = `{"delete_id":"bHkCNQpHqOaFhPtK"}`
	goingOn = `{"results":[{"delete_id":"delete_id1","room_id":"!r:example.org","status":"failed","error":"error message",
		"shutdown_room":{"kicked_users":[],"failed_to_kick_users":[],"local_aliases":[],"new_room_id":null}},
		{"delete_id":"delete_id2","room_id":"!r:example.org","status":"active",
		"shutdown_room":{"kicked_users":["@foobar:example.com"],"failed_to_kick_users":[],"local_aliases":[],"new_room_id":null}}]}`
	scheduled = `{"results":[{"delete_id":"delete_id1","room_id":"!r:example.org","status":"scheduled"}]}`
	complete  = `{"results":[{"delete_id":"delete_id1","room_id":"!r:example.org","status":"complete"}]}`
	failed    = `{"results":[{"delete_id":"delete_id1","room_id":"!r:example.org","status":"failed","error":"error message"}]}`
)

func aSynapse(t *testing.T, answers map[string][]answer) *admin {
	answers[software] = []answer{{200, `{"server":{"name":"Synapse","version":"1.140.0"}}`}}
	return &admin{t: t, answers: answers}
}

func TestSynapseDeletesInTheBackground(t *testing.T) {
	s := aSynapse(t, map[string][]answer{
		synapseState: {{404, unknown}, {200, scheduled}, {200, goingOn}, {200, complete}},
		synapseRoom:  {{200, `{"room_id":"!r:example.org","joined_members":1}`}, {404, unknown}},
		synapseGo:    {{200, begun}},
	})
	p := s.purger()
	for _, want := range []bool{false, false, false, true} {
		gone, err := p.Purge(t.Context(), "!r:example.org")
		require.NoError(t, err)
		assert.Equal(t, want, gone)
	}
	assert.Equal(t, []string{
		synapseState + " ", synapseRoom + " ", synapseGo + ` {"block":false,"purge":true}`,
		synapseState + " ", synapseState + " ", synapseState + " ", synapseRoom + " ",
	}, s.asked)
}

func TestSynapseIsAskedAgainWhenItHasFailedOrForgotten(t *testing.T) {
	s := aSynapse(t, map[string][]answer{
		synapseState: {{200, failed}, {404, unknown}},
		synapseRoom:  {{200, `{}`}}, synapseGo: {{200, begun}, {400, `{"errcode":"M_UNKNOWN"}`}},
	})
	p := s.purger()
	gone, err := p.Purge(t.Context(), "!r:example.org")
	assert.False(t, gone)
	assert.ErrorIs(t, err, ErrPurge)
	gone, err = p.Purge(t.Context(), "!r:example.org") // restarted, it knows of no deletion
	assert.False(t, gone)
	assert.EqualError(t, err, "the homeserver answered 400 M_UNKNOWN")
}

func TestWhoMayDelete(t *testing.T) {
	const forbidden = `{"errcode":"M_FORBIDDEN","error":"You are not a server admin"}`
	s := aSynapse(t, map[string][]answer{synapseList: {{403, forbidden}, {200, `{"rooms":[],"offset":0,"total_rooms":0}`}}}).purger()
	assert.ErrorIs(t, s.Allowed(t.Context()), ErrForbidden)
	assert.NoError(t, s.Allowed(t.Context()))
	assert.True(t, s.Able("!v12"))

	// What Dendrite answers was seen: playwright/tests/reaper.spec.mjs.
	const probe = "POST /_dendrite/admin/evacuateRoom/%21parley-check:example.org"
	d := (&admin{t: t, answers: map[string][]answer{
		software: {{200, `{"server":{"name":"Dendrite","version":"0.15.2"}}`}}, probe: {{403, forbidden}, {404, unknown}, {404, "<html>"}},
	}}).purger()
	assert.ErrorIs(t, d.Allowed(t.Context()), ErrForbidden)
	assert.NoError(t, d.Allowed(t.Context()))
	assert.ErrorIs(t, d.Allowed(t.Context()), ErrNotFound, "a reverse proxy has said so")
	assert.False(t, d.Able("!v12"))

	_, err := faulty(t, answering(200, `{"server":{"name":"Conduit"}}`)).Purger(t.Context())
	assert.ErrorIs(t, err, ErrNoPurge)
}

func TestDendriteSaysWhetherARoomIsGone(t *testing.T) {
	const purge, evacuate = "POST /_dendrite/admin/purgeRoom/" + room, "POST /_dendrite/admin/evacuateRoom/" + room
	d := (&admin{t: t, answers: map[string][]answer{
		software: {{200, `{"server":{"name":"Dendrite"}}`}},
		purge:    {{200, `{}`}, {500, `{"errcode":"M_UNKNOWN"}`}},
		evacuate: {{404, unknown}, {200, `{"affected":[]}`}},
	}}).purger()
	for _, want := range []bool{true, true, false} {
		gone, err := d.Purge(t.Context(), "!r:example.org")
		assert.Equal(t, want, gone)
		assert.Equal(t, want, err == nil)
	}
}
