package matrix

import (
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"errors"
	"time"

	"maunium.net/go/mautrix"
	"maunium.net/go/mautrix/crypto"
	"maunium.net/go/mautrix/crypto/olm"
	"maunium.net/go/mautrix/event"
	"maunium.net/go/mautrix/id"

	wire "parley/shared/event"
)

// Opened is an encrypted event that was read.
type Opened struct {
	Type    string
	Content json.RawMessage

	source *event.Event
	trust  id.TrustState
}

// NoKeyError says that the key of a message has not come yet.
type NoKeyError struct {
	Session string
	Wait    time.Duration // before it is worth another look
}

// Error implements error.
func (e *NoKeyError) Error() string { return "the key of an encrypted event has not come" }

// RetryAfter returns how long to wait.
func (e *NoKeyError) RetryAfter() time.Duration { return e.Wait }

// ErrUnreadable says that a message cannot be read, and will not be later.
var ErrUnreadable = errors.New("the message cannot be decrypted")

// Open decrypts an event. The error is a *NoKeyError, ErrUnreadable, or one that passes.
func (c *Client) Open(ctx context.Context, room string, bytes json.RawMessage) (Opened, error) {
	v := c.vault.Load()
	source := sourceOf(room, bytes)
	if v == nil || source == nil {
		return Opened{}, ErrUnreadable
	}
	clear, err := v.decrypt(ctx, source)
	if err != nil {
		return Opened{}, err
	}
	return Opened{Type: clear.Type.Type, Content: clear.Content.VeryRaw, source: source, trust: clear.Mautrix.TrustState}, nil
}

// decrypt is Open for an event that was read. The library panics on some of what can be in
// there.
func (v *Vault) decrypt(ctx context.Context, source *event.Event) (clear *event.Event, err error) {
	defer func() {
		if recover() != nil {
			clear, err = nil, ErrUnreadable
		}
	}()
	clear, err = v.reader.DecryptMegolmEvent(ctx, source)
	if err != nil {
		return nil, unread(source.Content.AsEncrypted(), err)
	}
	return clear, nil
}

// sourceOf reads an encrypted event for the library; nil for what is none. The library would
// take "Sender" for the sender: what is believed of an event must be what is done about it.
func sourceOf(room string, bytes json.RawMessage) *event.Event {
	var e wire.Event
	if json.Unmarshal(bytes, &e) != nil {
		return nil
	}
	source := &event.Event{
		Type: event.EventEncrypted, RoomID: id.RoomID(room), ID: id.EventID(e.EventID), Sender: id.UserID(e.Sender), Timestamp: e.OriginServerTS,
		Content: event.Content{VeryRaw: e.Content},
	}
	if source.Content.ParseRaw(source.Type) != nil {
		return nil
	}
	return source
}

// Trusts reports whether an event that was read comes from a device of its sender that is
// trusted as Encryption asks for. The device may have been signed, or gone, since the bot
// has last heard of it.
func (c *Client) Trusts(ctx context.Context, o Opened) (bool, error) {
	v, sender := c.vault.Load(), o.source.Sender
	if v.minimum == id.TrustStateUnset {
		return o.trust >= v.minimum, nil
	}
	stale, err := v.stale(ctx, []id.UserID{sender})
	if err != nil {
		return false, err
	}
	if o.trust < id.TrustStateUnset || o.trust >= v.minimum && len(stale) == 0 {
		return o.trust >= v.minimum, nil
	}
	err = v.alone(ctx, func(ctx context.Context, m *crypto.OlmMachine) error {
		return v.doubt(ctx, m, sender)
	})
	if err != nil {
		return false, err
	}
	clear, err := v.decrypt(ctx, o.source)
	if err != nil {
		return false, err
	}
	return clear.Mautrix.TrustState >= v.minimum, nil
}

// unread sorts out why an event was not decrypted: for a key that has not come, for a cause
// that passes, else for what is in it, which the library tells in many ways.
func unread(content *event.EncryptedEventContent, err error) error {
	var h mautrix.HTTPError
	switch {
	case errors.Is(err, crypto.ErrNoSessionFound), errors.Is(err, crypto.ErrGroupSessionWithheld),
		errors.Is(err, olm.ErrUnknownMessageIndex): // a key that lets read later messages only
		return &NoKeyError{Session: string(content.SessionID)}
	case errors.Is(err, errKeys), errors.As(err, &h), errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return tidy(err)
	}
	return ErrUnreadable
}

// sessionLength is that of the base64 of a session's public key.
const sessionLength = 43

// SessionOf returns the session whose key an encrypted event needs, "" for none.
func SessionOf(content json.RawMessage) string {
	var c struct {
		Algorithm string `json:"algorithm"`
		Session   string `json:"session_id"`
	}
	if json.Unmarshal(content, &c) != nil || c.Algorithm != wire.Megolm || len(c.Session) != sessionLength {
		return ""
	}
	if key, err := base64.RawStdEncoding.DecodeString(c.Session); len(key) != ed25519.PublicKeySize || err != nil { // it is to be the name of a lane
		return ""
	}
	return c.Session
}
