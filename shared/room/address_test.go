package room

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestAddress(t *testing.T) {
	const base = "https://matrix.to/#/"
	for id, want := range map[string]string{
		"!abc:example.org": base + "!abc:example.org?via=example.org%3A8448",
		"!opaque-_12":      base + "!opaque-_12?via=example.org%3A8448",
		"!a/b?c#d&é:x":     base + "!a%2Fb%3Fc%23d&%C3%A9:x?via=example.org%3A8448",
	} {
		assert.Equal(t, want, Address(base, id, "example.org:8448"))
	}
}

func TestEscape(t *testing.T) {
	assert.Equal(t, "%21a%3Ab-._~%20%C3%BC%25", Escape("!a:b-._~ ü%", ""))
	assert.Equal(t, "!a:b", Escape("!a:b", "!:"))
}
