package room

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestSearchFindsOtherFormsOfLetters(t *testing.T) {
	for text, search := range map[string]string{
		"\u212bngström": "ångström", "\uff21\uff22\uff23": "abc", "\u0400ж": "еж", "Bo\ufe0fb": "bob", "Bo\U000e0041b": "bob", "\u3164Bob": "bob",
	} {
		assert.True(t, Found(text, search), text)
	}
}
