package etherpad

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const key = "a-secret-key"

// at returns a client of an Etherpad that answers as the test likes.
func at(t *testing.T, answer http.HandlerFunc) *Client {
	t.Helper()
	server := httptest.NewServer(answer)
	t.Cleanup(server.Close)
	return New(server.URL+"/", "https://notes.example/", key)
}

func TestKeyTravelsInTheBody(t *testing.T) {
	c := at(t, func(w http.ResponseWriter, r *http.Request) {
		assert.Equal(t, http.MethodPost, r.Method)
		assert.Equal(t, "/readSession/createWriteSession", r.RequestURI)
		body, _ := io.ReadAll(r.Body)
		form, _ := url.ParseQuery(string(body))
		assert.Equal(t, url.Values{"apikey": {key}, "groupID": {"g.1"}, "authorID": {"a.1"}, "validUntil": {"1700000000"}}, form)
		_, _ = w.Write([]byte(`{"code":0,"message":"ok","data":{"sessionID":"s.1"}}`))
	})
	session, err := c.Ticket(t.Context(), "g.1", "a.1", true, time.Unix(1_700_000_000, 0))
	require.NoError(t, err)
	assert.Equal(t, "s.1", session)
	assert.Equal(t, "https://notes.example/auth_session?groupID=g.1&lang=de&padName=p&sessionID=s.1", c.Link("g.1", "p", session, "de"))
}

// Whatever goes wrong, it is an error that neither names an address nor holds the key.
func TestFailures(t *testing.T) {
	for name, answer := range map[string]http.HandlerFunc{
		"wrong key": func(w http.ResponseWriter, _ *http.Request) {
			_, _ = w.Write([]byte(`{"code":4,"message":"no or wrong API Key","data":null}`))
		},
		"page":       func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("<html>Welcome " + key)) },
		"no code":    func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(`{}`)) },
		"other data": func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(`{"code":0,"data":[]}`)) },
		"no group":   func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(`{"code":0,"data":{}}`)) },
		"redirected": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "https://elsewhere.example/", http.StatusTemporaryRedirect)
		},
		"failure": func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) },
		"cut":     func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
		"cut half-way": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "100")
			_, _ = w.Write([]byte(`{"code":0`))
		},
	} {
		t.Run(name, func(t *testing.T) {
			c := at(t, answer)
			_, err := c.Group(t.Context(), "mapper")
			var e *Error
			require.ErrorAs(t, err, &e)
			assert.NotContains(t, err.Error(), key)
			assert.NotContains(t, err.Error(), "127.0.0.1")
			assert.NotContains(t, err.Error(), "mapper")
		})
	}
}

// What is there already is fine, and what is gone is gone.
func TestRefusalsThatAreNone(t *testing.T) {
	const refused = `{"code":1,"message":"padName does already exist","data":null}`
	c := at(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/api/1.2.15/getRevisionsCount" {
			_, _ = w.Write([]byte(`{"code":0,"data":{"revisions":3}}`))
			return
		}
		_, _ = w.Write([]byte(refused))
	})
	assert.NoError(t, c.Pad(t.Context(), "g.1", "p"))
	assert.NoError(t, c.DeleteGroup(t.Context(), "g.1"))
	assert.Error(t, c.Revoke(t.Context(), "g.1", "a.1"))

	c = at(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(refused)) })
	assert.Error(t, c.Pad(t.Context(), "g.1", "p"), "the group is not there")
}
