package wire

import (
	"bytes"
	"encoding/json"
	"strings"
	"unicode/utf8"
)

// What follows only sees JSON that json.Valid has accepted.

// split returns the fields of an object, in their order.
func split(object []byte) []field {
	fields := make([]field, 0, 8)
	for i := blank(object, 1); object[i] == '"'; {
		end := skip(object, i)
		name := object[i+1 : end-1]
		if bytes.IndexByte(name, '\\') >= 0 || !utf8.Valid(name) {
			s, _ := text(object[i:end])
			name = []byte(s)
		}
		i = blank(object, blank(object, end)+1)
		end = skip(object, i)
		fields = append(fields, field{name, object[i:end]})
		if i = blank(object, end); object[i] == ',' {
			i = blank(object, i+1)
		}
	}
	return fields
}

// items returns the items of an array.
func items(array []byte) [][]byte {
	var all [][]byte
	for i := blank(array, 1); array[i] != ']'; {
		end := skip(array, i)
		all = append(all, array[i:end])
		if i = blank(array, end); array[i] == ',' {
			i = blank(array, i+1)
		}
	}
	return all
}

// blank returns where the blanks from i on end.
func blank(b []byte, i int) int {
	for i < len(b) && (b[i] == ' ' || b[i] == '\t' || b[i] == '\n' || b[i] == '\r') {
		i++
	}
	return i
}

// skip returns where the value that begins at i ends.
func skip(b []byte, i int) int {
	depth := 0
	for ; i < len(b); i++ {
		switch b[i] {
		case '"':
			for i++; b[i] != '"'; i++ {
				if b[i] == '\\' {
					i++
				}
			}
			if depth == 0 {
				return i + 1
			}
		case '{', '[':
			depth++
		case '}', ']':
			if depth == 0 {
				return i
			}
			if depth--; depth == 0 {
				return i + 1
			}
		case ',', ' ', '\t', '\n', '\r':
			if depth == 0 {
				return i
			}
		}
	}
	return i
}

// text returns a JSON string; ok is false for any other value.
func text(value []byte) (s string, ok bool) {
	if len(value) < 2 || value[0] != '"' {
		return "", false
	}
	if bytes.IndexByte(value, '\\') < 0 {
		return strings.ToValidUTF8(string(value[1:len(value)-1]), "\uFFFD"), true
	}
	err := json.Unmarshal(value, &s)
	return s, err == nil
}

func trim(b []byte) []byte { return bytes.TrimSpace(b) }
