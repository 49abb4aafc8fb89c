// Package json is encoding/json for the browser: what Parley and go-app use of it, with the same results, in a fifth of the size. The
// build puts it in the place of the original (../overlay.json); tests compare the two.
//
// It leaves out, so do not use it: text marshalers, keys of maps that are no strings, bytes as base64, arrays of a fixed length, the
// tag "string", embedded structs with names that another field has, indentation. Names of members are taken as they are written, so that
// "TITLE" is not "title". A Decoder does not check what stands between the values that it is asked for.
package json

import (
	"reflect"
	"strconv"
)

// Marshaler is what writes itself as JSON.
type Marshaler interface{ MarshalJSON() ([]byte, error) }

// Unmarshaler is what reads itself from one JSON value, which it must not keep.
type Unmarshaler interface{ UnmarshalJSON([]byte) error }

// RawMessage is JSON that is left as it is.
type RawMessage []byte

// MarshalJSON implements Marshaler.
func (m RawMessage) MarshalJSON() ([]byte, error) {
	if m == nil {
		return []byte("null"), nil
	}
	return m, nil
}

// UnmarshalJSON implements Unmarshaler.
func (m *RawMessage) UnmarshalJSON(data []byte) error {
	*m = append((*m)[0:0], data...)
	return nil
}

// Number is a number as it was written.
type Number string

func (n Number) String() string { return string(n) }

// Float64 returns its value.
func (n Number) Float64() (float64, error) { return strconv.ParseFloat(string(n), 64) }

// Int64 returns its value.
func (n Number) Int64() (int64, error) { return strconv.ParseInt(string(n), 10, 64) }

// SyntaxError says that something is no JSON.
type SyntaxError struct{ Offset int64 }

func (e *SyntaxError) Error() string {
	return "invalid JSON near byte " + strconv.FormatInt(e.Offset, 10)
}

// UnmarshalTypeError says that a value is of another type than the one to fill.
type UnmarshalTypeError struct {
	Value  string
	Type   reflect.Type
	Offset int64
}

func (e *UnmarshalTypeError) Error() string {
	return "json: cannot unmarshal " + e.Value + " into Go value of type " + e.Type.String()
}

// InvalidUnmarshalError says that there is nothing to fill.
type InvalidUnmarshalError struct{ Type reflect.Type }

func (e *InvalidUnmarshalError) Error() string { return "json: Unmarshal needs a pointer" }

// UnsupportedTypeError says that a type has no form in JSON, or none here.
type UnsupportedTypeError struct{ Type reflect.Type }

func (e *UnsupportedTypeError) Error() string { return "json: unsupported type: " + e.Type.String() }

// UnsupportedValueError says that a value has no form in JSON.
type UnsupportedValueError struct {
	Value reflect.Value
	Str   string
}

func (e *UnsupportedValueError) Error() string { return "json: unsupported value: " + e.Str }

// MarshalerError is the error of a Marshaler.
type MarshalerError struct {
	Type reflect.Type
	Err  error
}

func (e *MarshalerError) Error() string {
	return "json: error calling MarshalJSON for type " + e.Type.String() + ": " + e.Err.Error()
}

// Unwrap returns the Marshaler's error.
func (e *MarshalerError) Unwrap() error { return e.Err }
