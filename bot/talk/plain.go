package talk

import (
	"html"
	"strings"
	"unicode"
)

// maxName is how much of a name that others have chosen is shown, in characters.
const maxName = 255

// escape makes plain text HTML.
func escape(plain string) string {
	return strings.ReplaceAll(html.EscapeString(plain), "\n", "<br>")
}

// oneLine is a name that others have chosen, on one line and not longer than names should
// be.
func oneLine(name string) string {
	return shorten(strings.Join(strings.Fields(visible(name)), " "), maxName)
}

// visible drops control characters other than breaks of lines, and what turns the
// direction of writing.
func visible(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n', r == '\t':
			return r
		case unicode.Is(unicode.Zl, r), unicode.Is(unicode.Zp, r):
			return '\n'
		case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "�"))
}

// shorten cuts a text to so many characters.
func shorten(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	runes := []rune(s)
	if len(runes) <= limit {
		return s
	}
	return string(runes[:limit-1]) + "…"
}
