package meeting

import (
	"context"
	"encoding/json"
	"errors"
	"sync"

	"parley/bot/matrix"
	"parley/bot/recent"
	"parley/bot/store"
	"parley/shared/event"
)

// maxFact is how many bytes are remembered of a room at most: there may be many rooms.
const maxFact = 1000

// facts remembers what the homeserver was asked and seldom changes.
type facts struct {
	client *matrix.Client
	store  *store.Store // shared, another process may be the one that hears of changes: nothing is remembered

	mu         sync.Mutex
	encryption recent.Map[string, json.RawMessage] // per room; nil content for none
	forgotten  int                                 // how often a room was: what was asked before is not remembered
}

func newFacts(client *matrix.Client, s *store.Store) *facts {
	return &facts{client: client, store: s}
}

// EncryptedTo returns what tells a client which rooms are encrypted.
func EncryptedTo(client *matrix.Client, s *store.Store) matrix.EncryptedTo {
	return newFacts(client, s).encryptionOf
}

// encryptionOf returns the content of a room's m.room.encryption, nil for none. A room that
// was encrypted once is so for ever, as for other clients: a homeserver that says otherwise
// would have the bot talk in clear.
func (f *facts) encryptionOf(ctx context.Context, room string) (json.RawMessage, error) {
	f.mu.Lock()
	content, known := f.encryption.Get(room)
	forgotten := f.forgotten
	f.mu.Unlock()
	if known {
		return content, nil
	}
	content, err := f.lookUp(ctx, room)
	if err != nil {
		return nil, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if forgotten == f.forgotten && !f.store.Shared() && len(content) <= maxFact {
		f.encryption.Put(room, content)
	}
	return content, nil
}

// lookUp asks the store, then the homeserver.
func (f *facts) lookUp(ctx context.Context, room string) (json.RawMessage, error) {
	if kept, err := f.store.Encryption(ctx, room); kept != "" || err != nil {
		return json.RawMessage(kept), err
	}
	content, err := f.client.StateContent(ctx, room, event.TypeEncryption, "")
	if errors.Is(err, matrix.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return content, f.store.SaveEncryption(ctx, room, string(content))
}

// forget drops what is known about a room's encryption.
func (f *facts) forget(room string) {
	f.mu.Lock()
	f.encryption.Delete(room)
	f.forgotten++
	f.mu.Unlock()
}
