package chat

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestLeads(t *testing.T) {
	t.Parallel()
	for words, want := range map[string][]int64{
		"60, 10": {60, 10}, "5": {5}, "0": {0}, "on": {7}, "An": {7}, "off": {}, "AUS": {}, "1,2 3,,4 5": {1, 2, 3, 4, 5},
	} {
		leads, ok := Leads(words, []int64{7})
		assert.True(t, ok, words)
		assert.Equal(t, want, leads, words)
	}
	for _, words := range []string{"", ",", "ten", "-1", "1 2 3 4 5 6", "40321", "1e1", "on 5", "9223372036854775808"} {
		_, ok := Leads(words, nil)
		assert.False(t, ok, words)
	}
}
