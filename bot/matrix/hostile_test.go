package matrix

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"maunium.net/go/mautrix/crypto"
	"maunium.net/go/mautrix/id"
)

func TestMessageOfASignedDeviceIsTrusted(t *testing.T) {
	w := newTown(t)
	alice := w.person(aliceID, "PHONE", true)
	c := w.bot(newMemory(t), PinnedOwner)
	alice.shares(botID)
	require.NoError(t, c.vault.Load().receive(t.Context(), w.news()))
	e := alice.says("hello")
	for range 2 { // a try after a crash
		o := opened(t, c, e)
		assert.Equal(t, "m.room.message", o.Type)
		assert.JSONEq(t, `{"msgtype":"m.text","body":"hello"}`, string(o.Content))
		assert.True(t, trusted(t, c, o))
	}
}

// A homeserver cannot pass a message off as another person's: names count as they are
// written, and the library would take "Sender" for the sender.
func TestSenderIsWhoseDeviceItWas(t *testing.T) {
	w := newTown(t)
	w.person(aliceID, "PHONE", true)
	mallory := w.person("@mallory:x", "PC", true)
	c := w.bot(newMemory(t), SignedDevice)
	mallory.shares(botID)
	require.NoError(t, c.vault.Load().receive(t.Context(), w.news()))
	e := encoded(t, mallory.says("close the meeting"))
	forged := strings.Replace(string(e), `"sender":"@mallory:x"`, `"sender":"@alice:x","Sender":"@mallory:x"`, 1)
	require.NotEqual(t, string(e), forged)
	o, err := c.Open(t.Context(), townRoom, json.RawMessage(forged))
	require.NoError(t, err)
	assert.False(t, trusted(t, c, o), "the event is Alice's, and none of her devices has sent it")
}

// Nor can it have a message count a second time.
func TestMessageCountsOnce(t *testing.T) {
	w := newTown(t)
	alice := w.person(aliceID, "PHONE", true)
	c := w.bot(newMemory(t), SignedDevice)
	alice.shares(botID)
	require.NoError(t, c.vault.Load().receive(t.Context(), w.news()))
	e := alice.says("make a meeting")
	opened(t, c, e)
	first := string(encoded(t, e))
	name := encoded(t, e["event_id"])
	for _, again := range []string{
		strings.Replace(first, `"event_id":`+string(name), `"event_id":"$again"`, 1),
		strings.Replace(first, `"event_id":`+string(name), `"event_id":"$again","Event_ID":`+string(name), 1),
		strings.Replace(first, `"origin_server_ts":`, `"origin_server_ts":1,"Origin_Server_TS":`, 1),
	} {
		_, err := c.Open(t.Context(), townRoom, json.RawMessage(again))
		assert.ErrorIs(t, err, ErrUnreadable, again[:60])
	}
	_, err := c.Open(t.Context(), "!other:x", encoded(t, e))
	assert.Error(t, err, "it was said in another room")
}

// Who has the key of another person's messages, as all in a room have, cannot have the bot
// take it for a key of their own or of another room: it would not read that person's
// messages any more.
func TestKeyOfAnotherPersonIsNotTakenOver(t *testing.T) {
	w := newTown(t)
	alice := w.person(aliceID, "PHONE", true)
	mallory := w.person("@mallory:x", "PC", true)
	c := w.bot(newMemory(t), SignedDevice)
	require.NoError(t, alice.CryptoStore.RemoveOutboundGroupSession(t.Context(), townRoom))
	require.NoError(t, alice.ShareGroupSession(t.Context(), townRoom, []id.UserID{mallory.Client.UserID}))
	session, err := alice.CryptoStore.GetOutboundGroupSession(t.Context(), townRoom)
	require.NoError(t, err)
	early := session.ShareContent()
	alice.says("before the bot came")
	alice.gives(botID, "DEVICE", session.ShareContent())
	require.NoError(t, c.vault.Load().receive(t.Context(), w.news()))
	require.True(t, trusted(t, c, opened(t, c, alice.says("one"))))

	mallory.gives(botID, "DEVICE", early)
	other := *early.AsRoomKey()
	other.RoomID = "!mallorys:x"
	early.Parsed = &other
	mallory.gives(botID, "DEVICE", early)
	require.NoError(t, c.vault.Load().receive(t.Context(), w.news()))
	assert.True(t, trusted(t, c, opened(t, c, alice.says("two"))))
}

