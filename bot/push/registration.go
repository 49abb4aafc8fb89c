// Package push takes events from a homeserver that sends them by itself, as it does for
// application services (Matrix Application Service API), and makes the registration by
// which the homeserver knows the bot.
package push

import (
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"regexp"
	"strings"

	"gopkg.in/yaml.v3"
)

// Registration is the file that homeserver and bot share (Application Service API,
// Registration).
type Registration struct {
	ID         string `yaml:"id"`
	URL        string `yaml:"url"`      // where the homeserver reaches the bot
	Token      string `yaml:"as_token"` // the bot's access token
	Secret     string `yaml:"hs_token"` // by which the homeserver shows who it is
	Localpart  string `yaml:"sender_localpart"`
	Limited    bool   `yaml:"rate_limited"`
	Namespaces struct {
		Users   []Namespace `yaml:"users"`
		Aliases []Namespace `yaml:"aliases"`
		Rooms   []Namespace `yaml:"rooms"`
	} `yaml:"namespaces"`
}

// Namespace is a set of ids that an application service is interested in.
type Namespace struct {
	Exclusive bool   `yaml:"exclusive"`
	Regex     string `yaml:"regex"`
}

// New returns a registration with tokens that nobody knows, of a bot with a localpart at a
// homeserver, which reaches it at an address.
func New(localpart, server, address string) Registration {
	r := Registration{ID: "parley", URL: address, Token: rand.Text() + rand.Text(), Secret: rand.Text() + rand.Text(), Localpart: localpart}
	r.Namespaces.Users = []Namespace{{Exclusive: true, Regex: "^@" + regexp.QuoteMeta(localpart) + ":" + regexp.QuoteMeta(server) + "$"}}
	r.Namespaces.Aliases, r.Namespaces.Rooms = []Namespace{}, []Namespace{}
	return r
}

// YAML is the file.
func (r Registration) YAML() ([]byte, error) { return yaml.Marshal(r) }

// Load reads a registration. The error says what is wrong, without what is in the file.
func Load(path string) (r Registration, err error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return r, err
	}
	if yaml.Unmarshal(content, &r) != nil {
		return r, errors.New("the file is no registration in YAML")
	}
	for name, value := range map[string]string{"as_token": r.Token, "hs_token": r.Secret, "sender_localpart": r.Localpart} {
		if strings.TrimSpace(value) == "" {
			return r, fmt.Errorf("the file has no %s", name)
		}
	}
	return r, nil
}
