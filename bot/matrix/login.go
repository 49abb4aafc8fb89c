package matrix

import (
	"context"
	"crypto/rand"
	"errors"
	"net/http"
)

// Devices remembers the bot's own device and access token per account, so that
// a restart does not make a new device.
type Devices interface {
	Login(ctx context.Context, account string) (device, token string, err error)
	SaveLogin(ctx context.Context, account, device, token string) error
}

type credentials struct {
	user, password string
	devices        Devices
}

// SignInWithToken makes the client use an access token and learns whose it is.
// It fails with ErrToken when the homeserver does not know the token.
func (c *Client) SignInWithToken(ctx context.Context, token string) error {
	c.setToken(token)
	return c.learnUser(ctx)
}

// SignInAsService makes the client use the token of an application service, as the user with
// its localpart, whom homeservers may want to be registered.
func (c *Client) SignInAsService(ctx context.Context, token, localpart string) error {
	c.setToken(token)
	err := c.post(ctx, client("register"), object{"type": "m.login.application_service", "username": localpart, "inhibit_login": true}, nil)
	if Retryable(err) && !errors.Is(err, ErrToken) {
		return err
	}
	return c.learnUser(ctx) // who is registered already, or is so by the registration, is refused
}

// SignInWithPassword makes the client use the device that devices remembers for
// user (a localpart or a user id), or logs in when there is none or it has been
// signed out. A wrong password is ErrForbidden.
func (c *Client) SignInWithPassword(ctx context.Context, user, password string, devices Devices) error {
	c.login = credentials{user, password, devices}
	_, token, err := devices.Login(ctx, user)
	if err != nil {
		return err
	}
	if token == "" {
		return c.Renew(ctx)
	}
	c.setToken(token)
	if err := c.learnUser(ctx); !errors.Is(err, ErrToken) {
		return err
	}
	return c.Renew(ctx)
}

// Adopt makes the client use the access token that another process of the same account
// has got by logging in; adopted is false when there is none that is known.
func (c *Client) Adopt(ctx context.Context) (adopted bool, err error) {
	l := c.login
	if l.password == "" {
		return false, nil
	}
	_, token, err := l.devices.Login(ctx, l.user)
	if token == "" || token == *c.token.Load() || err != nil {
		return false, err
	}
	who, err := c.ask(ctx, token)
	if errors.Is(err, ErrToken) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	c.setToken(token)
	c.setUserID(who.UserID)
	c.setDevice(who.DeviceID, "")
	return true, nil
}

// Renew logs in again, on the same device, after the homeserver has forgotten
// the access token. Without a password it fails with ErrToken.
func (c *Client) Renew(ctx context.Context) error {
	l := c.login
	if l.password == "" {
		return ErrToken
	}
	if adopted, err := c.Adopt(ctx); adopted || err != nil {
		return err
	}
	device, err := c.device(ctx)
	if err != nil {
		return err
	}
	c.setToken("")
	answer, err := c.logIn(ctx, l.user, device, object{"type": "m.login.password", "password": l.password})
	if err != nil {
		return err
	}
	c.setToken(answer.Token)
	c.setUserID(answer.UserID)
	c.setDevice(device, "")
	return l.devices.SaveLogin(ctx, l.user, device, answer.Token)
}

// BecomeNewDevice logs in as a device that nobody knows: the keys of the one before are
// lost. Without a password it fails with ErrToken.
func (c *Client) BecomeNewDevice(ctx context.Context) error {
	if c.login.password == "" {
		return ErrToken
	}
	if err := c.login.devices.SaveLogin(ctx, c.login.user, newDevice(), ""); err != nil {
		return err
	}
	return c.Renew(ctx)
}

