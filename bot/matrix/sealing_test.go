package matrix

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rs/zerolog"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"maunium.net/go/mautrix/crypto"
	"maunium.net/go/mautrix/event"
	"maunium.net/go/mautrix/id"

	wire "parley/shared/event"
)

// hears takes what was sent to the person's device.
func (p *townsman) hears() {
	for _, bytes := range p.town.take(string(p.Client.UserID) + "/" + string(p.Client.DeviceID)) {
		var e event.Event
		require.NoError(p.town.t, json.Unmarshal(bytes, &e))
		e.Type.Class = event.ToDeviceEventType
		require.NoError(p.town.t, e.Content.ParseRaw(e.Type))
		p.HandleToDeviceEvent(p.town.t.Context(), &e)
	}
}

// reads returns the text of a message of the bot, "" for what the person cannot read.
func (p *townsman) reads(content json.RawMessage) string {
	p.hears()
	e := &event.Event{Type: event.EventEncrypted, RoomID: townRoom, Sender: botID, ID: id.EventID(fmt.Sprintf("$%x", content[:20])), Content: event.Content{VeryRaw: content}}
	require.NoError(p.town.t, e.Content.ParseRaw(e.Type))
	clear, err := p.DecryptMegolmEvent(p.town.t.Context(), e)
	if err != nil {
		return ""
	}
	m, _ := wire.DecodeMessage(clear.Content.VeryRaw)
	return m.Body
}

// say has the bot say something, and returns what the homeserver gets of it.
func say(t *testing.T, w *town, c *Client, text string) json.RawMessage {
	t.Helper()
	require.NoError(t, c.SendOnce(t.Context(), townRoom, rand.Text(), false, wire.Message{MsgType: wire.MessageNotice, Body: text}))
	w.mu.Lock()
	defer w.mu.Unlock()
	sent := w.sent[len(w.sent)-1]
	assert.NotContains(t, string(sent), "body")
	return sent
}

func TestWhoReadsWhatTheBotSays(t *testing.T) {
	w := newTown(t)
	alice := w.person(aliceID, "PHONE", true)
	bob := w.person("@bob:x", "PC", false)
	carol := w.person("@carol:x", "PC", true)
	w.members = append(w.members, "@bob:x", "@carol:x")
	c := w.bot(newMemory(t), SignedDevice)
	v := c.vault.Load()

	sent := say(t, w, c, "message one")
	assert.Equal(t, "message one", alice.reads(sent))
	assert.Equal(t, "message one", carol.reads(sent))
	assert.Empty(t, bob.reads(sent), "his device is not signed")
	queries, shares := w.count("/keys/query"), w.count("/sendToDevice/m.room.encrypted")
	assert.Equal(t, "message two", alice.reads(say(t, w, c, "message two")))
	assert.Equal(t, queries, w.count("/keys/query"))
	assert.Equal(t, shares, w.count("/sendToDevice/m.room.encrypted"))

	w.members = w.members[:3] // Carol leaves
	sent = say(t, w, c, "message three")
	assert.Equal(t, "message three", alice.reads(sent))
	assert.Empty(t, carol.reads(sent))

	bob.crossSign()
	require.NoError(t, v.receive(t.Context(), w.news("@bob:x")))
	w.refuse = func(path string) int { return map[bool]int{true: 502}[path == "/_matrix/client/v3/keys/query"] }
	err := c.SendOnce(t.Context(), townRoom, "request", false, wire.Message{Body: "none"})
	assert.True(t, Retryable(err), "whether devices have gone is not known: %v", err)
	w.refuse = func(string) int { return 0 }
	tablet := w.devices["@bob:x"]["PC"]
	require.NotNil(t, tablet)
	sent = say(t, w, c, "message four")
	assert.Equal(t, "message four", alice.reads(sent))

	delete(w.devices[string(aliceID)], "PHONE") // stolen, and signed out
	require.NoError(t, v.receive(t.Context(), w.news(aliceID)))
	assert.Empty(t, alice.reads(say(t, w, c, "message five")))
}

