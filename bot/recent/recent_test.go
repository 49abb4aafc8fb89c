package recent

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestWhatIsOfUseIsRemembered(t *testing.T) {
	var m Map[int, string]
	m.Delete(0)
	_, ok := m.Get(0)
	assert.False(t, ok)
	for i := range 5 * Size {
		m.Put(i, "x")
		_, ok = m.Get(0)
		assert.True(t, ok, "it is asked for all the time")
		_, ok = m.Get(max(i-Size/4, 0))
		assert.True(t, ok)
		assert.LessOrEqual(t, len(m.young)+len(m.old), 2*Size)
	}
	_, ok = m.Get(1)
	assert.False(t, ok)
}

func TestWhatIsDeletedDoesNotComeBack(t *testing.T) {
	var m Map[int, string]
	m.Put(0, "before")
	for i := range Size {
		m.Put(i+1, "x")
	}
	m.Put(0, "after")
	value, _ := m.Get(0)
	assert.Equal(t, "after", value)
	m.Delete(0)
	_, ok := m.Get(0)
	assert.False(t, ok)
}
