// Package fmt is the package of that name for the browser: what go-app and package calendar use of it, with the same results. The build
// puts it in the place of the original (../overlay.json); tests compare the two.
//
// It knows the verbs v, s, d, q, t, x, p, w, T and %, without flags and widths. Of maps and channels it only says the type, and there
// are no Formatters.
package fmt

import (
	"errors"
	"reflect"
	"strconv"
)

// Stringer is what says itself as a text.
type Stringer interface{ String() string }

// Sprint returns the values as texts, with a blank between two that are no strings.
func Sprint(values ...any) string {
	var b []byte
	wasText := true
	for i, value := range values {
		isText := value != nil && reflect.TypeOf(value).Kind() == reflect.String
		if i > 0 && !isText && !wasText {
			b = append(b, ' ')
		}
		b, wasText = appendVerb(b, 'v', value), isText
	}
	return string(b)
}

// Sprintf returns the format with values for its verbs.
func Sprintf(format string, values ...any) string {
	var b []byte
	used := 0
	for i := 0; i < len(format); i++ {
		c := format[i]
		switch {
		case c != '%':
			b = append(b, c)
			continue
		case i+1 == len(format):
			return string(append(b, "%!(NOVERB)"...))
		}
		i++
		switch c = format[i]; {
		case c == '%':
			b = append(b, '%')
		case used == len(values):
			b = append(b, '%', '!', c)
			b = append(b, "(MISSING)"...)
		default:
			b = appendVerb(b, c, values[used])
			used++
		}
	}
	return string(b)
}

// Printf prints to the console.
func Printf(format string, values ...any) (int, error) {
	text := Sprintf(format, values...)
	print(text)
	return len(text), nil
}

// Errorf returns an error with the text, whose causes are the values for the verb w.
func Errorf(format string, values ...any) error {
	text := Sprintf(format, values...)
	var causes []error
	verb := 0
	for i := 0; i+1 < len(format); i++ {
		if format[i] != '%' {
			continue
		}
		if i++; format[i] == '%' {
			continue
		}
		if verb < len(values) && format[i] == 'w' {
			if cause, ok := values[verb].(error); ok {
				causes = append(causes, cause)
			}
		}
		verb++
	}
	switch len(causes) {
	case 0:
		return errors.New(text)
	case 1:
		return &wrapped{text, causes[0]}
	}
	return &wrappedAll{text, causes}
}

type wrapped struct {
	text  string
	cause error
}

func (w *wrapped) Error() string { return w.text }
func (w *wrapped) Unwrap() error { return w.cause }

type wrappedAll struct {
	text   string
	causes []error
}

func (w *wrappedAll) Error() string   { return w.text }
func (w *wrappedAll) Unwrap() []error { return w.causes }

func appendVerb(b []byte, verb byte, value any) []byte {
	if verb == 'T' {
		return append(b, typeOf(value)...)
	}
	if value == nil {
		if verb == 'v' {
			return append(b, "<nil>"...)
		}
		return wrong(b, verb, "<nil>")
	}
	v := reflect.ValueOf(value)
	if verb == 'p' {
		switch v.Kind() {
		case reflect.Pointer, reflect.Func, reflect.Map, reflect.Chan, reflect.Slice, reflect.UnsafePointer:
			return strconv.AppendUint(append(b, "0x"...), uint64(v.Pointer()), 16)
		}
		return wrong(b, verb, typeOf(value))
	}
	if text, ok := textOf(v, verb); ok {
		switch verb {
		case 'q':
			return strconv.AppendQuote(b, text)
		case 'v', 's', 'w':
			return append(b, text...)
		}
	}
	if verb == 'v' && v.Kind() == reflect.Pointer && !v.IsNil() && isComposite(v.Elem()) {
		return appendComposite(append(b, '&'), v.Elem())
	}
	return appendPlain(b, verb, v)
}

func isComposite(v reflect.Value) bool {
	return v.Kind() == reflect.Struct || v.Kind() == reflect.Slice || v.Kind() == reflect.Array
}

// appendComposite writes the parts of a struct, a slice or an array.
func appendComposite(b []byte, v reflect.Value) []byte {
	n, part, ends := 0, v.Index, "[]"
	if v.Kind() == reflect.Struct {
		n, part, ends = v.NumField(), v.Field, "{}"
	} else {
		n = v.Len()
	}
	b = append(b, ends[0])
	for i := range n {
		if i > 0 {
			b = append(b, ' ')
		}
		b = appendPart(b, part(i))
	}
	return append(b, ends[1])
}

func appendPart(b []byte, v reflect.Value) []byte {
	if v.Kind() == reflect.Interface {
		v = v.Elem()
	}
	if !v.IsValid() {
		return append(b, "<nil>"...)
	}
	if v.CanInterface() {
		if text, ok := textOf(v, 'v'); ok {
			return append(b, text...)
		}
	}
	if v.Kind() == reflect.String {
		return append(b, v.String()...)
	}
	return appendPlain(b, 'v', v)
}

// textOf returns the text that a value has of itself.
func textOf(v reflect.Value, verb byte) (text string, ok bool) {
	defer func() {
		if recover() == nil {
			return
		}
		if text, ok = "%!v(PANIC)", true; v.Kind() == reflect.Pointer && v.IsNil() {
			text = "<nil>"
		}
	}()
	switch value := v.Interface().(type) {
	case error:
		return value.Error(), true
	case Stringer:
		return value.String(), true
	}
	return v.String(), v.Kind() == reflect.String && verb != 'w'
}

func appendPlain(b []byte, verb byte, v reflect.Value) []byte {
	base := 10
	if verb == 'x' {
		base = 16
	}
	switch v.Kind() {
	case reflect.Struct, reflect.Slice, reflect.Array:
		if verb == 'v' {
			return appendComposite(b, v)
		}
	case reflect.Pointer, reflect.Func, reflect.UnsafePointer:
		switch {
		case verb == 'v' && v.Pointer() == 0:
			return append(b, "<nil>"...)
		case verb == 'v':
			return strconv.AppendUint(append(b, "0x"...), uint64(v.Pointer()), 16)
		}
	case reflect.Bool:
		if verb == 'v' || verb == 't' {
			return strconv.AppendBool(b, v.Bool())
		}
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		if verb == 'v' || verb == 'd' || verb == 'x' {
			return strconv.AppendInt(b, v.Int(), base)
		}
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		if verb == 'v' || verb == 'd' || verb == 'x' {
			return strconv.AppendUint(b, v.Uint(), base)
		}
	case reflect.Float32, reflect.Float64:
		if verb == 'v' {
			return strconv.AppendFloat(b, v.Float(), 'g', -1, v.Type().Bits())
		}
	}
	return wrong(b, verb, v.Type().String())
}

func typeOf(value any) string {
	if value == nil {
		return "<nil>"
	}
	return reflect.TypeOf(value).String()
}

// wrong says what can't be written.
func wrong(b []byte, verb byte, what string) []byte {
	return append(append(append(b, '%', '!', verb, '('), what...), ')')
}