// What strangers send to the bot's device has it ask the homeserver for nothing, or nearly
// nothing, and remember nothing.
func TestFloodToTheBotsDeviceCostsLittle(t *testing.T) {
	w := newTown(t)
	mallory := w.person("@mallory:x", "PC", true)
	c := w.bot(newMemory(t), SignedDevice)
	v := c.vault.Load()
	mallory.shares(botID)
	key := string(v.reader.OwnIdentity().IdentityKey)
	for i := range 500 {
		w.post["@bot:x/DEVICE"] = append(w.post["@bot:x/DEVICE"],
			encoded(t, object{"type": "m.room.encrypted", "sender": "@mallory:x", "content": object{
				"algorithm": "m.olm.v1.curve25519-aes-sha2", "sender_key": fmt.Sprintf("%043d", i),
				"ciphertext": object{key: object{"type": i % 2, "body": "AwogAAAA"}}}}),
			encoded(t, object{"type": "m.room_key.withheld", "sender": "@mallory:x", "content": object{
				"algorithm": id.AlgorithmMegolmV1, "room_id": townRoom, "session_id": fmt.Sprintf("%043d", i), "code": "m.unverified"}}),
			encoded(t, object{"type": "m.room_key_request", "sender": "@mallory:x", "content": object{
				"action": "request", "request_id": fmt.Sprint(i), "requesting_device_id": "PC", "body": object{
					"algorithm": id.AlgorithmMegolmV1, "room_id": townRoom, "session_id": fmt.Sprintf("%043d", i)}}}),
			json.RawMessage(`{"type":7}`), json.RawMessage(`null`), json.RawMessage(`{"type":"m.room.encrypted","content":[]}`),
			json.RawMessage(`{"type":"m.room.encrypted","sender":"@mallory:x","content":{"algorithm":"m.olm.v1.curve25519-aes-sha2","ciphertext":null}}`))
	}
	before := len(w.calls)
	require.NoError(t, v.receive(t.Context(), w.news()))
	time.Sleep(20 * time.Millisecond) // what the library might do beside
	assert.LessOrEqual(t, len(w.calls)-before, 1, w.calls[before:])
	var rows int
	require.NoError(t, v.db.QueryRow(t.Context(), `SELECT COUNT(*) FROM crypto_megolm_inbound_session`).Scan(&rows))
	assert.Equal(t, 1, rows, "the key that Mallory has given")
}

// A key that comes together with one that cannot be kept is not lost: the position is not
// recorded, so all of it comes again.
func TestNewsAreTakenAsAWhole(t *testing.T) {
	w := newTown(t)
	alice := w.person(aliceID, "PHONE", true)
	keys := newMemory(t)
	c := w.bot(keys, SignedDevice)
	v := c.vault.Load()
	alice.shares(botID)
	news := w.news()
	_, err := keys.db.Exec(`CREATE TRIGGER full BEFORE INSERT ON crypto_megolm_inbound_session BEGIN SELECT RAISE(ABORT, 'disk full'); END`)
	require.NoError(t, err)
	require.Error(t, v.receive(t.Context(), news))
	_, err = keys.db.Exec(`DROP TRIGGER full`)
	require.NoError(t, err)
	cut, cancel := context.WithCancel(t.Context())
	cancel()
	require.Error(t, v.receive(cut, news))

	require.NoError(t, v.receive(t.Context(), news))
	assert.True(t, trusted(t, c, opened(t, c, alice.says("hello"))))
	require.NoError(t, v.receive(t.Context(), news), "the position was not recorded")
	assert.True(t, trusted(t, c, opened(t, c, alice.says("again"))))
}

