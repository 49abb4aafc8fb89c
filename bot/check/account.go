package check

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"parley/bot/config"
	"parley/bot/help"
	"parley/bot/matrix"
	"parley/bot/push"
)

// signedIn examines with the bot's account; not where signing in fails. A password can
// only be tried by a login: that device is signed out at the end, which removes it.
func (x *examiner) signedIn(ctx context.Context, examine func()) {
	switch {
	case x.config.Registration != "":
		if x.byRegistration(ctx) {
			examine()
		}
		return
	case x.config.AccessToken != "":
		if x.byToken(ctx) {
			examine()
		}
		return
	}
	if !x.byPassword(ctx) {
		return
	}
	defer x.signOut(ctx)
	examine()
}

// byRegistration is for an application service.
func (x *examiner) byRegistration(ctx context.Context) bool {
	const what = "APPSERVICE_REGISTRATION"
	r, err := push.Load(x.config.Registration)
	if err != nil {
		x.fail(what, "give the path of the file that parley registration has made", "%v", err)
		return false
	}
	err = x.client.SignInAsService(ctx, r.Token, r.Localpart)
	switch {
	case errors.Is(err, matrix.ErrToken):
		x.fail(what, "give the homeserver this very file and restart it", "the homeserver does not know it")
	case err != nil:
		x.fail(what, "see the homeserver's log", "%v", err)
	default:
		x.account = x.client.UserID()
		x.fine("account", "%s, an application service to which the homeserver pushes at %s", x.account, r.URL)
		x.pushed(ctx, r)
	}
	return err == nil
}

// pushed looks whether what is pushed would get to Parley: nobody notices when it does not,
// for the homeserver keeps it and tries again.
func (x *examiner) pushed(ctx context.Context, r push.Registration) {
	const what = "APPSERVICE_REGISTRATION"
	const remedy = "give the copies of the homeserver and of Parley a url at which the homeserver reaches Parley, and restart both"
	got, err := ask(ctx, http.MethodPost, config.URL(r.URL).Join(push.Prefix+"/ping"), map[string]string{"Authorization": "Bearer " + r.Secret})
	switch {
	case err != nil:
		x.warn(what, "start Parley; if it runs, "+remedy, "from this machine nothing answers at its url: %v", err)
	case got.status != http.StatusOK:
		x.warn(what, remedy, "from this machine, what is pushed to its url does not get to Parley (%d)", got.status)
	default:
		x.fine(what, "what is pushed to its url gets to Parley, seen from this machine")
	}
}

func (x *examiner) byToken(ctx context.Context) bool {
	const what = "ACCESS_TOKEN"
	err := x.client.SignInWithToken(ctx, x.config.AccessToken)
	switch {
	case errors.Is(err, matrix.ErrToken):
		x.fail(what, "log the bot in again and give its new token", "%v", err)
	case errors.Is(err, matrix.ErrForbidden):
		x.fail(what, "ask the homeserver's administrator about the account, which may be locked or deactivated", "%v", err)
	case err != nil:
		x.fail(what, "see the homeserver's log", "%v", err)
	default:
		x.account = x.client.UserID()
		x.fine("account", "%s", x.account)
	}
	return err == nil
}

func (x *examiner) byPassword(ctx context.Context) bool {
	const what = "BOT_PASSWORD"
	flows, err := x.client.LoginFlows(ctx)
	if err == nil && !slices.Contains(flows, "m.login.password") {
		x.fail(what, "give an ACCESS_TOKEN instead", "the homeserver offers no login by password, only %s", strings.Join(flows, ", "))
		return false
	}
	err = x.client.SignInForNow(ctx, x.config.BotUsername, x.config.BotPassword)
	switch {
	case errors.Is(err, matrix.ErrForbidden):
		x.fail(what, "give the right one; the account has to be one of this homeserver", "the homeserver refuses it for BOT_USERNAME")
	case matrix.Limited(err):
		x.warn(what, "try again in a few minutes", "the homeserver takes no more logins for now")
	case err != nil:
		x.fail(what, "see the homeserver's log", "logging in fails: %v", err)
	default:
		x.account = x.client.UserID()
		x.fine("account", "%s, logged in by password for this check", x.account)
	}
	return err == nil
}

const signOutLimit = 5 * time.Second

func (x *examiner) signOut(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), signOutLimit)
	defer cancel()
	if err := x.client.SignOut(ctx); err != nil {
		x.warn("account", `sign its device "Parley check" out by hand`, "this check could not be logged out: %v", err)
	}
}

const (
	manyRooms  = 50 // looked at
	roomsLimit = 10 * time.Second
	namedRooms = 3 // of those that lack something
)

// rooms looks whether the bot has the power that it needs in the rooms that are no
// meetings.
func (x *examiner) rooms(ctx context.Context) {
	const what = "rooms"
	ctx, cancel := context.WithTimeout(ctx, roomsLimit)
	defer cancel()
	joined, err := x.client.JoinedRooms(ctx)
	if err != nil {
		x.warn(what, "see the homeserver's log", "the bot's rooms cannot be listed: %v", err)
		return
	}
	lacking, looked := x.lacking(ctx, joined[:min(len(joined), manyRooms)])
	if len(lacking) == 0 {
		x.fine(what, "the bot is in %d, and has the power that it needs in the %d that were looked at", len(joined), looked)
		return
	}
	named := strings.Join(lacking[:min(len(lacking), namedRooms)], ", ")
	if more := len(lacking) - namedRooms; more > 0 {
		named += fmt.Sprintf(" and %d more", more)
	}
	x.warn(what, "make it a moderator there (power level 50), or remove it",
		"in %d of %d the bot may not install the planner or link meetings: %s", len(lacking), looked, named)
}

// lacking returns the rooms in which the bot lacks power, of those whose state it could
// read.
func (x *examiner) lacking(ctx context.Context, rooms []string) (lacking []string, looked int) {
	for _, room := range rooms {
		state, err := x.client.FullState(ctx, room)
		if err != nil {
			continue
		}
		looked++
		if help.LacksPower(state, room, x.account) {
			lacking = append(lacking, room)
		}
	}
	return lacking, looked
}
