package meeting

import (
	"context"
	"encoding/json"
	"errors"
	"sync"

	"parley/bot/matrix"
	"parley/shared/event"
)

const (
	factsLimit = 10_000 // rooms remembered
)

// facts remembers what the homeserver was asked and seldom changes.
type facts struct {
	client *matrix.Client

	mu         sync.Mutex
	encryption map[string]json.RawMessage // per room; nil content for none
	forgotten  int                        // how often a room was: what was asked before is not remembered
}

func newFacts(client *matrix.Client) *facts {
	return &facts{client: client, encryption: map[string]json.RawMessage{}}
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
