package meeting

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"parley/bot/engine"
	"parley/bot/matrix"
	"parley/bot/store"
	"parley/shared/event"
	"parley/shared/fault"
)

func sealedItem(eventID, lane string, attempt int) *store.Item {
	raw := `{"type":"m.room.encrypted","sender":"@a:x","event_id":"` + eventID + `","content":{}}`
	return &store.Item{EventID: eventID, Lane: lane, RoomID: "!m", Type: event.TypeEncrypted, Raw: []byte(raw), Attempt: attempt, Received: time.Now()}
}

// A key that is late holds up its room for a moment, then only its own session.
func TestLateKeyHoldsUpItsSessionOnly(t *testing.T) {
	b := signedIn(t)
	wait := func(lane string, attempt int) error {
		return b.awaitKey(t.Context(), sealedItem("$1", lane, attempt), &matrix.NoKeyError{Session: "session"})
	}
	var missing *matrix.NoKeyError
	var aside *engine.Elsewhere
	for attempt := 1; attempt < keyTries; attempt++ {
		err := wait("!m", attempt)
		require.ErrorAs(t, err, &missing)
		assert.False(t, errors.As(err, &aside))
		assert.Zero(t, missing.Wait)
	}
	require.ErrorAs(t, wait("!m", keyTries), &aside)
	assert.Equal(t, KeyLane("!m", "session"), aside.Lane)
	assert.Error(t, aside.Cause, "not at once")
	assert.NotEqual(t, aside.Lane, KeyLane("!other", "session"), "whoever names the session in another room waits for himself")
	before := time.Duration(0)
	for attempt := keyTries + 1; attempt < 30; attempt++ {
		err := wait(aside.Lane, attempt)
		require.ErrorAs(t, err, &missing)
		assert.GreaterOrEqual(t, missing.Wait, before)
		before = missing.Wait
	}
	assert.Equal(t, keySeldomer, before)

	late := sealedItem("$1", aside.Lane, 20)
	late.Received = time.Now().Add(-b.settings.MaxAge - time.Second)
	assert.NoError(t, b.awaitKey(t.Context(), late, missing), "it is given up")
}

// Somebody who sends thousands of events that nobody can read holds up the room for some
// seconds a minute, and has few lanes.
func TestFloodOfEventsWithoutKeys(t *testing.T) {
	b := signedIn(t)
	lanes, held := map[string]bool{}, 0
	for n := range 1000 {
		id := fmt.Sprint("$", n)
		for attempt := 1; ; attempt++ {
			var aside *engine.Elsewhere
			if errors.As(b.awaitKey(t.Context(), sealedItem(id, "!m", attempt), &matrix.NoKeyError{Session: id}), &aside) {
				lanes[aside.Lane] = true
				break
			}
			held++
		}
	}
	assert.Equal(t, lateAtOnce*(keyTries-1), held)
	assert.Len(t, lanes, lateAtOnce+1)
	assert.True(t, lanes[store.KeyLanes+"@a:x"])

	other := sealedItem("$other", "!m", 1)
	other.Raw = []byte(strings.Replace(string(other.Raw), "@a:x", "@b:x", 1))
	var missing *matrix.NoKeyError
	var aside *engine.Elsewhere
	err := b.awaitKey(t.Context(), other, &matrix.NoKeyError{Session: "other"})
	require.ErrorAs(t, err, &missing)
	assert.False(t, errors.As(err, &aside), "others are not concerned")
}

func TestWhatNeedsTheSameKeyFollows(t *testing.T) {
	b := signedIn(t)
	var aside *engine.Elsewhere
	wait := func(id string, attempt int) error {
		return b.awaitKey(t.Context(), sealedItem(id, "!m", attempt), &matrix.NoKeyError{Session: "session"})
	}
	assert.False(t, errors.As(wait("$1", 1), &aside))
	require.ErrorAs(t, wait("$1", keyTries), &aside)
	require.ErrorAs(t, wait("$2", 1), &aside, "at once")
	assert.Equal(t, KeyLane("!m", "session"), aside.Lane)
}

