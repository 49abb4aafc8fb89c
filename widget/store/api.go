package store

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"sync"
	"time"

	"parley/shared/fault"
	"parley/shared/text"
	"parley/widget/host"
)

const (
	apiPatience   = 20 * time.Second
	orderPatience = 60 * time.Second // longer than the bot takes at most

	statusNoContent    = 204
	statusUnauthorized = 401
)

// ErrUntold says that the bot's API gave no answer that helps.
var ErrUntold = errors.New("store: the API does not tell")

// ask gets a path of the bot's API in the person's name, or sends it JSON unless that is nil. What the
// bot refuses is a *fault.Fault.
func (s *Store) ask(ctx context.Context, path string, data []byte, limit int) ([]byte, error) {
	header, err := s.proof.header(ctx, s.client)
	if err != nil {
		return nil, err
	}
	patience := apiPatience
	if data != nil {
		patience = orderPatience
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	status, body, err := s.env.FetchAs(ctx, s.Config.APIBaseURL+path, header, data, limit)
	switch {
	case err != nil:
		return nil, err
	case status == statusUnauthorized:
		s.proof.forget()
		return nil, ErrUntold
	case status == statusOK || status == statusNoContent:
		return body, nil
	}
	var problem struct {
		Reason fault.Code `json:"reason"`
	}
	if json.Unmarshal(body, &problem) == nil && text.IsFault(problem.Reason) {
		return nil, fault.New(problem.Reason, "")
	}
	return nil, ErrUntold
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
