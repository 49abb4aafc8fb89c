package wire

import (
	"math"
	"strconv"

	"parley/shared/fault"
)

// Get returns a field; ok is false when it is absent or null.
func (o *Object) Get(name string) (v Value, ok bool) {
	if o == nil {
		return Value{}, false
	}
	v = Value{in: o, name: name, index: -1, faults: o.faults}
	for i := len(o.fields) - 1; i >= 0; i-- {
		if string(o.fields[i].name) == name {
			v.raw = o.fields[i].value
			return v, v.raw[0] != 'n'
		}
	}
	return v, false
}

// Faults returns how many there are so far.
func (o *Object) Faults() int { return len(*o.faults) }

// Has reports whether a field is there and not null.
func (o *Object) Has(name string) bool {
	_, ok := o.Get(name)
	return ok
}

// Need returns a field; one that is absent or null is a fault.
func (o *Object) Need(name string) (v Value, ok bool) {
	if v, ok = o.Get(name); !ok && o != nil {
		o.Missing(name)
	}
	return v, ok
}

// Missing notes that a field is absent or empty.
func (o *Object) Missing(name string) {
	Value{in: o, name: name, index: -1, faults: o.faults}.Fault(fault.Required)
}

// Text returns a field that is a string; "" when it is absent.
func (o *Object) Text(name string) string {
	if v, ok := o.Get(name); ok {
		return v.Text()
	}
	return ""
}

// NeedText returns a field that is a string; one that is absent or empty is a fault.
func (o *Object) NeedText(name string) string {
	v, ok := o.Need(name)
	if !ok {
		return ""
	}
	s := v.Text()
	if s == "" && v.raw[0] == '"' {
		o.Missing(name)
	}
	return s
}

// OneOf returns a field that is one of some words; "" when it is absent. Another word
// is a fault.
func (o *Object) OneOf(name string, words ...string) string {
	v, ok := o.Get(name)
	if !ok {
		return ""
	}
	s, isText := text(v.raw)
	for _, word := range words {
		if s == word && isText {
			return s
		}
	}
	if isText {
		v.Fault(fault.UnknownValue)
	} else {
		v.malformed()
	}
	return ""
}

// NeedOneOf is OneOf for a field whose absence is a fault.
func (o *Object) NeedOneOf(name string, words ...string) string {
	o.Need(name)
	return o.OneOf(name, words...)
}

// TextOrNil returns a field that is a string; nil when it is absent.
func (o *Object) TextOrNil(name string) *string {
	if v, ok := o.Get(name); ok {
		s := v.Text()
		return &s
	}
	return nil
}

// Texts returns a field that is an array of strings; nil when it is absent or has
// another item, which is a fault.
func (o *Object) Texts(name string) []string {
	v, ok := o.Get(name)
	if !ok {
		return nil
	}
	items := v.List()
	if items == nil {
		return nil
	}
	list := []string{}
	before := o.Faults()
	for _, item := range items {
		list = append(list, item.Text())
	}
	if o.Faults() > before {
		return nil
	}
	return list
}

// List returns the items of a field that is an array; nil when it is absent.
func (o *Object) List(name string) []Value {
	if v, ok := o.Get(name); ok {
		return v.List()
	}
	return nil
}

// Object returns a field that is an object; nil when it is absent.
func (o *Object) Object(name string) *Object {
	if v, ok := o.Get(name); ok {
		return v.Object()
	}
	return nil
}

// Each calls f with the fields that are not null, of a name given twice with the
// last, in their order. It is for objects whose names somebody else has chosen.
func (o *Object) Each(f func(name string, v Value)) {
	if o == nil {
		return
	}
	last := make(map[string]int, len(o.fields))
	for i := range o.fields {
		last[string(o.fields[i].name)] = i
	}
	for i := range o.fields {
		name := string(o.fields[i].name)
		if last[name] == i && o.fields[i].value[0] != 'n' {
			f(name, Value{raw: o.fields[i].value, in: o, name: name, index: -1, key: true, faults: o.faults})
		}
	}
}

// Flag returns a field that is true or false; nil when it is absent.
func (o *Object) Flag(name string) *bool {
	v, ok := o.Get(name)
	if !ok {
		return nil
	}
	is := string(v.raw) == "true"
	if !is && string(v.raw) != "false" {
		v.malformed()
		return nil
	}
	return &is
}

// Int returns a field that is an integer of canonical JSON, in any notation; nil when
// it is absent.
func (o *Object) Int(name string) *int64 {
	v, ok := o.Get(name)
	if !ok {
		return nil
	}
	n, ok := v.Int()
	if !ok {
		return nil
	}
	return &n
}

// Count returns a field that is an integer from 0 to limit; 0 when it is absent.
func (o *Object) Count(name string, limit int64) int64 {
	v, ok := o.Get(name)
	if !ok {
		return 0
	}
	return v.Count(limit)
}

// integer reads a JSON number without a fraction.
func integer(number string) (int64, fault.Code) {
	if number == "" || number[0] != '-' && (number[0] < '0' || number[0] > '9') {
		return 0, fault.Malformed
	}
	x, err := strconv.ParseFloat(number, 64)
	switch {
	case err != nil || math.Abs(x) > MaxInteger:
		return 0, fault.OutOfRange
	case x != math.Trunc(x):
		return 0, fault.Malformed
	}
	return int64(x), ""
}
