package calendar

// cursor walks over the dates of a rule:
//
//	for c := g.forward(low, high); c.next(); { c.day … }
type cursor struct {
	g          *generator
	day        int // the current date
	at, to     int // where to go on, and the last day asked for
	number     int // of the period
	empty      int // periods without a date up to here
	left       int // periods that may still be looked at
	period     period
	backwards  bool
	inProgress bool
}

// forward walks from low to high.
func (g *generator) forward(low, high int) cursor {
	low = max(low, g.start)
	return g.cursor(low, min(high, g.last), false)
}

// backward walks from high to the start of the series.
func (g *generator) backward(high int) cursor {
	return g.cursor(min(high, g.last), g.start, true)
}

func (g *generator) cursor(at, to int, backwards bool) cursor {
	c := cursor{g: g, at: at, to: to, backwards: backwards}
	if c.past(at) {
		return c
	}
	c.number, c.left = g.number(at), g.cycle()/400*maxYears
	if at > g.start && g.plain {
		if !backwards && (at-g.start)%g.rule.Interval != 0 {
			c.number++
		}
		c.at = g.base + c.number*g.rule.Interval
	}
	return c
}

func (c *cursor) past(day int) bool {
	return c.backwards && day < c.to || !c.backwards && day > c.to
}

// next goes to the next date and reports whether there is one.
func (c *cursor) next() bool {
	if c.g.plain && c.left > 0 {
		c.day = c.at
		c.at += c.direction() * c.g.rule.Interval
		return !c.past(c.day)
	}
	for {
		if !c.inProgress && !c.load() {
			return false
		}
		day, ok := c.step()
		if ok {
			c.empty = 0
			c.day = day
			return !c.past(day)
		}
		c.inProgress = false
		c.empty++
		c.number += c.direction()
	}
}

func (c *cursor) direction() int {
	if c.backwards {
		return -1
	}
	return 1
}

// load fills the period to look at, unless nothing can come any more.
func (c *cursor) load() bool {
	if c.left == 0 || c.empty > c.g.cycle() {
		return false
	}
	c.left--
	c.g.fill(&c.period, c.number)
	c.inProgress = !c.past(c.period.edge(c.backwards))
	return c.inProgress
}

func (c *cursor) step() (day int, ok bool) {
	if c.backwards {
		if day, ok = c.period.previous(c.at); ok {
			c.at = day - 1
		}
	} else if day, ok = c.period.next(c.at); ok {
		c.at = day + 1
	}
	return day, ok
}
