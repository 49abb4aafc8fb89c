package wire

import "unicode/utf8"

// TooLarge reports a content that no homeserver can have taken. Its size is that of its
// UTF-8 text: some homeservers write all but ASCII as \u escapes, up to six times as
// long, when they hand an event on.
func TooLarge(content []byte) bool {
	return len(content) > MaxContent && (len(content) > 6*MaxContent || size(content) > MaxContent)
}

// size is the length of a JSON text without its needless \u escapes.
func size(content []byte) int {
	n := len(content)
	for i := 0; i+5 < len(content); i++ {
		if content[i] != '\\' {
			continue
		}
		i++
		if content[i] != 'u' {
			continue
		}
		const escape = 6
		switch r := hex(content[i+1 : i+5]); {
		case r < 0x20: // has to be one
		case r >= 0xD800 && r <= 0xDFFF:
			n -= escape - 2 // half of what four bytes stand for
		default:
			n -= escape - utf8.RuneLen(r)
		}
		i += escape - 2
	}
	return n
}

// hex reads hexadecimal digits; others make it negative.
func hex(digits []byte) (r rune) {
	for _, d := range digits {
		switch {
		case d >= '0' && d <= '9':
			r = r<<4 | rune(d-'0')
		case d|0x20 >= 'a' && d|0x20 <= 'f':
			r = r<<4 | rune(d|0x20-'a'+10)
		default:
			return -1
		}
	}
	return r
}
