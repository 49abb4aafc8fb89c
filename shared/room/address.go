package room

import "strings"

// Address is where people open a room: base is the beginning of such addresses, like
// https://matrix.to/#/, and via a server that is in the room.
func Address(base, id, via string) string {
	// The sigil stays as it is, as in all links that people know.
	return base + Escape(id, "!$&+=:@") + "?via=" + Escape(via, "")
}

// Escape is percent-encoding of all but unreserved characters (RFC 3986 §2.3) and those
// in safe. It stands in for net/url, which would make the widget much larger.
func Escape(text, safe string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for _, c := range []byte(text) {
		if 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte("-._~"+safe, c) >= 0 {
			b.WriteByte(c)
		} else {
			b.Write([]byte{'%', hex[c>>4], hex[c&15]})
		}
	}
	return b.String()
}
