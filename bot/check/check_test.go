package check

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// The rest is seen on real set-ups: playwright/tests/bot-check.spec.mjs.
func TestSpaceThatIsLeft(t *testing.T) {
	for free, want := range map[uint64]string{
		10 << 20:  "FAIL  disk: only 10 MiB are free for STORAGE_FILE_DATA_PATH; make room: without it no command is recorded\n",
		500 << 20: "warn  disk: only 500 MiB are free for STORAGE_FILE_DATA_PATH; make room before it is full\n",
		5 << 30:   "",
	} {
		var out strings.Builder
		x := &examiner{out: &out, counts: map[string]int{}}
		x.space(free)
		assert.Equal(t, want, out.String())
	}
}

// What a homeserver or a file says is one line of the output.
func TestALineForEachThing(t *testing.T) {
	var out strings.Builder
	x := &examiner{out: &out, counts: map[string]int{}}
	x.warn("a", "do b", "c\nFAIL  %s", "d\r\n\te")
	assert.Equal(t, "warn  a: c FAIL d e; do b\n", out.String())
}
