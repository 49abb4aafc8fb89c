package wire

import (
	"bytes"
	"encoding/json"
	"sort"
	"strconv"

	"parley/shared/fault"
)

// maxDepth is how deep JSON may be nested that is passed on to a homeserver.
const maxDepth = 100

// Canonical returns the JSON of the value as every homeserver takes it, whatever room
// version and server it came through: names once and sorted, numbers as integers. A
// number with a fraction, out of the range of canonical JSON, or a nesting of more
// than 100 levels is a fault. Source: Matrix specification, appendix "Canonical JSON".
func (v Value) Canonical() json.RawMessage {
	decoder := json.NewDecoder(bytes.NewReader(v.raw))
	decoder.UseNumber()
	var tree any
	if decoder.Decode(&tree) != nil {
		v.malformed()
		return nil
	}
	var c canon
	tree = c.value(tree, v.Path(), 0)
	sort.Slice(c.faults, func(i, j int) bool { return c.faults[i].Field < c.faults[j].Field })
	*v.faults = append(*v.faults, c.faults...)
	raw, err := json.Marshal(tree)
	if err != nil {
		v.malformed()
	}
	return raw
}

type canon struct{ faults fault.List }

func (c *canon) value(tree any, path string, depth int) any {
	if depth > maxDepth {
		c.faults = append(c.faults, fault.New(fault.Malformed, path))
		return nil
	}
	switch tree := tree.(type) {
	case map[string]any:
		for name, item := range tree {
			tree[name] = c.value(item, Key(path, name), depth+1)
		}
	case []any:
		for i, item := range tree {
			tree[i] = c.value(item, path+"["+strconv.Itoa(i)+"]", depth+1)
		}
	case json.Number:
		n, code := integer(string(tree))
		if code != "" {
			c.faults = append(c.faults, fault.New(code, path))
		}
		return n
	}
	return tree
}
