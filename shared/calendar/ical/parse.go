package ical

import (
	"strings"

	"parley/shared/fault"
)

// Limits of a file that is read.
const (
	MaxBytes      = 8 << 20
	maxLines      = 400_000 // as in the file, folded
	maxComponents = 20_000
	maxDepth      = 8 // components in components
)

// component is what is between BEGIN and END.
type component struct {
	name       string
	line       int
	properties []property
	children   []*component
}

// parser reads content lines into components.
type parser struct {
	rest  string
	line  int // of the physical line that was read last
	count int // components
	open  []*component
	lost  func(Problem)
}

// parse returns a nameless component that holds those of the file. An error is a
// *fault.Fault.
func parse(data []byte, lost func(Problem)) (*component, error) {
	if len(data) > MaxBytes {
		return nil, fault.New(fault.TooLarge, "")
	}
	root := &component{}
	p := &parser{rest: strings.TrimPrefix(string(data), "\ufeff"), open: []*component{root}, lost: lost}
	for {
		text, line, ok := p.next()
		if !ok {
			break
		}
		if f := p.take(text, line); f != nil {
			return nil, f
		}
	}
	for len(p.open) > 1 { // the file ends too early: what was not finished is not there
		p.cut()
	}
	if len(root.children) == 0 {
		return nil, fault.New(fault.Malformed, "")
	}
	return root, nil
}

func (p *parser) take(text string, line int) *fault.Fault {
	if p.line > maxLines {
		return fault.New(fault.TooLarge, "")
	}
	prop, ok := parseLine(text)
	if !ok {
		p.lost(Problem{Code: BadLine, Component: p.top().name, Line: line, Detail: shorten(text)})
		return nil
	}
	prop.line = line
	switch prop.name {
	case "BEGIN":
		p.count++
		if p.count > maxComponents || len(p.open) > maxDepth {
			return fault.New(fault.TooLarge, "")
		}
		p.open = append(p.open, &component{name: strings.ToUpper(strings.TrimSpace(prop.value)), line: line})
	case "END":
		p.end(strings.ToUpper(strings.TrimSpace(prop.value)), line)
	default:
		top := p.top()
		top.properties = append(top.properties, prop)
	}
	return nil
}

func (p *parser) top() *component { return p.open[len(p.open)-1] }

// end closes a component; one that was left open within it is dropped.
func (p *parser) end(name string, line int) {
	for i := len(p.open) - 1; i > 0; i-- {
		if p.open[i].name != name {
			continue
		}
		for len(p.open) > i+1 {
			p.cut()
		}
		done := p.top()
		p.open = p.open[:i]
		p.top().children = append(p.top().children, done)
		return
	}
	p.lost(Problem{Code: BadLine, Component: p.top().name, Line: line, Detail: "END:" + shorten(name)})
}

// cut drops the innermost component, which has no end. A calendar is kept: what
// it holds is complete.
func (p *parser) cut() {
	top := p.top()
	p.open = p.open[:len(p.open)-1]
	p.lost(Problem{Code: Missing, Component: shorten(top.name), Property: "END", Line: top.line})
	if top.name == "VCALENDAR" {
		p.top().children = append(p.top().children, top)
	}
}

// next returns the next line, unfolded, and where it begins. Empty ones are skipped.
func (p *parser) next() (text string, line int, ok bool) {
	for text == "" && p.rest != "" {
		text, line = p.physical(), p.line
		if p.folded() {
			var b strings.Builder
			b.WriteString(text)
			for p.folded() {
				b.WriteString(p.physical()[1:])
			}
			text = b.String()
		}
	}
	return text, line, text != ""
}

func (p *parser) folded() bool { return p.rest != "" && (p.rest[0] == ' ' || p.rest[0] == '\t') }

func (p *parser) physical() string {
	text, rest, _ := strings.Cut(p.rest, "\n")
	p.rest = rest
	p.line++
	return strings.TrimSuffix(text, "\r")
}