// Two processes, or goroutines, are one device: no key is used for two messages, and each
// message is read.
func TestSeveralAreOneDevice(t *testing.T) {
	w := newTown(t)
	alice := w.person(aliceID, "PHONE", true)
	keys := newMemory(t)
	bots := []*Client{w.bot(keys, SignedDevice), w.bot(keys, SignedDevice)}
	var running sync.WaitGroup
	for n, c := range bots {
		for i := range 10 {
			running.Go(func() {
				err := c.SendOnce(t.Context(), townRoom, fmt.Sprint(n, i), false, wire.Message{Body: fmt.Sprint("message ", n, i)})
				assert.NoError(t, err)
			})
		}
		running.Go(func() {
			for range 5 {
				assert.NoError(t, c.vault.Load().receive(t.Context(), w.news(aliceID)))
			}
		})
	}
	running.Wait()
	used := map[string]bool{}
	for _, sent := range w.sent {
		var content event.EncryptedEventContent
		require.NoError(t, json.Unmarshal(sent, &content))
		index, err := crypto.ParseMegolmMessageIndex(content.MegolmCiphertext)
		require.NoError(t, err)
		at := fmt.Sprint(content.SessionID, index)
		assert.False(t, used[at], "the key of one message was used for two")
		used[at] = true
		assert.NotEmpty(t, alice.reads(sent))
	}
	assert.Len(t, used, 20)
}

// After a backup was brought back, what a device writes in a session that is not in there
// cannot be read; the bot begins another one with it, and goes on reading.
func TestSessionsAreMadeAnew(t *testing.T) {
	w := newTown(t)
	alice := w.person(aliceID, "PHONE", true)
	c := w.bot(newMemory(t), SignedDevice)
	v := c.vault.Load()
	say(t, w, c, "message") // both have said something: what comes now begins no session
	alice.hears()
	alice.shares(botID)
	require.NoError(t, v.receive(t.Context(), w.news()))
	_, err := v.db.Exec(t.Context(), `DELETE FROM crypto_olm_session`)
	require.NoError(t, err)
	alice.shares(botID)
	require.NoError(t, v.receive(t.Context(), w.news()))
	e := alice.says("lost")
	_, err = c.Open(t.Context(), townRoom, encoded(t, e))
	var missing *NoKeyError
	require.ErrorAs(t, err, &missing)

	alice.hears() // that the bot has begun another session
	alice.shares(botID)
	require.NoError(t, v.receive(t.Context(), w.news()))
	assert.True(t, trusted(t, c, opened(t, c, alice.says("found"))))
}

func TestOldKeysAreForgotten(t *testing.T) {
	w := newTown(t)
	alice := w.person(aliceID, "PHONE", true)
	c := w.bot(newMemory(t), SignedDevice)
	v := c.vault.Load()
	alice.shares(botID)
	require.NoError(t, v.receive(t.Context(), w.news()))
	e := alice.says("hello")
	opened(t, c, e)
	say(t, w, c, "message")
	require.NoError(t, v.alone(t.Context(), func(ctx context.Context, m *crypto.OlmMachine) error {
		return m.CryptoStore.RemoveOutboundGroupSession(ctx, townRoom)
	}))
	rows := func(table string) (n int) {
		require.NoError(t, v.db.QueryRow(t.Context(), `SELECT COUNT(*) FROM crypto_`+table).Scan(&n))
		return n
	}
	for _, table := range []string{"megolm_inbound_session", "message_index", "olm_message_hash", "megolm_outbound_session_shared"} {
		assert.Equal(t, 1, rows(table), table)
	}
	require.NoError(t, c.PruneKeys(t.Context(), time.Now().Add(keptFor-time.Hour)))
	opened(t, c, e)
	assert.Zero(t, rows("olm_message_hash"))
	assert.Zero(t, rows("megolm_outbound_session_shared"), "of a key that is not used any more")
	require.NoError(t, c.PruneKeys(t.Context(), time.Now().Add(keptFor+time.Hour)))
	assert.Zero(t, rows("megolm_inbound_session"))
	assert.Zero(t, rows("message_index"))
}

// What the operator has sent to each meeting is as secret as what people say there.
// Reactions nobody encrypts.
func TestAllButReactionsIsEncrypted(t *testing.T) {
	w := newTown(t)
	w.person(aliceID, "PHONE", true)
	c := w.bot(newMemory(t), SignedDevice)
	for _, typ := range []string{wire.TypeMessage, "org.example.greeting", wire.TypeReaction} {
		require.NoError(t, c.Send(t.Context(), townRoom, typ, rand.Text(), object{"body": "secret"}))
		sent := string(w.sent[len(w.sent)-1])
		if typ == wire.TypeReaction {
			assert.Contains(t, sent, "secret")
			continue
		}
		assert.NotContains(t, sent, "secret", typ)
		assert.Contains(t, sent, `"type":"m.room.encrypted"`)
	}
	c.KnowRooms(func(context.Context, string) (json.RawMessage, error) { return nil, errNoPosition })
	sent := len(w.sent)
	require.Error(t, c.Send(t.Context(), townRoom, wire.TypeMessage, rand.Text(), object{"body": "secret"}))
	assert.Len(t, w.sent, sent, "nothing in clear while it is not known whether the room is encrypted")
}

