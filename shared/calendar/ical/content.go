package ical

import "strings"

// Limits of a line.
const (
	maxParameters = 50
	maxValues     = 1000 // of a parameter
)

// property is a content line.
type property struct {
	name       string // in capitals
	parameters []parameter
	value      string // as in the file
	line       int
}

type parameter struct{ name, value string }

// parameter returns the value of a parameter, "" when it is not there. The values
// of a list are joined by commas.
func (p *property) parameter(name string) string {
	for _, each := range p.parameters {
		if each.name == name {
			return each.value
		}
	}
	return ""
}

// parseLine reads one content line (RFC 5545 §3.1).
func parseLine(text string) (p property, ok bool) {
	end := strings.IndexAny(text, ":;")
	if end < 0 || !isName(text[:end]) {
		return p, false
	}
	p.name = strings.ToUpper(text[:end])
	for text[end] == ';' {
		var param parameter
		if param, text, ok = parseParameter(text[end+1:]); !ok || len(p.parameters) == maxParameters {
			return p, false
		}
		p.parameters = append(p.parameters, param)
		end = 0
	}
	p.value = text[end+1:]
	return p, true
}

// parseParameter reads NAME=value,value; rest begins with the colon or semicolon
// behind it.
func parseParameter(text string) (p parameter, rest string, ok bool) {
	name, rest, ok := strings.Cut(text, "=")
	if !ok || !isName(name) {
		return p, rest, false
	}
	p.name = strings.ToUpper(name)
	var values []string
	for {
		var value string
		if strings.HasPrefix(rest, `"`) {
			value, rest, ok = strings.Cut(rest[1:], `"`)
		} else {
			end := strings.IndexAny(rest, ",:;")
			if ok = end >= 0; ok {
				value, rest = rest[:end], rest[end:]
			}
		}
		if !ok || rest == "" || strings.IndexByte(",:;", rest[0]) < 0 || len(values) == maxValues {
			return p, rest, false
		}
		values = append(values, clean(unquote(value)))
		if rest[0] != ',' {
			p.value = strings.Join(values, ",")
			return p, rest, true
		}
		rest = rest[1:]
	}
}

func isName(text string) bool {
	for _, r := range text {
		if !isWord(r) {
			return false
		}
	}
	return text != ""
}

// unquote decodes RFC 6868.
func unquote(text string) string {
	if strings.IndexByte(text, '^') < 0 {
		return text
	}
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		c := text[i]
		if c == '^' && i+1 < len(text) {
			switch text[i+1] {
			case 'n':
				c, i = '\n', i+1
			case '\'':
				c, i = '"', i+1
			case '^':
				i++
			}
		}
		b.WriteByte(c)
	}
	return b.String()
}

// nextText decodes the first of a list of TEXT values, which commas separate
// (RFC 5545 §3.3.11), and returns the rest of the list, if there is more.
func nextText(list string) (value, rest string, more bool) {
	for i := 0; i < len(list); i++ {
		switch list[i] {
		case ',':
			return unescape(list[:i]), list[i+1:], true
		case '\\':
			i++
		}
	}
	return unescape(list), "", false
}

// unescape decodes one TEXT value; commas that should have been escaped are part of it.
func unescape(value string) string {
	var b strings.Builder
	b.Grow(len(value))
	for i := 0; i < len(value); i++ {
		if value[i] == '\\' && i+1 < len(value) {
			i++
			b.WriteString(escaped(value[i]))
		} else {
			b.WriteByte(value[i])
		}
	}
	return clean(b.String())
}

// escaped is what stands for a backslash and c; some programs write backslashes
// where there need not be one.
func escaped(c byte) string {
	switch c {
	case 'n', 'N':
		return "\n"
	case '\\', ';', ',', ':', '"':
		return string(rune(c))
	}
	return "\\" + string([]byte{c})
}

// shorten limits what a problem quotes.
func shorten(text string) string {
	const most = 60
	text = clean(text)
	if len(text) > most {
		text = clean(text[:most]) + "…"
	}
	return text
}
