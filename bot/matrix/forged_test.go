package matrix

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"maunium.net/go/mautrix/crypto/olm"
	"maunium.net/go/mautrix/id"
)

// mallory is a device that can write to the bot's.
type mallory struct {
	t       *testing.T
	vault   *Vault
	account olm.Account
	session olm.Session
}

func newMallory(t *testing.T, v *Vault, server *keyServer) *mallory {
	t.Helper()
	account, err := olm.NewAccount()
	require.NoError(t, err)
	for _, upload := range server.uploads {
		var u struct {
			Keys map[string]struct{ Key id.Curve25519 } `json:"one_time_keys"`
		}
		require.NoError(t, json.Unmarshal(upload, &u))
		for _, key := range u.Keys {
			session, err := account.NewOutboundSession(v.reader.OwnIdentity().IdentityKey, key.Key)
			require.NoError(t, err)
			return &mallory{t, v, account, session}
		}
	}
	t.Fatal("the bot has published no keys")
	return nil
}

// send gives the bot an encrypted event of a type.
func (m *mallory) send(typ string, content object) {
	m.t.Helper()
	signing, identity, err := m.account.IdentityKeys()
	require.NoError(m.t, err)
	bot := m.vault.reader.OwnIdentity()
	clear, err := json.Marshal(object{
		"type": typ, "content": content, "sender": "@m:x", "keys": object{"ed25519": signing},
		"recipient": "@bot:x", "recipient_keys": object{"ed25519": bot.SigningKey},
	})
	require.NoError(m.t, err)
	kind, cipher, err := m.session.Encrypt(clear)
	require.NoError(m.t, err)
	event, err := json.Marshal(object{"type": "m.room.encrypted", "sender": "@m:x", "content": object{
		"algorithm": "m.olm.v1.curve25519-aes-sha2", "sender_key": identity,
		"ciphertext": object{string(bot.IdentityKey): object{"type": kind, "body": string(cipher)}},
	}})
	require.NoError(m.t, err)
	var news keyNews
	news.ToDevice.Events = []raw{event}
	news.Left.SignedCurve25519 = 50
	require.NoError(m.t, m.vault.receive(m.t.Context(), news))
}

// Whoever forwards the key of a session says whose it is. Together with the same key from an
// own device that became the key of somebody else, as if they had given it.
func TestNobodyGivesKeysInTheNameOfOthers(t *testing.T) {
	server, c := vaultAlone(t)
	v := c.vault.Load()
	m := newMallory(t, v, server)
	_, own, err := m.account.IdentityKeys()
	require.NoError(t, err)

	session, err := olm.NewOutboundGroupSession()
	require.NoError(t, err)
	whole, err := olm.NewInboundGroupSession([]byte(session.Key()))
	require.NoError(t, err)
	forwarded, err := whole.Export(0)
	require.NoError(t, err)
	_, err = session.Encrypt([]byte("one"))
	require.NoError(t, err)
	key := object{"algorithm": "m.megolm.v1.aes-sha2", "room_id": "!r:x", "session_id": session.ID(), "session_key": session.Key()}
	m.send("m.room_key", key)
	alice := strings.Repeat("A", 43)
	key["session_key"], key["sender_key"], key["sender_claimed_ed25519_key"] = string(forwarded), alice, alice
	key["forwarding_curve25519_key_chain"] = []string{}
	m.send("m.forwarded_room_key", key)
	got, err := v.store().GetGroupSession(t.Context(), "!r:x", session.ID())
	require.NoError(t, err)
	require.NotNil(t, got)
	assert.Equal(t, own, got.SenderKey)

	other, err := olm.NewOutboundGroupSession()
	require.NoError(t, err)
	whole, err = olm.NewInboundGroupSession([]byte(other.Key()))
	require.NoError(t, err)
	forwarded, err = whole.Export(0)
	require.NoError(t, err)
	key["session_id"], key["session_key"] = other.ID(), string(forwarded)
	m.send("m.forwarded_room_key", key)
	got, err = v.store().GetGroupSession(t.Context(), "!r:x", other.ID())
	require.NoError(t, err)
	assert.Nil(t, got, "the bot has asked nobody")
}

// The token goes to the homeserver alone, and requests of others for keys to nobody.
func TestTheDeviceSpeaksToItsHomeserverAlone(t *testing.T) {
	server := &keyServer{}
	var asked []string
	away := false
	elsewhere := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		asked = append(asked, "elsewhere "+r.Header.Get("Authorization"))
	}))
	defer elsewhere.Close()
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if away {
			http.Redirect(w, r, elsewhere.URL, http.StatusTemporaryRedirect)
			return
		}
		asked = append(asked, r.URL.Path)
		server.ServeHTTP(w, r)
	}))
	defer web.Close()
	c, err := openVault(t, web.URL, newMemory(t))
	require.NoError(t, err)
	v := c.vault.Load()
	asked, away = nil, true
	_, err = v.reader.FetchKeys(t.Context(), []id.UserID{"@a:x"}, true)
	assert.Error(t, err)
	assert.Empty(t, asked)

	away = false
	var news keyNews
	require.NoError(t, json.Unmarshal([]byte(`{"to_device":{"events":[
		{"type":"m.room_key_request","sender":"@m:x","content":{"action":"request","requesting_device_id":"M","request_id":"1"}},
		{"type":"m.room.encrypted","sender":"@m:x","content":5}, {"type":"m.room_key.withheld","sender":"@m:x"}, {"type":5}, []
	]},"device_one_time_keys_count":{"signed_curve25519":50}}`), &news))
	require.NoError(t, v.receive(t.Context(), news))
	assert.Empty(t, asked)
}
