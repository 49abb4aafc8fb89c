package browser

import (
	"context"
	"syscall/js"
)

// Fetch requests an address without credentials and returns the status and at most
// limit bytes of the body. A longer body is an error.
func Fetch(ctx context.Context, address string, limit int) (status int, body []byte, err error) {
	return fetch(ctx, address, map[string]any{}, limit)
}

// FetchAs is Fetch with a value of the header Authorization; data that are not nil are sent
// as JSON, by POST.
func FetchAs(ctx context.Context, address, authorization string, data []byte, limit int) (status int, body []byte, err error) {
	options := map[string]any{"headers": map[string]any{"Authorization": authorization, "Content-Type": "application/json"}}
	if data != nil {
		options["method"], options["body"] = "POST", string(data)
	}
	return fetch(ctx, address, options, limit)
}

func fetch(ctx context.Context, address string, options map[string]any, limit int) (status int, body []byte, err error) {
	abort := js.Global().Get("AbortController").New()
	stop := context.AfterFunc(ctx, func() { abort.Call("abort") })
	defer stop()
	options["credentials"], options["signal"] = "omit", abort.Get("signal")
	response, err := await(js.Global().Call("fetch", address, options))
	if err != nil {
		return 0, nil, err
	}
	buffer, err := await(response.Call("arrayBuffer"))
	if err != nil {
		return 0, nil, err
	}
	bytes := js.Global().Get("Uint8Array").New(buffer)
	if bytes.Length() > limit {
		return 0, nil, ErrUnavailable
	}
	body = make([]byte, bytes.Length())
	js.CopyBytesToGo(body, bytes)
	return response.Get("status").Int(), body, nil
}
