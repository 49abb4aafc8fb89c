package matrix

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
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
