package talk

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestLink(t *testing.T) {
	const base = "https://matrix.to/#/"
	for room, want := range map[string]string{
		"!abc:example.org": base + "!abc:example.org?via=example.org%3A8448",
		"!opaque-_12":      base + "!opaque-_12?via=example.org%3A8448",
		"!a/b?c#d&é:x":     base + "!a%2Fb%3Fc%23d&%C3%A9:x?via=example.org%3A8448",
	} {
		assert.Equal(t, want, Link(base, room, "example.org:8448"))
	}
}