// A device that is signed after its first message, or while the homeserver fails, is trusted
// as soon as that can be known.
func TestTrustIsLookedUpWhenItMatters(t *testing.T) {
	w := newTown(t)
	alice := w.person(aliceID, "PHONE", false)
	c := w.bot(newMemory(t), SignedDevice)
	v := c.vault.Load()
	alice.shares(botID)
	require.NoError(t, v.receive(t.Context(), w.news()))
	asked := w.count("/keys/query")
	o := opened(t, c, alice.says("chat"))
	assert.Equal(t, asked, w.count("/keys/query"), "nobody asks whose devices people chat with")
	w.refuse = func(path string) int { return map[bool]int{true: 502}[strings.HasSuffix(path, "/keys/query")] }
	_, err := c.Trusts(t.Context(), o)
	assert.True(t, Retryable(err), err)
	w.refuse = func(string) int { return 0 }
	assert.False(t, trusted(t, c, o), "she was not known")
	for range doubtsAtOnce {
		assert.False(t, trusted(t, c, o), "her device may have been signed meanwhile")
	}
	assert.Equal(t, asked+2+doubtsAtOnce, w.count("/keys/query"))
	assert.False(t, trusted(t, c, o))
	assert.Equal(t, asked+2+doubtsAtOnce, w.count("/keys/query"), "not any number of times")

	alice.crossSign()
	require.NoError(t, v.receive(t.Context(), w.news(aliceID)))
	assert.True(t, trusted(t, c, o))

	w.query = func(answer map[string]any) { delete(answer["device_keys"].(map[string]any), string(aliceID)) }
	require.NoError(t, v.receive(t.Context(), w.news(aliceID)))
	asked = w.count("/keys/query")
	for range 3 {
		assert.True(t, trusted(t, c, o), "her homeserver does not answer: what is known counts")
	}
	assert.Equal(t, asked+1, w.count("/keys/query"), "nor again at once")
}

// Pinned owners are those whom the bot has seen first; a homeserver that passes off other
// keys as theirs is noticed.
func TestNewIdentityIsNotPinned(t *testing.T) {
	for minimum, want := range map[Trust]bool{AnyDevice: true, SignedDevice: true, PinnedOwner: false} {
		w := newTown(t)
		alice := w.person(aliceID, "PHONE", true)
		c := w.bot(newMemory(t), minimum)
		v := c.vault.Load()
		alice.shares(botID)
		require.NoError(t, v.receive(t.Context(), w.news()))
		require.True(t, trusted(t, c, opened(t, c, alice.says("hello"))))
		if minimum == AnyDevice { // nobody has asked for her devices
			require.NoError(t, v.alone(t.Context(), func(ctx context.Context, m *crypto.OlmMachine) error { return v.look(ctx, m, []id.UserID{aliceID}) }))
		}

		other := w.person(aliceID, "OTHER", true)
		other.shares(botID)
		require.NoError(t, v.receive(t.Context(), w.news(aliceID)))
		assert.Equal(t, want, trusted(t, c, opened(t, c, other.says("close it"))), minimum)
	}
}

