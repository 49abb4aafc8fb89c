package calendar

// maxYears is how far a walk through the periods of a rule goes: rules whose dates
// are that rare have no further ones here. A rule without a date in the 400 years
// after which the calendar repeats itself has none at all.
const maxYears = 1000

// generator counts the dates of a rule, from that of DTSTART to the last that COUNT
// allows. Its work is done in periods: the days, weeks, months or years in which
// INTERVAL counts. Periods without interest are not looked at, wherever they are.
type generator struct {
	rule   Rule
	filter filter
	start  int  // the day of DTSTART, before which nothing is generated
	last   int  // the last day that is generated
	base   int  // index of the period of DTSTART
	plain  bool // DAILY and nothing else: no period needs to be looked at
}

// begin prepares the generation of the rule from a day on.
func (g *generator) begin(start int) {
	g.start, g.last = start, lastDay
	g.filter.begin(&g.rule, start)
	g.plain = g.rule.Freq == Daily && g.filter.empty() && len(g.rule.BySetPos) == 0
	g.base = g.index(start)
	if g.rule.Count > 0 {
		g.last = g.counted(g.rule.Count)
	}
}

// index numbers the periods of all time.
func (g *generator) index(day int) int {
	switch g.rule.Freq {
	case Daily:
		return day
	case Weekly:
		return floorDiv(day-g.weekShift(), 7)
	}
	year, month, _ := civil(day)
	switch {
	case g.rule.Freq == Monthly:
		return 12*year + month - 1
	case len(g.rule.ByWeekNo) > 0: // then years begin with their first week
		if day < yearWeeks(year, int(g.rule.WeekStart)) {
			return year - 1
		} else if day >= yearWeeks(year+1, int(g.rule.WeekStart)) {
			return year + 1
		}
	}
	return year
}

// weekShift is the first day that begins a week; day 0 was a Thursday.
func (g *generator) weekShift() int { return int(g.rule.WeekStart) - 4 }

// number returns the number, from DTSTART's, of the last period that begins on the
// day or before it.
func (g *generator) number(day int) int {
	return floorDiv(g.index(day)-g.base, g.rule.Interval)
}

// fill finds the dates of the nth period, also those before DTSTART.
func (g *generator) fill(p *period, n int) {
	index := g.base + n*g.rule.Interval
	switch g.rule.Freq {
	case Daily:
		p.begin(index, 1)
		if g.filter.matches(index) {
			p.days[0] = 1
		}
	case Weekly:
		p.begin(7*index+g.weekShift(), 1)
		g.filter.week(p)
	case Monthly:
		year := floorDiv(index, 12)
		month := index - 12*year + 1
		p.begin(dayNumber(year, month, 1), 1)
		g.filter.month(p, year, month)
	default:
		p.begin(dayNumber(index, 1, 1)-yearMargin, len(p.days))
		g.filter.year(p, index)
	}
	if len(g.rule.BySetPos) > 0 {
		p.choose(g.rule.BySetPos)
	}
}

// cycle is the number of periods in 400 years, after which the calendar repeats
// itself to the weekday. INTERVAL does not make it longer.
func (g *generator) cycle() int {
	switch g.rule.Freq {
	case Daily:
		return 146_097
	case Weekly:
		return 146_097 / 7
	case Monthly:
		return 4800
	}
	return 400
}

// has reports whether the rule yields a day.
func (g *generator) has(day int) bool {
	if day < g.start || day > g.last || (g.index(day)-g.base)%g.rule.Interval != 0 {
		return false
	}
	var p period
	g.fill(&p, g.number(day))
	found, ok := p.next(day)
	return ok && found == day
}

// counted returns the last of count dates.
func (g *generator) counted(count int) (last int) {
	var p period
	g.fill(&p, 0)
	last = g.start - 1
	low := g.start
	if each := g.uniform(&p); each > 0 {
		for day, ok := p.next(low); ok && count > 0; day, ok = p.next(day + 1) {
			last = day
			count--
		}
		if count == 0 {
			return last
		}
		number := 1 + (count-1)/each // all before it are full
		if g.base+number*g.rule.Interval > g.index(lastDay) {
			return lastDay
		}
		g.fill(&p, number)
		low = p.first
		count = (count-1)%each + 1
	}
	for c := g.forward(low, lastDay); count > 0 && c.next(); count-- {
		last = c.day
	}
	return last
}

// uniform returns how many dates each period has, p being one of them, or 0 where
// that varies or is not easily told.
func (g *generator) uniform(p *period) int {
	f, r := &g.filter, &g.rule
	switch {
	case g.plain, r.Freq == Weekly && f.months == 0:
		return p.count()
	case r.Freq == Monthly && f.months == 0, r.Freq == Yearly && f.months != 0 && f.months&(f.months-1) == 0 && !f.yearly:
		if f.oneAMonth(r.BySetPos) {
			return 1
		}
	}
	return 0
}
