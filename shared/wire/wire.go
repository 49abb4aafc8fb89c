// Package wire reads JSON from outside, as every content of an event is: field by
// field, remembering all that is wrong and where.
//
// It is stricter than encoding/json in one thing: a name is taken as it is written,
// so that "TITLE" is not "title". It tolerates what other programs write: null stands
// for absent, a whole number may be written 50.0, of a name given twice the last
// counts, and broken UTF-8 becomes U+FFFD. JSON nested deeper than 10,000 levels is
// malformed.
package wire

import (
	"encoding/json"
	"errors"
	"strconv"

	"parley/shared/fault"
)

// MaxInteger is the largest integer of Matrix' canonical JSON.
const MaxInteger = 1<<53 - 1

// MaxContent is the most bytes that a content may have: the Matrix specification's
// limit for a whole event.
const MaxContent = 65536

// MaxFaults is how many faults of one content are listed.
const MaxFaults = 100

// Value is one JSON value and the place where it stands.
type Value struct {
	raw    []byte
	in     *Object // nil for the outermost one
	name   string  // of the field; for an item that of its list
	index  int     // of an item of a list, else -1
	key    bool    // the name is one that somebody else has chosen
	faults *fault.List
}

// Object is a JSON object, open for reading. A nil one has no fields.
type Object struct {
	Value
	fields []field
}

type field struct {
	name  []byte // without quotation marks
	value []byte
}

var errJSON = errors.New("no JSON")

// Open reads content, which has to be a JSON object. What is wrong with it, or with
// its fields when they are read later, is added to faults. It returns nil when
// content is none.
func Open(content []byte, faults *fault.List) *Object {
	v := Value{raw: trim(content), index: -1, faults: faults}
	if TooLarge(content) {
		v.Fault(fault.TooLarge)
		return nil
	}
	if !json.Valid(content) {
		v.blame(&fault.Fault{Code: fault.Malformed, Cause: errJSON})
		return nil
	}
	return v.Object()
}

// Path returns the JSON path of the value from the outermost one, such as
// calendar[0].dtstart.
func (v Value) Path() string {
	path := ""
	switch {
	case v.in == nil:
	case v.key:
		path = Key(v.in.Path(), v.name)
	default:
		if path = v.in.Path(); path != "" {
			path += "."
		}
		path += v.name
	}
	if v.index >= 0 {
		path += "[" + strconv.Itoa(v.index) + "]"
	}
	return path
}

// Key returns the path of a field whose name somebody else has chosen: in brackets
// and quotation marks, cut when it is long.
func Key(path, name string) string {
	if len(name) > longestName {
		name = name[:longestName] + "…"
	}
	quoted, _ := json.Marshal(name) // a string never fails
	return path + "[" + string(quoted) + "]"
}

// longestName is how much of a foreign field's name a path repeats, in bytes.
const longestName = 64

// Fault notes what is wrong with the value.
func (v Value) Fault(code fault.Code) { v.blame(fault.New(code, "")) }

func (v Value) blame(f *fault.Fault) {
	if len(*v.faults) >= MaxFaults {
		return
	}
	f.Field = v.Path()
	*v.faults = append(*v.faults, f)
}

func (v Value) malformed() { v.Fault(fault.Malformed) }

// Raw returns the JSON of the value.
func (v Value) Raw() json.RawMessage { return v.raw }

// IsObject reports whether the value is a JSON object.
func (v Value) IsObject() bool { return len(v.raw) > 0 && v.raw[0] == '{' }

// Object opens the value; nil when it is no object, which is a fault.
func (v Value) Object() *Object {
	if !v.IsObject() {
		v.malformed()
		return nil
	}
	return &Object{v, split(v.raw)}
}

// Text returns a string; a value that is none is a fault.
func (v Value) Text() string {
	s, ok := text(v.raw)
	if !ok {
		v.malformed()
	}
	return s
}

// List returns the items of an array; a value that is none is a fault.
func (v Value) List() []Value {
	if len(v.raw) == 0 || v.raw[0] != '[' {
		v.malformed()
		return nil
	}
	list := []Value{}
	for _, item := range items(v.raw) {
		list = append(list, Value{raw: item, in: v.in, name: v.name, key: v.key, index: len(list), faults: v.faults})
	}
	return list
}

// Int returns an integer of canonical JSON, in any notation; a value that is none is
// a fault.
func (v Value) Int() (n int64, ok bool) {
	n, code := integer(string(v.raw))
	if code != "" {
		v.Fault(code)
	}
	return n, code == ""
}

// Count returns an integer from 0 to limit; a value that is none is a fault.
func (v Value) Count(limit int64) int64 {
	n, ok := v.Int()
	if ok && (n < 0 || n > limit) {
		v.Fault(fault.OutOfRange)
		n = 0
	}
	return n
}
