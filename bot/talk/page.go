package talk

import (
	"strings"
)

// page is a message that is put together, as plain text and as HTML at once. All that it
// takes is plain text.
type page struct {
	plain []string
	rich  strings.Builder
}

func (p *page) block(tag, plain string) {
	p.plain = append(p.plain, plain)
	p.rich.WriteString("<" + tag + ">" + escape(plain) + "</" + tag + ">")
}

// paragraph, strong and small add a paragraph of its own.
func (p *page) paragraph(plain string) { p.block("p", plain) }

func (p *page) strong(plain string) {
	p.plain = append(p.plain, plain)
	p.rich.WriteString("<p><strong>" + escape(plain) + "</strong></p>")
}

func (p *page) small(plain string) {
	p.plain = append(p.plain, plain)
	p.rich.WriteString("<p><sub>" + escape(plain) + "</sub></p>")
}

// list adds items that have no order.
func (p *page) list(items []string) {
	if len(items) == 0 {
		return
	}
	p.rich.WriteString("<ul>")
	for _, item := range items {
		p.plain = append(p.plain, "• "+item)
		p.rich.WriteString("<li>" + escape(item) + "</li>")
	}
	p.rich.WriteString("</ul>")
}

// text returns both forms.
func (p *page) text() (plain, rich string) { return strings.Join(p.plain, "\n"), p.rich.String() }
