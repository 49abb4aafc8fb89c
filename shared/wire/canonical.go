package wire

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
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
	tree = c.value(tree, &step{name: v.Path()}, 0)
	sort.Slice(c.faults, func(i, j int) bool { return c.faults[i].Field < c.faults[j].Field })
	*v.faults = append(*v.faults, c.faults...)
	raw, err := json.Marshal(tree)
	if err != nil {
		v.malformed()
	}
	return raw
}

type canon struct{ faults fault.List }

func (c *canon) value(tree any, at *step, depth int) any {
	if depth > maxDepth {
		c.add(fault.Malformed, at)
		return nil
	}
	switch tree := tree.(type) {
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(tree)) {
			tree[name] = c.value(tree[name], &step{up: at, name: name}, depth+1)
		}
	case []any:
		for i, item := range tree {
			tree[i] = c.value(item, &step{up: at, index: i, item: true}, depth+1)
		}
	case json.Number:
		n, code := integer(string(tree))
		if code != "" {
			c.add(code, at)
		}
		return n
	}
	return tree
}

func (c *canon) add(code fault.Code, at *step) {
	if len(c.faults) < MaxFaults {
		c.faults = append(c.faults, fault.New(code, at.path()))
	}
}

// step is a place in a tree. Its path is only written where something is wrong.
type step struct {
	up    *step
	name  string // the path of the tree itself, or the name of a member
	index int    // of an item
	item  bool
}

// maxPath is about how long a path may become: names are the sender's.
const maxPath = 1000

func (s *step) path() string {
	var way []*step
	for ; s.up != nil; s = s.up {
		way = append(way, s)
	}
	path := s.name
	for _, s := range slices.Backward(way) {
		switch {
		case len(path) > maxPath:
			return path + "…"
		case s.item:
			path += "[" + strconv.Itoa(s.index) + "]"
		default:
			path = Key(path, s.name)
		}
	}
	return path
}
