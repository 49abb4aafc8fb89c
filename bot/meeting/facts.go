package meeting

import (
	"context"
	"encoding/json"
	"errors"
	"sync"
	"time"

	"parley/bot/matrix"
	"parley/shared/event"
)

const (
	factsLimit  = 10_000    // rooms remembered
	versionLife = time.Hour // how soon a new default room version is noticed
)

// facts remembers what the homeserver was asked and seldom changes.
type facts struct {
	client *matrix.Client

	mu         sync.Mutex
	encryption map[string]json.RawMessage // per room; nil content for none
	forgotten  int                        // how often a room was: what was asked before is not remembered
	version    string
	versionAt  time.Time
}

func newFacts(client *matrix.Client) *facts {
	return &facts{client: client, encryption: map[string]json.RawMessage{}}
}

// roomVersion returns the version that new rooms get.
func (f *facts) roomVersion(ctx context.Context) (string, error) {
	f.mu.Lock()
	version, at := f.version, f.versionAt
	f.mu.Unlock()
	if version != "" && time.Since(at) < versionLife {
		return version, nil
	}
	version, err := f.client.DefaultRoomVersion(ctx)
	if err != nil {
		return "", err
	}
	f.mu.Lock()
	f.version, f.versionAt = version, time.Now()
	f.mu.Unlock()
	return version, nil
}

// encryptionOf returns the content of a room's m.room.encryption, nil for none.
func (f *facts) encryptionOf(ctx context.Context, room string) (json.RawMessage, error) {
	f.mu.Lock()
	content, known := f.encryption[room]
	forgotten := f.forgotten
	f.mu.Unlock()
	if known {
		return content, nil
	}
	content, err := f.client.StateContent(ctx, room, event.TypeEncryption, "")
	if errors.Is(err, matrix.ErrNotFound) {
		content, err = nil, nil
	}
	if err != nil {
		return nil, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.encryption) >= factsLimit {
		clear(f.encryption)
	}
	if forgotten == f.forgotten {
		f.encryption[room] = content
	}
	return content, nil
}

// forget drops what is known about a room's encryption.
func (f *facts) forget(room string) {
	f.mu.Lock()
	delete(f.encryption, room)
	f.forgotten++
	f.mu.Unlock()
}
