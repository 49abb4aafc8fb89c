package matrix

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"

	"maunium.net/go/mautrix/crypto"
	"maunium.net/go/mautrix/crypto/attachment"
	"maunium.net/go/mautrix/event"
	"maunium.net/go/mautrix/id"

	wire "parley/shared/event"
)

// EncryptedTo tells the client which rooms are encrypted: whether and how, nil for those
// that are not.
type EncryptedTo func(ctx context.Context, room string) (json.RawMessage, error)

// Encrypts reports whether the client can read and write in encrypted rooms.
func (c *Client) Encrypts() bool { return c.vault.Load() != nil }

// KnowRooms sets who knows which rooms are encrypted. It comes before the first message.
func (c *Client) KnowRooms(known EncryptedTo) { c.encryption = known }

// sealed returns a message as it is sent to a room: encrypted where the room is. What the
// homeserver has to see of it stays outside: what it belongs to, and the request.
func (c *Client) sealed(ctx context.Context, room, typ string, content any) (string, any, error) {
	v := c.vault.Load()
	if v == nil || c.encryption == nil || typ != wire.TypeMessage {
		return typ, content, nil
	}
	if how, err := c.encryption(ctx, room); how == nil || err != nil {
		return typ, content, err
	}
	clear, err := json.Marshal(content)
	if err != nil {
		return "", nil, err
	}
	cipher, err := v.encrypt(ctx, room, typ, clear)
	if err != nil {
		return "", nil, err
	}
	outside, err := withRequest(cipher, clear)
	return wire.TypeEncrypted, outside, err
}

// withRequest adds the request of a message to its encrypted form, so that the bot finds
// it again.
func withRequest(cipher *event.EncryptedEventContent, clear []byte) (object, error) {
	bytes, err := json.Marshal(cipher)
	if err != nil {
		return nil, err
	}
	var outside object
	if err := json.Unmarshal(bytes, &outside); err != nil {
		return nil, err
	}
	if m, _ := wire.DecodeMessage(clear); m.Request != "" {
		outside[wire.KeyRequest] = m.Request
	}
	return outside, nil
}

// encrypt encrypts for all devices of those in a room, who get the key before.
func (v *Vault) encrypt(ctx context.Context, room, typ string, content json.RawMessage) (cipher *event.EncryptedEventContent, err error) {
	to, kind := id.RoomID(room), event.Type{Type: typ, Class: event.MessageEventType}
	err = v.alone(ctx, func(ctx context.Context, m *crypto.OlmMachine) error {
		cipher, err = m.EncryptMegolmEvent(ctx, to, kind, content)
		if !crypto.IsShareError(err) {
			return err
		}
		if err := v.share(ctx, m, to); err != nil {
			return err
		}
		cipher, err = m.EncryptMegolmEvent(ctx, to, kind, content)
		return err
	})
	return cipher, err
}

// shareTries is how often a new key is made because people come and go meanwhile.
const shareTries = 5

// share gives a new key to all devices of those in a room.
func (v *Vault) share(ctx context.Context, m *crypto.OlmMachine, room id.RoomID) error {
	number, err := v.keys.Watch(ctx, string(room))
	for range shareTries {
		if err != nil {
			return err
		}
		users, err := v.readers(ctx, string(room))
		if err != nil {
			return err
		}
		if err := m.ShareGroupSession(ctx, room, users); err != nil {
			return err
		}
		before := number
		if number, err = v.keys.Watch(ctx, string(room)); err == nil && number == before {
			return nil
		}
		if err := m.CryptoStore.RemoveOutboundGroupSession(ctx, room); err != nil {
			return err
		}
	}
	return errRestless
}

// errRestless passes.
var errRestless = &Error{cause: errors.New("people come and go all the time")}

// readers are those who may read what is said in a room: its members, and who is invited,
// as clients do it.
func (v *Vault) readers(ctx context.Context, room string) (users []id.UserID, err error) {
	var answer struct {
		Chunk []wire.Event `json:"chunk"`
	}
	path := client("rooms", room, "members")
	if err := v.client.call(ctx, request{method: http.MethodGet, path: path, query: map[string]string{"not_membership": "leave"}}, &answer); err != nil {
		return nil, err
	}
	for _, e := range answer.Chunk {
		m, _ := wire.DecodeMember(e.Content) // without a membership, nobody
		if e.StateKey != nil && (m.Membership == wire.MembershipJoin || m.Membership == wire.MembershipInvite) {
			users = append(users, id.UserID(*e.StateKey))
		}
	}
	return users, nil
}

// ForgetReaders has what is said next in a room encrypted with a new key: others are there
// than before.
func (c *Client) ForgetReaders(ctx context.Context, room string) error {
	v := c.vault.Load()
	if v == nil {
		return nil
	}
	if err := v.keys.Changed(ctx, room); err != nil {
		return err
	}
	return v.reader.CryptoStore.RemoveOutboundGroupSession(ctx, id.RoomID(room))
}

// Attach uploads a file for a room, encrypted where the room is, and returns the message that
// shows it. Doing it again makes another copy.
func (c *Client) Attach(ctx context.Context, room string, f File) (m wire.Message, err error) {
	var how json.RawMessage
	if c.Encrypts() {
		if how, err = c.encryption(ctx, room); err != nil {
			return m, err
		}
	}
	m = wire.Attachment(f.Name, "", f.Type, len(f.Data))
	if how == nil {
		m.URL, err = c.Upload(ctx, f)
		return m, err
	}
	m.File = sealFile(&f)
	m.File.URL, err = c.Upload(ctx, f)
	return m, err
}

// sealFile encrypts a file in place (Matrix specification, Sending encrypted attachments).
func sealFile(f *File) *wire.SealedFile {
	seal := attachment.NewEncryptedFile()
	seal.EncryptInPlace(f.Data)
	f.Name, f.Type = "", "application/octet-stream"
	return &wire.SealedFile{
		Key: wire.FileKey{
			Type: seal.Key.KeyType, Operations: seal.Key.KeyOps, Algorithm: seal.Key.Algorithm, Key: seal.Key.Key,
			Extractable: seal.Key.Extractable,
		},
		IV: seal.InitVector, Hashes: map[string]string{"sha256": seal.Hashes.SHA256}, Version: seal.Version,
	}
}
