// Package pdf turns the HTML that Etherpad's getHTML returns into a PDF, without any other
// program: headings, bold, italic, underline, strike-through, nested lists and links.
package pdf

import (
	"bytes"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"codeberg.org/go-pdf/fpdf"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/gobolditalic"
	"golang.org/x/image/font/gofont/goitalic"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/net/html"
)

const (
	margin     = 20.0
	lineHeight = 5.5
	indent     = 6.0
	maxIndent  = 12  // deeper lists are drawn at this depth
	maxDepth   = 480 // deeper elements are left out; the parser stops at 512
	chunk      = 200 // fpdf lays out a text in time quadratic in its length
)

type list struct {
	ordered bool
	n       int
}

type renderer struct {
	pdf   *fpdf.Fpdf
	style map[string]int
	lists []*list
	depth int
}

// Render returns the PDF. The output is the same for the same input.
func Render(title, source string, at time.Time) ([]byte, error) {
	doc, err := html.Parse(strings.NewReader(source))
	if err != nil {
		return nil, fmt.Errorf("parse notes: %w", err)
	}
	p := fpdf.New("P", "mm", "A4", "")
	p.SetCatalogSort(true)
	p.SetCreationDate(at.UTC())
	p.SetModificationDate(at.UTC())
	p.SetTitle(clean(title), true)
	for style, font := range map[string][]byte{
		"": goregular.TTF, "B": gobold.TTF, "I": goitalic.TTF, "BI": gobolditalic.TTF,
	} {
		p.AddUTF8FontFromBytes("notes", style, font)
	}
	p.SetMargins(margin, margin, margin)
	p.SetAutoPageBreak(true, margin)
	p.AliasNbPages("")
	p.SetFooterFunc(func() {
		p.SetLeftMargin(margin)
		p.SetY(-15)
		p.SetFont("notes", "", 8)
		p.CellFormat(0, 10, fmt.Sprintf("%d / {nb}", p.PageNo()), "", 0, "C", false, 0, "")
	})
	p.AddPage()
	p.SetFont("notes", "", 11)
	r := &renderer{pdf: p, style: map[string]int{}}
	r.walk(doc)
	var out bytes.Buffer
	if err := p.Output(&out); err != nil {
		return nil, fmt.Errorf("write pdf: %w", err)
	}
	return out.Bytes(), nil
}

// clean replaces what fpdf cannot draw: it panics on characters above U+FFFF.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r > 0xFFFF:
			return '\u25A1'
		case r == '\t':
			return ' '
		case unicode.IsControl(r), r >= 0x202A && r <= 0x202E, r >= 0x2066 && r <= 0x2069, r == 0xFEFF:
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
}

func chunks(s string) []string {
	var out []string
	for len(s) > chunk {
		k := strings.LastIndexByte(s[:chunk], ' ') + 1
		if k == 0 {
			for k = chunk; !utf8.RuneStart(s[k]); k-- {
			}
		}
		out, s = append(out, s[:k]), s[k:]
	}
	return append(out, s)
}

func (r *renderer) left() float64 { return margin + float64(min(len(r.lists), maxIndent))*indent }

func (r *renderer) lineStart() bool { return r.pdf.GetX() <= r.left()+0.1 }

func (r *renderer) newline() {
	if !r.lineStart() {
		r.pdf.Ln(lineHeight)
	}
}

func (r *renderer) styled(name string, walk func()) {
	set := func() {
		s := ""
		for _, v := range []string{"B", "I", "U", "S"} {
			if r.style[v] > 0 {
				s += v
			}
		}
		r.pdf.SetFontStyle(s)
	}
	r.style[name]++
	set()
	walk()
	r.style[name]--
	set()
}

func (r *renderer) children(n *html.Node) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		r.walk(c)
	}
}

func (r *renderer) walk(n *html.Node) {
	if r.depth++; r.depth > maxDepth {
		r.depth--
		return
	}
	defer func() { r.depth-- }()
	if n.Type == html.TextNode {
		for _, part := range chunks(clean(n.Data)) {
			r.pdf.Write(lineHeight, part)
		}
		return
	}
	if n.Type != html.ElementNode {
		r.children(n)
		return
	}
	switch n.Data {
	case "head", "script", "style", "img", "iframe", "object":
	case "br":
		r.pdf.Ln(lineHeight)
	case "strong", "b", "h1", "h2", "h3", "h4":
		r.styled("B", func() { r.children(n) })
		if n.Data[0] == 'h' {
			r.newline()
		}
	case "em", "i":
		r.styled("I", func() { r.children(n) })
	case "u":
		r.styled("U", func() { r.children(n) })
	case "s", "strike", "del":
		r.styled("S", func() { r.children(n) })
	case "a":
		r.link(n)
	case "ul", "ol":
		r.newline()
		r.lists = append(r.lists, &list{ordered: n.Data == "ol"})
		r.pdf.SetLeftMargin(r.left())
		r.pdf.SetX(r.left())
		r.children(n)
		r.newline()
		r.lists = r.lists[:len(r.lists)-1]
		r.pdf.SetLeftMargin(r.left())
		r.pdf.SetX(r.left())
	case "li":
		r.newline()
		mark := "• "
		if k := len(r.lists); k > 0 {
			if l := r.lists[k-1]; l.ordered {
				l.n++
				mark = fmt.Sprintf("%d. ", l.n)
			}
		}
		// An item that only holds a deeper list draws no mark of its own.
		if c := n.FirstChild; c == nil || c.Type != html.ElementNode || (c.Data != "ul" && c.Data != "ol") {
			r.pdf.Write(lineHeight, mark)
		}
		r.children(n)
		r.newline()
	default:
		r.children(n)
	}
}

func (r *renderer) link(n *html.Node) {
	var text strings.Builder
	var collect func(*html.Node)
	collect = func(n *html.Node) {
		if n.Type == html.TextNode {
			text.WriteString(n.Data)
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			collect(c)
		}
	}
	collect(n)
	for _, a := range n.Attr {
		if a.Key != "href" || (!strings.HasPrefix(a.Val, "https://") && !strings.HasPrefix(a.Val, "http://")) {
			continue
		}
		r.pdf.SetTextColor(0, 0, 160)
		for _, part := range chunks(clean(text.String())) {
			r.pdf.WriteLinkString(lineHeight, part, a.Val)
		}
		r.pdf.SetTextColor(0, 0, 0)
		return
	}
	r.children(n)
}
