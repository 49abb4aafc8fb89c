package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"html"
	"io/fs"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
)

// pages answers with the page for the bot that is signed in.
type pages struct {
	template  string
	settings  config // without the bot
	basePath  string // as it is written in an attribute
	headers   map[string]string
	botUserID func() string
	finished  atomic.Pointer[page] // the last one
}

// page is finished text for one bot.
type page struct {
	botUserID       string
	content, packed []byte // packed is gzip
	hash            string
}

// config is what the widget reads from the page; wasm_exec/README.md describes it.
type config struct {
	BotUserID  string `json:"botUserId"`
	APIBaseURL string `json:"apiBaseUrl"`
	Version    string `json:"version"`
	BasePath   string `json:"basePath"`
	LinkShare  string `json:"linkShare"`
	DialIn     bool   `json:"dialIn"`
	Groupware  string `json:"groupware,omitempty"`

	Reminders []int64 `json:"reminders,omitempty"`
	Guests    bool    `json:"guests,omitempty"`
	Modals    bool    `json:"modals,omitempty"`
	Encrypts  bool    `json:"encrypts,omitempty"`
	Notes     *Notes  `json:"notes,omitempty"`
}

func newPages(files fs.FS, policy Policy, base *url.URL, o Options) (*pages, error) {
	template, err := fs.ReadFile(files, "index.html")
	if err != nil {
		return nil, err
	}
	return &pages{
		template: string(template),
		settings: config{
			APIBaseURL: base.String() + "/v1", Version: o.Version, BasePath: base.Path + "/", LinkShare: o.LinkShare, DialIn: o.DialIn,
			Groupware: o.Groupware, Reminders: o.Reminders, Guests: o.Guests, Modals: o.Modals, Encrypts: o.Encrypts, Notes: o.Notes,
		},
		basePath:  html.EscapeString(base.EscapedPath() + "/"),
		botUserID: o.BotUserID,
		headers: map[string]string{
			"Content-Type":            "text/html; charset=utf-8",
			"Cache-Control":           "no-cache",
			"Content-Security-Policy": contentSecurityPolicy(policy, base, o),
			"Permissions-Policy":      "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
			"Referrer-Policy":         "no-referrer",
			// A client that isolates itself (COEP) may still show the page.
			"Cross-Origin-Resource-Policy": "cross-origin",
		},
	}, nil
}

// of returns the page for a bot.
func (p *pages) of(botUserID string) (*page, error) {
	if last := p.finished.Load(); last != nil && last.botUserID == botUserID {
		return last, nil
	}
	settings := p.settings
	settings.BotUserID = botUserID
	// Marshal writes <, > and & as \u003c and the like, so nothing ends the element.
	encoded, err := json.Marshal(settings)
	if err != nil {
		return nil, err
	}
	content := []byte(strings.NewReplacer("{{config}}", string(encoded), "{{basePath}}", p.basePath).Replace(p.template))
	packed, err := gzipped(content)
	if err != nil {
		return nil, err
	}
	hash := sha256.Sum256(content)
	finished := &page{botUserID, content, packed, base64.RawURLEncoding.EncodeToString(hash[:16])}
	p.finished.Store(finished)
	return finished, nil
}

// contentSecurityPolicy allows the page's own inline code, WebAssembly, our own
// address and nothing else. Style attributes are allowed because go-app writes
// them; it sets them one by one, so no markup of others gets there.
func contentSecurityPolicy(p Policy, base *url.URL, o Options) string {
	frames := "'none'"
	if o.Notes != nil && o.Notes.Embed {
		frames = o.Notes.Origin
	}
	api := url.URL{Scheme: base.Scheme, Host: base.Host}
	return strings.Join([]string{
		"default-src 'none'",
		"script-src " + quoted(p.Scripts) + " 'wasm-unsafe-eval'",
		"style-src " + quoted(p.Styles),
		"style-src-attr 'unsafe-inline'",
		"img-src data: blob:",
		"connect-src 'self' " + api.String(),
		"base-uri 'none'",
		"form-action 'none'",
		"frame-src " + frames,
		"frame-ancestors " + o.FrameAncestors,
	}, "; ")
}

func quoted(sources []string) string { return "'" + strings.Join(sources, "' '") + "'" }

func gzipped(content []byte) ([]byte, error) {
	var packed bytes.Buffer
	w, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(content); err != nil {
		return nil, err
	}
	err = w.Close()
	return packed.Bytes(), err
}

// ServeHTTP implements http.Handler.
func (p *pages) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	bot := p.botUserID()
	if bot == "" {
		w.Header().Set("Refresh", "2")
		http.Error(w, "Parley is starting: its bot is not signed in yet. This page tries again by itself.", http.StatusServiceUnavailable)
		return
	}
	page, err := p.of(bot)
	if err != nil {
		http.Error(w, "The page cannot be made.", http.StatusInternalServerError)
		return
	}
	for name, value := range p.headers {
		w.Header().Set(name, value)
	}
	encoding := choose(r, "gzip")
	if unchanged(w, r, page.hash, encoding) {
		return
	}
	body := page.content
	if encoding == "gzip" {
		body = page.packed
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.Write(body)
}
