package qr

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"rsc.io/qr/coding"
)

// oracle is the same code as another implementation makes it.
func oracle(t *testing.T, text string, version int) *coding.Code {
	t.Helper()
	plan, err := coding.NewPlan(coding.Version(version), coding.M, 0)
	require.NoError(t, err)
	c, err := plan.Encode(coding.String(text))
	require.NoError(t, err)
	return c
}

func TestEveryModuleIsAsAnotherImplementationHasIt(t *testing.T) {
	const link = "https://matrix.to/#/!Öffentlich-_~:example.org?via=example.org%3A8448&"
	last := 0
	for n := 0; n <= 666; n++ {
		text := strings.Repeat(link, 10)[:n]
		c := Encode(text)
		require.NotNil(t, c, n)
		version := (c.Size - 17) / 4
		if version > 1 {
			assert.Greater(t, coding.String(text).Bits(coding.Version(version-1))+4, 8*coding.Version(version-1).DataBytes(coding.M), "a smaller one has no room")
		}
		want := oracle(t, text, version)
		require.Equal(t, want.Size, c.Size)
		for y := range c.Size {
			for x := range c.Size {
				require.Equal(t, want.Black(x, y), c.Dark(x, y), "%d bytes, module %d, %d", n, x, y)
			}
		}
		last = version
	}
	assert.Equal(t, maxVersion, last)
	assert.Nil(t, Encode(strings.Repeat("x", 667)))
	assert.Nil(t, Encode(strings.Repeat("x", 1<<16)))
}
