package matrix

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"runtime/debug"
	"slices"
	"time"

	"github.com/rs/zerolog"
	"maunium.net/go/mautrix"
	"maunium.net/go/mautrix/crypto"
	"maunium.net/go/mautrix/event"
	"maunium.net/go/mautrix/id"
)

// keyNews is what /sync tells a device about keys.
type keyNews struct {
	ToDevice struct {
		Events []raw `json:"events"`
	} `json:"to_device"`
	Devices mautrix.DeviceLists `json:"device_lists"`
	Left    mautrix.OTKCount    `json:"device_one_time_keys_count"`
	Unused  *[]string           `json:"device_unused_fallback_key_types"` // nil: the homeserver has no fallback keys
}

// lacksFallback reports whether there is no key for those who come when all others are used
// up, which happens while the bot is away.
func (n keyNews) lacksFallback() bool {
	return n.Unused != nil && !slices.Contains(*n.Unused, string(id.KeyAlgorithmSignedCurve25519))
}

// receive takes what is new about keys. The homeserver forgets it with the next position,
// so it comes before that is recorded.
func (v *Vault) receive(ctx context.Context, news keyNews) error {
	if len(news.ToDevice.Events) == 0 && len(news.Devices.Changed) == 0 && enough(news.Left) && !news.lacksFallback() {
		return nil
	}
	return v.alone(ctx, func(ctx context.Context, m *crypto.OlmMachine) error {
		m.HandleDeviceLists(ctx, &news.Devices, "")
		for _, bytes := range news.ToDevice.Events {
			v.take(ctx, m, bytes)
		}
		m.HandleOTKCounts(ctx, &news.Left)
		m.MarkOlmHashSavePoint(ctx)
		if news.lacksFallback() {
			if err := v.uploadFallback(ctx, m); Retryable(tidy(err)) {
				return err
			} else if err != nil { // nobody shall wait for it
				v.log.Warn().Err(tidy(err)).Msg("there is no fallback key")
			}
		}
		return ctx.Err()
	})
}

// take takes what somebody has sent to the bot's device: keys, and that there is none. All
// else is for people's devices, such as requests for keys, which the bot need not answer.
func (v *Vault) take(ctx context.Context, m *crypto.OlmMachine, bytes json.RawMessage) {
	defer func() {
		if p := recover(); p != nil { // else it would come again at each start
			v.log.Error().Str("panic", fmt.Sprint(p)).Bytes("stack", debug.Stack()).Msg("what came about keys was dropped")
		}
	}()
	var e event.Event
	if json.Unmarshal(bytes, &e) != nil || e.Type.Type != event.ToDeviceEncrypted.Type && e.Type.Type != event.ToDeviceRoomKeyWithheld.Type {
		return
	}
	if e.Type.Class = event.ToDeviceEventType; e.Content.ParseRaw(e.Type) == nil {
		m.HandleToDeviceEvent(ctx, &e)
	}
}

// uploadFallback makes a fallback key (Matrix specification, One-time and fallback keys),
// which mautrix does not.
func (v *Vault) uploadFallback(ctx context.Context, m *crypto.OlmMachine) error {
	account, ok := m.GetAccount().Internal.(interface {
		GenFallbackKey() error
		FallbackKeyUnpublished() map[string]id.Curve25519
	})
	if !ok {
		return nil
	}
	if len(account.FallbackKeyUnpublished()) == 0 {
		if err := account.GenFallbackKey(); err != nil {
			return err
		}
		if err := m.CryptoStore.PutAccount(ctx, m.GetAccount()); err != nil {
			return err
		}
	}
	keys := object{}
	for name, key := range account.FallbackKeyUnpublished() {
		signed := object{"key": key, "fallback": true}
		signature, err := m.GetAccount().SignJSON(signed)
		if err != nil {
			return err
		}
		signed["signatures"] = object{string(v.api.UserID): object{"ed25519:" + string(v.api.DeviceID): signature}}
		keys[string(id.NewKeyID(id.KeyAlgorithmSignedCurve25519, name))] = signed
	}
	_, err := v.api.MakeRequest(ctx, http.MethodPost, v.api.BuildClientURL("v3", "keys", "upload"), object{"fallback_keys": keys}, nil)
	if err != nil {
		return err
	}
	m.GetAccount().Internal.MarkKeysAsPublished()
	return m.CryptoStore.PutAccount(ctx, m.GetAccount())
}

// enough reports whether there are one-time keys for those who begin to write to the bot.
// No count at all is none.
func enough(left mautrix.OTKCount) bool { return left.SignedCurve25519 >= 50 }

// doubtsEvery is how often the devices of one person are asked for because one of them is
// not trusted.
const doubtsEvery = 10 * time.Second

// lookAgain asks for the devices of a person: one may have been signed meanwhile. It
// reports whether it did.
func (v *Vault) lookAgain(ctx context.Context, user id.UserID) (bool, error) {
	if !v.mayAsk(user, time.Now()) {
		return false, nil
	}
	err := v.alone(ctx, func(ctx context.Context, m *crypto.OlmMachine) error {
		_, err := m.FetchKeys(ctx, []id.UserID{user}, true)
		return err
	})
	return err == nil, err
}

func (v *Vault) mayAsk(user id.UserID, now time.Time) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	if before, ok := v.refresh.Get(user); ok && now.Sub(before) < doubtsEvery {
		return false
	}
	v.refresh.Put(user, now)
	return true
}

// How long keys of others are kept after they came, and what tells that a message comes a
// second time: longer than anybody uses one (Matrix specification: a week or 100 messages,
// unless a room says so).
const keptFor = 365 * 24 * time.Hour

// PruneKeys forgets keys that are out of use.
func (c *Client) PruneKeys(ctx context.Context, now time.Time) error {
	v := c.vault.Load()
	if v == nil {
		return nil
	}
	old := now.Add(-keptFor)
	return v.keys.Alone(ctx, func(ctx context.Context) error {
		if _, err := v.db.Exec(ctx, `DELETE FROM crypto_megolm_inbound_session WHERE account_id = $1 AND received_at < $2`, v.account, old.UTC()); err != nil {
			return err
		}
		_, err := v.db.Exec(ctx, `DELETE FROM crypto_message_index WHERE NOT EXISTS
			(SELECT 1 FROM crypto_megolm_inbound_session s WHERE s.session_id = crypto_message_index.session_id)`)
		return err
	})
}

// FollowKeys asks the homeserver for keys until ctx ends, where it pushes events: keys it
// does not push. It fails with ErrToken when the token of the bot's device is gone.
func (c *Client) FollowKeys(ctx context.Context, positions Positions, log zerolog.Logger) error {
	v := c.vault.Load()
	if v == nil {
		<-ctx.Done()
		return ctx.Err()
	}
	account := v.account + " (keys)"
	position, err := positions.Position(ctx, account)
	if err != nil {
		return err
	}
	s := &Stream{
		Client: c, Types: nothing, Position: position, Busy: func() bool { return false }, Log: log, keysOnly: true,
		Record: func(ctx context.Context, batch Batch) error {
			return positions.SavePosition(ctx, account, batch.Settled)
		},
	}
	return s.Run(ctx)
}

// Positions remembers where streams continue.
type Positions interface {
	Position(ctx context.Context, account string) (string, error)
	SavePosition(ctx context.Context, account, position string) error
}
