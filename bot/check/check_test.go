package check

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"parley/bot/config"
	"parley/bot/push"
)

// The rest is seen on real set-ups: playwright/tests/bot-check.spec.mjs.
func TestSpaceThatIsLeft(t *testing.T) {
	for free, want := range map[uint64]string{
		10 << 20:  "FAIL  disk: only 10 MiB are free for STORAGE_FILE_DATA_PATH; make room: without it no command is recorded\n",
		500 << 20: "warn  disk: only 500 MiB are free for STORAGE_FILE_DATA_PATH; make room before it is full\n",
		5 << 30:   "",
	} {
		var out strings.Builder
		x := &examiner{out: &out, counts: map[string]int{}}
		x.space(free)
		assert.Equal(t, want, out.String())
	}
}

// What a homeserver or a file says is one line of the output.
func TestALineForEachThing(t *testing.T) {
	var out strings.Builder
	x := &examiner{out: &out, counts: map[string]int{}}
	x.warn("a", "do b", "c\nFAIL  %s", "d\r\n\te")
	assert.Equal(t, "warn  a: c FAIL d e; do b\n", out.String())
}

// A reverse proxy that lets nobody in where the homeserver pushes to is no fault that anything else shows.
func TestWhetherWhatIsPushedArrives(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/_matrix/app/v1/ping" || r.Header.Get("Authorization") != "Bearer secret" {
			w.WriteHeader(http.StatusForbidden)
		}
	}))
	told := func(r push.Registration) string {
		var out strings.Builder
		x := &examiner{out: &out, counts: map[string]int{}}
		x.pushed(t.Context(), r)
		return out.String()
	}
	r := push.Registration{URL: server.URL, Secret: "secret"}
	assert.Equal(t, "ok    APPSERVICE_REGISTRATION: what is pushed to its url gets to Parley, seen from this machine\n", told(r))
	r.Secret = "another"
	assert.Equal(t, "warn  APPSERVICE_REGISTRATION: from this machine, what is pushed to its url does not get to Parley (403); "+
		"give the copies of the homeserver and of Parley a url at which the homeserver reaches Parley, and restart both\n", told(r))
	server.Close()
	assert.Contains(t, told(r), "connection refused; start Parley; if it runs, give the copies")
}

func TestSecretsThatOthersCanRead(t *testing.T) {
	path := filepath.Join(t.TempDir(), "parley.env")
	require.NoError(t, os.WriteFile(path, nil, 0o600))
	told := func(c config.Config) string {
		var out strings.Builder
		x := &examiner{config: c, out: &out, counts: map[string]int{}}
		x.secrets()
		return out.String()
	}
	own := config.Config{
		File: path, HomeserverURL: "https://matrix.example.org", ReaperURL: "http://127.0.0.1:8008", Reaper: config.ReaperBot,
		Notes: true, PadAPI: "http://localhost:9001", Database: "postgres://p:secret@db.example.org/p?sslmode=verify-full",
	}
	assert.Empty(t, told(own))
	assert.Empty(t, told(config.Config{HomeserverURL: "https://matrix.example.org", Reaper: config.ReaperOff, PadAPI: "http://10.0.0.1", File: "/not/there"}))
	require.NoError(t, os.Chmod(path, 0o644))
	others := config.Config{
		File: path, Registration: path, HomeserverURL: "http://10.0.0.1", ReaperURL: "http://10.0.0.2", Reaper: config.ReaperBot,
		Notes: true, PadAPI: "http://etherpad:9001", Database: "postgres://p:secret@db.example.org/p",
	}
	assert.Equal(t, `warn  PARLEY_CONFIG: everybody on this machine may read <path>; let the user of this process alone read it (chmod 600)
warn  APPSERVICE_REGISTRATION: everybody on this machine may read <path>; let the user of this process alone read it (chmod 600)
warn  HOMESERVER_URL: http://10.0.0.1 is not encrypted, and secrets go there; give its https address, unless nobody else is on the network between
warn  REAPER_HOMESERVER_URL: http://10.0.0.2 is not encrypted, and secrets go there; give its https address, unless nobody else is on the network between
warn  ETHERPAD_API_URL: http://etherpad:9001 is not encrypted, and secrets go there; give its https address, unless nobody else is on the network between
warn  DATABASE_URL: the way to the database may be without encryption, or to another one: tokens are kept there; add sslmode=verify-full, unless nobody else is on the network between
`, strings.ReplaceAll(told(others), path, "<path>"))
}