// A stream that begins anew is not told whose devices have changed meanwhile.
func TestDevicesAreDoubtfulWhenTheStreamBeginsAnew(t *testing.T) {
	w := newTown(t)
	w.person(aliceID, "PHONE", true)
	c := w.bot(newMemory(t), SignedDevice)
	v := c.vault.Load()
	say(t, w, c, "message")
	stale, err := v.stale(t.Context(), []id.UserID{aliceID})
	require.NoError(t, err)
	require.Empty(t, stale)
	news := w.news()
	require.NoError(t, v.receive(t.Context(), news))
	stale, err = v.stale(t.Context(), []id.UserID{aliceID, "@unknown:x"})
	require.NoError(t, err)
	assert.Equal(t, []id.UserID{"@unknown:x"}, stale)
	news.first = true
	require.NoError(t, v.receive(t.Context(), news))
	stale, err = v.stale(t.Context(), []id.UserID{aliceID})
	require.NoError(t, err)
	assert.Equal(t, []id.UserID{aliceID}, stale)
}

// Before a key is sent to many devices, all is kept that sending it has changed: after a
// crash, no key of a session with a device is used for two messages.
func TestKeyForManyIsKeptBeforeItIsSent(t *testing.T) {
	w := newTown(t)
	var people []*townsman
	for n := range 12 {
		user := id.UserID(fmt.Sprintf("@user%d:x", n))
		people = append(people, w.person(user, "PHONE", true))
		w.members = append(w.members, string(user))
	}
	keys := newMemory(t)
	c := w.bot(keys, SignedDevice)
	kept := func(query string) (n int) {
		require.NoError(t, keys.db.QueryRow(query).Scan(&n))
		return n
	}
	sends := 0
	w.refuse = func(path string) int {
		if strings.Contains(path, "/sendToDevice/m.room.encrypted") {
			sends++
			assert.Equal(t, len(people), kept(`SELECT COUNT(*) FROM crypto_olm_session`))
			assert.Equal(t, len(people), kept(`SELECT COUNT(DISTINCT identity_key) FROM crypto_megolm_outbound_session_shared`))
			assert.Equal(t, len(people), kept(`SELECT COUNT(*) FROM crypto_olm_session WHERE last_encrypted > created_at`))
		}
		return 0
	}
	sent := say(t, w, c, "message one")
	for _, p := range people {
		assert.Equal(t, "message one", p.reads(sent))
	}
	w.members = w.members[1:]
	sent = say(t, w, c, "message two")
	for _, p := range people {
		assert.Equal(t, "message two", p.reads(sent))
	}
	assert.Equal(t, 2, sends)
}

// oneDevice remembers one login.
type oneDevice struct{ device, token string }

func (d *oneDevice) Login(context.Context, string) (device, token string, err error) {
	return d.device, d.token, nil
}

func (d *oneDevice) SaveLogin(_ context.Context, _, device, token string) error {
	*d = oneDevice{device, token}
	return nil
}

// A bot whose token is not known any more logs in as the device that it was. When somebody has
// signed that out, the homeserver has forgotten its keys: nobody would give it others.
func TestDeviceThatWasSignedOutIsNoticed(t *testing.T) {
	for _, signedOut := range []bool{false, true} {
		w := newTown(t)
		c, err := New(w.url)
		require.NoError(t, err)
		require.NoError(t, c.SignInWithPassword(t.Context(), "bot", "password", &oneDevice{}))
		w.equip(c, newMemory(t), SignedDevice)
		refused := false
		w.refuse = func(path string) int {
			if !strings.HasSuffix(path, "/sync") || refused {
				return 0
			}
			refused = true
			if signedOut {
				delete(w.devices, string(botID))
			}
			return 401
		}
		ctx, cancel := context.WithCancel(t.Context())
		s := &Stream{
			Client: c, Types: nothing, Position: "p1", Busy: func() bool { return false }, Log: zerolog.Nop(),
			Record: func(context.Context, Batch) error { cancel(); return nil },
		}
		err = s.Run(ctx)
		if signedOut {
			assert.ErrorIs(t, err, ErrOtherKeys)
		} else {
			assert.ErrorIs(t, err, context.Canceled)
		}
		assert.True(t, refused)
		assert.False(t, c.IsOtherDevice())
		cancel()
	}
}
