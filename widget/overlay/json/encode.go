package json

import (
	"math"
	"reflect"
	"sort"
	"strconv"
	"unicode/utf8"
)

// Marshal returns v as JSON that may stand in HTML.
func Marshal(v any) ([]byte, error) { return appendValue(nil, reflect.ValueOf(v)) }

func appendValue(b []byte, v reflect.Value) ([]byte, error) {
	if !v.IsValid() || (v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface) && v.IsNil() {
		return append(b, "null"...), nil
	}
	if own, ok := as[Marshaler](v); ok {
		return appendOwn(b, own, v.Type())
	}
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		return appendValue(b, v.Elem())
	case reflect.Struct:
		return appendObject(b, v)
	case reflect.Map:
		return appendMap(b, v)
	case reflect.Slice:
		return appendList(b, v)
	case reflect.String:
		if v.Type() == reflect.TypeFor[Number]() {
			return appendNumber(b, v.String())
		}
		return appendText(b, v.String()), nil
	case reflect.Bool:
		return strconv.AppendBool(b, v.Bool()), nil
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return strconv.AppendInt(b, v.Int(), 10), nil
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return strconv.AppendUint(b, v.Uint(), 10), nil
	case reflect.Float32, reflect.Float64:
		return appendFloat(b, v)
	}
	return nil, &UnsupportedTypeError{v.Type()}
}

// as returns the value, or a pointer to it, as what has some methods.
func as[T any](v reflect.Value) (own T, ok bool) {
	if v.Type().Name() == "" && v.Kind() != reflect.Pointer {
		return own, false
	}
	if own, ok = v.Interface().(T); !ok && v.CanAddr() {
		own, ok = v.Addr().Interface().(T)
	}
	return own, ok
}

func appendOwn(b []byte, own Marshaler, t reflect.Type) ([]byte, error) {
	raw, err := own.MarshalJSON()
	if err == nil {
		err = check(raw)
	}
	if err != nil {
		return nil, &MarshalerError{t, err}
	}
	return appendCompact(b, raw), nil
}

func appendObject(b []byte, v reflect.Value) ([]byte, error) {
	first := byte('{')
	for _, f := range fieldsOf(v.Type()) {
		value := v.FieldByIndex(f.index)
		if f.omitEmpty && isEmpty(value) || f.omitZero && isZero(value) {
			continue
		}
		b = append(appendText(append(b, first), f.name), ':')
		var err error
		if b, err = appendValue(b, value); err != nil {
			return nil, err
		}
		first = ','
	}
	return closed(b, first, '{', '}'), nil
}

func closed(b []byte, first, open, end byte) []byte {
	if first == open {
		b = append(b, open)
	}
	return append(b, end)
}

func isEmpty(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Map, reflect.Slice, reflect.String:
		return v.Len() == 0
	case reflect.Struct:
		return false
	}
	return v.IsZero()
}

func isZero(v reflect.Value) bool {
	if (v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface) && v.IsNil() {
		return true
	}
	if own, ok := as[interface{ IsZero() bool }](v); ok {
		return own.IsZero()
	}
	return v.IsZero()
}

func appendMap(b []byte, v reflect.Value) ([]byte, error) {
	t := v.Type().Key()
	if t.Kind() != reflect.String {
		return nil, &UnsupportedTypeError{v.Type()}
	}
	if v.IsNil() {
		return append(b, "null"...), nil
	}
	var names []string
	for _, key := range v.MapKeys() {
		names = append(names, key.String())
	}
	sort.Strings(names)
	first := byte('{')
	for _, name := range names {
		b = append(appendText(append(b, first), name), ':')
		var err error
		if b, err = appendValue(b, v.MapIndex(reflect.ValueOf(name).Convert(t))); err != nil {
			return nil, err
		}
		first = ','
	}
	return closed(b, first, '{', '}'), nil
}

func appendList(b []byte, v reflect.Value) ([]byte, error) {
	if v.IsNil() {
		return append(b, "null"...), nil
	}
	if v.Type().Elem().Kind() == reflect.Uint8 {
		return nil, &UnsupportedTypeError{v.Type()}
	}
	first := byte('[')
	for i := range v.Len() {
		var err error
		if b, err = appendValue(append(b, first), v.Index(i)); err != nil {
			return nil, err
		}
		first = ','
	}
	return closed(b, first, '[', ']'), nil
}

func appendNumber(b []byte, number string) ([]byte, error) {
	if number == "" {
		number = "0"
	}
	if end, ok := skipNumber([]byte(number), 0); !ok || end != len(number) {
		return nil, &UnsupportedValueError{Str: number}
	}
	return append(b, number...), nil
}

// appendFloat writes a number as browsers do.
func appendFloat(b []byte, v reflect.Value) ([]byte, error) {
	x, bits := v.Float(), v.Type().Bits()
	if math.IsInf(x, 0) || math.IsNaN(x) {
		return nil, &UnsupportedValueError{v, strconv.FormatFloat(x, 'g', -1, bits)}
	}
	format := byte('f')
	if size := math.Abs(x); size != 0 && (bits == 64 && (size < 1e-6 || size >= 1e21) || bits == 32 && (float32(size) < 1e-6 || float32(size) >= 1e21)) {
		format = 'e'
	}
	b = strconv.AppendFloat(b, x, format, -1, bits)
	if n := len(b); format == 'e' && n >= 4 && b[n-4] == 'e' && b[n-3] == '-' && b[n-2] == '0' { // e-09
		b[n-2] = b[n-1]
		b = b[:n-1]
	}
	return b, nil
}

// appendCompact writes JSON without blanks, as it may stand in HTML.
func appendCompact(b, raw []byte) []byte {
	inText := false
	for i := 0; i < len(raw); i++ {
		c := raw[i]
		switch {
		case !inText && (c == ' ' || c == '\n' || c == '\r' || c == '\t'):
			continue
		case c == '"':
			inText = !inText
		case c == '\\':
			b = append(b, c)
			i++
			c = raw[i]
		case c == '<' || c == '>' || c == '&':
			b = appendEscape(b, rune(c))
			continue
		case c == 0xE2 && i+2 < len(raw) && raw[i+1] == 0x80 && raw[i+2]|1 == 0xA9: // U+2028 and U+2029
			b = appendEscape(b, 0x2000|rune(raw[i+2]&^0x80))
			i += 2
			continue
		}
		b = append(b, c)
	}
	return b
}

func appendText(b []byte, text string) []byte {
	b = append(b, '"')
	for i := 0; i < len(text); {
		c, size := utf8.DecodeRuneInString(text[i:])
		switch letter := letterOf(c); {
		case letter != 0:
			b = append(b, '\\', letter)
		case c < ' ', c == '<', c == '>', c == '&', c == 0x2028, c == 0x2029, c == utf8.RuneError && size == 1:
			b = appendEscape(b, c)
		default:
			b = append(b, text[i:i+size]...)
		}
		i += size
	}
	return append(b, '"')
}

// letterOf returns what stands for the character after a backslash, or 0.
func letterOf(c rune) byte {
	switch c {
	case '"', '\\':
		return byte(c)
	case '\b':
		return 'b'
	case '\f':
		return 'f'
	case '\n':
		return 'n'
	case '\r':
		return 'r'
	case '\t':
		return 't'
	}
	return 0
}

func appendEscape(b []byte, c rune) []byte {
	const digits = "0123456789abcdef"
	return append(b, '\\', 'u', digits[c>>12], digits[c>>8&15], digits[c>>4&15], digits[c&15])
}
