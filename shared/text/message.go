package text

import (
	"strconv"
	"strings"
)

// message fills in one text. The syntax is a part of ICU MessageFormat: {name},
// and {name, plural, =0 {…} one {…} other {…}} or the same with selectordinal,
// where # stands for the value. Nothing is quoted. Command check has read every
// text before it gets here, so that mistakes only need to do no harm.
type message struct {
	lang   Lang
	params []string
	out    strings.Builder
}

// write writes a text, or an option of one, where number is the value of #.
func (m *message) write(t, number string) {
	from := 0
	for i := 0; i < len(t); i++ {
		switch {
		case t[i] == '#' && number != "":
			m.out.WriteString(t[from:i] + number)
			from = i + 1
		case t[i] == '{':
			m.out.WriteString(t[from:i])
			inside := block(t[i:])
			m.argument(inside)
			i += len(inside) + 1
			from = min(i+1, len(t))
		}
	}
	m.out.WriteString(t[from:])
}

// argument writes what stands between two braces: a value, or the option that a
// number chooses.
func (m *message) argument(inside string) {
	name, rest, chooses := strings.Cut(inside, ",")
	value := m.value(name)
	if !chooses {
		m.out.WriteString(value)
		return
	}
	kind, options, _ := strings.Cut(rest, ",")
	m.write(option(options, value, category(m.lang, value, strings.TrimSpace(kind) == "selectordinal")), value)
}

// value of a parameter; one that was not given stays visible.
func (m *message) value(name string) string {
	for i := 0; i+1 < len(m.params); i += 2 {
		if m.params[i] == name {
			return m.params[i+1]
		}
	}
	return "{" + name + "}"
}

// block returns what stands between the brace that t begins with and its match.
func block(t string) string {
	depth := 0
	for i := 0; i < len(t); i++ {
		switch t[i] {
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				return t[1:i]
			}
		}
	}
	return t[1:]
}

// option returns the text of the option for a value: that for exactly this value,
// else that of its category, else that for all others.
func option(options, value, category string) string {
	chosen, known := "", false
	for {
		at := strings.IndexByte(options, '{')
		if at < 0 {
			return chosen
		}
		name, inside := strings.TrimSpace(options[:at]), block(options[at:])
		switch {
		case name == "="+value:
			return inside
		case name == category:
			chosen, known = inside, true
		case name == "other" && !known:
			chosen = inside
		}
		options = options[min(at+len(inside)+2, len(options)):]
	}
}

// category returns the plural category (CLDR) of a whole number in a language,
// "other" for what is none.
func category(l Lang, number string, ordinal bool) string {
	n, err := strconv.Atoi(number)
	switch {
	case err != nil, ordinal && l != English:
	case !ordinal && n == 1:
		return "one"
	case ordinal && n/10%10 != 1:
		switch n % 10 {
		case 1:
			return "one"
		case 2:
			return "two"
		case 3:
			return "few"
		}
	}
	return "other"
}
