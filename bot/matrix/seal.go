package matrix

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"slices"

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

// sealed returns an event as it is sent to a room: encrypted where the room is, unless it
// is a reaction, which no client encrypts. What the homeserver has to see of it stays
// outside: what it belongs to, and the request.
func (c *Client) sealed(ctx context.Context, room, typ string, content any) (string, any, error) {
	v := c.vault.Load()
	if v == nil || c.encryption == nil || typ == wire.TypeReaction {
		return typ, content, nil
	}
	if how, err := c.encryption(ctx, room); how == nil || err != nil {
		return typ, content, passing(err)
	}
	clear, err := json.Marshal(content)
	if err != nil {
		return "", nil, err
	}
	cipher, err := v.encrypt(ctx, room, typ, clear)
	if err != nil {
		return "", nil, passing(err)
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
	users, err := v.readers(ctx, room)
	if err != nil {
		return nil, err
	}
	err = v.alone(ctx, func(ctx context.Context, m *crypto.OlmMachine) error {
		if err := v.look(ctx, m, users); err != nil {
			return err
		}
		if err := v.renewKey(ctx, m, to, users); err != nil {
			return err
		}
		cipher, err = m.EncryptMegolmEvent(ctx, to, kind, content)
		if !crypto.IsShareError(err) {
			return err
		}
		err = m.CryptoStore.(*keyStore).together(ctx, func(ctx context.Context) error { return m.ShareGroupSession(ctx, to, users) })
		if err != nil {
			return err
		}
		cipher, err = m.EncryptMegolmEvent(ctx, to, kind, content)
		return err
	})
	return cipher, err
}

// renewKey forgets the key for what the bot says in a room when others are there than those
// who have it.
func (v *Vault) renewKey(ctx context.Context, m *crypto.OlmMachine, room id.RoomID, users []id.UserID) error {
	now := namesOf(users)
	had, err := v.keys.Readers(ctx, string(room))
	if had == now || err != nil {
		return err
	}
	if err := m.CryptoStore.RemoveOutboundGroupSession(ctx, room); err != nil {
		return err
	}
	return v.keys.SaveReaders(ctx, string(room), now)
}

// namesOf is one text for one set of people, whose names it does not tell.
func namesOf(users []id.UserID) string {
	slices.Sort(users)
	h := sha256.New()
	for _, user := range users {
		h.Write(append([]byte(user), 0))
	}
	return hex.EncodeToString(h.Sum(nil))
}

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

// Attach uploads a file for a room, encrypted where the room is, and returns the message that
// shows it. Doing it again makes another copy.
func (c *Client) Attach(ctx context.Context, room string, f File) (m wire.Message, err error) {
	var how json.RawMessage
	if c.Encrypts() {
		if how, err = c.encryption(ctx, room); err != nil {
			return m, passing(err)
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