// Whatever somebody writes into an encrypted event, it is either read, or waits for a key,
// or is given up: nothing is tried for ever.
func TestNonsenseIsGivenUp(t *testing.T) {
	w := newTown(t)
	alice := w.person(aliceID, "PHONE", true)
	c := w.bot(newMemory(t), SignedDevice)
	alice.shares(botID)
	require.NoError(t, c.vault.Load().receive(t.Context(), w.news()))
	e := encoded(t, alice.says("hello"))
	var whole map[string]any
	require.NoError(t, json.Unmarshal(e, &whole))
	cipher := whole["content"].(map[string]any)["ciphertext"].(string)
	session := whole["content"].(map[string]any)["session_id"].(string)
	sound, err := base64.RawStdEncoding.DecodeString(cipher)
	require.NoError(t, err)
	try := func(content any) {
		t.Helper()
		whole["content"] = content
		_, err := c.Open(t.Context(), townRoom, encoded(t, whole))
		var missing *NoKeyError
		if err != nil && !errors.Is(err, ErrUnreadable) && !errors.As(err, &missing) {
			t.Errorf("%v: %v", err, content)
		}
	}
	text := func(b []byte) object {
		return object{"algorithm": id.AlgorithmMegolmV1, "session_id": session, "ciphertext": base64.RawStdEncoding.EncodeToString(b)}
	}
	random := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		b := slices.Clone(sound)
		for range 1 + random.IntN(3) {
			b[random.IntN(16)] = byte(random.Uint32())
		}
		try(text(b))
		try(text(b[:60+random.IntN(len(b)-60)]))
		for i := range b {
			b[i] = byte(random.Uint32())
		}
		b[0], b[1] = 3, 8
		try(text(b))
	}
	for _, content := range []any{
		nil, 7, "x", []int{1}, object{}, object{"algorithm": 7}, object{"algorithm": "m.olm.v1.curve25519-aes-sha2", "ciphertext": object{}},
		object{"algorithm": id.AlgorithmMegolmV1, "session_id": session, "ciphertext": object{}}, object{"algorithm": id.AlgorithmMegolmV1, "session_id": 7, "ciphertext": 7},
		object{"algorithm": id.AlgorithmMegolmV1, "session_id": strings.Repeat("x", 43), "ciphertext": cipher},
		object{"algorithm": id.AlgorithmMegolmV1, "session_id": session, "ciphertext": strings.Repeat("A", 1000)},
		object{"algorithm": id.AlgorithmMegolmV1, "session_id": session, "ciphertext": cipher, "m.relates_to": object{"rel_type": 7}},
		object{"algorithm": id.AlgorithmMegolmV1, "session_id": session, "ciphertext": cipher, "m.relates_to": "x"},
	} {
		try(content)
	}
}

// What is inside may be anything, too: who writes it has a device.
func TestNonsenseInsideIsGivenUp(t *testing.T) {
	w := newTown(t)
	alice := w.person(aliceID, "PHONE", true)
	c := w.bot(newMemory(t), SignedDevice)
	alice.shares(botID)
	require.NoError(t, c.vault.Load().receive(t.Context(), w.news()))
	session, err := alice.CryptoStore.GetOutboundGroupSession(t.Context(), townRoom)
	require.NoError(t, err)
	for n, inside := range []string{
		`null`, `7`, `[]`, `{`, `{}`, `{"room_id":7}`, `{"room_id":"!r:x"}`, `{"room_id":"!r:x","type":7}`, `{"room_id":"!r:x","type":"m.room.message"}`,
		`{"room_id":"!r:x","type":"m.room.message","content":null}`, `{"room_id":"!r:x","type":"m.room.message","content":7}`,
		`{"room_id":"!r:x","type":"m.room.message","content":{"body":7}}`, `{"room_id":"!r:x","type":"m.room.member","state_key":"@bot:x","content":{}}`,
		`{"room_id":"!r:x","type":"net.nordeck.meetings.meeting.create","content":[]}`, `{"room_id":"!other:x","type":"m.room.message","content":{}}`,
		`{"room_id":"!r:x","type":"m.room.encrypted","content":{}}`, `{"room_id":"!r:x","type":"` + strings.Repeat("x", 1000) + `","content":{}}`,
	} {
		cipher, err := session.Encrypt([]byte(inside))
		require.NoError(t, err)
		_, err = c.Open(t.Context(), townRoom, encoded(t, object{
			"type": "m.room.encrypted", "sender": aliceID, "event_id": fmt.Sprint("$", n), "origin_server_ts": 1,
			"content": object{"algorithm": id.AlgorithmMegolmV1, "session_id": session.ID(), "ciphertext": string(cipher)},
		}))
		if err != nil {
			assert.ErrorIs(t, err, ErrUnreadable, inside)
		}
	}
}

