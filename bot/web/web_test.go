package web

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const program = "\x00asm the program"

func pack(t *testing.T, content string) []byte {
	packed, err := gzipped([]byte(content))
	require.NoError(t, err)
	return packed
}

func zoneArchive(t *testing.T) []byte {
	var archive bytes.Buffer
	w := zip.NewWriter(&archive)
	file, err := w.CreateHeader(&zip.FileHeader{Name: "Europe/Berlin", Method: zip.Store})
	require.NoError(t, err)
	_, err = file.Write([]byte("TZif2"))
	require.NoError(t, err)
	_, err = w.Create("Europe/")
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return archive.Bytes()
}

func built(t *testing.T) fstest.MapFS {
	hash := sha256.Sum256([]byte("run()"))
	manifest, err := json.Marshal(Manifest{
		Assets: []Asset{{Name: "assets/parley.1.wasm", Type: "application/wasm", Size: int64(len(program)), Integrity: "sha256-1="}},
		Policy: Policy{Scripts: []string{"sha256-" + base64.StdEncoding.EncodeToString(hash[:])}, Styles: []string{"sha256-2="}},
	})
	require.NoError(t, err)
	return fstest.MapFS{
		"manifest.json":           {Data: manifest},
		"index.html":              {Data: []byte(`<link href="{{basePath}}assets/x"><script id=c>{{config}}</script><script>run()</script>`)},
		"assets/parley.1.wasm.br": {Data: []byte("brotli")},
		"assets/parley.1.wasm.gz": {Data: pack(t, program)},
		"zoneinfo.zip":            {Data: zoneArchive(t)},
	}
}

func options() Options {
	return Options{
		PublicURL: "https://meet.example.org/parley/", Version: "v1", FrameAncestors: "https://app.element.io",
		LinkShare: "https://matrix.to/#/", DialIn: true, Groupware: "https://ox.example.org/{{id}}", Reminders: []int64{10}, Guests: true, Modals: true, Encrypts: true,
		BotUserID: func() string { return "@bot:example.org</script>" },
	}
}

func server(t *testing.T, files fstest.MapFS, o Options) *echo.Echo {
	e := echo.New()
	require.NoError(t, Mount(e, files, o))
	return e
}

func ask(e http.Handler, method, path string, headers ...string) *http.Response {
	r := httptest.NewRequest(method, path, nil)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	e.ServeHTTP(w, r)
	return w.Result()
}

func body(t *testing.T, r *http.Response) string {
	content, err := io.ReadAll(r.Body)
	require.NoError(t, err)
	if r.Header.Get("Content-Encoding") == "gzip" {
		plain, err := gzip.NewReader(bytes.NewReader(content))
		require.NoError(t, err)
		content, err = io.ReadAll(plain)
		require.NoError(t, err)
	}
	return string(content)
}

func TestPageCarriesItsSettings(t *testing.T) {
	e := server(t, built(t), options())
	for _, path := range []string{"/", "/cockpit/", "/schedule-meeting", "/setup-breakout-sessions?widgetId=modal_w", "/?widgetId=w&parentUrl=https%3A%2F%2Fapp.element.io"} {
		for _, encoding := range []string{"", "gzip", "br"} {
			r := ask(e, http.MethodGet, path, "Accept-Encoding", encoding)
			require.Equal(t, http.StatusOK, r.StatusCode, path)
			page := body(t, r)
			assert.Contains(t, page, `<link href="/parley/assets/x">`)
			assert.Equal(t, 2, strings.Count(page, "</script>"), "the setting must not end its element")
			_, after, _ := strings.Cut(page, "<script id=c>")
			settings, _, _ := strings.Cut(after, "</script>")
			assert.JSONEq(t, `{"botUserId":"@bot:example.org</script>","apiBaseUrl":"https://meet.example.org/parley/v1","version":"v1","basePath":"/parley/","linkShare":"https://matrix.to/#/","dialIn":true,"groupware":"https://ox.example.org/{{id}}","reminders":[10],"guests":true,"modals":true,"encrypts":true}`, settings)
		}
	}
}

func TestPagePolicy(t *testing.T) {
	r := ask(server(t, built(t), options()), http.MethodGet, "/")
	policy := r.Header.Get("Content-Security-Policy")
	hash := sha256.Sum256([]byte("run()"))
	for _, part := range []string{
		"default-src 'none'", "frame-ancestors https://app.element.io", "connect-src 'self' https://meet.example.org;",
		fmt.Sprintf("script-src 'sha256-%s' 'wasm-unsafe-eval';", base64.StdEncoding.EncodeToString(hash[:])),
	} {
		assert.Contains(t, policy, part)
	}
	assert.NotContains(t, policy, "'unsafe-eval'")
	assert.Equal(t, "nosniff", r.Header.Get("X-Content-Type-Options"))
	assert.Equal(t, "no-cache", r.Header.Get("Cache-Control"))
	assert.Empty(t, r.Header.Get("X-Frame-Options"))
}

