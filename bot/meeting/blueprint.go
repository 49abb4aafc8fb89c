package meeting

import (
	"bytes"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strconv"

	"parley/shared/command"
	"parley/shared/event"
	"parley/shared/fault"
)

//go:embed defaults
var defaults embed.FS

// Blueprint is what the operator wants in every new meeting room. Its files have
// the form of the existing system's default_events.json and
// default_widget_layouts.json.
type Blueprint struct {
	state       []stateTemplate
	widgets     []stateTemplate
	messages    []stateTemplate
	layouts     []layout
	members     []string
	powerLevels map[string]any
	encryption  any
}

// stateTemplate is one configured event; a message has no state key.
type stateTemplate struct {
	typ, stateKey string
	name          string // of a widget
	optional      bool   // of a widget: only when asked for
	content       tree
}

type layout struct {
	WidgetIDs []string                   `json:"widgetIds"`
	Layouts   map[string]event.Placement `json:"layouts"`
}

// WidgetInfo describes a widget that people can choose for their meetings.
type WidgetInfo struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Optional bool   `json:"optional"`
}

type eventsFile struct {
	StateEvents []fileEvent `json:"state_events"`
	RoomEvents  []fileEvent `json:"room_events"`
}

type fileEvent struct {
	Type     string         `json:"type"`
	StateKey string         `json:"state_key"`
	Optional bool           `json:"optional"`
	Content  map[string]any `json:"content"`
}

// LoadBlueprint reads the operator's files; "" stands for the one built in. The
// error names the file, the place in it, the fault and the remedy.
func LoadBlueprint(eventsPath, layoutsPath string) (*Blueprint, error) {
	var file eventsFile
	if err := readFile(eventsPath, "default_events.json", &file); err != nil {
		return nil, err
	}
	b := &Blueprint{}
	for i, e := range file.StateEvents {
		if err := b.addState(e); err != nil {
			return nil, fmt.Errorf("%s: state_events[%d] (%s): %w", nameOf(eventsPath), i, e.Type, err)
		}
	}
	for i, e := range file.RoomEvents {
		content, err := parseTree(e.Content, nil)
		if err != nil {
			return nil, fmt.Errorf("%s: room_events[%d] (%s): %w", nameOf(eventsPath), i, e.Type, err)
		}
		b.messages = append(b.messages, stateTemplate{typ: e.Type, content: content})
	}
	if err := readFile(layoutsPath, "default_widget_layouts.json", &b.layouts); err != nil {
		return nil, err
	}
	return b, b.checkLayouts(nameOf(layoutsPath))
}

func nameOf(path string) string {
	if path == "" {
		return "built in"
	}
	return path
}

func readFile(path, builtIn string, into any) error {
	content, err := defaults.ReadFile("defaults/" + builtIn)
	if path != "" {
		content, err = os.ReadFile(path)
	}
	if err != nil {
		return err
	}
	decoder := json.NewDecoder(bytes.NewReader(content))
	if err := decoder.Decode(into); err != nil {
		return fmt.Errorf("%s: line %d: not the expected JSON: %w", nameOf(path), lineOf(content, err), err)
	}
	return nil
}

// lineOf is the line of a JSON text in which it cannot be read on.
func lineOf(content []byte, err error) int {
	at := int64(len(content))
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		at = syntax.Offset
	case errors.As(err, &kind):
		at = kind.Offset
	}
	return 1 + bytes.Count(content[:min(at, int64(len(content)))], []byte("\n"))
}

// addState sorts a configured event in. Name, topic and links are the meeting's
// own and skipped, as the existing system does.
func (b *Blueprint) addState(e fileEvent) error {
	switch e.Type {
	case "":
		return fmt.Errorf("it has no type")
	case event.TypeName, event.TypeTopic, event.TypeSpaceParent, event.TypeCreate, event.TypeMetadata, event.TypeLayout:
		return nil
	case event.TypeMember:
		if !command.ValidUserID(e.StateKey) {
			return fmt.Errorf("its state_key is no user id")
		}
		b.members = append(b.members, e.StateKey)
	case event.TypePowerLevels:
		b.powerLevels = e.Content
	case event.TypeEncryption:
		b.encryption = e.Content
	case event.TypeWidget:
		return b.addWidget(e)
	default:
		content, err := parseTree(e.Content, nil)
		b.state = append(b.state, stateTemplate{typ: e.Type, stateKey: e.StateKey, content: content})
		return err
	}
	return nil
}

