package ical

import (
	"strings"
	"unicode/utf8"
)

// UserAddress returns the calendar address of a Matrix user, who need not have a
// mail address: matrix:u/alice:example.org for @alice:example.org (Matrix
// specification, Matrix URI scheme).
func UserAddress(userID string) string {
	return string(appendURI([]byte(userScheme), strings.TrimPrefix(userID, "@"), segmentSafe))
}

// UserID returns the Matrix user whom an address names, and whether it names one.
func UserID(address string) (string, bool) {
	name, ok := strings.CutPrefix(address, userScheme)
	name, _, _ = strings.Cut(name, "?")
	id := "@" + percentDecode(name)
	return id, ok && strings.Contains(id, ":") && utf8.ValidString(id) && strings.IndexFunc(id, isControl) < 0
}

const userScheme = "matrix:u/"

const (
	segmentSafe = "-._~:!$&'()*+,;=@"         // RFC 3986: pchar
	uriSafe     = segmentSafe + "/?#[]" + "%" // what is encoded already stays so
	hexDigits   = "0123456789ABCDEF"
)

// appendURI adds text, with everything percent-encoded that is neither a letter nor
// a digit nor in safe.
func appendURI(to []byte, text, safe string) []byte {
	for i := range len(text) {
		if c := text[i]; c < 0x80 && (isWord(rune(c)) || strings.IndexByte(safe, c) >= 0) {
			to = append(to, c)
		} else {
			to = append(to, '%', hexDigits[c>>4], hexDigits[c&15])
		}
	}
	return to
}

func percentDecode(text string) string {
	var out []byte
	for i := 0; i < len(text); i++ {
		if text[i] == '%' && i+2 < len(text) {
			high, low := hexValue(text[i+1]), hexValue(text[i+2])
			if high >= 0 && low >= 0 {
				out = append(out, byte(high<<4|low))
				i += 2
				continue
			}
		}
		out = append(out, text[i])
	}
	return string(out)
}

func hexValue(c byte) int {
	if c >= 'a' {
		c -= 'a' - 'A'
	}
	return strings.IndexByte(hexDigits, c)
}