func TestPageIsAskedForAgainButNotSentAgain(t *testing.T) {
	e := server(t, built(t), options())
	first := ask(e, http.MethodGet, "/", "Accept-Encoding", "gzip")
	again := ask(e, http.MethodGet, "/", "Accept-Encoding", "gzip", "If-None-Match", `"other", W/`+first.Header.Get("ETag"))
	assert.Equal(t, http.StatusNotModified, again.StatusCode)
	assert.Empty(t, body(t, again))
	plain := ask(e, http.MethodGet, "/", "If-None-Match", first.Header.Get("ETag"))
	assert.Equal(t, http.StatusOK, plain.StatusCode, "another coding is another content")
}

func TestPageFollowsTheBot(t *testing.T) {
	bot := ""
	o := options()
	o.BotUserID = func() string { return bot }
	e := server(t, built(t), o)
	starting := ask(e, http.MethodGet, "/")
	assert.Equal(t, http.StatusServiceUnavailable, starting.StatusCode)
	assert.NotEmpty(t, starting.Header.Get("Refresh"))
	bot = "@a:example.org"
	assert.Contains(t, body(t, ask(e, http.MethodGet, "/")), "@a:example.org")
	bot = "@b:example.org"
	assert.Contains(t, body(t, ask(e, http.MethodGet, "/")), "@b:example.org")
}

func TestAssetInTheBestCoding(t *testing.T) {
	e := server(t, built(t), options())
	for accepted, want := range map[string]string{
		"gzip, deflate, br, zstd": "br", "gzip": "gzip", "br;q=0, *": "gzip", "*;q=0": "", "": "", "identity": "", "BR;q=0.1": "br", "br;q=x": "",
	} {
		for _, method := range []string{http.MethodGet, http.MethodHead} {
			r := ask(e, method, "/assets/parley.1.wasm", "Accept-Encoding", accepted)
			require.Equal(t, http.StatusOK, r.StatusCode)
			assert.Equal(t, want, r.Header.Get("Content-Encoding"), accepted)
			assert.Equal(t, "application/wasm", r.Header.Get("Content-Type"))
			assert.Equal(t, "Accept-Encoding", r.Header.Get("Vary"))
			assert.Contains(t, r.Header.Get("Cache-Control"), "immutable")
			length := map[string]int{"br": len("brotli"), "gzip": len(pack(t, program)), "": len(program)}[want]
			assert.EqualValues(t, length, r.ContentLength, "%s %s", method, accepted)
			if method == http.MethodGet {
				assert.Equal(t, map[string]string{"br": "brotli", "gzip": program, "": program}[want], body(t, r))
			}
		}
	}
}

func TestZones(t *testing.T) {
	e := server(t, built(t), options())
	zone := ask(e, http.MethodGet, "/tz/Europe/Berlin")
	assert.Equal(t, "application/tzif", zone.Header.Get("Content-Type"))
	assert.Equal(t, "TZif2", body(t, zone))
	assert.Equal(t, http.StatusNotModified, ask(e, http.MethodGet, "/tz/Europe/Berlin", "If-None-Match", zone.Header.Get("ETag")).StatusCode)
	for _, path := range []string{"/tz/", "/tz/Europe", "/tz/Europe/", "/tz/Europe/Atlantis", "/tz/../manifest.json", "/tz/%2e%2e/manifest.json"} {
		assert.Equal(t, http.StatusNotFound, ask(e, http.MethodGet, path).StatusCode, path)
	}
}

func TestNothingElseIsServed(t *testing.T) {
	e := server(t, built(t), options())
	for _, path := range []string{"/manifest.json", "/index.html", "/zoneinfo.zip", "/assets/", "/assets/parley.2.wasm", "/assets/parley.1.wasm.br", "/other/"} {
		assert.Equal(t, http.StatusNotFound, ask(e, http.MethodGet, path).StatusCode, path)
	}
	assert.Equal(t, http.StatusMethodNotAllowed, ask(e, http.MethodPost, "/").StatusCode)
}

func TestWithoutTheWidget(t *testing.T) {
	r := ask(server(t, fstest.MapFS{}, options()), http.MethodGet, "/")
	assert.Equal(t, http.StatusServiceUnavailable, r.StatusCode)
	assert.Contains(t, body(t, r), "make build")
}

func TestWrongSettingsAreNamed(t *testing.T) {
	for name, change := range map[string]func(*Options){
		"PUBLIC_URL":      func(o *Options) { o.PublicURL = "/parley" },
		"FRAME_ANCESTORS": func(o *Options) { o.FrameAncestors = "*; script-src *" },
	} {
		o := options()
		change(&o)
		assert.ErrorContains(t, Mount(echo.New(), built(t), o), name)
	}
}
