package calendar

import "math/bits"

// yearMargin is how many days a year's weeks may begin before it, or end after it.
const yearMargin = 3

// period is the set of a rule's dates in one day, week, month or year.
type period struct {
	first int       // the day that bit 0 stands for
	words int       // how many of days are in use
	days  [6]uint64 // a year of 53 weeks has 371 days
}

func (p *period) begin(first, words int) {
	p.first, p.words = first, words
	clear(p.days[:words])
}

// add adds the days of a month, where bit n is the nth from a day on.
func (p *period) add(month uint32, from int) {
	n := from - p.first
	shift := uint(n & 63)
	p.days[n/64] |= uint64(month) << shift
	if high := uint64(month) >> (64 - shift); high != 0 {
		p.days[n/64+1] |= high
	}
}

func (p *period) remove(day int) {
	n := uint(day - p.first)
	p.days[n/64] &^= 1 << (n % 64)
}

// count returns the number of dates.
func (p *period) count() (n int) {
	for _, word := range p.days[:p.words] {
		n += bits.OnesCount64(word)
	}
	return n
}

// next returns the first date from a day on.
func (p *period) next(day int) (found int, ok bool) {
	n := max(day-p.first, 0)
	for i, mask := n/64, ^uint64(0)<<(n&63); i < p.words; i, mask = i+1, ^uint64(0) {
		if word := p.days[i] & mask; word != 0 {
			return p.first + 64*i + bits.TrailingZeros64(word), true
		}
	}
	return 0, false
}

// previous returns the last date up to a day.
func (p *period) previous(day int) (found int, ok bool) {
	n := min(day-p.first, 64*p.words-1)
	if n < 0 {
		return 0, false
	}
	for i, mask := n/64, ^uint64(0)>>(63-n&63); i >= 0; i, mask = i-1, ^uint64(0) {
		if word := p.days[i] & mask; word != 0 {
			return p.first + 64*i + 63 - bits.LeadingZeros64(word), true
		}
	}
	return 0, false
}

// choose reduces the dates to those that BYSETPOS names.
func (p *period) choose(positions []int) {
	i, size := 0, p.count()
	for day, ok := p.next(p.first); ok; day, ok = p.next(day + 1) {
		if i++; !contains(positions, i) && !contains(positions, i-size-1) {
			p.remove(day)
		}
	}
}

// edge is the first or the last day that the period can have.
func (p *period) edge(last bool) int {
	if last {
		return p.first + 64*p.words - 1
	}
	return p.first
}
