package host

import (
	"context"
	"encoding/json"
	"errors"
)

// ErrUnidentified says that the person, or the client, does not let us know who they are.
var ErrUnidentified = errors.New("host: the identity is not confirmed")

// Identity is what proves to others who the person is, as the homeserver gave it (OpenID,
// MSC1960).
type Identity struct {
	Token   string `json:"access_token"`
	Server  string `json:"matrix_server_name"`
	Seconds int    `json:"expires_in"` // that it is good for
}

type credentials struct {
	State string `json:"state"` // allowed, blocked, or request: the person is asked
	Identity
}

// Identity asks for a proof of who the person is, and waits however long they take to
// decide about it. It must not be asked for twice at a time. Errors are ErrUnidentified,
// and those of a request.
func (c *Client) Identity(ctx context.Context) (Identity, error) {
	select {
	case <-c.identity: // of an earlier question that nobody waits for
	default:
	}
	var got credentials
	if err := c.request(ctx, "get_openid", struct{}{}, &got); err != nil {
		return Identity{}, err
	}
	if got.State == "request" {
		select {
		case got = <-c.identity:
		case <-ctx.Done():
			return Identity{}, ctx.Err()
		}
	}
	if got.State != "allowed" || got.Token == "" {
		return Identity{}, ErrUnidentified
	}
	return got.Identity, nil
}

// learnIdentity takes what the person has decided.
func (c *Client) learnIdentity(data json.RawMessage) any {
	var got credentials
	if json.Unmarshal(data, &got) != nil {
		return failure("Malformed data")
	}
	select {
	case c.identity <- got:
	default: // nobody waits for this one
	}
	return struct{}{}
}
