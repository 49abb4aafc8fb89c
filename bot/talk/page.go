package talk

import (
	"html"
	"slices"
	"strconv"
	"strings"

	"parley/shared/event"
)

// page is a message that is put together, as plain text and as HTML at once. All that it
// takes is plain text.
type page struct {
	plain []string
	rich  strings.Builder
}

// line is a link, text, and what somebody is to send, each if there is any.
type line struct {
	label, address string
	text, send     string
}

func (l line) plain() string { return l.joined(l.label, l.text, l.send) }

func (l line) rich() string {
	link, send := "", ""
	if l.label != "" {
		link = anchor(l.label, l.address)
	}
	if l.send != "" {
		send = "<code>" + escape(l.send) + "</code>"
	}
	return l.joined(link, escape(l.text), send)
}

func (line) joined(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), " ")
}

// paragraph, strong, small and send add a paragraph of its own.
func (p *page) paragraph(plain string) { p.add(plain, "<p>"+escape(plain)+"</p>") }

func (p *page) strong(plain string) { p.add(plain, "<p><strong>"+escape(plain)+"</strong></p>") }

func (p *page) small(plain string) { p.add(plain, "<p><sub>"+escape(plain)+"</sub></p>") }

func (p *page) send(plain, send string) {
	l := line{text: plain, send: send}
	p.add(l.plain(), "<p>"+l.rich()+"</p>")
}

// link adds a paragraph with an address that stands for itself in plain text.
func (p *page) link(words, label, address string) {
	p.add(words+" "+address, "<p>"+escape(words)+": "+anchor(label, address)+"</p>")
}

// anchor is a link as HTML. Clients show a room's name in place of the label.
func anchor(label, address string) string {
	return `<a href="` + html.EscapeString(address) + `">` + escape(label) + "</a>"
}

// list adds items that have no order, steps those that have one.
func (p *page) list(items []string) {
	lines := make([]line, len(items))
	for i, item := range items {
		lines[i].text = item
	}
	p.items("ul", lines)
}

func (p *page) steps(lines ...line) { p.items("ol", lines) }

func (p *page) items(tag string, lines []line) {
	if len(lines) == 0 {
		return
	}
	p.rich.WriteString("<" + tag + ">")
	for i, l := range lines {
		mark := "• "
		if tag == "ol" {
			mark = strconv.Itoa(i+1) + ". "
		}
		p.add(mark+l.plain(), "<li>"+l.rich()+"</li>")
	}
	p.rich.WriteString("</" + tag + ">")
}

func (p *page) add(plain, rich string) {
	p.plain = append(p.plain, plain)
	p.rich.WriteString(rich)
}

// notice returns the message of a program, text one that clients tell people about.
func (p *page) notice() event.Message { return p.message(event.MessageNotice) }

func (p *page) text() event.Message { return p.message(event.MessageText) }

func (p *page) message(kind string) event.Message {
	return event.Rich(kind, strings.Join(p.plain, "\n"), p.rich.String())
}
