package browser

import "sync"

// memory keeps what the browser does not: it may deny storage to embedded pages.
// It lasts as long as the page.
var memory sync.Map // string to string

// Load returns what Save kept under the key, "" when there is nothing.
func Load(key string) string {
	if value, err := load(key); err == nil {
		return value
	}
	value, _ := memory.Load(key)
	kept, _ := value.(string)
	return kept
}

// Save keeps a value under the key, for the next load of the page if the browser
// allows that; lasting is false when it does not.
func Save(key, value string) (lasting bool) {
	if save(key, value) == nil {
		return true
	}
	memory.Store(key, value)
	return false
}

// Remove forgets the value under the key.
func Remove(key string) {
	if remove(key) != nil {
		memory.Delete(key)
	}
}
