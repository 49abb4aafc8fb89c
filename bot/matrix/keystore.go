package matrix

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"maunium.net/go/mautrix/crypto"
	"maunium.net/go/mautrix/id"
)

// keyStore is the library's store of keys, made careful of what strangers send.
type keyStore struct {
	*crypto.SQLCryptoStore
	understood bool         // a message of one device to another was decrypted
	anew       id.SenderKey // of the device with which another session is made, "" for none
	failed     error        // why something was not kept, which the library does not tell
	many       bool         // see together
	pending    []func(context.Context) error
}

// errKeys says that the database has failed, which passes.
var errKeys = errors.New("the keys cannot be read")

func keysFailed(err error) error {
	if err == nil || errors.Is(err, crypto.ErrGroupSessionWithheld) {
		return err
	}
	return fmt.Errorf("%w: %w", errKeys, err)
}

// What reading an event asks the database.

// GetGroupSession returns the key of what a device says in a room, nil for none.
func (s *keyStore) GetGroupSession(ctx context.Context, room id.RoomID, session id.SessionID) (*crypto.InboundGroupSession, error) {
	key, err := s.SQLCryptoStore.GetGroupSession(ctx, room, session)
	return key, keysFailed(err)
}

// ValidateMessageIndex reports whether no other event has used the key of a message.
func (s *keyStore) ValidateMessageIndex(ctx context.Context, session id.SessionID, event id.EventID, index uint, timestamp int64) (bool, error) {
	ok, err := s.SQLCryptoStore.ValidateMessageIndex(ctx, session, event, index, timestamp)
	return ok, keysFailed(err)
}

// GetCrossSigningKeys returns the keys by which a user signs devices.
func (s *keyStore) GetCrossSigningKeys(ctx context.Context, user id.UserID) (map[id.CrossSigningUsage]id.CrossSigningKey, error) {
	keys, err := s.SQLCryptoStore.GetCrossSigningKeys(ctx, user)
	return keys, keysFailed(err)
}

// IsKeySignedBy reports whether a key is signed by another one.
func (s *keyStore) IsKeySignedBy(ctx context.Context, user id.UserID, key id.Ed25519, signer id.UserID, by id.Ed25519) (bool, error) {
	ok, err := s.SQLCryptoStore.IsKeySignedBy(ctx, user, key, signer, by)
	return ok, keysFailed(err)
}

// What the homeserver says of the devices of others.

// PutDevices keeps the devices of a user.
func (s *keyStore) PutDevices(ctx context.Context, user id.UserID, devices map[id.DeviceID]*id.Device) error {
	return s.kept(s.SQLCryptoStore.PutDevices(ctx, user, devices))
}

// PutCrossSigningKey keeps a key by which a user signs devices.
func (s *keyStore) PutCrossSigningKey(ctx context.Context, user id.UserID, usage id.CrossSigningUsage, key id.Ed25519) error {
	return s.kept(s.SQLCryptoStore.PutCrossSigningKey(ctx, user, usage, key))
}

// PutSignature keeps that a key is signed by another one.
func (s *keyStore) PutSignature(ctx context.Context, user id.UserID, key id.Ed25519, signer id.UserID, by id.Ed25519, signature string) error {
	return s.kept(s.SQLCryptoStore.PutSignature(ctx, user, key, signer, by, signature))
}

// RemoveOutboundGroupSession forgets the key for what the bot says in a room.
func (s *keyStore) RemoveOutboundGroupSession(ctx context.Context, room id.RoomID) error {
	return s.kept(s.SQLCryptoStore.RemoveOutboundGroupSession(ctx, room))
}

func (s *keyStore) kept(err error) error {
	s.failed = cmp.Or(s.failed, keysFailed(err))
	return err
}

// PutGroupSession keeps the key of what a device says in a room. All in the room have it:
// one of them could pass it off as its own or as that of another room, and what that device
// says would not be read any more. Keys that are handed on nobody has asked for.
func (s *keyStore) PutGroupSession(ctx context.Context, key *crypto.InboundGroupSession) error {
	if key.KeySource != id.KeySourceDirect {
		return errOthers
	}
	var device id.SenderKey
	var signing id.SigningKey
	var room id.RoomID
	err := s.DB.QueryRow(ctx, `SELECT sender_key, signing_key, room_id FROM crypto_megolm_inbound_session
		WHERE session_id = $1 AND account_id = $2 AND session IS NOT NULL`, key.ID(), s.AccountID).Scan(&device, &signing, &room)
	if err == nil && (device != key.SenderKey || signing != key.SigningKey || room != key.RoomID) {
		return errOthers
	}
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return s.kept(cmp.Or(err, s.SQLCryptoStore.PutGroupSession(ctx, key)))
}

var errOthers = errors.New("the key is not that of the device that it comes from")

// together does something that keeps one thing for each of very many devices: what is kept
// is written together, before it is looked for or a request is made.
func (s *keyStore) together(ctx context.Context, do func(context.Context) error) error {
	s.many = true
	err := do(context.WithValue(ctx, togetherKey{}, s))
	s.many = false
	return errors.Join(err, s.flush(ctx))
}

type togetherKey struct{}

// flush writes what is to be written together.
func (s *keyStore) flush(ctx context.Context) error {
	if len(s.pending) == 0 {
		return nil
	}
	pending := s.pending
	s.pending = nil
	return s.DB.DoTxn(ctx, nil, func(ctx context.Context) error {
		for _, write := range pending {
			if err := write(ctx); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *keyStore) write(ctx context.Context, write func(context.Context) error) error {
	if s.many {
		s.pending = append(s.pending, write)
		return nil
	}
	return s.kept(write(ctx))
}

// AddSession keeps a session with a device.
func (s *keyStore) AddSession(ctx context.Context, key id.SenderKey, session *crypto.OlmSession) error {
	return s.write(ctx, func(ctx context.Context) error { return s.SQLCryptoStore.AddSession(ctx, key, session) })
}

// UpdateSession keeps a session with a device as it is now.
func (s *keyStore) UpdateSession(ctx context.Context, key id.SenderKey, session *crypto.OlmSession) error {
	return s.write(ctx, func(ctx context.Context) error { return s.SQLCryptoStore.UpdateSession(ctx, key, session) })
}

// MarkOutboundGroupSessionShared keeps that a device has the key for what the bot says.
func (s *keyStore) MarkOutboundGroupSessionShared(ctx context.Context, user id.UserID, device id.IdentityKey, session id.SessionID) error {
	return s.write(ctx, func(ctx context.Context) error {
		return s.SQLCryptoStore.MarkOutboundGroupSessionShared(ctx, user, device, session)
	})
}

// GetLatestSession returns the session in which the bot writes to a device, nil for none.
func (s *keyStore) GetLatestSession(ctx context.Context, key id.SenderKey) (*crypto.OlmSession, error) {
	if err := s.flush(ctx); err != nil {
		return nil, err
	}
	return s.SQLCryptoStore.GetLatestSession(ctx, key)
}

// PutAccount keeps the keys of the bot's device.
func (s *keyStore) PutAccount(ctx context.Context, account *crypto.OlmAccount) error {
	return s.kept(s.SQLCryptoStore.PutAccount(ctx, account))
}

// PutOlmHash remembers what was decrypted.
func (s *keyStore) PutOlmHash(ctx context.Context, hash [32]byte, at time.Time) error {
	s.understood = true
	return s.kept(s.SQLCryptoStore.PutOlmHash(ctx, hash, at))
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
