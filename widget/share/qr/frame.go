package qr

// Radii of marks.
const (
	corner    = 4
	alignment = 2
)

// frame is a code with all patterns and no data (§6.3, §7.9, §7.10).
func frame(version int) *Code {
	size := 17 + 4*version
	c := &Code{Size: size, dark: make([]bool, size*size), used: make([]bool, size*size)}
	for i := range size {
		c.set(6, i, i%2 == 0)
		c.set(i, 6, i%2 == 0)
	}
	c.mark(3, 3, corner)
	c.mark(size-4, 3, corner)
	c.mark(3, size-4, corner)
	at := alignments(version)
	for i, x := range at {
		for j, y := range at {
			if last := len(at) - 1; (i > 0 || j > 0 && j < last) && (i < last || j > 0) { // no finder is there
				c.mark(x, y, alignment)
			}
		}
	}
	c.format()
	if version >= 7 {
		c.version(version)
	}
	return c
}

func (c *Code) set(x, y int, dark bool) {
	c.dark[y*c.Size+x], c.used[y*c.Size+x] = dark, true
}

// mark draws dark and light squares around a middle: five modules wide, or a corner's with
// its light margin.
func (c *Code) mark(x, y, radius int) {
	for dy := -radius; dy <= radius; dy++ {
		for dx := -radius; dx <= radius; dx++ {
			distance := max(dx, -dx, dy, -dy)
			dark := distance%2 == 0
			if radius == corner {
				dark = distance != 2 && distance != corner
			}
			if x+dx >= 0 && x+dx < c.Size && y+dy >= 0 && y+dy < c.Size {
				c.set(x+dx, y+dy, dark)
			}
		}
	}
}

// alignments are where the middles of the small marks are, in both directions.
func alignments(version int) []int {
	if version == 1 {
		return nil
	}
	n := version/7 + 2
	step := (version*8 + n*3 + 5) / (n*4 - 4) * 2 // even, and the same from the end to the second
	at := make([]int, n)
	at[0] = 6
	for i, place := n-1, 10+4*version; i > 0; i, place = i-1, place-step {
		at[i] = place
	}
	return at
}

// format says twice that the level is M and the mask 0, and draws the one module that is
// always dark.
func (c *Code) format() {
	const bits = 0x5412 // what BCH makes of zero, with the mask of its own
	bit := func(i int) bool { return bits>>i&1 > 0 }
	last := c.Size - 1
	for i := range 8 {
		c.set(last-i, 8, bit(i))
		c.set(8, i+i/6, bit(i)) // leaves out the timing pattern
	}
	for i := 8; i < 15; i++ {
		c.set(8, last-14+i, bit(i))
		x := 14 - i
		if i == 8 {
			x = 7
		}
		c.set(x, 8, bit(i))
	}
	c.set(8, last-7, true)
}

// version says twice which version it is.
func (c *Code) version(version int) {
	rest := version
	for range 12 {
		rest = rest<<1 ^ (rest>>11)*0x1f25
	}
	bits := version<<12 | rest
	for i := range 18 {
		a, b := c.Size-11+i%3, i/3
		c.set(a, b, bits>>i&1 > 0)
		c.set(b, a, bits>>i&1 > 0)
	}
}

// free is how many modules there are for data.
func (c *Code) free() (n int) {
	for _, used := range c.used {
		if !used {
			n++
		}
	}
	return n
}

// fill puts data where there are no patterns: in columns of two from the right, upwards and
// downwards by turns (§7.7.3), under mask 0.
func (c *Code) fill(data []byte) {
	n := 0
	for right := c.Size - 1; right > 0; right -= 2 {
		if right == 6 { // the timing pattern
			right--
		}
		for i := range c.Size {
			y := i
			if (right+1)&2 == 0 {
				y = c.Size - 1 - i
			}
			for x := right; x >= right-1; x-- {
				if c.used[y*c.Size+x] {
					continue
				}
				dark := n < 8*len(data) && data[n/8]>>(7-n%8)&1 > 0
				c.dark[y*c.Size+x] = dark != ((x+y)%2 == 0)
				n++
			}
		}
	}
}
