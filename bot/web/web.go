// Package web serves the widget: the page, the program and the time zones that
// web/build.mjs made and package parley/web carries.
//
// The page holds everything but the program, so a start takes two requests. The
// program's name changes with its content, so browsers keep it, and its compiled
// code, for good; the page is asked for again each time.
package web

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"
)

// Options are what the page and its policy depend on.
type Options struct {
	PublicURL      string        // absolute address of the page; its path is where the proxy in front mounts us
	BotUserID      func() string // whom the widget believes; empty until it is known. Called for each page
	Version        string
	LinkShare      string  // the beginning of links to rooms
	DialIn         bool    // the API knows how people take part by telephone
	Groupware      string  // template of addresses of meetings in Open-Xchange, "" for none
	Reminders      []int64 // minutes before meetings at which people are reminded, unless a meeting has its own
	Modals         bool    // forms are shown in dialogs of the client
	Notes          *Notes  // nil: meetings have no notes
	Guests         bool    // people without an account can come by a link to a room
	Encrypts       bool    // the bot reads and writes what is encrypted
	FrameAncestors string  // who may show the page in a frame: sources of Content Security Policy Level 3
}

// Notes is how meetings have notes.
type Notes struct {
	Embed bool  `json:"embed,omitempty"` // they are shown in the widget, else in a tab
	Level int64 `json:"level"`           // the power level that it takes to say who writes
	Each  bool  `json:"each,omitempty"`  // each date of a series has its own
	Last  bool  `json:"last,omitempty"`  // a PDF is posted before a meeting is closed

	Origin string `json:"-"` // of the Etherpad
}

// routes are the paths below PublicURL that show the page, as the widget's main
// registers them.
var routes = []string{"/", "/cockpit/", "/schedule-meeting", "/setup-breakout-sessions"}

// Mount adds the widget to a server. files are those of web.Dist below "dist";
// when they were never built, the page says so. An error names the setting that
// causes it.
func Mount(e *echo.Echo, files fs.FS, o Options) error {
	base, err := url.Parse(strings.TrimRight(o.PublicURL, "/"))
	if err != nil || base.Host == "" {
		return fmt.Errorf("PUBLIC_URL: not an absolute address; give one such as https://meetings.example.org")
	}
	if strings.ContainsAny(o.FrameAncestors, ";,\r\n") {
		return errors.New("FRAME_ANCESTORS: has a separator; give sources with spaces between them")
	}
	built, err := readManifest(files)
	if errors.Is(err, fs.ErrNotExist) {
		handle(e, routes, http.HandlerFunc(unbuilt))
		return nil
	}
	if err != nil {
		return err
	}
	pages, err := newPages(files, built.Policy, base, o)
	if err != nil {
		return err
	}
	zones, err := newZones(files)
	if err != nil {
		return err
	}
	handle(e, routes, pages)
	handle(e, []string{"/tz/*"}, http.StripPrefix("/tz/", zones))
	for _, a := range built.Assets {
		handle(e, []string{"/" + a.Name}, &asset{files: files, Asset: a})
	}
	return nil
}

func handle(e *echo.Echo, paths []string, h http.Handler) {
	for _, path := range paths {
		e.Match([]string{http.MethodGet, http.MethodHead}, path, echo.WrapHandler(h))
	}
}

// Manifest is what the build says about its files.
type Manifest struct {
	Assets []Asset `json:"assets"`
	Policy Policy  `json:"policy"`
}

// Asset is a file that is there packed only: as Name.br and Name.gz.
type Asset struct {
	Name      string `json:"name"`
	Type      string `json:"type"`      // media type
	Size      int64  `json:"size"`      // bytes, unpacked
	Integrity string `json:"integrity"` // as in Subresource Integrity
}

// Policy lists the hashes of what is inline in the page, as in Content Security
// Policy.
type Policy struct {
	Scripts []string `json:"scripts"`
	Styles  []string `json:"styles"`
}

func readManifest(files fs.FS) (Manifest, error) {
	var m Manifest
	content, err := fs.ReadFile(files, "manifest.json")
	if err != nil {
		return m, err
	}
	if err := json.Unmarshal(content, &m); err != nil {
		return m, fmt.Errorf("manifest.json of the widget: %w", err)
	}
	return m, nil
}

// unbuilt answers in place of a page that is not there.
func unbuilt(w http.ResponseWriter, _ *http.Request) {
	http.Error(w, "This server was built without the widget: run make build.", http.StatusServiceUnavailable)
}
