package meeting

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Many rooms may say much of their encryption: only what is short, as it always is, stays in memory,
// the rest in the store.
func TestLongEncryptionIsNotKeptInMemory(t *testing.T) {
	content, asked := "", 0
	b := signedInAt(t, func(w http.ResponseWriter, _ *http.Request) {
		asked++
		_, _ = w.Write([]byte(content))
	})
	for text, want := range map[string]bool{
		`{"algorithm":"m.megolm.v1.aes-sha2"}`:              true,
		`{"algorithm":"` + strings.Repeat("x", 1000) + `"}`: false,
	} {
		content, asked = text, 0
		for range 2 {
			got, err := b.facts.encryptionOf(t.Context(), "!"+text)
			require.NoError(t, err)
			assert.JSONEq(t, text, string(got))
		}
		assert.Equal(t, 1, asked)
		_, known := b.facts.encryption.Get("!" + text)
		assert.Equal(t, want, known)
	}
}
