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
)

const (
	identityLife  = time.Minute
	identityLimit = 10_000 // remembered at once
	askLimit      = 10 * time.Second
	maxToken      = 4096 // bytes
)

// Identities asks the homeserver whose a token is. An unknown token is
// matrix.ErrToken; both methods are safe for concurrent use.
type Identities interface {
	Whoami(ctx context.Context, accessToken string) (userID string, err error)
	OpenIDUser(ctx context.Context, openIDToken string) (userID string, err error)
	ServerName() string
}

// authenticator knows who asks. It remembers answers of the homeserver for a
// minute, under a hash of the token.
type authenticator struct {
	identities Identities
	now        func() time.Time
	mu         sync.Mutex
	known      map[[32]byte]identity
}

type identity struct {
	userID string
	until  time.Time
}

// credential is what a request shows to prove who asks.
type credential struct {
	openID bool
	token  string
}

var errNoCredential = errors.New("no usable credential")

// require lets only known users through.
func (a *authenticator) require(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		header := c.Request().Header.Get(echo.HeaderAuthorization)
		if _, err := a.user(c.Request().Context(), header); err != nil {
			return unauthorized(err)
		}
		return next(c)
	}
}

func unauthorized(err error) *problem {
	if matrix.Retryable(err) && !errors.Is(err, matrix.ErrToken) {
		return &problem{
			Status: http.StatusBadGateway, Title: "The homeserver does not answer", Reason: string(Unreachable),
			Detail: "Try again in a moment.", cause: err,
		}
	}
	return &problem{
		Status: http.StatusUnauthorized, Title: "Who are you?", Reason: string(Unauthorized),
		Detail: "Send 'Authorization: Bearer <access token>' or 'Authorization: MX-Identity <base64 of the OpenID token>', made by the bot's homeserver.",
	}
}

// user returns who an Authorization header stands for.
func (a *authenticator) user(ctx context.Context, header string) (string, error) {
	cred, err := parseAuthorization(header, a.identities.ServerName())
	if err != nil {
		return "", err
	}
	key := sha256.Sum256([]byte(header))
	if userID, ok := a.remembered(key); ok {
		return userID, nil
	}
	ctx, cancel := context.WithTimeout(ctx, askLimit)
	defer cancel()
	ask := a.identities.Whoami
	if cred.openID {
		ask = a.identities.OpenIDUser
	}
	userID, err := ask(ctx, cred.token)
	if err != nil {
		return "", err
	}
	if _, server, _ := strings.Cut(userID, ":"); server != a.identities.ServerName() {
		return "", errNoCredential
	}
	a.remember(key, userID)
	return userID, nil
}

func (a *authenticator) remembered(key [32]byte) (string, bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	i, ok := a.known[key]
	return i.userID, ok && a.now().Before(i.until)
}

func (a *authenticator) remember(key [32]byte, userID string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.known) >= identityLimit {
		clear(a.known)
	}
	a.known[key] = identity{userID, a.now().Add(identityLife)}
}

// parseAuthorization reads "Bearer <token>" or "MX-Identity <base64 of JSON
// {matrix_server_name, access_token}>"; the base64 may be of either alphabet,
// padded or not. The named server must be ours.
func parseAuthorization(header, server string) (credential, error) {
	scheme, value, _ := strings.Cut(header, " ")
	value = strings.TrimSpace(value)
	if value == "" || len(value) > maxToken {
		return credential{}, errNoCredential
	}
	switch strings.ToLower(scheme) {
	case "bearer":
		return credential{token: value}, nil
	case "mx-identity":
		return parseOpenID(value, server)
	}
	return credential{}, errNoCredential
}

func parseOpenID(value, server string) (credential, error) {
	value = strings.NewReplacer("-", "+", "_", "/").Replace(strings.TrimRight(value, "="))
	decoded, err := base64.RawStdEncoding.DecodeString(value)
	if err != nil {
		return credential{}, errNoCredential
	}
	var identity struct {
		Server string `json:"matrix_server_name"`
		Token  string `json:"access_token"`
	}
	if json.Unmarshal(decoded, &identity) != nil || identity.Token == "" || identity.Server != server {
		return credential{}, errNoCredential
	}
	return credential{openID: true, token: identity.Token}, nil
}