// SignInDevice makes an application service have a device, which has keys; its own token
// belongs to none.
func (c *Client) SignInDevice(ctx context.Context, devices Devices) error {
	account := c.UserID() + deviceAccount
	device, token, err := devices.Login(ctx, account)
	if err != nil {
		return err
	}
	if token != "" {
		who, err := c.ask(ctx, token)
		if err == nil {
			c.setDevice(who.DeviceID, token)
		}
		if !errors.Is(err, ErrToken) {
			return err
		}
	}
	if device == "" {
		device = newDevice()
		if err := devices.SaveLogin(ctx, account, device, ""); err != nil {
			return err
		}
	}
	answer, err := c.logIn(ctx, c.UserID(), device, object{"type": "m.login.application_service"})
	if err != nil {
		return err
	}
	c.setDevice(device, answer.Token)
	return devices.SaveLogin(ctx, account, device, answer.Token)
}

// session is what a login has made.
type session struct {
	UserID string `json:"user_id"`
	Token  string `json:"access_token"`
}

// logIn logs a user in on a device; proof is how it is shown who that is.
func (c *Client) logIn(ctx context.Context, user, device string, proof object) (made session, err error) {
	proof["device_id"], proof["initial_device_display_name"] = device, "Parley"
	proof["identifier"] = object{"type": "m.id.user", "user": user}
	err = c.post(ctx, client("login"), proof, &made)
	return made, err
}

// AdoptDevice makes an application service use the device that another process has made, or
// logged in again.
func (c *Client) AdoptDevice(ctx context.Context, devices Devices) error {
	device, token, err := devices.Login(ctx, c.UserID()+deviceAccount)
	if err == nil && token != "" && token != *c.deviceToken.Load() {
		c.setDevice(device, token)
	}
	return err
}

// RenewDevice is BecomeNewDevice for an application service, unless another process has
// made a new device already.
func (c *Client) RenewDevice(ctx context.Context, devices Devices) error {
	account := c.UserID() + deviceAccount
	device, _, err := devices.Login(ctx, account)
	if err == nil && device == c.DeviceID() {
		err = devices.SaveLogin(ctx, account, newDevice(), "")
	}
	if err != nil {
		return err
	}
	return c.SignInDevice(ctx, devices)
}

// deviceAccount tells the login of a device from that of its account.
const deviceAccount = " (device)"

func newDevice() string { return "PARLEY" + rand.Text()[:8] }

// device returns the device's name. It is saved before the first login, so that
// a crash in between does not leave a second device behind.
func (c *Client) device(ctx context.Context) (string, error) {
	device, _, err := c.login.devices.Login(ctx, c.login.user)
	if device != "" || err != nil {
		return device, err
	}
	device = newDevice()
	return device, c.login.devices.SaveLogin(ctx, c.login.user, device, "")
}

func (c *Client) learnUser(ctx context.Context) error {
	who, err := c.ask(ctx, "")
	if err == nil {
		c.setUserID(who.UserID)
		c.setDevice(who.DeviceID, "")
	}
	return err
}

// Whoami returns the user id that an access token of this homeserver belongs
// to. An unknown one is ErrToken.
func (c *Client) Whoami(ctx context.Context, token string) (string, error) {
	who, err := c.ask(ctx, token)
	return who.UserID, err
}

// identity is whose an access token is; of an application service, there is no device.
type identity struct {
	UserID   string `json:"user_id"`
	DeviceID string `json:"device_id"`
}

func (c *Client) ask(ctx context.Context, token string) (who identity, err error) {
	err = c.call(ctx, request{method: http.MethodGet, path: client("account", "whoami"), token: token}, &who)
	return who, err
}

// OpenIDUser returns the user id that an OpenID token of this homeserver was
// made for (Server-Server API, /openid/userinfo). An unknown one is ErrToken. The
// token stands in the address because no other place for it is specified; addresses are
// never logged.
func (c *Client) OpenIDUser(ctx context.Context, token string) (string, error) {
	var answer struct {
		Sub string `json:"sub"`
	}
	err := c.call(ctx, request{
		method: http.MethodGet, path: []any{"_matrix", "federation", "v1", "openid", "userinfo"},
		query: map[string]string{"access_token": token}, public: true,
	}, &answer)
	return answer.Sub, err
}
