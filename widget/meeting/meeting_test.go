package meeting

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"parley/widget/browser"
)

func TestFold(t *testing.T) {
	for whole, want := range map[string]string{
		"":                       "",
		"short":                  "short",
		"1\n2\n3":                "1\n2\n3",
		"1\n2\n3\n":              "1\n2\n3",
		"1\n2\n3\n4":             "1\n2\n3 …",
		strings.Repeat("ü", 181): strings.Repeat("ü", 180) + " …",
	} {
		short, long := fold(whole, 3)
		assert.Equal(t, want, short)
		assert.Equal(t, strings.HasSuffix(short, "…"), long)
	}
}

func TestState(t *testing.T) {
	r, noon := browser.NewReader("en", "", "UTC"), time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	for offset, want := range map[time.Duration]string{-time.Hour: "Ended", -time.Minute: "Now", 0: "Now", time.Second: ""} {
		got, _ := State(r, noon.Add(offset), noon.Add(offset+time.Hour), noon)
		assert.Equal(t, want, got, offset)
	}
}
