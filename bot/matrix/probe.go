package matrix

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"
)

// ErrNoHomeserver says that something answers that does not speak Matrix.
var ErrNoHomeserver = errors.New("what answers there is no Matrix homeserver")

// Probe is what a homeserver tells anybody.
type Probe struct {
	Versions []string      // of the specification
	Ahead    time.Duration // how far its clock is ahead of ours, to the second; 0 where it tells no time
	Delegate string        // where the server's .well-known says that the homeserver is, with ErrNoHomeserver
}

// Probe asks for the versions of the specification, without a login. It fails with an
// *Error when there is no answer, and with ErrNoHomeserver.
func (c *Client) Probe(ctx context.Context) (p Probe, err error) {
	begin := time.Now()
	date, err := c.look(ctx, "_matrix/client/versions", &p)
	if at, wrong := http.ParseTime(date); wrong == nil {
		p.Ahead = at.Sub(begin.Add(time.Since(begin) / 2)).Round(time.Second)
	}
	if err != nil || len(p.Versions) > 0 {
		return p, err
	}
	var known struct {
		Homeserver struct {
			URL string `json:"base_url"`
		} `json:"m.homeserver"`
	}
	if _, err := c.look(ctx, ".well-known/matrix/client", &known); err == nil {
		p.Delegate = known.Homeserver.URL
	}
	return p, ErrNoHomeserver
}

const probeLimit = 1 << 20 // bytes

// look gets a JSON object below the homeserver's address and returns the Date of the
// answer. An answer of any other kind leaves out as it is.
func (c *Client) look(ctx context.Context, path string, out any) (date string, err error) {
	address := strings.TrimRight(c.api.HomeserverURL.String(), "/") + "/" + path
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return "", err
	}
	response, err := c.api.Client.Do(request)
	if err != nil {
		return "", &Error{cause: withoutAddress(err)}
	}
	defer response.Body.Close()
	content, err := io.ReadAll(io.LimitReader(response.Body, probeLimit))
	if err != nil {
		return "", &Error{cause: withoutAddress(err)}
	}
	if response.StatusCode == http.StatusOK {
		_ = json.Unmarshal(content, out)
	}
	return response.Header.Get("Date"), nil
}

// LoginFlows returns the ways to log in that the homeserver offers, such as
// "m.login.password".
func (c *Client) LoginFlows(ctx context.Context) ([]string, error) {
	var answer struct {
		Flows []struct {
			Type string `json:"type"`
		} `json:"flows"`
	}
	err := c.get(ctx, client("login"), &answer)
	flows := make([]string, len(answer.Flows))
	for i, f := range answer.Flows {
		flows[i] = f.Type
	}
	return flows, err
}

// SignInForNow logs in by password on a device that SignOut removes again.
func (c *Client) SignInForNow(ctx context.Context, user, password string) error {
	var answer struct {
		UserID string `json:"user_id"`
		Token  string `json:"access_token"`
	}
	err := c.post(ctx, client("login"), object{
		"type": "m.login.password", "password": password, "initial_device_display_name": "Parley check",
		"identifier": object{"type": "m.id.user", "user": user},
	}, &answer)
	if err != nil {
		return err
	}
	c.setToken(answer.Token)
	c.setUserID(answer.UserID)
	return nil
}

// SignOut ends the validity of the access token, and removes its device.
func (c *Client) SignOut(ctx context.Context) error {
	return c.post(ctx, client("logout"), object{}, nil)
}

// OpenIDToken returns a token that proves to others for a while who the bot is.
func (c *Client) OpenIDToken(ctx context.Context) (string, error) {
	var answer struct {
		Token string `json:"access_token"`
	}
	err := c.post(ctx, client("user", c.UserID(), "openid", "request_token"), object{}, &answer)
	return answer.Token, err
}

// PublishedKeys reports what the homeserver has: the identity of the bot's account, and keys of
// the bot's device.
func (c *Client) PublishedKeys(ctx context.Context) (identity, device bool, err error) {
	var answer struct {
		Masters map[string]raw            `json:"master_keys"`
		Devices map[string]map[string]raw `json:"device_keys"`
	}
	err = c.post(ctx, client("keys", "query"), object{"device_keys": object{c.UserID(): []string{}}}, &answer)
	return answer.Masters[c.UserID()] != nil, answer.Devices[c.UserID()][c.DeviceID()] != nil, err
}
