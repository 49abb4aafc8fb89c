package wire

import (
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"parley/shared/fault"
)

func TestSizeIsThatOfTheText(t *testing.T) {
	for _, c := range []struct {
		escaped string
		want    int
	}{
		{`"a"`, 3}, {`"\u0061"`, 3}, {`"\u00e4"`, 4}, {`"\u044F"`, 4}, {`"\u4f60"`, 5}, {`"\ud83d\ude00"`, 6},
		{`"\u0001"`, 8}, {`"\\u0061"`, 9}, {`"\n"`, 4}, {`"\u00`, 5}, {`"\uzzzz"`, 8},
	} {
		assert.Equal(t, c.want, size([]byte(c.escaped)), c.escaped)
	}
	text := func(n int) []byte { return []byte(`{"a":"` + strings.Repeat(`\u044f`, n) + `"}`) }
	assert.False(t, TooLarge(text((MaxContent-8)/2)))
	assert.True(t, TooLarge(text(MaxContent/2)))
	assert.True(t, TooLarge([]byte(strings.Repeat(" ", 6*MaxContent+1))))
}

// Paths are only written where something is wrong: those of deep trees are long.
func TestCanonicalOfDeepTreesTakesLittle(t *testing.T) {
	pre, post := strings.Repeat(`{"`+strings.Repeat("<", 64)+`":`, 97), strings.Repeat("}", 97)
	for _, item := range []string{"1", "0.5"} {
		content := []byte(`{"x":` + pre + `[` + strings.Repeat(item+",", 14000) + item + `]` + post + `}`)
		var before, after runtime.MemStats
		var faults fault.List
		runtime.ReadMemStats(&before)
		value, _ := Open(content, &faults).Get("x")
		value.Canonical()
		runtime.ReadMemStats(&after)
		assert.Less(t, (after.TotalAlloc-before.TotalAlloc)>>20, uint64(64), item)
		assert.LessOrEqual(t, len(faults), MaxFaults)
	}
}
