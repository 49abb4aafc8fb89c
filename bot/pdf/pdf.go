// Package pdf turns the HTML of an Etherpad into a PDF, without another program and
// without anything from the network: headings, bold, italic, underline, strike-through,
// nested lists and links, in Latin, Greek and Cyrillic writing. What the fonts cannot draw
// becomes a box.
package pdf

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"codeberg.org/go-pdf/fpdf"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/gobolditalic"
	"golang.org/x/image/font/gofont/goitalic"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/net/html"
)

// Lengths are in millimetres, sizes of type in points.
const (
	margin     = 20.0
	lineHeight = 5.5
	indent     = 6.0
	typeSize   = 11
	smallSize  = 8
	maxTitle   = 80      // characters of the title above each page
	maxIndent  = 12      // deeper lists are drawn at this depth
	maxDepth   = 600     // deeper elements are left out; the parser stops at 512
	maxTree    = 2 << 20 // bytes of a source that is laid out; what is longer takes too much memory
	chunk      = 200     // bytes; fpdf lays out a text in time quadratic in its length
	noGlyph    = '□'
)

// sizes are those of headings.
var sizes = map[string]float64{"h1": 18, "h2": 15, "h3": 13, "h4": 12, "h5": typeSize, "h6": typeSize}

// fonts by style: B is bold, I italic.
var fonts = map[string][]byte{"": goregular.TTF, "B": gobold.TTF, "I": goitalic.TTF, "BI": gobolditalic.TTF}

// drawn are the characters that the fonts have and that fpdf can write: it panics above
// U+FFFF.
var drawn = sync.OnceValue(func() map[rune]bool {
	known := map[rune]bool{}
	font, err := sfnt.Parse(goregular.TTF)
	if err != nil {
		panic(err) // it is linked into the program
	}
	var buffer sfnt.Buffer
	for r := rune(' '); r <= 0xFFFF; r++ {
		if index, err := font.GlyphIndex(&buffer, r); err == nil && index != 0 {
			known[r] = true
		}
	}
	return known
})

// Render returns the PDF of a pad's HTML. Title stands above each page, with the day of at
// (UTC). The same input makes the same output.
func Render(title, source string, at time.Time) ([]byte, error) {
	p := fpdf.New("P", "mm", "A4", "")
	p.SetCatalogSort(true)
	p.SetCreationDate(at.UTC())
	p.SetModificationDate(at.UTC())
	p.SetTitle(clean(title), true)
	p.SetCreator("Parley", true)
	p.SetDisplayMode("fullwidth", "continuous")
	for style, font := range fonts {
		p.AddUTF8FontFromBytes("notes", style, font)
	}
	p.SetMargins(margin, margin+5, margin)
	p.SetAutoPageBreak(true, margin)
	p.AliasNbPages("")
	r := &renderer{pdf: p, style: map[string]int{}, size: typeSize}
	p.SetHeaderFunc(func() { r.edge(margin-8, shortened(clean(title)), at.UTC().Format(time.DateOnly)) })
	p.SetFooterFunc(func() { r.edge(-15, "", fmt.Sprintf("%d / {nb}", p.PageNo())) })
	p.AddPage()
	r.set()
	r.draw(source)
	var out bytes.Buffer
	if err := p.Output(&out); err != nil {
		return nil, fmt.Errorf("write pdf: %w", err)
	}
	return out.Bytes(), nil
}

func shortened(title string) string {
	if runes := []rune(title); len(runes) > maxTitle {
		return string(runes[:maxTitle]) + "…"
	}
	return title
}

// clean replaces what cannot be drawn, and drops what is no character or turns the
// direction of writing.
func clean(s string) string {
	known := drawn()
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t' || r == '\u00a0' || r == '\u202f' || r == '\u2009':
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Variation_Selector, r):
			return -1
		case !known[r]:
			return noGlyph
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
}

// chunks cuts a text in pieces that fpdf can lay out, after blanks where there are any.
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

// renderer draws a document from its beginning to its end.
type renderer struct {
	pdf   *fpdf.Fpdf
	style map[string]int // how many elements around want bold (B), italic (I), underlined (U), struck through (S)
	size  float64
	lists []*list
	depth int
}

// list is one that is being drawn.
type list struct {
	ordered bool
	n       int
}

// edge draws small text at the left and right of a page's edge, and goes back to where it
// was.
func (r *renderer) edge(y float64, left, right string) {
	x, at := r.pdf.GetX(), r.pdf.GetY()
	r.pdf.SetFont("notes", "", smallSize)
	r.pdf.SetTextColor(90, 90, 90)
	width, _ := r.pdf.GetPageSize()
	r.pdf.SetXY(margin, y)
	r.pdf.CellFormat(width-2*margin, lineHeight, left, "", 0, "L", false, 0, "")
	r.pdf.SetXY(margin, y)
	r.pdf.CellFormat(width-2*margin, lineHeight, right, "", 0, "R", false, 0, "")
	r.pdf.SetTextColor(0, 0, 0)
	r.pdf.SetXY(x, at)
	r.set()
}

// set makes the type what the elements around want it to be.
func (r *renderer) set() {
	s := ""
	for _, v := range []string{"B", "I", "U", "S"} {
		if r.style[v] > 0 {
			s += v
		}
	}
	r.pdf.SetFont("notes", s, r.size)
}

