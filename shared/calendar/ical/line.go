package ical

import (
	"strings"
	"unicode/utf8"
)

// encoder writes content lines (RFC 5545 §3.1): start, parameters, and one value,
// which ends the line. Whatever it is given, a line stays one line. Its smallest
// methods are kept from being inlined a hundred times: the widget pays for each byte.
type encoder struct {
	out  []byte
	line []byte // the line being written, not folded yet
}

// start begins a line. Names of properties and parameters are ours.
//
//go:noinline
func (e *encoder) start(name string) *encoder {
	e.line = append(e.line[:0], name...)
	return e
}

// token adds a parameter whose value is a name of ours or has passed isToken.
//
//go:noinline
func (e *encoder) token(name, value string) *encoder {
	e.line = append(append(append(append(e.line, ';'), name...), '='), value...)
	return e
}

// quoted adds a parameter that is free text (RFC 6868).
func (e *encoder) quoted(name, value string) *encoder {
	e.line = append(append(append(e.line, ';'), name...), '=', '"')
	for _, r := range clean(value) {
		switch r {
		case '\n':
			e.line = append(e.line, '^', 'n')
		case '"':
			e.line = append(e.line, '^', '\'')
		case '^':
			e.line = append(e.line, '^', '^')
		default:
			e.line = utf8.AppendRune(e.line, r)
		}
	}
	e.line = append(e.line, '"')
	return e
}

// plain ends the line with a value of ours.
//
//go:noinline
func (e *encoder) plain(value string) {
	e.line = append(append(e.line, ':'), value...)
	e.fold()
}

// text ends the line with a list of TEXT values, mostly one (RFC 5545 §3.3.11).
func (e *encoder) text(values ...string) {
	for i, value := range values {
		separator := byte(',')
		if i == 0 {
			separator = ':'
		}
		e.line = append(e.line, separator)
		for _, r := range clean(value) {
			switch r {
			case '\n':
				e.line = append(e.line, '\\', 'n')
			case '\\', ';', ',':
				e.line = append(e.line, '\\', byte(r))
			default:
				e.line = utf8.AppendRune(e.line, r)
			}
		}
	}
	e.fold()
}

// uri ends the line with a URI.
func (e *encoder) uri(value string) {
	e.line = append(e.line, ':')
	e.line = appendURI(e.line, value, uriSafe)
	e.fold()
}

// maxLine is the number of octets of a line, without its end (RFC 5545 §3.1).
const maxLine = 75

// fold writes the line, in pieces between whole characters.
func (e *encoder) fold() {
	rest, room := e.line, maxLine
	for len(rest) > room {
		cut := room
		for !utf8.RuneStart(rest[cut]) {
			cut--
		}
		e.out = append(append(e.out, rest[:cut]...), "\r\n "...)
		rest, room = rest[cut:], maxLine-1
	}
	e.out = append(append(e.out, rest...), "\r\n"...)
}

// clean returns a text in which all line breaks are \n, without other control
// characters. What some programs take for a line break counts as one.
func clean(text string) string {
	if !isUnclean(text) {
		return text
	}
	var b strings.Builder
	for i, r := range text {
		switch {
		case r == '\r' && strings.HasPrefix(text[i+1:], "\n"):
		case r == '\r', r == '\n', r == 0x85, r == 0x2028, r == 0x2029:
			b.WriteByte('\n')
		case r == '\t' || !isControl(r):
			b.WriteRune(r) // U+FFFD for what is not UTF-8
		}
	}
	return b.String()
}

func isUnclean(text string) bool {
	for i, r := range text {
		if r != '\n' && r != '\t' && isControl(r) || r == 0x2028 || r == 0x2029 {
			return true
		}
		if _, size := utf8.DecodeRuneInString(text[i:]); r == utf8.RuneError && size == 1 {
			return true
		}
	}
	return false
}

func isControl(r rune) bool { return r < 0x20 || r >= 0x7f && r < 0xa0 }

// isToken reports whether text can be a name or the value of a parameter without
// quotes, as time zone names and features of a conference are.
func isToken(text string) bool {
	for _, r := range text {
		if !isWord(r) && r != '_' && r != '/' && r != '+' {
			return false
		}
	}
	return text != ""
}

func isWord(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-'
}
