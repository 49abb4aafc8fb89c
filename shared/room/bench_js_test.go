package room

import (
	"syscall/js"
	"testing"
)

// What the browser itself takes for the bytes of BenchmarkDecode5000StateEvents.
func BenchmarkJSONParse5000(b *testing.B) {
	raw := encoded(b, 5000)
	text, parser := js.ValueOf(string(raw)), js.Global().Get("JSON")
	b.SetBytes(int64(len(raw)))
	b.ReportAllocs()
	for b.Loop() {
		parser.Call("parse", text)
	}
}
