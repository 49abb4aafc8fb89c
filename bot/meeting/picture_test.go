package meeting

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestPicturesOfWidgetsAreUploadedOnce(t *testing.T) {
	var uploads []string
	b := signedInAt(t, func(w http.ResponseWriter, r *http.Request) {
		uploads = append(uploads, r.URL.Query().Get("filename")+" "+r.Header.Get("Content-Type"))
		_, _ = w.Write([]byte(`{"content_uri":"mxc://x/` + r.URL.Query().Get("filename") + `"}`))
	})
	elsewhere := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/logo.svg" {
			w.WriteHeader(http.StatusNotFound)
			return
		}
		_, _ = w.Write([]byte(strings.Repeat("<svg/>", 10)))
	}))
	defer elsewhere.Close()
	folder := t.TempDir()
	picture, large := filepath.Join(folder, "pad.png"), filepath.Join(folder, "large.png")
	require.NoError(t, os.WriteFile(picture, []byte("\x89PNG\r\n\x1a\n"), 0o600))
	require.NoError(t, os.WriteFile(large, make([]byte, pictureLimit+1), 0o600))
	sources := []string{"mxc://x/own", picture, picture, elsewhere.URL + "/logo.svg?v=1", elsewhere.URL + "/gone.png", large, folder + "/missing.png", ""}
	var widgets []string
	for i, source := range sources {
		avatar := `"avatar_url":"` + source + `",`
		if source == "" {
			avatar = ""
		}
		widgets = append(widgets, `{"type":"im.vector.modular.widgets","state_key":"`+string(rune('a'+i))+`","content":{`+avatar+`"url":"https://w/"}}`)
	}
	for range 2 { // the second time after a restart
		var err error
		b.blueprint, err = load(t, `{"state_events":[`+strings.Join(widgets, ",")+`]}`, "")
		require.NoError(t, err)
		b.UploadPictures(t.Context())
		var got []any
		for _, w := range b.blueprint.widgets {
			got = append(got, w.render(sample).Content.(map[string]any)["avatar_url"])
		}
		assert.Equal(t, []any{"mxc://x/own", "mxc://x/pad.png", "mxc://x/pad.png", "mxc://x/logo.svg", nil, nil, nil, nil}, got)
	}
	assert.Equal(t, []string{"pad.png image/png", "logo.svg image/svg+xml"}, uploads)
}

func TestWidgetThatIsTheSameIsNotLoadedAnew(t *testing.T) {
	written := map[string]any{"id": "pad", "name": "Pad", "avatar_url": "mxc://x/1", "data": map[string]any{"n": 1.0}}
	for content, want := range map[string]bool{
		`{"name":"Pad","data":{"n":1}}`:                                               true,
		`{"name":"Pad","data":{"n":1},"avatar_url":"mxc://x/2","creatorUserId":"@a"}`: true,
		`{"name":"Pad","data":{"n":2}}`:                                               false,
		`{"name":"Pad","data":{"n":1},"url":"https://w/"}`:                            false,
		`[]`: false,
	} {
		assert.Equal(t, want, sameWidget([]byte(content), written), content)
	}
}