func (r *renderer) left() float64 { return margin + float64(min(len(r.lists), maxIndent))*indent }

// newline begins a line unless one has just begun.
func (r *renderer) newline() {
	if r.pdf.GetX() > r.left()+0.1 {
		r.pdf.Ln(r.height())
	}
}

func (r *renderer) height() float64 { return lineHeight * r.size / typeSize }

func (r *renderer) styled(name string, walk func()) {
	r.style[name]++
	r.set()
	walk()
	r.style[name]--
	r.set()
}

func (r *renderer) heading(n *html.Node) {
	r.newline()
	r.size = sizes[n.Data]
	r.styled("B", func() { r.children(n) })
	r.newline()
	r.size = typeSize
	r.set()
}

func (r *renderer) children(n *html.Node) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		r.walk(c)
	}
}

// draw draws a source as it is laid out; of one that is too long or too deep for that, all of
// its text, line by line.
func (r *renderer) draw(source string) {
	if len(source) <= maxTree {
		if doc, err := html.Parse(strings.NewReader(source)); err == nil {
			r.walk(doc)
			return
		}
	}
	r.plain(html.NewTokenizer(strings.NewReader(source)))
}

// plain draws the text of a source.
func (r *renderer) plain(source *html.Tokenizer) {
	hidden := ""
	for {
		kind := source.Next()
		name, _ := source.TagName()
		tag := string(name)
		switch {
		case kind == html.ErrorToken: // it is read to its end
			return
		case hidden != "":
			if kind == html.EndTagToken && tag == hidden {
				hidden = ""
			}
		case kind == html.TextToken:
			r.text(string(source.Text()))
		case kind != html.StartTagToken && kind != html.SelfClosingTagToken:
		case tag == "script" || tag == "style" || tag == "title":
			hidden = tag
		case tag == "br":
			r.pdf.Ln(r.height())
		case tag == "li" || sizes[tag] > 0:
			r.newline()
		}
	}
}

func (r *renderer) walk(n *html.Node) {
	if r.depth++; r.depth > maxDepth {
		r.depth--
		return
	}
	defer func() { r.depth-- }()
	if n.Type == html.TextNode {
		r.text(n.Data)
		return
	}
	if n.Type != html.ElementNode {
		r.children(n)
		return
	}
	switch n.Data {
	case "head", "script", "style", "img", "iframe", "object":
	case "br":
		r.pdf.Ln(r.height())
	case "strong", "b":
		r.styled("B", func() { r.children(n) })
	case "em", "i":
		r.styled("I", func() { r.children(n) })
	case "u":
		r.styled("U", func() { r.children(n) })
	case "s", "strike", "del":
		r.styled("S", func() { r.children(n) })
	case "h1", "h2", "h3", "h4", "h5", "h6":
		r.heading(n)
	case "a":
		r.link(n)
	case "ul", "ol":
		r.list(n)
	case "li":
		r.item(n)
	default:
		r.children(n)
	}
}

func (r *renderer) text(s string) {
	for _, part := range chunks(clean(s)) {
		r.pdf.Write(r.height(), part)
	}
}

func (r *renderer) list(n *html.Node) {
	l := &list{ordered: n.Data == "ol"}
	if start, err := strconv.Atoi(attribute(n, "start")); err == nil && start > 0 && start < 1_000_000 {
		l.n = start - 1 // Etherpad begins a list anew after a paragraph between its items
	}
	r.newline()
	r.nest(append(r.lists, l))
	r.children(n)
	r.newline()
	r.nest(r.lists[:len(r.lists)-1])
}

func (r *renderer) nest(lists []*list) {
	r.lists = lists
	r.pdf.SetLeftMargin(r.left())
	r.pdf.SetX(r.left())
}

// item draws an item with its mark left of it. One that only holds a deeper list has none.
func (r *renderer) item(n *html.Node) {
	r.newline()
	if c := n.FirstChild; len(r.lists) > 0 && (c == nil || c.Type != html.ElementNode || c.Data != "ul" && c.Data != "ol") {
		mark := "•"
		if l := r.lists[len(r.lists)-1]; l.ordered {
			l.n++
			mark = strconv.Itoa(l.n) + "."
		}
		r.pdf.SetX(r.left() - indent)
		r.pdf.CellFormat(indent-1, r.height(), mark, "", 0, "R", false, 0, "")
		r.pdf.SetX(r.left())
	}
	r.children(n)
	r.newline()
}

// link draws a link to a page; what leads elsewhere is text.
func (r *renderer) link(n *html.Node) {
	address := attribute(n, "href")
	if !strings.HasPrefix(address, "https://") && !strings.HasPrefix(address, "http://") {
		r.children(n)
		return
	}
	r.pdf.SetTextColor(0, 0, 160)
	for _, part := range chunks(clean(textOf(n))) {
		r.pdf.WriteLinkString(r.height(), part, address)
	}
	r.pdf.SetTextColor(0, 0, 0)
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func textOf(n *html.Node) string {
	if n.Type == html.TextNode {
		return n.Data
	}
	var b strings.Builder
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		b.WriteString(textOf(c))
	}
	return b.String()
}
