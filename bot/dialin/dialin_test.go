package dialin

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/rs/zerolog"
	"github.com/stretchr/testify/assert"
)

func TestDefaultNumber(t *testing.T) {
	for list, want := range map[string]string{
		`[{"formattedNumber":"+49 1"},{"formattedNumber":"+49 2","default":true}]`: "+49 2",
		`[{"formattedNumber":"+49 1","countryCode":"DE"},{"formattedNumber":"x"}]`: "+49 1",
		`[]`:   "",
		`[{}]`: "",
		`{"numbers":{"US":["+1 1","+1 2"],"DE":["+49 1"]},"numbersEnabled":true}`: "+1 1",
		`{"numbers":{"DE":["+49 1"],"US":["+1 1"]}}`:                              "+49 1",
		`{"numbers":{}}`:        "",
		`{"numbers":{"US":[]}}`: "",
	} {
		got, err := defaultNumber([]byte(list))
		assert.NoError(t, err, list)
		assert.Equal(t, want, got, list)
	}
	for _, list := range []string{``, `null`, `{}`, `5`, `"x"`, `{"numbers":null}`, `{"numbers":[]}`, `{"numbers":{"US":"+1"}}`, `{"numbers":{"US":[1]}}`, `[5]`} {
		got, err := defaultNumber([]byte(list))
		assert.True(t, err != nil || list == `null`, list)
		assert.Empty(t, got, list)
	}
}

// jitsi answers as the test likes, and counts.
func jitsi(t *testing.T, answer func(w http.ResponseWriter, r *http.Request)) (url string, asked *int) {
	t.Helper()
	asked = new(int)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		*asked++
		answer(w, r)
	}))
	t.Cleanup(server.Close)
	return server.URL, asked
}

func says(text string) func(http.ResponseWriter, *http.Request) {
	return func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(text)) }
}

func TestNumberIsRemembered(t *testing.T) {
	text := `[{"formattedNumber":"+49 1"}]`
	url, asked := jitsi(t, func(w http.ResponseWriter, r *http.Request) { says(text)(w, r) })
	d := New(url, "", zerolog.Nop())
	assert.True(t, d.Enabled())
	for range 3 {
		assert.Equal(t, "+49 1", d.Number(t.Context()))
	}
	assert.Equal(t, 1, *asked)
	text, d.until = `broken`, d.until.Add(-numberLife)
	assert.Equal(t, "+49 1", d.Number(t.Context()), "an old one is better than none")
	text, d.until = `[{"formattedNumber":"+49 2"}]`, d.until.Add(-trouble)
	assert.Equal(t, "+49 2", d.Number(t.Context()))
	assert.Equal(t, 3, *asked)
}

func TestPIN(t *testing.T) {
	for answer, want := range map[string]int64{
		`{"id":12345,"conference":"x"}`: 12345, `{"id":null}`: 0, `{"id":"1"}`: 0, `{"id":-1}`: 0, `{"id":1.5}`: 0, `{}`: 0, `nothing`: 0,
		`{"id":1e30}`: 0, `{"id":1,"x":"` + strings.Repeat("x", answerLimit) + `"}`: 0,
	} {
		url, _ := jitsi(t, func(w http.ResponseWriter, r *http.Request) {
			assert.Equal(t, "/EFRGG6TFPBSXQ?c=EFRGG6TFPBSXQ@conf", r.URL.Path+"?"+r.URL.RawQuery)
			says(answer)(w, r)
		})
		d := New("", url+"/{base32_room_name}?c={base32_room_name}@conf", zerolog.Nop())
		assert.Equal(t, want, d.PIN(t.Context(), "!bczexex"), answer[:min(len(answer), 40)])
	}
}

func TestWhatCannotBeLearnedIsLeftOut(t *testing.T) {
	failing, _ := jitsi(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) })
	elsewhere, asked := jitsi(t, says(`{"id":1}`))
	var log strings.Builder
	for address, want := range map[string]int64{
		failing: 0, "http://127.0.0.1:9": 0,
		redirecting(t, elsewhere): 1, redirecting(t, strings.Replace(elsewhere, "http:", "https:", 1)): 0, redirecting(t, "file:///etc/passwd"): 0,
	} {
		d := New(address, address+"/?{base32_room_name}", zerolog.New(&log))
		assert.Empty(t, d.Number(t.Context()))
		assert.Equal(t, want, d.PIN(t.Context(), "!secret"), address)
	}
	assert.NotZero(t, *asked)
	assert.NotContains(t, log.String(), "EFZWKY3SMV2A", "rooms are not logged")
	none := New("", "", zerolog.Nop())
	assert.False(t, none.Enabled())
	assert.Empty(t, none.Number(t.Context()))
	assert.Zero(t, none.PIN(t.Context(), "!r"))
}

func redirecting(t *testing.T, to string) string {
	url, _ := jitsi(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, to, http.StatusFound) })
	return url
}
