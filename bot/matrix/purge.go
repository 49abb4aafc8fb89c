package matrix

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
)

// ErrNoPurge says that rooms cannot be deleted from homeservers of this software.
var ErrNoPurge = errors.New("rooms cannot be deleted from this homeserver: it is neither Synapse nor Dendrite")

// ErrPurge says that the homeserver has begun to delete a room and given up.
var ErrPurge = errors.New("the homeserver has failed to delete the room; it is asked again")

// Purger deletes rooms from a homeserver, by the API for its administrators. Its methods
// fail with ErrForbidden where the account is none.
type Purger interface {
	// Allowed fails with ErrForbidden, or because it cannot be told. It changes nothing.
	Allowed(ctx context.Context) error
	// Able reports whether the homeserver can delete a room with this id.
	Able(room string) bool
	// Purge has a room deleted that nobody should be in, and reports whether it is gone. It
	// is to be called again until that is so, but not soon after the last has left.
	Purge(ctx context.Context, room string) (gone bool, err error)
}

// Purger returns what deletes rooms from the homeserver, by its software; ErrNoPurge where
// there is nothing.
func (c *Client) Purger(ctx context.Context) (Purger, error) {
	name, _, err := c.Software(ctx)
	switch {
	case err != nil:
		return nil, err
	case name == "Synapse":
		return synapse{c}, nil
	case name == "Dendrite":
		return dendrite{c}, nil
	}
	return nil, ErrNoPurge
}

type dendrite struct{ *Client }

func (d dendrite) ask(ctx context.Context, verb, room string) error {
	return d.post(ctx, []any{"_dendrite", "admin", verb, room}, object{}, nil)
}

// Allowed implements Purger. To an administrator the room does not exist.
func (d dendrite) Allowed(ctx context.Context) error {
	err := d.ask(ctx, "evacuateRoom", "!parley-check:"+d.ServerName())
	if noRoom(err) {
		return nil
	}
	return err
}

// noRoom reports whether a homeserver says that a room does not exist. A reverse proxy that
// does not pass on what administrators ask says 404, too.
func noRoom(err error) bool {
	var answer *Error
	return errors.As(err, &answer) && answer.Is(ErrNotFound) && answer.Code == "M_NOT_FOUND"
}

// Able implements Purger: Dendrite takes the name of the server from the id.
func (d dendrite) Able(room string) bool { return strings.Contains(room, ":") }

// Purge implements Purger. Of a room that is gone Dendrite says 500, as of one that it
// fails on; it only tells them apart when somebody is to be removed.
func (d dendrite) Purge(ctx context.Context, room string) (gone bool, err error) {
	err = d.ask(ctx, "purgeRoom", room)
	var answer *Error
	if err == nil || !errors.As(err, &answer) || answer.Status != http.StatusInternalServerError {
		return err == nil, err
	}
	if noRoom(d.ask(ctx, "evacuateRoom", room)) {
		return true, nil
	}
	return false, err
}

type synapse struct{ *Client }

func (s synapse) path(version string, parts ...any) []any {
	return append([]any{"_synapse", "admin", version, "rooms"}, parts...)
}

// Allowed implements Purger.
func (s synapse) Allowed(ctx context.Context) error {
	return s.call(ctx, request{method: http.MethodGet, path: s.path("v1"), query: map[string]string{"limit": "1"}}, nil)
}

// Able implements Purger.
func (s synapse) Able(string) bool { return true }

// Purge implements Purger. Synapse deletes in the background and remembers for a day, or
// until it is restarted, what has become of it.
func (s synapse) Purge(ctx context.Context, room string) (gone bool, err error) {
	status, err := s.status(ctx, room)
	if status == "scheduled" || status == "active" || err != nil {
		return false, err
	}
	err = s.get(ctx, s.path("v1", room), nil)
	if noRoom(err) {
		return true, nil
	}
	if err != nil {
		return false, err
	}
	err = s.call(ctx, request{method: http.MethodDelete, path: s.path("v2", room), body: object{"block": false, "purge": true}}, nil)
	if err == nil && status == "failed" {
		err = ErrPurge
	}
	return false, err
}

// status is how far the deletion of a room is: that of one that goes on, where there are
// several; "" where none is known.
func (s synapse) status(ctx context.Context, room string) (status string, err error) {
	var answer struct {
		Results []struct {
			Status string `json:"status"`
		} `json:"results"`
	}
	err = s.get(ctx, s.path("v2", room, "delete_status"), &answer)
	if noRoom(err) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("ask for the state of a deletion: %w", err)
	}
	for _, result := range answer.Results {
		if status = result.Status; status == "scheduled" || status == "active" {
			break
		}
	}
	return status, nil
}
