package store

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"strings"
	"sync"
	"time"

	"parley/shared/event"
	"parley/shared/room"
	"parley/widget/host"
)

// Link is the address by which others open a room.
func (s *Store) Link(id string) string {
	base := s.Config.LinkShare
	switch {
	case base != "":
	case strings.HasPrefix(s.Params.ParentOrigin, "http"):
		base = s.Params.ParentOrigin + "/#/room/"
	default: // a desktop client, whose addresses only lead to itself
		base = "https://matrix.to/#/"
	}
	via := s.Config.BotUserID // is in all meetings
	if via == "" {
		via = s.Params.UserID
	}
	_, server, _ := strings.Cut(via, ":")
	return room.Address(base, id, server)
}

// NameIn returns how somebody is called in a room, as far as that is known.
func (s *Store) NameIn(id, user string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.model.Room(id).NameOf(user)
}

// DialIn is how people take part by telephone; what there is none of is empty.
type DialIn struct {
	Number string `json:"jitsi_dial_in_number"`
	PIN    int64  `json:"jitsi_pin"`
}

// HasDialIn reports whether it makes sense to ask for the DialIn of a meeting: only
// members get an answer.
func (s *Store) HasDialIn(m *room.Meeting) bool {
	return s.Config.DialIn && s.Config.APIBaseURL != "" && m.Membership == event.MembershipJoin
}

const (
	maxDialIn      = 4 << 10 // bytes
	dialInPatience = 20 * time.Second

	statusUnauthorized = 401
)

var errDialIn = errors.New("store: the dial-in is not told")

// DialIn asks the bot's API how people take part in a meeting by telephone. The client may
// ask the person first whether we may know who they are.
func (s *Store) DialIn(ctx context.Context, id string) (d DialIn, err error) {
	header, err := s.proof.header(ctx, s.client)
	if err != nil {
		return d, err
	}
	ctx, cancel := context.WithTimeout(ctx, dialInPatience)
	defer cancel()
	address := s.Config.APIBaseURL + "/meeting/" + room.Escape(id, "") + "/sharingInformation"
	status, body, err := s.env.FetchAs(ctx, address, header, maxDialIn)
	switch {
	case err != nil:
		return d, err
	case status == statusUnauthorized:
		s.proof.forget()
		return d, errDialIn
	case status != statusOK:
		return d, errDialIn
	}
	return d, json.Unmarshal(body, &d)
}

// proof is who the person is, as the API wants to know it. It is kept as long as it is good,
// because the client may ask the person each time.
type proof struct {
	mu    sync.Mutex
	value string
	until time.Time
}

func (p *proof) header(ctx context.Context, c *host.Client) (string, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if time.Now().Before(p.until) {
		return p.value, nil
	}
	identity, err := c.Identity(ctx)
	if err != nil {
		return "", err
	}
	proof, err := json.Marshal(map[string]string{"matrix_server_name": identity.Server, "access_token": identity.Token})
	if err != nil {
		return "", err
	}
	p.value = "MX-Identity " + base64.StdEncoding.EncodeToString(proof)
	p.until = time.Now().Add(time.Duration(identity.Seconds) * time.Second / 2)
	return p.value, nil
}

func (p *proof) forget() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.until = time.Time{}
}
