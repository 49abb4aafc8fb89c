package matrix

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"maunium.net/go/mautrix/crypto"
	"maunium.net/go/mautrix/id"
)

// keyStore is the library's store of keys, made careful of what strangers send.
type keyStore struct {
	*crypto.SQLCryptoStore
	understood bool         // a message of one device to another was decrypted
	anew       id.SenderKey // of the device with which another session is made, "" for none
}

// PutGroupSession keeps the key of what a device says in a room. All in the room have it:
// one of them could pass it off as its own or as that of another room, and what that device
// says would not be read any more. Keys that are handed on nobody has asked for.
func (s *keyStore) PutGroupSession(ctx context.Context, key *crypto.InboundGroupSession) error {
	if key.KeySource != id.KeySourceDirect {
		return nil
	}
	var device id.SenderKey
	var room id.RoomID
	err := s.DB.QueryRow(ctx, `SELECT sender_key, room_id FROM crypto_megolm_inbound_session
		WHERE session_id = $1 AND account_id = $2 AND session IS NOT NULL`, key.ID(), s.AccountID).Scan(&device, &room)
	if err == nil && (device != key.SenderKey || room != key.RoomID) {
		return nil
	}
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	return s.SQLCryptoStore.PutGroupSession(ctx, key)
}

// PutOlmHash remembers what was decrypted.
func (s *keyStore) PutOlmHash(ctx context.Context, hash [32]byte, at time.Time) error {
	s.understood = true
	return s.SQLCryptoStore.PutOlmHash(ctx, hash, at)
}

// GetOlmHash returns when a message was decrypted before.
func (s *keyStore) GetOlmHash(ctx context.Context, hash [32]byte) (time.Time, error) {
	at, err := s.SQLCryptoStore.GetOlmHash(ctx, hash)
	s.understood = s.understood || !at.IsZero()
	return at, err
}

// GetNewestSessionCreationTS keeps the library from answering what it cannot decrypt: it
// would do that beside its work, as often as strangers want. See Vault.mend.
func (s *keyStore) GetNewestSessionCreationTS(context.Context, id.SenderKey) (time.Time, error) {
	return time.Now(), nil
}

// HasSession reports whether there is a session with a device that will do.
func (s *keyStore) HasSession(ctx context.Context, key id.SenderKey) bool {
	return key != s.anew && s.SQLCryptoStore.HasSession(ctx, key)
}
