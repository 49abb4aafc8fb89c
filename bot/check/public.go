package check

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"parley/bot/config"
)

const (
	publicLimit = 10 * time.Second // of one request
	pageSize    = 4 << 20          // bytes
)

// answer is what a request to the public address brought.
type answer struct {
	status int
	header http.Header
	body   string
}

// public looks at what browsers reach: whether it is this Parley, and what the reverse
// proxy does to it.
func (x *examiner) public(ctx context.Context) {
	const what = "PUBLIC_URL"
	c := x.config
	live, err := ask(ctx, http.MethodGet, c.PublicURL.Join("/v1/live"), nil)
	switch {
	case err != nil:
		x.warn(what, remedy(err, "Parley")+"; then check again, for this is how browsers reach it", "%v", err)
		return
	case live.status != http.StatusNoContent:
		x.fail(what, "let the reverse proxy pass all of "+string(c.PublicURL.Join("/"))+" to Parley's port, with the path below it unchanged",
			"something else than Parley answers (%d at /v1/live)", live.status)
		return
	}
	if x.page(ctx) && x.openID != "" {
		x.authorization(ctx)
	}
	x.crossOrigin(ctx)
}

// page looks at the widget's page, and whose it is: it names the bot.
func (x *examiner) page(ctx context.Context) (ours bool) {
	const what = "PUBLIC_URL"
	page, err := ask(ctx, http.MethodGet, x.config.PublicURL.Join("/"), nil)
	switch {
	case err != nil || page.status != http.StatusOK:
		x.warn(what, "see the log of the process there; after parley bot, give MEETINGWIDGET_URL the address of the widget", "Parley answers, the widget's page does not (%d)", page.status)
		return false
	case x.account != "" && !strings.Contains(page.body, quoted(x.account)):
		x.fail(what, "give the address of this one, or of its reverse proxy", "reaches a Parley whose bot is not %s", x.account)
		return false
	case x.account == "":
		x.fine(what, "reaches a running Parley")
	default:
		x.fine(what, "reaches the Parley of this bot")
	}
	x.frames(page.header)
	return true
}

// quoted is how the page holds a text.
func quoted(s string) string {
	text, _ := json.Marshal(s) // a string
	return string(text)
}

// frames looks whether clients may show the page.
func (x *examiner) frames(header http.Header) {
	if value := header.Get("X-Frame-Options"); value != "" {
		x.fail("reverse proxy", "remove it for Parley: FRAME_ANCESTORS says who may show the widget", "it adds X-Frame-Options: %s, which keeps clients from showing the widget", value)
	}
	policies := slices.DeleteFunc(header.Values("Content-Security-Policy"), func(p string) bool { return !strings.Contains(p, "frame-ancestors") })
	if len(policies) > 1 {
		x.fail("reverse proxy", "remove it for Parley, which sends its own", "it adds a Content-Security-Policy with frame-ancestors, and browsers obey the strictest")
	}
}

// authorization looks whether the API gets to know who asks.
func (x *examiner) authorization(ctx context.Context) {
	_, server, _ := strings.Cut(x.account, ":")
	identity, _ := json.Marshal(map[string]string{"matrix_server_name": server, "access_token": x.openID}) // strings
	header := map[string]string{"Authorization": "MX-Identity " + base64.StdEncoding.EncodeToString(identity)}
	got, err := ask(ctx, http.MethodGet, x.config.PublicURL.Join("/v1/config"), header)
	var told struct {
		Homeserver string `json:"homeserver"`
	}
	switch {
	case err != nil:
		x.fail("API", "see the logs of the reverse proxy and of Parley", "%v", err)
	case got.status == http.StatusUnauthorized:
		x.fail("reverse proxy", "let it pass the header on, and ask for no login of its own; nginx: proxy_set_header Authorization $http_authorization", "it drops the header Authorization")
	case got.status != http.StatusOK || json.Unmarshal([]byte(got.body), &told) != nil:
		x.fail("API", "let the reverse proxy pass on everything below /v1/", "/v1/config answers %d", got.status)
	case told.Homeserver != string(x.config.HomeserverURL):
		x.warn("HOMESERVER_URL", "start Parley anew with these settings", "the running Parley has another one, %s", told.Homeserver)
	default:
		x.fine("API", "lets people of the homeserver in")
	}
}

// crossOrigin looks whether pages elsewhere that may use the API can.
func (x *examiner) crossOrigin(ctx context.Context) {
	own, tried := x.config.PublicURL.Origin(), 0
	for _, origin := range x.config.WidgetOrigins {
		if origin == own {
			continue
		}
		tried++
		got, err := ask(ctx, http.MethodOptions, x.config.PublicURL.Join("/v1/widget/list"), map[string]string{
			"Origin": origin, "Access-Control-Request-Method": http.MethodGet, "Access-Control-Request-Headers": "authorization",
		})
		if allowed := got.header.Values("Access-Control-Allow-Origin"); err != nil || !slices.Equal(allowed, []string{origin}) {
			x.fail("WIDGET_ORIGINS", "let the reverse proxy leave OPTIONS and the headers Access-Control-* to Parley, and start Parley anew with these settings",
				"pages of %s may not use the API (Access-Control-Allow-Origin: %q)", origin, strings.Join(allowed, ", "))
			return
		}
	}
	if tried > 0 {
		x.fine("WIDGET_ORIGINS", "pages there may use the API")
	}
}

// ask makes one request. It follows no redirect to elsewhere with a header that says who
// asks.
func ask(ctx context.Context, method string, address config.URL, header map[string]string) (answer, error) {
	ctx, cancel := context.WithTimeout(ctx, publicLimit)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, method, string(address), nil)
	if err != nil {
		return answer{}, err
	}
	for name, value := range header {
		request.Header.Set(name, value)
	}
	direct := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response, err := direct.Do(request)
	if err != nil {
		return answer{}, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, pageSize))
	return answer{response.StatusCode, response.Header, string(body)}, err
}
