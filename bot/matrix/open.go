package matrix

import (
	"context"
	"encoding/json"
	"errors"
	"time"

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
	Trusted bool // the device that it comes from; see Encryption
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
	var e event.Event
	if v == nil || json.Unmarshal(bytes, &e) != nil {
		return Opened{}, ErrUnreadable
	}
	e.Type, e.RoomID, e.StateKey = event.EventEncrypted, id.RoomID(room), nil
	if err := e.Content.ParseRaw(e.Type); err != nil {
		return Opened{}, ErrUnreadable
	}
	clear, err := v.reader.DecryptMegolmEvent(ctx, &e)
	if err != nil {
		return Opened{}, unread(e.Content.AsEncrypted(), err)
	}
	trust := clear.Mautrix.TrustState
	if trust < v.minimum && clear.Mautrix.TrustSource != nil {
		if trust, err = v.trustAgain(ctx, clear.Mautrix.TrustSource, trust); err != nil {
			return Opened{}, err
		}
	}
	return Opened{Type: clear.Type.Type, Content: clear.Content.VeryRaw, Trusted: trust >= v.minimum}, nil
}

// trustAgain looks whether a device has been signed since the bot has heard of it.
func (v *Vault) trustAgain(ctx context.Context, device *id.Device, before id.TrustState) (id.TrustState, error) {
	if before < id.TrustStateUnset { // forbidden, or not the device that it says it is
		return before, nil
	}
	asked, err := v.lookAgain(ctx, device.UserID)
	if !asked || err != nil {
		return before, tidy(err)
	}
	return v.reader.ResolveTrustContext(ctx, device)
}

// unread sorts out why a message was not decrypted.
func unread(content *event.EncryptedEventContent, err error) error {
	switch {
	case errors.Is(err, crypto.ErrNoSessionFound), errors.Is(err, crypto.ErrGroupSessionWithheld):
		return &NoKeyError{Session: string(content.SessionID)}
	case errors.Is(err, olm.ErrUnknownMessageIndex): // a key that lets read later messages only
		return &NoKeyError{Session: string(content.SessionID)}
	}
	for _, final := range []error{
		crypto.ErrIncorrectEncryptedContentType, crypto.ErrUnsupportedAlgorithm, crypto.ErrCorruptedMegolmPayload,
		crypto.ErrWrongRoom, crypto.ErrDuplicateMessageIndex, olm.ErrBadSignature, olm.ErrBadMAC, olm.ErrBadMessageFormat,
		olm.ErrBadVerification, olm.ErrWrongProtocolVersion, olm.ErrEmptyInput, olm.ErrInputToSmall, olm.ErrBadInput,
		olm.ErrLibolmInvalidBase64,
	} {
		if errors.Is(err, final) {
			return ErrUnreadable
		}
	}
	var syntax *json.SyntaxError
	var mistyped *json.UnmarshalTypeError
	if errors.As(err, &syntax) || errors.As(err, &mistyped) {
		return ErrUnreadable
	}
	return tidy(err)
}

// SessionOf returns the session whose key an encrypted event needs, "" for none.
func SessionOf(content json.RawMessage) string {
	var c struct {
		Algorithm string `json:"algorithm"`
		Session   string `json:"session_id"`
	}
	if json.Unmarshal(content, &c) != nil || c.Algorithm != wire.Megolm {
		return ""
	}
	return c.Session
}