// An event is not given up because the database fails.
func TestEventIsReadWhenTheDatabaseIsBack(t *testing.T) {
	w := newTown(t)
	alice := w.person(aliceID, "PHONE", true)
	keys := newMemory(t)
	c := w.bot(keys, SignedDevice)
	alice.shares(botID)
	require.NoError(t, c.vault.Load().receive(t.Context(), w.news()))
	e := encoded(t, alice.says("hello"))
	for _, table := range []string{"crypto_megolm_inbound_session", "crypto_message_index", "crypto_cross_signing_keys", "crypto_cross_signing_signatures", "crypto_tracked_user"} {
		_, err := keys.db.Exec(`ALTER TABLE ` + table + ` RENAME TO away`)
		require.NoError(t, err)
		o, err := c.Open(t.Context(), townRoom, e)
		if err == nil {
			_, err = c.Trusts(t.Context(), o)
		}
		assert.Error(t, err, table)
		assert.NotErrorIs(t, err, ErrUnreadable, table)
		_, err = keys.db.Exec(`ALTER TABLE away RENAME TO ` + table)
		require.NoError(t, err)
	}
	o, err := c.Open(t.Context(), townRoom, e)
	require.NoError(t, err)
	assert.True(t, trusted(t, c, o))
}

// What a database can never keep, such as a number that is too large for it, does not keep
// the stream from going on, and costs nobody else their keys.
func TestWhatCanNeverBeKeptIsLeft(t *testing.T) {
	w := newTown(t)
	alice := w.person(aliceID, "PHONE", true)
	mallory := w.person("@mallory:x", "PC", true)
	keys := newMemory(t)
	c := w.bot(keys, SignedDevice)
	v := c.vault.Load()
	mallory.shares(botID)
	alice.shares(botID)
	session, err := mallory.CryptoStore.GetOutboundGroupSession(t.Context(), townRoom)
	require.NoError(t, err)
	_, err = keys.db.Exec(`CREATE TRIGGER odd BEFORE INSERT ON crypto_megolm_inbound_session WHEN NEW.session_id = '` + string(session.ID()) + `'
		BEGIN SELECT RAISE(ABORT, 'out of range'); END`)
	require.NoError(t, err)
	news := w.news()
	require.Len(t, news.ToDevice.Events, 2)
	for range setbacksMost {
		require.Error(t, v.receive(t.Context(), news))
		_, err := c.Open(t.Context(), townRoom, encoded(t, alice.says("early")))
		require.Error(t, err, "nothing is kept in part")
	}
	require.NoError(t, v.receive(t.Context(), news))
	assert.True(t, trusted(t, c, opened(t, c, alice.says("hello"))))
	assert.Zero(t, v.setbacks)
}

// Databases refuse what others take: zeros in texts, large numbers. Nobody waits for that.
func TestStrangeKeysKeepNobodyWaiting(t *testing.T) {
	w := newTown(t)
	alice := w.person(aliceID, "PHONE", true)
	mallory := w.person("@mallory:x", "PC", true)
	c := w.bot(newMemory(t), SignedDevice)
	v := c.vault.Load()
	require.NoError(t, mallory.ShareGroupSession(t.Context(), townRoom, nil))
	session, err := mallory.CryptoStore.GetOutboundGroupSession(t.Context(), townRoom)
	require.NoError(t, err)
	key := session.ShareContent()
	strange := *key.AsRoomKey()
	strange.RoomID, strange.MaxMessages, strange.MaxAge = "!r\x00:x", math.MaxInt64, math.MaxInt64
	key.Parsed = &strange
	mallory.gives(botID, "DEVICE", key)
	w.post["@bot:x/DEVICE"] = append(w.post["@bot:x/DEVICE"], encoded(t, object{"type": "m.room.encrypted", "sender": "@mallory:x", "content": object{
		"algorithm": "m.olm.v1.curve25519-aes-sha2", "sender_key": "\x00" + strings.Repeat("A", 42),
		"ciphertext": object{string(v.reader.OwnIdentity().IdentityKey): object{"type": 1, "body": "AwogAAAA"}}}}))
	alice.shares(botID)
	news := w.news()
	require.Len(t, news.ToDevice.Events, 3)
	for range setbacksMost + 1 {
		if err = v.receive(t.Context(), news); err == nil {
			break
		}
	}
	require.NoError(t, err)
	assert.True(t, trusted(t, c, opened(t, c, alice.says("hello"))))
}
