package host

import (
	"encoding/json"
	"errors"
	"syscall/js"
)

var errFrame = errors.New("host: not a frame of the Widget API")

// window implements Port with postMessage. The page's loader has listened since
// before this code was there and hands over what it kept.
type window struct{ parent js.Value }

// OpenPort connects to the window that embeds this page, or fails with ErrOutside.
func OpenPort() (Port, error) {
	parent := js.Global().Get("parent")
	if parent.Equal(js.Global()) {
		return nil, ErrOutside
	}
	return window{parent}, nil
}

func (w window) Post(frame []byte, origin string) {
	defer func() { _ = recover() }() // an origin that is none: the parent can't be reached
	w.parent.Call("postMessage", js.Global().Get("JSON").Call("parse", string(frame)), origin)
}

func (w window) Receive(f func(Message)) {
	js.Global().Call("parleyTakeMessages", js.FuncOf(func(_ js.Value, args []js.Value) any {
		message := args[0]
		f(Message{
			Origin:     text(message.Get("origin")),
			FromParent: message.Get("source").Equal(w.parent),
			Frame:      func() (Frame, error) { return frame(message.Get("data")) },
		})
		return nil
	}))
}

// frame copies a structured clone, which has no getters that could run.
func frame(data js.Value) (Frame, error) {
	if data.Type() != js.TypeObject {
		return Frame{}, errFrame
	}
	f := Frame{
		API:       text(data.Get("api")),
		RequestID: text(data.Get("requestId")),
		Action:    text(data.Get("action")),
		WidgetID:  text(data.Get("widgetId")),
	}
	var err error
	if f.Data, err = stringify(data.Get("data")); err == nil {
		f.Response, err = stringify(data.Get("response"))
	}
	return f, err
}

// stringify returns nil for undefined.
func stringify(v js.Value) (raw json.RawMessage, err error) {
	defer func() {
		if recover() != nil { // JSON.stringify threw: a cycle, a bigint
			err = errFrame
		}
	}()
	s := js.Global().Get("JSON").Call("stringify", v)
	if s.IsUndefined() {
		return nil, nil
	}
	if raw = json.RawMessage(s.String()); len(raw) > maxFrameBytes {
		return nil, errFrame
	}
	return raw, nil
}

func text(v js.Value) string {
	if v.Type() != js.TypeString {
		return ""
	}
	return v.String()
}
