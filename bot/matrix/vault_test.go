package matrix

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/rs/zerolog"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"maunium.net/go/mautrix/crypto/olm"
	"maunium.net/go/mautrix/crypto/signatures"
	"maunium.net/go/mautrix/id"
	_ "modernc.org/sqlite"
)

// keyServer is the little of a homeserver that a device without rooms needs: it takes keys.
// What real ones do is in playwright/tests/encryption.spec.mjs; fallback keys Dendrite does not keep.
type keyServer struct {
	mu      sync.Mutex
	uploads []json.RawMessage
}

func (k *keyServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	k.mu.Lock()
	defer k.mu.Unlock()
	switch {
	case strings.HasSuffix(r.URL.Path, "/whoami"):
		io.WriteString(w, `{"user_id":"@bot:x","device_id":"DEVICE"}`)
	case strings.HasSuffix(r.URL.Path, "/keys/upload"):
		k.uploads = append(k.uploads, body)
		io.WriteString(w, `{"one_time_key_counts":{"signed_curve25519":50}}`)
	case strings.HasSuffix(r.URL.Path, "/keys/query"):
		w.Write(k.published())
	default:
		io.WriteString(w, `{}`)
	}
}

// published answers /keys/query.
func (k *keyServer) published() []byte {
	keys := map[string]json.RawMessage{}
	for _, upload := range k.uploads {
		var u struct {
			Device json.RawMessage `json:"device_keys"`
		}
		if json.Unmarshal(upload, &u); u.Device != nil {
			keys["DEVICE"] = u.Device
		}
	}
	answer, _ := json.Marshal(object{"device_keys": object{"@bot:x": keys}})
	return answer
}

// memory keeps keys in a file of its own.
type memory struct {
	db      *sql.DB
	readers map[string]string
	turn    sync.Mutex
}

func newMemory(t *testing.T) *memory {
	db, err := sql.Open("sqlite", "file:"+filepath.Join(t.TempDir(), "keys.db")+"?_pragma=foreign_keys(1)&_txlock=immediate&_pragma=busy_timeout(5000)&_pragma=journal_mode(WAL)&_pragma=synchronous(OFF)")
	require.NoError(t, err)
	t.Cleanup(func() { db.Close() })
	return &memory{db: db, readers: map[string]string{}}
}

func (m *memory) Database() *sql.DB { return m.db }
func (m *memory) Dialect() string   { return "sqlite" }
func (m *memory) Secret() []byte    { return []byte("secret") }
func (m *memory) Alone(ctx context.Context, do func(context.Context) error) error {
	m.turn.Lock()
	defer m.turn.Unlock()
	return do(ctx)
}
func (m *memory) Readers(_ context.Context, room string) (string, error) {
	return m.readers[room], nil
}
func (m *memory) SaveReaders(_ context.Context, room, people string) error {
	m.readers[room] = people
	return nil
}

func openVault(t *testing.T, server string, keys *memory) (*Client, error) {
	c, err := New(server)
	require.NoError(t, err)
	require.NoError(t, c.SignInWithToken(t.Context(), "token"))
	return c, c.OpenVault(t.Context(), Encryption{Keys: keys, Minimum: SignedDevice, Arrived: func(string, string) {}, Log: zerolog.Nop()})
}

// vaultAlone is a vault of a bot that nobody knows.
func vaultAlone(t *testing.T) (*keyServer, *Client) {
	server := &keyServer{}
	web := httptest.NewServer(server)
	t.Cleanup(web.Close)
	c, err := openVault(t, web.URL, newMemory(t))
	require.NoError(t, err)
	return server, c
}

func TestFallbackKeyIsThereForAllWhoComeWhenOthersAreUsedUp(t *testing.T) {
	server, c := vaultAlone(t)
	v := c.vault.Load()

	var news keyNews
	require.NoError(t, json.Unmarshal([]byte(`{"device_one_time_keys_count":{"signed_curve25519":50}}`), &news))
	before := len(server.uploads)
	require.NoError(t, v.receive(t.Context(), news))
	assert.Len(t, server.uploads, before, "a homeserver without fallback keys gets none")
	require.NoError(t, json.Unmarshal([]byte(`{"device_unused_fallback_key_types":["signed_curve25519"]}`), &news))
	require.NoError(t, v.receive(t.Context(), news))
	assert.Len(t, server.uploads, before, "one that has it needs no other")
	require.NoError(t, json.Unmarshal([]byte(`{"device_unused_fallback_key_types":[]}`), &news))
	for range 3 { // Dendrite says so each time
		require.NoError(t, v.receive(t.Context(), news))
	}
	require.Len(t, server.uploads, before+1)

	var upload struct {
		Keys map[string]struct {
			Key      id.Curve25519 `json:"key"`
			Fallback bool          `json:"fallback"`
		} `json:"fallback_keys"`
	}
	require.NoError(t, json.Unmarshal(server.uploads[before], &upload))
	require.Len(t, upload.Keys, 1)
	var raw struct {
		Keys map[string]json.RawMessage `json:"fallback_keys"`
	}
	require.NoError(t, json.Unmarshal(server.uploads[before], &raw))
	m := v.machine(v.store())
	require.NoError(t, m.Load(t.Context()))
	identity := m.OwnIdentity()
	for name, key := range upload.Keys {
		assert.True(t, strings.HasPrefix(name, "signed_curve25519:"))
		assert.True(t, key.Fallback)
		valid, err := signatures.VerifySignatureJSON(raw.Keys[name], "@bot:x", "DEVICE", id.Ed25519(identity.SigningKey))
		assert.NoError(t, err)
		assert.True(t, valid)
		for range 2 { // two people who have nothing to do with each other
			sender, err := olm.NewAccount()
			require.NoError(t, err)
			session, err := sender.NewOutboundSession(id.Curve25519(identity.IdentityKey), key.Key)
			require.NoError(t, err)
			_, cipher, err := session.Encrypt([]byte("hello"))
			require.NoError(t, err)
			received, err := m.GetAccount().Internal.NewInboundSession(string(cipher))
			require.NoError(t, err)
			clear, err := received.Decrypt(string(cipher), id.OlmMsgTypePreKey)
			require.NoError(t, err)
			assert.Equal(t, "hello", string(clear))
			m.GetAccount().Internal.RemoveOneTimeKeys(received)
		}
	}
}

