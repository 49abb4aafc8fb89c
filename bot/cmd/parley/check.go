package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"parley/bot/config"
	"parley/bot/matrix"
	"parley/bot/meeting"
)

const checkLimit = 15 * time.Second

// Results of one examination.
const (
	good = "ok  "
	odd  = "warn"
	bad  = "FAIL"
)

// examiner tries the settings out and prints one line for each thing.
type examiner struct {
	config config.Config
	out    io.Writer
	client *matrix.Client
	failed int
}

var errChecksFailed = errors.New("something must be mended; see the lines above")

// check examines everything that the bot needs, and fails when something is
// wrong. It changes nothing.
func check(ctx context.Context, c config.Config, out io.Writer) error {
	client, err := matrix.New(string(c.HomeserverURL))
	if err != nil {
		return err
	}
	x := &examiner{config: c, out: out, client: client}
	ctx, cancel := context.WithTimeout(ctx, checkLimit)
	defer cancel()
	x.files()
	x.widget()
	if x.homeserver(ctx) {
		x.account(ctx)
	}
	x.publicURL(ctx)
	x.hints(ctx)
	if x.failed > 0 {
		return errChecksFailed
	}
	return nil
}

func (x *examiner) say(result, format string, args ...any) {
	if result == bad {
		x.failed++
	}
	fmt.Fprintf(x.out, "%s  %s\n", result, fmt.Sprintf(format, args...))
}

func (x *examiner) files() {
	blueprint, err := meeting.LoadBlueprint(x.config.EventsFile, x.config.LayoutsFile)
	if err != nil {
		x.say(bad, "configuration files: %v; mend the file", err)
		return
	}
	x.say(good, "configuration files: %d widgets offered", len(blueprint.Widgets()))
}

func (x *examiner) widget() {
	if err := widgetIncluded(); err != nil {
		x.say(bad, "widget: %v", err)
		return
	}
	x.say(good, "widget: included")
}

func (x *examiner) homeserver(ctx context.Context) bool {
	versions, err := x.client.Versions(ctx)
	if err != nil || len(versions) == 0 {
		x.say(bad, "HOMESERVER_URL: %v; check the address, and that it answers at /_matrix/client/versions", err)
		return false
	}
	x.say(good, "homeserver: speaks %s to %s", versions[0], versions[len(versions)-1])
	return true
}

// account looks at the token; a password is not tried, since that would sign in
// a new device.
func (x *examiner) account(ctx context.Context) {
	if x.config.AccessToken == "" {
		x.say(odd, "BOT_PASSWORD: not tried, a login would make a new device; start the bot to try it")
		return
	}
	if err := x.client.SignInWithToken(ctx, x.config.AccessToken); err != nil {
		x.say(bad, "ACCESS_TOKEN: %v; log the bot in again and give its new token", err)
		return
	}
	x.say(good, "account: %s", x.client.UserID())
}

func (x *examiner) publicURL(ctx context.Context) {
	address := string(x.config.PublicURL.Join("/v1/live"))
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err == nil {
		var response *http.Response
		if response, err = http.DefaultClient.Do(request); err == nil {
			response.Body.Close()
			if response.StatusCode == http.StatusNoContent {
				x.say(good, "PUBLIC_URL: reaches a running parley")
				return
			}
			err = fmt.Errorf("%s answers %d", address, response.StatusCode)
		}
	}
	x.say(odd, "PUBLIC_URL: %v; start parley, and check the reverse proxy if it runs", err)
}

// hints tells what cannot be examined from outside.
func (x *examiner) hints(ctx context.Context) {
	if name, err := x.client.Software(ctx); err == nil && name == "Synapse" {
		x.say(odd, "rate limit: Synapse's defaults allow ten meetings and then one a minute; "+
			"set a rate limit override of 0 for the bot's account")
		x.say(odd, "invitations: add m.space.parent and net.nordeck.meetings.metadata to "+
			"room_prejoin_state.additional_event_types, so that invited meetings show their time")
	}
}