func (b *Blueprint) addWidget(e fileEvent) error {
	if e.StateKey == "" || b.widget(e.StateKey) != nil {
		return fmt.Errorf("its state_key, the widget's id, is missing or there twice")
	}
	optional, _ := e.Content["optional"].(bool)
	delete(e.Content, "optional")
	e.Content["id"] = e.StateKey
	data, _ := e.Content["data"].(map[string]any)
	content, err := parseTree(e.Content, data)
	name, _ := e.Content["name"].(string)
	b.widgets = append(b.widgets, stateTemplate{
		typ: e.Type, stateKey: e.StateKey, name: name, optional: optional || e.Optional, content: content,
	})
	return err
}

func (b *Blueprint) widget(id string) *stateTemplate {
	for i := range b.widgets {
		if b.widgets[i].stateKey == id {
			return &b.widgets[i]
		}
	}
	return nil
}

func (b *Blueprint) checkLayouts(name string) error {
	for i, l := range b.layouts {
		for id, place := range l.Layouts {
			if !place.Known() {
				return fmt.Errorf("%s: [%d].layouts.%s.container: %q is unknown; use top, right or center", name, i, id, place.Container)
			}
		}
	}
	return nil
}

// Strays are the ids in layouts that belong to no widget. A layout for a set of widgets
// with one of them is never used.
func (b *Blueprint) Strays() []string {
	var strays []string
	for _, l := range b.layouts {
		for _, id := range append(slices.Sorted(maps.Keys(l.Layouts)), l.WidgetIDs...) {
			if b.widget(id) == nil && !slices.Contains(strays, id) {
				strays = append(strays, id)
			}
		}
	}
	return strays
}

// IsOpen reports whether whoever has a link to a room may come into it, unless the command
// that has made it says otherwise.
func (b *Blueprint) IsOpen() bool {
	for _, t := range b.state {
		if t.typ == event.TypeJoinRules && t.stateKey == "" {
			content, _ := json.Marshal(render(t.content, variables{})) // as it is written
			rules, err := event.DecodeJoinRules(content)
			return err == nil && rules.JoinRule == event.JoinPublic
		}
	}
	return false
}

// Widgets lists what people can choose from.
func (b *Blueprint) Widgets() []WidgetInfo {
	all := make([]WidgetInfo, len(b.widgets))
	for i, w := range b.widgets {
		all[i] = WidgetInfo{ID: w.stateKey, Name: w.name, Optional: w.optional}
	}
	return all
}

// choose returns the widgets with the given ids in the operator's order; nil
// ids stand for all that are not optional.
func (b *Blueprint) choose(ids []string) ([]stateTemplate, *fault.Fault) {
	for i, id := range ids {
		if b.widget(id) == nil {
			return nil, fault.New(fault.UnknownWidget, "data.widget_ids["+strconv.Itoa(i)+"]")
		}
	}
	var chosen []stateTemplate
	for _, w := range b.widgets {
		if slices.Contains(ids, w.stateKey) || ids == nil && !w.optional {
			chosen = append(chosen, w)
		}
	}
	return chosen, nil
}

// layoutOf returns the layout that is configured for exactly these widgets, or
// else for the most of them; nil when there is none.
func (b *Blueprint) layoutOf(widgets []stateTemplate) *event.Layout {
	var best *layout
	for i, l := range b.layouts {
		fits := !slices.ContainsFunc(l.WidgetIDs, func(id string) bool {
			return !slices.ContainsFunc(widgets, func(w stateTemplate) bool { return w.stateKey == id })
		})
		if fits && len(l.WidgetIDs) > 0 && (best == nil || len(l.WidgetIDs) > len(best.WidgetIDs)) {
			best = &b.layouts[i]
		}
	}
	if best == nil {
		return nil
	}
	return &event.Layout{Widgets: best.Layouts}
}