func TestStoreOfAnotherDeviceIsRefused(t *testing.T) {
	server := &keyServer{}
	web := httptest.NewServer(server)
	defer web.Close()
	keys := newMemory(t)
	_, err := openVault(t, web.URL, keys)
	require.NoError(t, err)
	_, err = openVault(t, web.URL, keys)
	require.NoError(t, err, "the same store is the same device")
	_, err = openVault(t, web.URL, newMemory(t))
	assert.ErrorIs(t, err, ErrOtherKeys, "the device's keys are lost")
	server.uploads = nil
	_, err = openVault(t, web.URL, keys)
	assert.ErrorIs(t, err, ErrOtherKeys, "the homeserver has forgotten them")
}

// What parley check looks at: a database and a recovery key may be those of another device and account.
func TestKeysThatAreKept(t *testing.T) {
	w, keys := newTown(t), newMemory(t)
	c, err := New(w.url)
	require.NoError(t, err)
	require.NoError(t, c.SignInWithToken(t.Context(), string(botID)+"/DEVICE"))
	identity, device, err := c.PublishedKeys(t.Context())
	require.NoError(t, err)
	assert.False(t, identity || device || c.KeepsDevice(t.Context(), keys), "before the first start")

	c = w.bot(keys, SignedDevice)
	identity, device, err = c.PublishedKeys(t.Context())
	require.NoError(t, err)
	assert.True(t, identity && device && c.KeepsDevice(t.Context(), keys))
	assert.False(t, c.KeepsDevice(t.Context(), newMemory(t)), "a database that is new")
	found, err := RecoveryKeys(t.Context(), keys)
	require.NoError(t, err)
	other := w.person("@other:x", "OTHER", false)
	wrong, err := other.SSSS.GenerateAndUploadKey(t.Context(), "")
	require.NoError(t, err)
	for key, want := range map[string]bool{found[string(botID)]: true, wrong.RecoveryKey(): false, "hello": false} {
		opens, err := c.OpensIdentity(t.Context(), key)
		require.NoError(t, err)
		assert.Equal(t, want, opens)
	}
	w.refuse = func(string) int { return http.StatusBadGateway }
	_, err = c.OpensIdentity(t.Context(), "hello")
	assert.Error(t, err, "it is not known")
}

func TestWhoReadsIsOneTextWhateverTheOrder(t *testing.T) {
	assert.Equal(t, namesOf([]id.UserID{"@a:x", "@b:x"}), namesOf([]id.UserID{"@b:x", "@a:x"}))
	assert.NotEqual(t, namesOf([]id.UserID{"@a:x", "@b:x"}), namesOf([]id.UserID{"@a:x@b:x"}))
	assert.NotContains(t, namesOf([]id.UserID{"@a:x"}), "@a")
}

func TestSessionIsAKey(t *testing.T) {
	key := strings.Repeat("A", 43)
	for session, want := range map[string]string{
		key: key, "": "", "x": "", key + "A": "", strings.Repeat("A", 42) + `\u0000`: "", strings.Repeat("A", 42) + " ": "", strings.Repeat("A", 42) + `\n`: "",
	} {
		assert.Equal(t, want, SessionOf(json.RawMessage(`{"algorithm":"m.megolm.v1.aes-sha2","session_id":"`+session+`"}`)), session)
	}
	assert.Empty(t, SessionOf(json.RawMessage(`{"algorithm":"m.olm.v1.curve25519-aes-sha2","session_id":"`+key+`"}`)))
}

// A message that cannot be encrypted now is one that can be sent later, and never one that
// is refused or sent in clear.
func TestFailingStoreIsWorthAnotherTry(t *testing.T) {
	_, c := vaultAlone(t)
	full := errors.New("the disk is full")
	c.KnowRooms(func(context.Context, string) (json.RawMessage, error) { return nil, full })
	err := c.Send(t.Context(), "!r", "m.room.message", "1", object{"body": "hello"})
	assert.ErrorIs(t, err, full)
	assert.True(t, Retryable(err))
	assert.NotErrorIs(t, err, ErrUnreachable)
	_, err = c.Attach(t.Context(), "!r", File{Name: "a"})
	assert.True(t, Retryable(err))
}
