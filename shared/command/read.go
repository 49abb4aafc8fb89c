package command

import (
	"encoding/json"

	"parley/shared/wire"
)

// widgets reads the ids of widgets, once each; widgets is tolerated for widget_ids.
func (in input) widgets() []string {
	ids := in.Texts("widget_ids")
	if ids == nil {
		ids = in.Texts("widgets")
	}
	return ids
}

// external reads external_data; nil when it is absent.
func (in input) external() map[string]json.RawMessage {
	value, ok := in.Get("external_data")
	if !ok {
		return nil
	}
	data := map[string]json.RawMessage{}
	value.Object().Each(func(name string, v wire.Value) { data[name] = v.Canonical() })
	return data
}

func participants(values []wire.Value) []Participant {
	var all []Participant
	for _, v := range values {
		var p Participant
		if o := v.Object(); o != nil {
			p = Participant{UserID: o.Text("user_id"), PowerLevel: o.Int("power_level")}
		}
		all = append(all, p)
	}
	return all
}

// flag reads a field that has to be true or false.
func (in input) flag(name string) bool {
	in.Need(name)
	is := in.Flag(name)
	return is != nil && *is
}

// once returns the items, of those with the same key the first.
func once[T any](items []T, key func(T) string) []T {
	seen := make(map[string]bool, len(items))
	kept := items[:0:0]
	for _, item := range items {
		if k := key(item); !seen[k] {
			seen[k] = true
			kept = append(kept, item)
		}
	}
	return kept
}

func itself(id string) string { return id }
