package check

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"strconv"
	"syscall"
	"time"

	"parley/bot/matrix"
)

// How far clocks may differ.
const (
	skewed    = 30 * time.Second
	badSkewed = 5 * time.Minute
)

// homeserver looks at what the homeserver tells anybody; false when there is none.
func (x *examiner) homeserver(ctx context.Context) bool {
	const what = "HOMESERVER_URL"
	probe, err := x.client.Probe(ctx)
	switch {
	case errors.Is(err, matrix.ErrNoHomeserver) && probe.Delegate != "":
		x.fail(what, "give that address", "what answers there is no Matrix homeserver, but says that it is at %s", probe.Delegate)
		return false
	case errors.Is(err, matrix.ErrNoHomeserver):
		x.fail(what, "give the address below which /_matrix/client/versions is answered, and let the reverse proxy pass on all of /_matrix", "%v", err)
		return false
	case err != nil:
		x.fail(what, remedy(err, "the homeserver"), "%v", err)
		return false
	}
	name, version, _ := x.client.Software(ctx)
	if name == "" {
		name = "software that does not say its name"
	}
	x.fine("homeserver", "%s %s, speaks %s to %s", name, version, probe.Versions[0], probe.Versions[len(probe.Versions)-1])
	x.clock(probe.Ahead)
	return true
}

func (x *examiner) clock(ahead time.Duration) {
	const what, remedy = "clock", "set the clocks of both machines by NTP"
	by := ahead.Abs()
	switch {
	case by >= min(badSkewed, x.config.MaxAge.Duration()):
		x.fail(what, remedy+": commands are taken for expired, and reminders come at the wrong time", "that of the homeserver differs by %v", by)
	case by >= skewed:
		x.warn(what, remedy, "that of the homeserver differs by %v", by)
	default:
		x.fine(what, "agrees with that of the homeserver")
	}
}

// knownVersion is the newest room version whose rules were read.
const knownVersion = 12

// roomVersion looks at the version that new rooms get.
func (x *examiner) roomVersion(ctx context.Context) {
	const what = "room version"
	version, err := x.client.DefaultRoomVersion(ctx)
	n, wrong := strconv.Atoi(version)
	switch {
	case err != nil:
		x.warn(what, "see the homeserver's log", "the one that new rooms get cannot be found out: %v", err)
	case wrong != nil || n > knownVersion:
		x.warn(what, "set default_room_version of the homeserver to one up to "+strconv.Itoa(knownVersion)+", or use a newer parley",
			"new rooms get %s, which this program does not know", version)
	case n < 8:
		x.warn(what, "set default_room_version of the homeserver to 10 or later", "new rooms get %s, in which joining cannot be restricted to the members of another room", version)
	default:
		x.fine(what, "new rooms get %s", version)
	}
}

// hints tells what cannot be examined without doing harm.
func (x *examiner) hints(ctx context.Context) {
	name, _, _ := x.client.Software(ctx)
	if name != "Synapse" {
		return
	}
	x.warn("rate limit", "set an override of 0 for the bot's account, see deploy/README.md", "Synapse's defaults allow ten meetings and then one a minute, which cannot be seen from here")
	x.warn("invitations", "add m.space.parent and net.nordeck.meetings.metadata to room_prejoin_state.additional_event_types", "whether Synapse shows invited meetings with their time cannot be seen from here")
}

// remedy is what to do when an address of something does not answer.
func remedy(err error, something string) string {
	var dns *net.DNSError
	var certificate *tls.CertificateVerificationError
	switch {
	case errors.As(err, &dns):
		return "check the host name, and that this machine can look it up"
	case errors.As(err, &certificate):
		return "renew the certificate, or let this machine trust who issued it (SSL_CERT_FILE)"
	case errors.Is(err, http.ErrSchemeMismatch):
		return "give the address with http://, for nothing there speaks TLS"
	case errors.Is(err, syscall.ECONNREFUSED):
		return "start " + something + ", or check host and port"
	case errors.Is(err, context.DeadlineExceeded):
		return "check that no firewall is between, and that " + something + " is not overloaded"
	}
	return "check the address, and that " + something + " runs"
}

// burst is how many requests in a row a homeserver takes that does not limit the bot.
const burst = 12

// identity looks whether the bot can show others who it is, as people do to the API, and
// whether the homeserver limits its rate.
func (x *examiner) identity(ctx context.Context) {
	x.roomVersion(ctx)
	limited := false
	var token string
	var err error
	for range burst {
		if token, err = x.client.OpenIDToken(ctx); err != nil {
			limited = matrix.Limited(err)
			break
		}
		x.openID = token
	}
	if limited {
		x.warn("rate limit", "exempt the bot: on Dendrite client_api.rate_limiting.exempt_user_ids, on Synapse an override; see deploy/README.md",
			"the homeserver slows %s down after a few requests", x.account)
	}
	if x.openID == "" {
		x.warn("OpenID", "see the homeserver's log", "no token to be had: %v", err)
	} else if user, err := x.client.OpenIDUser(ctx, x.openID); err != nil || user != x.account {
		x.fail("OpenID", "let /_matrix/federation/v1/openid/userinfo be reached below HOMESERVER_URL; on Dendrite leave federation enabled and deny the networks instead",
			"the homeserver does not say whose tokens are, so the API lets nobody in: %v", err)
		x.openID = ""
	} else {
		x.fine("OpenID", "people can be recognised")
	}
	x.hints(ctx)
}
