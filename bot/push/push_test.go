package push

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestRegistrationIsReadAsItWasWritten(t *testing.T) {
	r := New("parley", "example.org", "https://parley.example.org")
	content, err := r.YAML()
	require.NoError(t, err)
	path := filepath.Join(t.TempDir(), "registration.yaml")
	require.NoError(t, os.WriteFile(path, content, 0o600))
	read, err := Load(path)
	require.NoError(t, err)
	assert.Equal(t, r, read)
	assert.Equal(t, `^@parley:example\.org$`, r.Namespaces.Users[0].Regex)
	assert.Len(t, r.Token, 52)
	assert.NotEqual(t, r.Token, r.Secret)
	assert.NotEqual(t, r.Token, New("parley", "example.org", "").Token)
}

func TestWrongRegistrationsAreNamedWithoutTheirText(t *testing.T) {
	for content, fault := range map[string]string{
		"secret: [": "no registration in YAML", "as_token: secret": "has no", "{}": "has no",
		"as_token: secret\nhs_token: ' '\nsender_localpart: parley": "has no hs_token",
	} {
		path := filepath.Join(t.TempDir(), "registration.yaml")
		require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
		_, err := Load(path)
		require.ErrorContains(t, err, fault)
		assert.NotContains(t, err.Error(), "secret")
	}
	_, err := Load(filepath.Join(t.TempDir(), "none"))
	assert.ErrorIs(t, err, os.ErrNotExist)
}

func TestEventsAreSortedByRoom(t *testing.T) {
	var events []json.RawMessage
	for _, text := range []string{
		`{"room_id":"!a","event_id":"$1","type":"x"}`, `7`, `null`, `{"type":"x"}`, `{"room_id":7,"event_id":"$2"}`,
		`{"room_id":"!b","event_id":"$3","type":"m.room.member","state_key":"@bot:x","content":{"membership":"invite"}}`,
		`{"room_id":"!a","event_id":"$4","type":"m.room.member","state_key":"@bot:x","content":{"membership":"join"}}`,
		`{"room_id":"!a","event_id":"$5","type":"x","content":7}`,
	} {
		events = append(events, json.RawMessage(text))
	}
	b := batchOf(events, "@bot:x")
	assert.True(t, b.Pushed)
	assert.Len(t, b.Joined["!a"], 3)
	assert.Len(t, b.Joined, 1)
	assert.Contains(t, string(b.Invited["!b"]), "$3")
	assert.Len(t, b.Invited, 1)
}
