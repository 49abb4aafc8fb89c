// Package qr makes QR codes of short texts, such as links. It knows one mode (bytes), one
// level of error correction (M, 15 %) and one mask, which every reader reads: a package
// that knows them all costs the widget several times as much.
//
// Source: ISO/IEC 18004:2015; the clauses are named where its rules are not obvious.
package qr

// Code is a square of modules, which are dark or light. Around it must be Quiet light ones.
type Code struct {
	Size int
	dark []bool
	used []bool // is part of a pattern, not of the data
}

// Quiet is the width of the margin that readers need, in modules.
const Quiet = 4

// Dark reports whether a module is dark.
func (c *Code) Dark(x, y int) bool { return c.dark[y*c.Size+x] }

// maxVersion is the largest code that phones still read from a small screen.
const maxVersion = 20

// Of level M, by version: how many bytes of a block serve to correct it, and how many blocks
// there are (table 9).
const (
	checksPerBlock = "\x00\x0a\x10\x1a\x12\x18\x10\x12\x16\x16\x1a\x1e\x16\x16\x18\x18\x1c\x1c\x1a\x1a\x1a"
	blocksIn       = "\x00\x01\x01\x01\x02\x02\x04\x04\x04\x05\x05\x05\x08\x09\x09\x0a\x0a\x0b\x0d\x0e\x10"
)

// Encode returns the smallest code of a text, nil for one that is too long.
func Encode(text string) *Code {
	for version := 1; version <= maxVersion; version++ {
		c := frame(version)
		total := c.free() / 8
		room := total - int(checksPerBlock[version])*int(blocksIn[version])
		if data, ok := pack(text, version, room); ok {
			c.fill(interleave(data, version, total))
			return c
		}
	}
	return nil
}

// pack writes the text as the bytes of a code that has room for so many (§7.4).
func pack(text string, version, room int) (data []byte, ok bool) {
	const byteMode, padding = 0x4, "\xec\x11"
	n := len(text)
	// Four bits say the mode, so that all bytes after the length are shifted by half.
	half := byte(byteMode)
	add := func(b byte) { data, half = append(data, half<<4|b>>4), b&15 }
	if version >= 10 { // where the length has 16 bits
		add(byte(n >> 8))
	}
	add(byte(n))
	for i := range n {
		add(text[i])
	}
	data = append(data, half<<4) // and four bits that end the text
	if n >= 1<<16 || len(data) > room {
		return nil, false
	}
	for i := 0; len(data) < room; i++ {
		data = append(data, padding[i%2])
	}
	return data, true
}

// interleave cuts the data into blocks, adds to each what corrects it, and takes them
// together bytewise (§7.6). The last blocks may be one byte longer.
func interleave(data []byte, version, total int) []byte {
	blocks, checks := int(blocksIn[version]), int(checksPerBlock[version])
	generator := generatorOf(checks)
	short := len(data) / blocks
	longer := len(data) % blocks
	out := make([]byte, total)
	for b, from := 0, 0; b < blocks; b++ {
		n := short
		if b >= blocks-longer {
			n++
		}
		block := data[from : from+n]
		from += n
		for i, d := range block {
			at := i*blocks + b
			if i == short { // the longer ones only
				at = short*blocks + b - (blocks - longer)
			}
			out[at] = d
		}
		for i, d := range remainder(block, generator) {
			out[len(data)+i*blocks+b] = d
		}
	}
	return out
}

// generatorOf is the polynomial whose remainders correct blocks, without its leading one.
func generatorOf(degree int) []byte {
	g := make([]byte, degree)
	g[degree-1] = 1
	root := byte(1)
	for range degree {
		for i := range g {
			g[i] = multiply(g[i], root)
			if i+1 < degree {
				g[i] ^= g[i+1]
			}
		}
		root = multiply(root, 2)
	}
	return g
}

func remainder(block, generator []byte) []byte {
	r := make([]byte, len(generator))
	for _, b := range block {
		factor := b ^ r[0]
		copy(r, r[1:])
		r[len(r)-1] = 0
		for i, g := range generator {
			r[i] ^= multiply(g, factor)
		}
	}
	return r
}

// multiply is that of GF(256) modulo x⁸+x⁴+x³+x²+1.
func multiply(a, b byte) (product byte) {
	for ; b > 0; b >>= 1 {
		if b&1 > 0 {
			product ^= a
		}
		carry := a >> 7
		a = a<<1 ^ carry*0x1d
	}
	return product
}
