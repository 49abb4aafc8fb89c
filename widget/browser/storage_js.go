package browser

import "syscall/js"

// Load reads what Save kept under the key, "" when there is nothing or the browser
// keeps nothing for embedded pages.
func Load(key string) string {
	value, err := storage("getItem", key)
	if err != nil || value.Type() != js.TypeString {
		return ""
	}
	return value.String()
}

// Save keeps a value under the key for the next load of the page, if it can.
func Save(key, value string) { _, _ = storage("setItem", key, value) }

// Remove forgets the value under the key.
func Remove(key string) { _, _ = storage("removeItem", key) }

func storage(method string, args ...any) (value js.Value, err error) {
	defer func() {
		if recover() != nil {
			err = ErrUnavailable
		}
	}()
	return localStorage().Call(method, args...), nil
}

// localStorage panics with a js.Error, which a plain Get would not survive, where
// the browser denies storage.
func localStorage() js.Value {
	return js.Global().Get("Reflect").Call("get", js.Global(), "localStorage")
}

// EnsureStorage puts an empty storage where the browser denies one, because go-app
// reads window.localStorage without expecting that this can fail.
func EnsureStorage() {
	defer func() {
		if recover() != nil {
			js.Global().Get("Object").Call("defineProperty", js.Global(), "localStorage", map[string]any{
				"value": js.Global().Get("Object").New(),
			})
		}
	}()
	localStorage()
}
