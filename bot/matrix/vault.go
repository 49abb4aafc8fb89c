package matrix

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/rs/zerolog"
	"go.mau.fi/util/dbutil"
	"golang.org/x/time/rate"
	"maunium.net/go/mautrix"
	"maunium.net/go/mautrix/crypto"
	"maunium.net/go/mautrix/event"
	"maunium.net/go/mautrix/id"

	"parley/bot/recent"
)

// KeyStore is where keys are kept; see store.Keys.
type KeyStore interface {
	Database() *sql.DB
	Dialect() string
	Secret() []byte
	Alone(ctx context.Context, do func(context.Context) error) error
	Readers(ctx context.Context, room string) (string, error)
	SaveReaders(ctx context.Context, room, people string) error
}

// Trust is how sure it must be whose device a message comes from.
type Trust int

// Trust in devices, from the least to the most.
const (
	AnyDevice    Trust = iota // whatever the homeserver says
	SignedDevice              // one that its owner has cross-signed, whoever the owner is now
	PinnedOwner               // one that the owner has cross-signed whom the bot has seen first
)

var trustStates = map[Trust]id.TrustState{
	AnyDevice: id.TrustStateUnset, SignedDevice: id.TrustStateCrossSignedUntrusted, PinnedOwner: id.TrustStateCrossSignedTOFU,
}

// Vault holds the bot's keys for end-to-end encryption (Matrix specification, End-to-End
// Encryption): those of its device, of the rooms, and its cross-signing identity.
//
// Several goroutines, and processes, may be one device. What they do with keys that change
// by being used, they do one after another (KeyStore.Alone), each from what the database
// has: what the library remembers would be stale, or ahead of what was kept. Only reading
// messages needs no turn, for a room's are read one at a time.
type Vault struct {
	client  *Client
	api     *mautrix.Client
	db      *dbutil.Database
	keys    KeyStore
	account string
	minimum id.TrustState
	log     zerolog.Logger
	reader  *crypto.OlmMachine
	arrived func(session, room string)

	mu       sync.Mutex
	asked    recent.Map[id.UserID, time.Time]     // when the homeserver was last asked in vain for their devices
	doubted  recent.Map[id.UserID, *rate.Limiter] // how often it may be asked because one of them is not trusted
	mended   recent.Map[id.UserID, time.Time]     // when a session with a device of theirs was last made anew
	uploaded time.Time                            // when one-time keys were; like refused, in a turn of Alone
	setbacks int                                  // how often in a row news about keys could not be kept; likewise
	refused  time.Time                            // when the homeserver has refused keys
	fallback time.Time                            // when a fallback key was last given
}

// Encryption is how the bot takes part in encrypted rooms.
type Encryption struct {
	Keys     KeyStore
	Minimum  Trust                      // of devices whose commands are taken and that can read what the bot says
	Recovery string                     // the recovery key of the bot's account; "" for the one in the store
	Password string                     // of the bot's account, which homeservers ask for before they take an identity; may be ""
	Arrived  func(session, room string) // is told of a key that has come
	Log      zerolog.Logger
}

// Failures of the bot's device, which an administrator has to mend.
var (
	ErrNoDevice  = errors.New("the access token belongs to no device; give one that was got by logging in")
	ErrOtherKeys = errors.New("the homeserver has other keys for the bot's device than are kept here; log in anew, as a new device")
	ErrUnsigned  = errors.New("the bot's device is not signed by its account")
)

// OpenVault makes the signed-in client able to read and write in encrypted rooms, and the
// bot's device known to others. ErrUnsigned comes beside a vault that works, though not
// all clients trust the device.
func (c *Client) OpenVault(ctx context.Context, e Encryption) error {
	device := c.DeviceID()
	if device == "" {
		return ErrNoDevice
	}
	api, err := c.keyClient(device)
	if err != nil {
		return err
	}
	db, err := dbutil.NewWithDB(e.Keys.Database(), e.Keys.Dialect())
	if err != nil {
		return err
	}
	v := &Vault{
		client: c, api: api, db: db, keys: e.Keys, account: c.UserID() + "/" + device,
		minimum: trustStates[e.Minimum], arrived: e.Arrived, log: e.Log,
	}
	err = e.Keys.Alone(ctx, func(ctx context.Context) error {
		s := v.store()
		if err := s.DB.Upgrade(ctx); err != nil {
			return err
		}
		v.reader = v.machine(s)
		if err := v.reader.Load(ctx); err != nil {
			return err
		}
		return v.announce(ctx)
	})
	if err != nil {
		return tidy(err)
	}
	err = e.Keys.Alone(ctx, func(ctx context.Context) error { return v.beKnown(ctx, e) })
	if err = tidy(err); err != nil && !errors.Is(err, ErrUnsigned) {
		return err
	}
	c.vault.Store(v)
	return err
}

// keyClient is a client for the library, with the token of this one.
func (c *Client) keyClient(device string) (*mautrix.Client, error) {
	api, err := newAPI(c.api.HomeserverURL.String(), c.UserID())
	if err != nil {
		return nil, err
	}
	api.DeviceID = id.DeviceID(device)
	api.ResponseSizeLimit = answerLimit
	api.Client = &http.Client{Transport: keyTransport{c}, Timeout: c.patience}
	return api, nil
}

// keyTransport makes requests of the library the bot's own.
type keyTransport struct{ client *Client }

var errElsewhere = errors.New("the homeserver leads elsewhere, which does not get the token")