func TestDecryptedEventGoesToItsLane(t *testing.T) {
	b := signedIn(t)
	move := func(it *store.Item, lane string) string {
		t.Helper()
		var aside *engine.Elsewhere
		err := b.moveTo(t.Context(), it, lane)
		if errors.As(err, &aside) {
			assert.NoError(t, aside.Cause, "at once")
			return aside.Lane
		}
		require.NoError(t, err)
		return ""
	}
	assert.Empty(t, move(sealedItem("$1", "!m", 1), "!m"))
	assert.Equal(t, "!other", move(sealedItem("$1", "!m", 1), "!other"))
	assert.Equal(t, "!m", move(sealedItem("$1", KeyLane("!m", "s"), 5), "!m"))
	assert.Empty(t, move(sealedItem("$1", notesLane("!m"), 2), "!m"), "the rest is for that lane")
	assert.Equal(t, "!other", move(sealedItem("$1", "!m", 2), "!other"))
	require.NoError(t, b.store.SaveStep(t.Context(), "$1", store.StepDecided, "{}"))
	assert.Empty(t, move(sealedItem("$1", "!m", 2), "!other"), "only the answer is left, which is for this room")
}

// In an encrypted room commands come encrypted, from a device that is trusted, and a room
// that was encrypted once is so whatever the homeserver says later.
func TestSealIsAsTheRoomAsksFor(t *testing.T) {
	encrypted, away := true, false
	b := signedInAt(t, func(w http.ResponseWriter, r *http.Request) {
		switch {
		case away:
			w.WriteHeader(http.StatusBadGateway)
		case !encrypted || !strings.Contains(r.URL.Path, "/!m/"):
			w.WriteHeader(http.StatusNotFound)
			_, _ = w.Write([]byte(`{"errcode":"M_NOT_FOUND"}`))
		default:
			_, _ = w.Write([]byte(`{"algorithm":"m.megolm.v1.aes-sha2"}`))
		}
	})
	check := func(how seal, room string) fault.Code {
		t.Helper()
		err := b.CheckSeal(context.WithValue(t.Context(), sealKey{}, how), room)
		var f *fault.Fault
		if errors.As(err, &f) {
			return f.Code
		}
		require.NoError(t, err)
		return ""
	}
	assert.Empty(t, check(trusted, "!m"))
	assert.Equal(t, fault.UntrustedDevice, check(untrusted, "!m"))
	assert.Equal(t, fault.UntrustedDevice, check(untrusted, "!clear"))
	assert.Empty(t, check(plain, "!m"), "a bot that does not decrypt takes what there is")

	how, err := b.facts.encryptionOf(t.Context(), "!m")
	require.NoError(t, err)
	assert.NotNil(t, how)
	encrypted = false
	b.Forget("!m") // the homeserver says that something has changed
	how, err = b.facts.encryptionOf(t.Context(), "!m")
	require.NoError(t, err)
	assert.JSONEq(t, `{"algorithm":"m.megolm.v1.aes-sha2"}`, string(how), "encryption is never turned off")
	away = true
	b.Forget("!m")
	how, err = b.facts.encryptionOf(t.Context(), "!m")
	assert.NoError(t, err)
	assert.NotNil(t, how)
	_, err = b.facts.encryptionOf(t.Context(), "!new")
	assert.True(t, matrix.Retryable(err), "what is not known is not taken for unencrypted")
	how, err = newFacts(b.matrix, b.store).encryptionOf(t.Context(), "!m")
	assert.NoError(t, err, "after a restart")
	assert.NotNil(t, how)
}

// That a room is encrypted is remembered with the event that says so; anybody can send one
// that only looks like it.
func TestEncryptionIsRememberedFromTheStream(t *testing.T) {
	b := signedInAt(t, func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusNotFound)
		_, _ = w.Write([]byte(`{"errcode":"M_NOT_FOUND"}`))
	})
	tell := func(room, members string) {
		raw := []byte(`{"type":"m.room.encryption","event_id":"$1","sender":"@a:x"` + members + `}`)
		require.NoError(t, b.Record(t.Context(), matrix.Batch{Position: "p", Settled: "p", Joined: map[string][]json.RawMessage{room: {raw}}}))
	}
	encrypted := func(room string) bool {
		how, err := b.facts.encryptionOf(t.Context(), room)
		require.NoError(t, err)
		return how != nil
	}
	assert.False(t, encrypted("!m"))
	tell("!m", `,"content":{"algorithm":"m.megolm.v1.aes-sha2"}`)
	assert.False(t, encrypted("!m"), "no state")
	tell("!m", `,"state_key":"x","content":{"algorithm":"m.megolm.v1.aes-sha2"}`)
	assert.False(t, encrypted("!m"))
	tell("!m", `,"state_key":"","content":{"algorithm":"m.megolm.v1.aes-sha2"}`)
	assert.True(t, encrypted("!m"))
	tell("!m", `,"state_key":"","content":{}`)
	assert.True(t, encrypted("!m"))
	tell("!odd", `,"state_key":""`)
	assert.True(t, encrypted("!odd"), "and what is no content at all")
}
