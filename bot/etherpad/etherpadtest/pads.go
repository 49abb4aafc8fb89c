// Package etherpadtest is as much of an Etherpad as it takes to let things happen at an
// exact moment, and to see what the bot asks for. What the real one does is seen in
// playwright/tests.
package etherpadtest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"parley/bot/etherpad"
)

// Key is the API key of its client.
const Key = "key"

// Pads has one group with one pad. Its fields are for when no call runs.
type Pads struct {
	Groups   map[string]bool
	Sessions map[string]string // authors by session
	Calls    []string          // names of functions
	Refuse   string            // an author whose sessions it does not end

	mu       sync.Mutex
	before   func(call string) bool
	revision int64
}

// Start starts one and returns it with a client of it.
func Start(t *testing.T) (*Pads, *etherpad.Client) {
	t.Helper()
	p := &Pads{Groups: map[string]bool{}, Sessions: map[string]string{}}
	server := httptest.NewServer(p)
	t.Cleanup(server.Close)
	return p, etherpad.New(server.URL, server.URL, Key)
}

// ServeHTTP implements http.Handler.
func (p *Pads) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	call := r.URL.Path[strings.LastIndexByte(r.URL.Path, '/')+1:]
	p.mu.Lock()
	before := p.before
	p.mu.Unlock()
	if before != nil && !before(call) {
		panic(http.ErrAbortHandler)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.Calls = append(p.Calls, call)
	data := map[string]any{}
	switch call {
	case "createGroupIfNotExistsFor":
		p.Groups["g.1"] = true
		data["groupID"] = "g.1"
	case "deleteGroup":
		clear(p.Groups)
		clear(p.Sessions)
		p.revision = 0
	case "createAuthorIfNotExistsFor":
		data["authorID"] = "a." + r.FormValue("authorMapper")
	case "createReadSession", "createWriteSession":
		id := fmt.Sprintf("s.%d", len(p.Calls))
		p.Sessions[id] = r.FormValue("authorID")
		data["sessionID"] = id
	case "revokeAuthor":
		if r.FormValue("authorID") == p.Refuse {
			_, _ = w.Write([]byte(`{"code":1,"message":"no"}`))
			return
		}
		for id, author := range p.Sessions {
			if author == r.FormValue("authorID") {
				delete(p.Sessions, id)
			}
		}
	case "listSessionsOfGroup":
		for id, author := range p.Sessions {
			data[id] = map[string]string{"authorID": author}
		}
	case "getRevisionsCount":
		data["revisions"] = p.revision
	case "setHTML":
		p.revision++
	case "getHTML":
		data["html"] = fmt.Sprintf("<b>revision %d</b>", p.revision)
	}
	_ = json.NewEncoder(w).Encode(map[string]any{"code": 0, "data": data})
}

// Watch has something happen before calls are answered, nothing for nil; false cuts the
// connection.
func (p *Pads) Watch(before func(call string) bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.before = before
}

// Count is how often a function was called.
func (p *Pads) Count(call string) (n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range p.Calls {
		if c == call {
			n++
		}
	}
	return n
}

// Alive is how many sessions there are.
func (p *Pads) Alive() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.Sessions)
}

// Type types up to a revision.
func (p *Pads) Type(revision int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.revision = revision
}
