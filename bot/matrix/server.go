package matrix

import (
	"context"
	"sync"
	"time"
)

// Software returns name and version of the homeserver's software, such as "Synapse".
func (c *Client) Software(ctx context.Context) (name, version string, err error) {
	var answer struct {
		Server struct {
			Name    string `json:"name"`
			Version string `json:"version"`
		} `json:"server"`
	}
	err = c.get(ctx, []any{"_matrix", "federation", "v1", "version"}, &answer)
	return answer.Server.Name, answer.Server.Version, err
}

// LearnSoftware adapts the client to the homeserver's software; see Invite.
// A homeserver that does not tell is treated by the specification alone.
func (c *Client) LearnSoftware(ctx context.Context) {
	name, _, err := c.Software(ctx)
	c.ownInvite = err == nil && name == "Synapse"
}

// versionLife is how soon a new default room version is noticed.
const versionLife = time.Hour

// defaultVersion remembers the default room version.
type defaultVersion struct {
	mu      sync.Mutex
	version string
	until   time.Time
}

// RoomVersion returns DefaultRoomVersion, remembered for a while.
func (c *Client) RoomVersion(ctx context.Context) (string, error) {
	v := &c.version
	v.mu.Lock()
	defer v.mu.Unlock()
	if time.Now().Before(v.until) {
		return v.version, nil
	}
	version, err := c.DefaultRoomVersion(ctx)
	if err == nil {
		v.version, v.until = version, time.Now().Add(versionLife)
	}
	return version, err
}

// DefaultRoomVersion returns the version that new rooms get, which is "1" when
// the homeserver names none.
func (c *Client) DefaultRoomVersion(ctx context.Context) (string, error) {
	var answer struct {
		Capabilities struct {
			RoomVersions struct {
				Default string `json:"default"`
			} `json:"m.room_versions"`
		} `json:"capabilities"`
	}
	err := c.get(ctx, client("capabilities"), &answer)
	if version := answer.Capabilities.RoomVersions.Default; version != "" {
		return version, err
	}
	return "1", err
}

// DisplayName returns how a user is called, "" for somebody without a name.
func (c *Client) DisplayName(ctx context.Context, user string) (string, error) {
	var answer struct {
		Name string `json:"displayname"`
	}
	err := c.get(ctx, client("profile", user, "displayname"), &answer)
	return answer.Name, err
}

// SetDisplayName gives the bot its display name, unless it has it already.
func (c *Client) SetDisplayName(ctx context.Context, name string) error {
	if have, err := c.DisplayName(ctx, c.UserID()); err == nil && have == name {
		return nil
	}
	return c.put(ctx, client("profile", c.UserID(), "displayname"), object{"displayname": name})
}
