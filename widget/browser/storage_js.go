package browser

import "syscall/js"

func load(key string) (string, error) {
	value, err := storage("getItem", key)
	if err != nil || value.Type() != js.TypeString {
		return "", err
	}
	return value.String(), nil
}

func save(key, value string) error {
	_, err := storage("setItem", key, value)
	return err
}

func remove(key string) error {
	_, err := storage("removeItem", key)
	return err
}

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
