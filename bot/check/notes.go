package check

import (
	"context"
	"errors"
	"net/http"

	"parley/bot/etherpad"
)

// notes looks whether meetings can have notes: whether the Etherpad is there, takes the key
// and has the plugin, and whether browsers reach it.
func (x *examiner) notes(ctx context.Context) {
	c := x.config
	if !c.Notes {
		return
	}
	pads := etherpad.New(string(c.PadAPI), string(c.PadURL), c.PadKey)
	err := pads.Key(ctx)
	var e *etherpad.Error
	switch {
	case errors.As(err, &e) && e.Refused():
		x.fail("ETHERPAD_API_KEY", "give what is in the APIKEY.txt of the Etherpad", "the Etherpad does not know it")
		return
	case err != nil:
		x.fail("ETHERPAD_API_URL", "see whether the Etherpad runs, and give the address at which this machine reaches it", "%v", err)
		return
	case pads.Plugin(ctx) != nil:
		x.fail("Etherpad", "install it: docs/notes.md", "it has no plugin ep_meeting_notes")
		return
	}
	// The plugin answers so to a link that is none.
	got, err := ask(ctx, http.MethodGet, c.PadURL.Join("/auth_session"), nil)
	switch {
	case err != nil:
		x.warn("ETHERPAD_URL", remedy(err, "the Etherpad")+"; then check again, for this is how browsers reach it", "%v", err)
	case got.status != http.StatusBadRequest:
		x.fail("ETHERPAD_URL", "let the reverse proxy pass all of it to the Etherpad", "something else answers (%d at /auth_session)", got.status)
	default:
		x.fine("Etherpad", "takes the key, has the plugin, and is where browsers look for it")
	}
}
