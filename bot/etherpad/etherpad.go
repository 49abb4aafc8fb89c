// Package etherpad talks to an Etherpad with the plugin ep_meeting_notes
// (deploy/etherpad): groups, pads, authors, and sign-in links that work once.
//
// The API key travels in the body of a POST, never in an address, and an error holds
// neither the key nor an id of a session.
package etherpad

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"
)

const (
	callLimit   = 15 * time.Second
	answerLimit = 16 << 20       // bytes
	apiPath     = "/api/1.2.15/" // the newest version that Etherpad 1.8 knows; Etherpad 2 knows it, too
	pluginPath  = "/readSession/"
	connections = 8
)

// Codes of answers (Etherpad HTTP API): what was asked for is refused, or the key is.
const (
	codeWrong = 1
	codeKey   = 4
)

// Error is a call that failed.
type Error struct {
	Call    string // the name of the function
	Status  int    // of HTTP; 0 when there was no answer
	Code    int    // Etherpad's own; 0 when the answer was none of its kind
	Message string // Etherpad's words for Code
	cause   error
}

// Error implements error.
func (e *Error) Error() string {
	switch {
	case e.Code != 0:
		return fmt.Sprintf("Etherpad refused %s: code %d", e.Call, e.Code)
	case e.Status != 0:
		return fmt.Sprintf("Etherpad answered %s with %d and no usable content", e.Call, e.Status)
	}
	return fmt.Sprintf("Etherpad does not answer %s: %v", e.Call, e.cause)
}

// Unwrap returns why there was no answer.
func (e *Error) Unwrap() error { return e.cause }

// Client calls one Etherpad. It is safe for concurrent use.
type Client struct {
	api, public, key string
	http             *http.Client
}

// New returns a client of the Etherpad that is reached at api, and by browsers at public.
func New(api, public, key string) *Client {
	return &Client{
		api: strings.TrimRight(api, "/"), public: strings.TrimRight(public, "/"), key: key,
		http: &http.Client{
			Timeout: callLimit, Transport: &http.Transport{Proxy: http.ProxyFromEnvironment, MaxIdleConnsPerHost: connections, IdleConnTimeout: 90 * time.Second},
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }, // it would carry the key
		},
	}
}

// Key reports whether Etherpad takes the key, and Plugin whether it has ours: the error is
// what is wrong.
func (c *Client) Key(ctx context.Context) error { return c.call(ctx, apiPath, "checkToken", nil, nil) }

// Plugin looks whether Etherpad has our plugin.
func (c *Client) Plugin(ctx context.Context) error {
	err := c.call(ctx, pluginPath, "revokeAuthor", fields{"groupID": "g.0000000000000000", "authorID": "a.0000000000000000"}, nil)
	if wrong(err) { // there is no such group
		return nil
	}
	return err
}

// Refused reports whether Etherpad does not know the key.
func (e *Error) Refused() bool { return e.Code == codeKey }

// Group returns the id of the group with a name of ours, which is made when there is
// none. Calls at the same time may make two.
func (c *Client) Group(ctx context.Context, mapper string) (id string, err error) {
	var data struct{ GroupID string }
	err = c.call(ctx, apiPath, "createGroupIfNotExistsFor", fields{"groupMapper": mapper}, &data)
	return data.GroupID, identified("createGroupIfNotExistsFor", data.GroupID, err)
}

// Pad makes a pad in a group, empty, unless there is one.
func (c *Client) Pad(ctx context.Context, group, name string) error {
	err := c.call(ctx, apiPath, "createGroupPad", fields{"groupID": group, "padName": name}, nil)
	if wrong(err) { // it is there, or the group is not
		if _, err := c.Revision(ctx, PadID(group, name)); err == nil {
			return nil
		}
	}
	return err
}

// PadID is the id of a group's pad.
func PadID(group, name string) string { return group + "$" + name }

// Pads returns the names of a group's pads.
func (c *Client) Pads(ctx context.Context, group string) (names []string, err error) {
	var data struct{ PadIDs []string }
	if err := c.call(ctx, apiPath, "listPads", fields{"groupID": group}, &data); err != nil {
		return nil, err
	}
	for _, id := range data.PadIDs {
		if name, ok := strings.CutPrefix(id, PadID(group, "")); ok {
			names = append(names, name)
		}
	}
	return names, nil
}

// Text returns the text of a pad.
func (c *Client) Text(ctx context.Context, pad string) (string, error) {
	var data struct{ Text *string }
	err := c.call(ctx, apiPath, "getText", fields{"padID": pad}, &data)
	return needed("getText", data.Text, err)
}

// HTML returns a pad as HTML.
func (c *Client) HTML(ctx context.Context, pad string) (string, error) {
	var data struct{ HTML *string }
	err := c.call(ctx, apiPath, "getHTML", fields{"padID": pad}, &data)
	return needed("getHTML", data.HTML, err)
}

// SetHTML replaces what is in a pad.
func (c *Client) SetHTML(ctx context.Context, pad, html string) error {
	return c.call(ctx, apiPath, "setHTML", fields{"padID": pad, "html": html}, nil)
}