func (t keyTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	if r.URL.Host != t.client.api.HomeserverURL.Host { // where a redirection may lead
		return nil, errElsewhere
	}
	if s, ok := r.Context().Value(togetherKey{}).(*keyStore); ok {
		if err := s.flush(r.Context()); err != nil {
			return nil, err
		}
	}
	r.Header.Set("Authorization", "Bearer "+cmp.Or(*t.client.deviceToken.Load(), *t.client.token.Load()))
	begin := time.Now()
	answer, err := t.client.api.Client.Transport.RoundTrip(r)
	status := 0
	if err == nil {
		status = answer.StatusCode
	}
	t.client.observe(r.Method, kindOf(partsOf(r.URL.Path)), status, time.Since(begin))
	return answer, err
}

func partsOf(path string) (parts []any) {
	for part := range strings.SplitSeq(strings.Trim(path, "/"), "/") {
		parts = append(parts, part)
	}
	return parts
}

func (v *Vault) store() *keyStore {
	return &keyStore{SQLCryptoStore: crypto.NewSQLCryptoStore(v.db, dbutil.NoopLogger, v.account, v.api.DeviceID, v.keys.Secret())}
}

func (v *Vault) machine(s *keyStore) *crypto.OlmMachine {
	quiet := zerolog.Nop()
	m := crypto.NewOlmMachine(v.api, &quiet, s, roomFacts{v})
	m.SendKeysMinTrust = v.minimum
	m.DisableRatchetTracking = true
	m.DisableDecryptKeyFetching = true       // see Client.Trusts
	m.DontStoreOutboundKeys = true           // the bot does not read what it has said
	m.IgnorePostDecryptionParseErrors = true // contents are read elsewhere
	return m
}

// alone does something with a machine whose keys are those of the database.
func (v *Vault) alone(ctx context.Context, do func(context.Context, *crypto.OlmMachine) error) error {
	err := v.keys.Alone(ctx, func(ctx context.Context) error {
		m := v.machine(v.store())
		if err := m.Load(ctx); err != nil {
			return err
		}
		return do(ctx, m)
	})
	return tidy(err)
}

// announce gives the homeserver the keys of the bot's device.
func (v *Vault) announce(ctx context.Context) error {
	m := v.reader
	published, err := v.published(ctx)
	if err != nil {
		return err
	}
	switch shared := m.GetAccount().Shared; {
	case len(published) == 0 && !shared:
		return m.ShareKeys(ctx, -1)
	case len(published) == 0 || published.GetEd25519(v.api.DeviceID) != m.OwnIdentity().SigningKey:
		return ErrOtherKeys
	case !shared: // it was not recorded any more that they were taken
		return m.ShareKeys(ctx, -1)
	}
	return nil
}

// published are the keys that the homeserver has of the bot's device.
func (v *Vault) published(ctx context.Context) (mautrix.KeyMap, error) {
	answer, err := v.api.QueryKeys(ctx, &mautrix.ReqQueryKeys{
		DeviceKeys: mautrix.DeviceKeysRequest{v.api.UserID: {v.api.DeviceID}},
	})
	if err != nil {
		return nil, err
	}
	return answer.DeviceKeys[v.api.UserID][v.api.DeviceID].Keys, nil
}

// IsOtherDevice reports whether the client has become another device than that whose keys
// it uses.
func (c *Client) IsOtherDevice() bool {
	v := c.vault.Load()
	return v != nil && string(v.api.DeviceID) != c.DeviceID()
}

// checkDevice fails with ErrOtherKeys when the client has logged in as another device, or
// as one whose keys the homeserver has forgotten: somebody has signed it out.
func (c *Client) checkDevice(ctx context.Context) error {
	v := c.vault.Load()
	if v == nil {
		return nil
	}
	if c.IsOtherDevice() {
		return ErrOtherKeys
	}
	published, err := v.published(ctx)
	if err == nil && published.GetEd25519(v.api.DeviceID) != v.reader.OwnIdentity().SigningKey {
		err = ErrOtherKeys
	}
	return tidy(err)
}

// tidy makes a failure of the homeserver one of this package, and drops what else might
// name somebody.
func tidy(err error) error {
	var h mautrix.HTTPError
	if errors.As(err, &h) {
		return failure(err)
	}
	return err
}

// roomFacts are what the library asks about rooms.
type roomFacts struct{ v *Vault }

func (f roomFacts) IsEncrypted(ctx context.Context, room id.RoomID) (bool, error) {
	content, err := f.GetEncryptionEvent(ctx, room)
	return content != nil, err
}

func (f roomFacts) GetEncryptionEvent(ctx context.Context, room id.RoomID) (*event.EncryptionEventContent, error) {
	var content event.EncryptionEventContent
	return found(&content, f.v.client.get(ctx, client("rooms", string(room), "state", event.StateEncryption.Type, ""), &content))
}

func (f roomFacts) GetHistoryVisibility(ctx context.Context, room id.RoomID) (*event.HistoryVisibilityEventContent, error) {
	var content event.HistoryVisibilityEventContent
	return found(&content, f.v.client.get(ctx, client("rooms", string(room), "state", event.StateHistoryVisibility.Type, ""), &content))
}

// FindSharedRooms returns the rooms whose keys for what the bot says a user has got.
func (f roomFacts) FindSharedRooms(ctx context.Context, user id.UserID) (rooms []id.RoomID, err error) {
	rows, err := f.v.db.Query(ctx, `SELECT DISTINCT o.room_id FROM crypto_megolm_outbound_session o
		JOIN crypto_megolm_outbound_session_shared s ON s.session_id = o.session_id
		WHERE o.account_id = $1 AND s.user_id = $2`, f.v.account, user)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var room id.RoomID
		if err := rows.Scan(&room); err != nil {
			return nil, err
		}
		rooms = append(rooms, room)
	}
	return rooms, rows.Err()
}

// found is nothing where the homeserver knows nothing.
func found[T any](content *T, err error) (*T, error) {
	if errors.Is(err, ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("a room's state: %w", err)
	}
	return content, nil
}
