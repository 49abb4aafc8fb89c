package meeting

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Many rooms may say much of their encryption: only what is short, as it always is, stays in memory.
func TestLongEncryptionIsNotRemembered(t *testing.T) {
	content, asked := "", 0
	b := signedInAt(t, func(w http.ResponseWriter, _ *http.Request) {
		asked++
		_, _ = w.Write([]byte(content))
	})
	for text, want := range map[string]int{
		`{"algorithm":"m.megolm.v1.aes-sha2"}`:              1,
		`{"algorithm":"` + strings.Repeat("x", 1000) + `"}`: 2,
	} {
		content, asked = text, 0
		for range 2 {
			got, err := b.facts.encryptionOf(t.Context(), "!"+text)
			require.NoError(t, err)
			assert.JSONEq(t, text, string(got))
		}
		assert.Equal(t, want, asked)
	}
}
