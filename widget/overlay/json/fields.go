package json

import (
	"reflect"
	"strings"
	"sync"
)

// field is one of a struct that is in its JSON.
type field struct {
	name                string
	index               []int
	omitEmpty, omitZero bool
}

var (
	known   = map[reflect.Type][]field{}
	knownMu sync.Mutex
)

// fieldsOf returns the fields of a struct, in their order.
func fieldsOf(t reflect.Type) []field {
	knownMu.Lock()
	defer knownMu.Unlock()
	fields, ok := known[t]
	if !ok {
		fields = findFields(t, nil)
		known[t] = fields
	}
	return fields
}

func findFields(t reflect.Type, index []int) (fields []field) {
	for i := range t.NumField() {
		f := t.Field(i)
		tag := f.Tag.Get("json")
		name, options, _ := strings.Cut(tag, ",")
		at := append(index[:len(index):len(index)], i)
		switch {
		case tag == "-":
		case f.Anonymous && name == "" && f.Type.Kind() == reflect.Struct:
			fields = append(fields, findFields(f.Type, at)...)
		case f.IsExported():
			if name == "" {
				name = f.Name
			}
			fields = append(fields, field{name, at, strings.Contains(options, "omitempty"), strings.Contains(options, "omitzero")})
		}
	}
	return fields
}
