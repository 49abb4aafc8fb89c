package api

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/labstack/echo/v4"
	"parley/bot/matrix"
	"parley/bot/recent"
	"parley/shared/command"
	"parley/shared/text"
)

const (
	identityLife = time.Minute
	askLimit     = 10 * time.Second
	asksAtOnce   = 16   // of the homeserver
	maxAsking    = 1000 // with those that wait for it
	maxToken     = 4096 // bytes
)

// OpenID asks a homeserver whose an OpenID token of its own is. An unknown one is
// matrix.ErrToken. It is safe for concurrent use.
type OpenID interface {
	OpenIDUser(ctx context.Context, openIDToken string) (userID string, err error)
}

// Identities asks the bot's homeserver whose a token is, as OpenID does.
type Identities interface {
	OpenID
	Whoami(ctx context.Context, accessToken string) (userID string, err error)
	ServerName() string // "" before the bot has signed in
}

// authenticator knows who asks. It remembers answers of the homeserver for a minute,
// under a hash of the token. Many requests with one token cost one question. Refusals are
// kept apart: there is no end of tokens that are none, and people must not be forgotten
// for them.
type authenticator struct {
	identities Identities
	trusted    map[string]OpenID // other homeservers, by name
	now        func() time.Time
	slots      chan struct{} // one for each question that may run

	mu             sync.Mutex
	known, refused recent.Map[[32]byte, *identity]
	asking         map[[32]byte]*identity
}

type identity struct {
	done   chan struct{} // closed when userID and err are there
	userID string
	err    error
	until  time.Time
}

// credential is what a request shows to prove who asks.
type credential struct {
	openID string // the name of the homeserver that gave the token; "" for an access token
	token  string
}

var errNoCredential = errors.New("no usable credential")

func newAuthenticator(identities Identities, trusted map[string]OpenID) *authenticator {
	return &authenticator{identities: identities, trusted: trusted, now: time.Now,
		slots: make(chan struct{}, asksAtOnce), asking: map[[32]byte]*identity{}}
}

// require finds out who asks, for what only somebody known may do.
func (a *authenticator) require(next func(c echo.Context, user string) error) echo.HandlerFunc {
	return func(c echo.Context) error {
		user, err := a.user(c.Request().Context(), c.Request().Header.Get(echo.HeaderAuthorization))
		if err != nil {
			return unauthorized(err)
		}
		return next(c, user)
	}
}

func unauthorized(err error) error {
	if err == Starting || err == Busy || matrix.Retryable(err) && !errors.Is(err, matrix.ErrToken) {
		return trouble(err)
	}
	return &Problem{Status: http.StatusUnauthorized, Reason: string(Unauthorized), text: text.APIUnauthorized}
}

// user returns who an Authorization header stands for.
func (a *authenticator) user(ctx context.Context, header string) (string, error) {
	if a.identities.ServerName() == "" {
		return "", Starting
	}
	cred, err := parseAuthorization(header)
	if err != nil {
		return "", err
	}
	i, err := a.identity(ctx, cred)
	if err != nil {
		return "", err
	}
	select {
	case <-i.done:
		return i.userID, i.err
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// identity returns what is known of a credential or being asked, or Busy.
func (a *authenticator) identity(ctx context.Context, cred credential) (*identity, error) {
	key := sha256.Sum256([]byte(cred.openID + " " + cred.token))
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, m := range []*recent.Map[[32]byte, *identity]{&a.known, &a.refused} {
		if i, ok := m.Get(key); ok && a.now().Before(i.until) {
			return i, nil
		}
	}
	if i := a.asking[key]; i != nil {
		return i, nil
	}
	if len(a.asking) >= maxAsking {
		return nil, Busy
	}
	i := &identity{done: make(chan struct{})}
	a.asking[key] = i
	go a.learn(context.WithoutCancel(ctx), key, i, cred) // others may wait for it, too
	return i, nil
}

// learn finds out whose a credential is. Trouble of the homeserver is told to
// those who wait, and not remembered.
func (a *authenticator) learn(ctx context.Context, key [32]byte, i *identity, cred credential) {
	defer close(i.done)
	a.slots <- struct{}{}
	i.userID, i.err = a.ask(ctx, cred)
	<-a.slots
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.asking, key)
	i.until = a.now().Add(identityLife)
	switch {
	case i.err == nil:
		a.known.Put(key, i)
	case errors.Is(i.err, matrix.ErrToken), errors.Is(i.err, errNoCredential):
		a.refused.Put(key, i)
	}
}

// ask asks the homeserver that a credential is of. It can only speak for its own users.
func (a *authenticator) ask(ctx context.Context, cred credential) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, askLimit)
	defer cancel()
	server, ask := a.identities.ServerName(), a.identities.Whoami
	switch other := a.trusted[cred.openID]; {
	case cred.openID == server:
		ask = a.identities.OpenIDUser
	case cred.openID != "" && other == nil:
		return "", errNoCredential
	case cred.openID != "":
		server, ask = cred.openID, other.OpenIDUser
	}
	userID, err := ask(ctx, cred.token)
	if err != nil {
		return "", err
	}
	if _, of, _ := strings.Cut(userID, ":"); of != server || !command.ValidUserID(userID) {
		return "", errNoCredential
	}
	return userID, nil
}

// parseAuthorization reads "Bearer <token>" or "MX-Identity <base64 of JSON
// {matrix_server_name, access_token}>"; the base64 may be of either alphabet,
// padded or not.
func parseAuthorization(header string) (credential, error) {
	scheme, value, _ := strings.Cut(header, " ")
	value = strings.TrimSpace(value)
	if value == "" || len(value) > maxToken {
		return credential{}, errNoCredential
	}
	switch strings.ToLower(scheme) {
	case "bearer":
		return credential{token: value}, nil
	case "mx-identity":
		return parseOpenID(value)
	}
	return credential{}, errNoCredential
}

func parseOpenID(value string) (credential, error) {
	value = strings.NewReplacer("-", "+", "_", "/").Replace(strings.TrimRight(value, "="))
	decoded, err := base64.RawStdEncoding.DecodeString(value)
	if err != nil {
		return credential{}, errNoCredential
	}
	var identity struct {
		Server string `json:"matrix_server_name"`
		Token  string `json:"access_token"`
	}
	if json.Unmarshal(decoded, &identity) != nil || identity.Token == "" || identity.Server == "" {
		return credential{}, errNoCredential
	}
	return credential{openID: identity.Server, token: identity.Token}, nil
}
