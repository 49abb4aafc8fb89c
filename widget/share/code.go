package share

import (
	"strconv"
	"strings"

	"parley/shared/room"
	"parley/widget/share/qr"
)

// codeImage is the address of a picture with the QR code of a text, on white whatever the
// theme is; "" for a text that is too long.
func codeImage(content string) string {
	c := qr.Encode(content)
	if c == nil {
		return ""
	}
	size := strconv.Itoa(c.Size + 2*qr.Quiet)
	svg := `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ` + size + " " + size + `" shape-rendering="crispEdges">` +
		`<path fill="white" d="M0 0h` + size + "v" + size + `H0z"/><path d="` + outline(c) + `"/></svg>`
	return "data:image/svg+xml," + room.Escape(svg, " =:/")
}

// outline is a path around the dark modules: a rectangle for each run of them in a row.
func outline(c *qr.Code) string {
	var b strings.Builder
	for y := range c.Size {
		for x := 0; x < c.Size; x++ {
			from := x
			for x < c.Size && c.Dark(x, y) {
				x++
			}
			if run := strconv.Itoa(x - from); run != "0" {
				b.WriteString("M" + strconv.Itoa(from+qr.Quiet) + " " + strconv.Itoa(y+qr.Quiet) + "h" + run + "v1h-" + run + "z")
			}
		}
	}
	return b.String()
}
