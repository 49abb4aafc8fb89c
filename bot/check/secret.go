package check

import (
	"os"

	"parley/bot/config"
	"parley/bot/store"
)

// secrets looks whether others can read what is secret: in files, and on its way.
func (x *examiner) secrets() {
	c := x.config
	x.ownFile("PARLEY_CONFIG", c.File)
	x.ownFile("APPSERVICE_REGISTRATION", c.Registration)
	x.ownWay("HOMESERVER_URL", c.HomeserverURL)
	if c.Reaper != config.ReaperOff && c.ReaperURL != c.HomeserverURL {
		x.ownWay("REAPER_HOMESERVER_URL", c.ReaperURL)
	}
	if c.Notes {
		x.ownWay("ETHERPAD_API_URL", c.PadAPI)
	}
	if c.Database != "" && !store.Protected(string(c.Database)) {
		x.warn("DATABASE_URL", "add sslmode=verify-full, unless nobody else is on the network between",
			"the way to the database may be without encryption, or to another one: tokens are kept there")
	}
}

func (x *examiner) ownFile(what, path string) {
	if path == "" {
		return
	}
	if info, err := os.Stat(path); err == nil && info.Mode()&0o004 != 0 {
		x.warn(what, "let the user of this process alone read it (chmod 600)", "everybody on this machine may read %s", path)
	}
}

func (x *examiner) ownWay(what string, address config.URL) {
	if !address.Encrypted() {
		x.warn(what, "give its https address, unless nobody else is on the network between", "%s is not encrypted, and secrets go there", address)
	}
}