// PDF returns a pad as a PDF that Etherpad makes, for the session of somebody who may read.
func (c *Client) PDF(ctx context.Context, pad, session string) ([]byte, error) {
	const name = "export"
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, c.api+"/p/"+url.PathEscape(pad)+"/export/pdf", nil)
	if err != nil {
		return nil, &Error{Call: name, cause: err}
	}
	r.AddCookie(&http.Cookie{Name: "sessionID", Value: session})
	answer, err := c.http.Do(r)
	if err != nil {
		return nil, &Error{Call: name, cause: withoutAddress(err)}
	}
	defer answer.Body.Close()
	content, err := io.ReadAll(io.LimitReader(answer.Body, answerLimit))
	if err != nil {
		return nil, &Error{Call: name, cause: withoutAddress(err)}
	}
	if answer.StatusCode != http.StatusOK || !bytes.HasPrefix(content, []byte("%PDF-")) {
		return nil, &Error{Call: name, Status: answer.StatusCode}
	}
	return content, nil
}

// Revision returns how often a pad was changed.
func (c *Client) Revision(ctx context.Context, pad string) (int64, error) {
	var data struct{ Revisions *int64 }
	err := c.call(ctx, apiPath, "getRevisionsCount", fields{"padID": pad}, &data)
	return needed("getRevisionsCount", data.Revisions, err)
}

// Author returns the id of the author with a name of ours, who is made when there is
// none, and gives them a name for people. Calls at the same time may make two.
func (c *Client) Author(ctx context.Context, mapper, name string) (id string, err error) {
	var data struct{ AuthorID string }
	err = c.call(ctx, apiPath, "createAuthorIfNotExistsFor", fields{"authorMapper": mapper, "name": name}, &data)
	return data.AuthorID, identified("createAuthorIfNotExistsFor", data.AuthorID, err)
}

// Authors returns who has sessions in a group.
func (c *Client) Authors(ctx context.Context, group string) (authors []string, err error) {
	var data map[string]*struct{ AuthorID string }
	if err := c.call(ctx, apiPath, "listSessionsOfGroup", fields{"groupID": group}, &data); err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	for _, session := range data {
		if session != nil && !seen[session.AuthorID] {
			seen[session.AuthorID] = true
			authors = append(authors, session.AuthorID)
		}
	}
	return authors, nil
}

// Ticket makes a session that can be signed in with once, until a time.
func (c *Client) Ticket(ctx context.Context, group, author string, write bool, until time.Time) (session string, err error) {
	name := "createReadSession"
	if write {
		name = "createWriteSession"
	}
	var data struct{ SessionID string }
	err = c.call(ctx, pluginPath, name, fields{"groupID": group, "authorID": author, "validUntil": strconv.FormatInt(until.Unix(), 10)}, &data)
	return data.SessionID, identified(name, data.SessionID, err)
}

// Revoke ends all sessions of an author in a group, and cuts the pages that are open.
func (c *Client) Revoke(ctx context.Context, group, author string) error {
	return c.call(ctx, pluginPath, "revokeAuthor", fields{"groupID": group, "authorID": author}, nil)
}

// DeleteGroup removes a group with its pads and sessions. One that is gone is no error.
func (c *Client) DeleteGroup(ctx context.Context, group string) error {
	err := c.call(ctx, pluginPath, "deleteGroup", fields{"groupID": group}, nil)
	if wrong(err) {
		return nil
	}
	return err
}

// Link is the address at which a browser signs in with a ticket and gets to a pad, in a
// language (BCP 47).
func (c *Client) Link(group, pad, session, lang string) string {
	q := url.Values{"sessionID": {session}, "padName": {pad}, "groupID": {group}}
	if lang != "" {
		q.Set("lang", lang)
	}
	return c.public + "/auth_session?" + q.Encode()
}

type fields map[string]string

// call makes one call and reads the data of its answer into out, unless that is nil.
func (c *Client) call(ctx context.Context, path, name string, f fields, out any) error {
	form := url.Values{"apikey": {c.key}}
	for key, value := range f {
		form.Set(key, value)
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, c.api+path+name, strings.NewReader(form.Encode()))
	if err != nil {
		return &Error{Call: name, cause: err}
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	answer, err := c.http.Do(r)
	if err != nil {
		return &Error{Call: name, cause: withoutAddress(err)}
	}
	defer answer.Body.Close()
	var body struct {
		Code    *int
		Message string
		Data    json.RawMessage
	}
	content, err := io.ReadAll(io.LimitReader(answer.Body, answerLimit))
	if err != nil {
		return &Error{Call: name, cause: withoutAddress(err)}
	}
	if json.Unmarshal(content, &body) != nil || body.Code == nil {
		return &Error{Call: name, Status: answer.StatusCode}
	}
	if *body.Code != 0 {
		return &Error{Call: name, Status: answer.StatusCode, Code: *body.Code, Message: body.Message}
	}
	if out != nil && json.Unmarshal(body.Data, out) != nil {
		return &Error{Call: name, Status: answer.StatusCode}
	}
	return nil
}

// needed is what a call was made for; an answer that lacks it is an error.
func needed[T any](call string, value *T, err error) (T, error) {
	var none T
	if err != nil {
		return none, err
	}
	if value == nil {
		return none, &Error{Call: call, Status: http.StatusOK}
	}
	return *value, nil
}

// ids go into links and addresses.
var ids = regexp.MustCompile(`^[gas]\.[A-Za-z0-9_-]{1,100}$`)

// identified is the error of a call whose answer lacks the id that it was made for.
func identified(call, id string, err error) error {
	if err == nil && !ids.MatchString(id) {
		return &Error{Call: call, Status: http.StatusOK}
	}
	return err
}

// wrong reports whether Etherpad has understood a call and refuses it for good.
func wrong(err error) bool {
	var e *Error
	return errors.As(err, &e) && e.Code == codeWrong
}

// withoutAddress drops the address of a request.
func withoutAddress(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err
	}
	return err
}
