// Package recent remembers what was of use of late, and forgets the rest.
package recent

// Size is how many keys a Map holds at least.
const Size = 10_000

// Map holds the Size keys that were put or got last, and at most twice as many. The zero
// value is empty. It is not safe for concurrent use.
type Map[K comparable, V any] struct{ young, old map[K]V }

// Get returns the value of a key.
func (m *Map[K, V]) Get(key K) (value V, ok bool) {
	if value, ok = m.young[key]; ok {
		return value, true
	}
	if value, ok = m.old[key]; ok {
		m.Put(key, value)
	}
	return value, ok
}

// Put sets the value of a key.
func (m *Map[K, V]) Put(key K, value V) {
	if _, ok := m.young[key]; !ok && len(m.young) >= Size {
		m.young, m.old = nil, m.young
	}
	if m.young == nil {
		m.young = map[K]V{}
	}
	m.young[key] = value
}

// Delete forgets a key.
func (m *Map[K, V]) Delete(key K) {
	delete(m.young, key)
	delete(m.old, key)
}
