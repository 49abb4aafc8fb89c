package private

import (
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

func TestFloodIsHeldBackAndCounted(t *testing.T) {
	l := Limit{Count: 10, Span: 10 * time.Minute, Same: time.Minute}
	at := time.Unix(0, 0)
	admit := func(user, what, id string) (bool, int) { return l.Admit(user, what, id, at) }
	ok, held := admit("@a:x", "same", "$0")
	assert.True(t, ok)
	assert.Zero(t, held)
	for n := range 3 {
		ok, _ = admit("@a:x", "same", "$again"+strconv.Itoa(n))
		assert.False(t, ok, "the same within a minute")
	}
	ok, _ = admit("@a:x", "same", "$0")
	assert.True(t, ok, "another try of the same event")
	ok, held = admit("@a:x", "other", "$1")
	assert.True(t, ok)
	assert.Equal(t, 3, held)
	_, held = admit("@a:x", "other", "$1")
	assert.Equal(t, 3, held, "the message is the same in every try")

	at = at.Add(l.Same + time.Second)
	for n := 2; n < l.Count; n++ {
		ok, _ = admit("@a:x", "what "+strconv.Itoa(n), "$"+strconv.Itoa(n))
		assert.True(t, ok, n)
	}
	ok, _ = admit("@a:x", "one more", "$more")
	assert.False(t, ok)
	ok, _ = admit("@b:x", "same", "$b")
	assert.True(t, ok, "others are not concerned")

	at = at.Add(l.Span + time.Second)
	ok, held = admit("@a:x", "one more", "$later")
	assert.True(t, ok)
	assert.Equal(t, 1, held)
}

func TestWhoCannotBeReachedIsLeftAlone(t *testing.T) {
	l := Limit{Count: 10, Span: 10 * time.Minute, Same: time.Minute}
	at := time.Unix(0, 0)
	l.Bar("@a:x", at)
	ok, _ := l.Admit("@a:x", "a", "$1", at.Add(l.Span-1))
	assert.False(t, ok)
	ok, _ = l.Admit("@a:x", "a", "$1", at.Add(l.Span))
	assert.True(t, ok)
}
