package json

// maxDepth is how deep values may be nested.
const maxDepth = 10000

// Valid reports whether data is one JSON value.
func Valid(data []byte) bool { return check(data) == nil }

func check(data []byte) error {
	end, ok := skip(data, blank(data, 0), 0)
	if end = blank(data, end); !ok || end != len(data) {
		return &SyntaxError{int64(end)}
	}
	return nil
}

// skip returns where the value that begins at i ends, or the place of a mistake.
func skip(b []byte, i, depth int) (end int, ok bool) {
	if i >= len(b) || depth > maxDepth {
		return i, false
	}
	switch b[i] {
	case '{', '[':
		return skipMembers(b, i, depth+1)
	case '"':
		return skipString(b, i)
	case 't':
		return skipWord(b, i, "true")
	case 'f':
		return skipWord(b, i, "false")
	case 'n':
		return skipWord(b, i, "null")
	}
	return skipNumber(b, i)
}

// skipMembers skips an object or an array.
func skipMembers(b []byte, i, depth int) (end int, ok bool) {
	isObject, last := b[i] == '{', b[i]+2 // } follows two places after {, and ] after [
	if i = blank(b, i+1); i < len(b) && b[i] == last {
		return i + 1, depth <= maxDepth
	}
	for {
		if isObject {
			if i, ok = skipString(b, i); !ok {
				return i, false
			}
			if i = blank(b, i); i >= len(b) || b[i] != ':' {
				return i, false
			}
			i = blank(b, i+1)
		}
		if i, ok = skip(b, i, depth); !ok {
			return i, false
		}
		i = blank(b, i)
		if i < len(b) && b[i] == last {
			return i + 1, true
		}
		if i >= len(b) || b[i] != ',' {
			return i, false
		}
		i = blank(b, i+1)
	}
}

func skipString(b []byte, i int) (end int, ok bool) {
	if i >= len(b) || b[i] != '"' {
		return i, false
	}
	for i++; i < len(b); i++ {
		switch c := b[i]; {
		case c == '"':
			return i + 1, true
		case c < ' ':
			return i, false
		case c != '\\':
		case i+1 >= len(b):
			return i, false
		case b[i+1] == 'u':
			if _, ok := hex(b, i+2); !ok {
				return i, false
			}
			i += 5
		case short(b[i+1]) == 0:
			return i, false
		default:
			i++
		}
	}
	return i, false
}

// short returns the character that a backslash and c stand for, or 0.
func short(c byte) byte {
	switch c {
	case '"', '\\', '/':
		return c
	case 'b':
		return '\b'
	case 'f':
		return '\f'
	case 'n':
		return '\n'
	case 'r':
		return '\r'
	case 't':
		return '\t'
	}
	return 0
}

// hex reads four hexadecimal digits.
func hex(b []byte, i int) (r rune, ok bool) {
	if i+4 > len(b) {
		return 0, false
	}
	for _, c := range b[i : i+4] {
		switch {
		case '0' <= c && c <= '9':
			r = r<<4 | rune(c-'0')
		case 'a' <= c|' ' && c|' ' <= 'f':
			r = r<<4 | rune(c|' '-'a'+10)
		default:
			return 0, false
		}
	}
	return r, true
}

func skipWord(b []byte, i int, word string) (end int, ok bool) {
	end = i + len(word)
	return end, end <= len(b) && string(b[i:end]) == word
}

func skipNumber(b []byte, i int) (end int, ok bool) {
	if b[i] == '-' {
		i++
	}
	begin := i
	if i = digits(b, i); i == begin || b[begin] == '0' && i > begin+1 {
		return i, false
	}
	if i < len(b) && b[i] == '.' {
		begin = i + 1
		if i = digits(b, begin); i == begin {
			return i, false
		}
	}
	if i < len(b) && b[i]|' ' == 'e' {
		if i++; i < len(b) && (b[i] == '+' || b[i] == '-') {
			i++
		}
		begin = i
		if i = digits(b, begin); i == begin {
			return i, false
		}
	}
	return i, true
}

func digits(b []byte, i int) int {
	for i < len(b) && '0' <= b[i] && b[i] <= '9' {
		i++
	}
	return i
}

// blank returns where the blanks from i on end.
func blank(b []byte, i int) int {
	for i < len(b) && (b[i] == ' ' || b[i] == '\n' || b[i] == '\r' || b[i] == '\t') {
		i++
	}
	return i
}
