package meeting

import (
	"encoding/base32"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// Operators' files may use variables in the strings of an event's content:
// {{title}} or, encoded for an address,
// {{#encodeURIComponent}}{{title}}{{/encodeURIComponent}}. In a string that is
// an http(s) address every variable is encoded, since it holds what users typed;
// {{data.<key>}}, which operators wrote, only within the section, as all else in there.
// A variable's value is never searched for variables.

// variables are the values that one room gives to the templates.
type variables struct {
	title, uuid, roomID string
}

var values = map[string]func(variables) string{
	"title":              func(v variables) string { return v.title },
	"uuid":               func(v variables) string { return v.uuid },
	"room_id":            func(v variables) string { return v.roomID },
	"base32_room_id":     func(v variables) string { return base32Room(v) },
	"base32_room_id50":   func(v variables) string { return base32Room(v)[:min(50, len(base32Room(v)))] },
	dataPrefix + "<key>": nil, // replaced when the file is read
}

const (
	dataPrefix = "data."
	section    = "encodeURIComponent"
)

func base32Room(v variables) string {
	return base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString([]byte(v.roomID))
}

// tree is a JSON value whose strings are templates: map[string]tree, []tree,
// template, or a plain value.
type tree any

// template is a string cut at its variables.
type template []part

type part struct {
	text     string // as it is, when variable is ""
	variable string
	encoded  bool
}

// parseTree compiles the strings of a JSON value. data are the widget's own
// plain values for {{data.<key>}}.
func parseTree(value any, data map[string]any) (tree, error) {
	switch value := value.(type) {
	case map[string]any:
		all := make(map[string]tree, len(value))
		for key, v := range value {
			var err error
			if all[key], err = parseTree(v, data); err != nil {
				return nil, fmt.Errorf("%s: %w", key, err)
			}
		}
		return all, nil
	case []any:
		all := make([]tree, len(value))
		for i, v := range value {
			var err error
			if all[i], err = parseTree(v, data); err != nil {
				return nil, fmt.Errorf("[%d]: %w", i, err)
			}
		}
		return all, nil
	case string:
		return parseTemplate(value, data)
	}
	return value, nil
}

func parseTemplate(text string, data map[string]any) (template, error) {
	var t template
	address := strings.HasPrefix(text, "http://") || strings.HasPrefix(text, "https://")
	inSection := false
	for {
		before, rest, found := strings.Cut(text, "{{")
		t = append(t, part{text: escape(before, inSection)})
		if !found {
			break
		}
		tag, after, closed := strings.Cut(rest, "}}")
		if !closed {
			return nil, fmt.Errorf("{{ without }}")
		}
		text = after
		switch tag = strings.TrimSpace(tag); {
		case tag == "#"+section && !inSection, tag == "/"+section && inSection:
			inSection = !inSection
			continue
		}
		p, err := parseVariable(tag, data, address, inSection)
		if err != nil {
			return nil, err
		}
		t = append(t, p)
	}
	if inSection {
		return nil, fmt.Errorf("{{#%s}} is not closed", section)
	}
	return t, nil
}

func parseVariable(name string, data map[string]any, address, inSection bool) (part, error) {
	if key, ok := strings.CutPrefix(name, dataPrefix); ok {
		text, ok := plainText(data[key])
		if !ok || strings.Contains(text, "{{") {
			return part{}, fmt.Errorf("{{%s}}: the widget's data has no plain value %q", name, key)
		}
		return part{text: escape(text, inSection)}, nil
	}
	if values[name] == nil {
		return part{}, fmt.Errorf("{{%s}} is unknown; use title, uuid, room_id, base32_room_id, base32_room_id50, data.<key> or the section %s", name, section)
	}
	return part{variable: name, encoded: address || inSection}, nil
}

// plainText writes a text, a number or a truth value.
func plainText(value any) (string, bool) {
	switch value := value.(type) {
	case string:
		return value, true
	case bool, float64:
		encoded, err := json.Marshal(value)
		return string(encoded), err == nil
	}
	return "", false
}

// render fills a tree with a room's values.
func render(t tree, v variables) any {
	switch t := t.(type) {
	case map[string]tree:
		all := make(map[string]any, len(t))
		for key, value := range t {
			all[key] = render(value, v)
		}
		return all
	case []tree:
		all := make([]any, len(t))
		for i, value := range t {
			all[i] = render(value, v)
		}
		return all
	case template:
		var b strings.Builder
		for _, p := range t {
			b.WriteString(p.render(v))
		}
		return b.String()
	}
	return t
}

// plain is a template without variables as a text.
func (t template) plain() string {
	var b strings.Builder
	for _, p := range t {
		b.WriteString(p.text)
	}
	return b.String()
}

func (p part) render(v variables) string {
	if p.variable == "" {
		return p.text
	}
	return escape(values[p.variable](v), p.encoded)
}

func escape(text string, encoded bool) string {
	if !encoded {
		return text
	}
	return asComponent.Replace(url.QueryEscape(text))
}

// asComponent makes of what is encoded for a form what JavaScript's encodeURIComponent
// writes: the addresses of the existing system's rooms stay the same.
var asComponent = strings.NewReplacer("+", "%20", "%21", "!", "%27", "'", "%28", "(", "%29", ")", "%2A", "*")

// needsRoom reports whether a tree can only be rendered once the room exists.
func needsRoom(t tree) bool {
	return uses(t, "room_id") || uses(t, "base32_room_id") || uses(t, "base32_room_id50")
}

// uses reports whether a variable is in a tree.
func uses(t tree, variable string) bool {
	switch t := t.(type) {
	case map[string]tree:
		for _, value := range t {
			if uses(value, variable) {
				return true
			}
		}
	case []tree:
		return slices.ContainsFunc(t, func(value tree) bool { return uses(value, variable) })
	case template:
		return slices.ContainsFunc(t, func(p part) bool { return p.variable == variable })
	}
	return false
}
