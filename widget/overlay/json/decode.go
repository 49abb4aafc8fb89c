package json

import (
	"bytes"
	"reflect"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// Unmarshal fills what v points to from one JSON value. A part of another type than expected stays as it is, and is the error in the end.
func Unmarshal(data []byte, v any) error {
	if err := check(data); err != nil {
		return err
	}
	return (&reader{data: data}).fill(v)
}

// reader fills values from JSON that is valid.
type reader struct {
	data      []byte
	at        int
	useNumber bool
	wrong     error // the first value of another type
}

func (r *reader) fill(v any) error {
	target := reflect.ValueOf(v)
	if target.Kind() != reflect.Pointer || target.IsNil() {
		return &InvalidUnmarshalError{reflect.TypeOf(v)}
	}
	r.at = blank(r.data, r.at)
	if err := r.value(target); err != nil {
		return err
	}
	return r.wrong
}

func (r *reader) value(v reflect.Value) error {
	begin := r.at
	first := r.data[begin]
	v, own := target(v, first == 'n')
	if own != nil {
		return own.UnmarshalJSON(r.skip())
	}
	if v.Kind() == reflect.Interface && v.NumMethod() == 0 {
		if value := r.any(); value == nil {
			v.SetZero()
		} else {
			v.Set(reflect.ValueOf(value))
		}
		return nil
	}
	switch first {
	case '{':
		switch v.Kind() {
		case reflect.Struct:
			return r.object(v)
		case reflect.Map:
			if v.Type().Key().Kind() == reflect.String {
				return r.mapping(v)
			}
		}
		r.mismatch("object", v)
	case '[':
		if v.Kind() == reflect.Slice {
			return r.list(v)
		}
		r.mismatch("array", v)
	case '"':
		if v.Kind() == reflect.String {
			v.SetString(r.text())
			return nil
		}
		r.mismatch("string", v)
	case 't', 'f':
		if v.Kind() == reflect.Bool {
			v.SetBool(first == 't')
		} else {
			r.mismatch("bool", v)
		}
	case 'n':
		switch v.Kind() {
		case reflect.Interface, reflect.Pointer, reflect.Map, reflect.Slice:
			v.SetZero()
		}
	default:
		return r.number(v)
	}
	r.at = begin
	r.skip()
	return nil
}

// target follows pointers, and makes what they point to, until there is a value to fill or one that fills itself.
func target(v reflect.Value, null bool) (reflect.Value, Unmarshaler) {
	if v.Kind() != reflect.Pointer && v.CanAddr() {
		v = v.Addr()
	}
	for v.Kind() == reflect.Pointer && !(null && v.CanSet()) {
		if v.IsNil() {
			v.Set(reflect.New(v.Type().Elem()))
		}
		if v.NumMethod() > 0 && v.CanInterface() {
			if own, ok := v.Interface().(Unmarshaler); ok {
				return v, own
			}
		}
		v = v.Elem()
	}
	return v, nil
}

func (r *reader) mismatch(value string, v reflect.Value) {
	if r.wrong == nil {
		r.wrong = &UnmarshalTypeError{value, v.Type(), int64(r.at)}
	}
}

// skip returns the next value as it is written.
func (r *reader) skip() []byte {
	begin := r.at
	r.at, _ = skip(r.data, begin, 0)
	return r.data[begin:r.at]
}

// more steps to the next member of an object or an array, or behind its end.
func (r *reader) more() bool {
	r.at = blank(r.data, r.at+1) // what is opened, or a comma
	if c := r.data[r.at]; c == '}' || c == ']' {
		r.at++
		return false
	}
	return true
}

// next goes behind a member; more reports the rest from there.
func (r *reader) next() bool {
	r.at = blank(r.data, r.at)
	if r.data[r.at] == ',' {
		r.at = blank(r.data, r.at+1)
		return true
	}
	r.at++
	return false
}

// name reads the name of a member, up to its value.
func (r *reader) name() []byte {
	raw := r.skip()
	r.at = blank(r.data, blank(r.data, r.at)+1)
	if plain := raw[1 : len(raw)-1]; bytes.IndexByte(plain, '\\') < 0 && utf8.Valid(plain) {
		return plain
	}
	return []byte(unquoted(raw))
}

func (r *reader) object(v reflect.Value) error {
	fields := fieldsOf(v.Type())
	for more := r.more(); more; more = r.next() {
		name := r.name()
		f := find(fields, name)
		if f == nil {
			r.skip()
		} else if err := r.value(v.FieldByIndex(f.index)); err != nil {
			return err
		}
	}
	return nil
}

func find(fields []field, name []byte) *field {
	for i := range fields {
		if fields[i].name == string(name) {
			return &fields[i]
		}
	}
	return nil
}

func (r *reader) mapping(v reflect.Value) error {
	t := v.Type()
	if v.IsNil() {
		v.Set(reflect.MakeMap(t))
	}
	for more := r.more(); more; more = r.next() {
		name := string(r.name())
		item := reflect.New(t.Elem()).Elem()
		if err := r.value(item); err != nil {
			return err
		}
		v.SetMapIndex(reflect.ValueOf(name).Convert(t.Key()), item)
	}
	return nil
}

func (r *reader) list(v reflect.Value) error {
	items := reflect.MakeSlice(v.Type(), 0, 0)
	v.Set(items)
	for more := r.more(); more; more = r.next() {
		length := v.Len()
		v.Grow(1)
		v.SetLen(length + 1)
		if err := r.value(v.Index(length)); err != nil {
			return err
		}
	}
	return nil
}

func (r *reader) number(v reflect.Value) error {
	number := string(r.skip())
	ok := false
	switch v.Kind() {
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		n, err := strconv.ParseInt(number, 10, 64)
		if ok = err == nil && !v.OverflowInt(n); ok {
			v.SetInt(n)
		}
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		n, err := strconv.ParseUint(number, 10, 64)
		if ok = err == nil && !v.OverflowUint(n); ok {
			v.SetUint(n)
		}
	case reflect.Float32, reflect.Float64:
		x, err := strconv.ParseFloat(number, v.Type().Bits())
		if ok = err == nil; ok {
			v.SetFloat(x)
		}
	case reflect.String:
		if ok = v.Type() == reflect.TypeFor[Number](); ok {
			v.SetString(number)
		}
	}
	if !ok {
		r.mismatch("number "+number, v)
	}
	return nil
}

// any returns a value as what it is: a map, slice, string, bool or number, or nil.
func (r *reader) any() any {
	switch r.data[r.at] {
	case '{':
		members := map[string]any{}
		for more := r.more(); more; more = r.next() {
			name := string(r.name())
			members[name] = r.any()
		}
		return members
	case '[':
		items := []any{}
		for more := r.more(); more; more = r.next() {
			items = append(items, r.any())
		}
		return items
	case '"':
		return r.text()
	}
	switch word := string(r.skip()); word {
	case "true", "false":
		return word == "true"
	case "null":
		return nil
	default:
		if r.useNumber {
			return Number(word)
		}
		x, err := strconv.ParseFloat(word, 64)
		if err != nil {
			r.mismatch("number "+word, reflect.ValueOf(x))
			return nil
		}
		return x
	}
}

func (r *reader) text() string { return unquoted(r.skip()) }

// unquoted returns what a valid string says.
func unquoted(raw []byte) string {
	raw = raw[1 : len(raw)-1]
	if bytes.IndexByte(raw, '\\') < 0 && utf8.Valid(raw) {
		return string(raw)
	}
	text := make([]byte, 0, len(raw))
	for i := 0; i < len(raw); {
		if raw[i] != '\\' {
			c, size := utf8.DecodeRune(raw[i:])
			text, i = utf8.AppendRune(text, c), i+size
			continue
		}
		if raw[i+1] != 'u' {
			text, i = append(text, short(raw[i+1])), i+2
			continue
		}
		c, _ := hex(raw, i+2)
		i += 6
		if utf16.IsSurrogate(c) {
			pair := utf8.RuneError
			if i+6 <= len(raw) && raw[i] == '\\' && raw[i+1] == 'u' {
				low, _ := hex(raw, i+2)
				pair = utf16.DecodeRune(c, low)
			}
			if c = pair; c != utf8.RuneError {
				i += 6
			}
		}
		text = utf8.AppendRune(text, c)
	}
	return string(text)
}
