package calendar

// filter holds the parts of a rule that choose days, as sets, with those made explicit
// that RFC 5545 §3.3.10 takes from DTSTART ("information missing from the rule").
type filter struct {
	months    uint16     // bit n is month n; none: all
	monthDays uint32     // bit n is day n+1
	monthEnds uint32     // bit n is the nth day before the last
	weekdays  weekdaySet // those of days, and DTSTART's; none: all
	days      []Day      // BYDAY with ordinals; empty: weekdays says it all
	yearDays  []int      // BYYEARDAY
	weeks     []int      // BYWEEKNO
	weekStart int
	yearly    bool // some parts look at the place of a day in its year
	ordinals  bool // days are counted in the year, not in the month
}

// weekdaySet is a set of weekdays: bit n is that of time.Weekday(n).
type weekdaySet uint8

func (s weekdaySet) has(day int) bool { return s>>weekdayOf(day)&1 == 1 }

func (f *filter) begin(r *Rule, start int) {
	*f = filter{yearDays: r.ByYearDay, weeks: r.ByWeekNo, weekStart: int(r.WeekStart)}
	for _, month := range r.ByMonth {
		f.months |= 1 << month
	}
	for _, d := range r.ByMonthDay {
		if d > 0 {
			f.monthDays |= 1 << (d - 1)
		} else {
			f.monthEnds |= 1 << (-d - 1)
		}
	}
	for _, d := range r.ByDay {
		f.weekdays |= 1 << d.Weekday
	}
	if len(r.ByDay)+len(r.ByMonthDay)+len(r.ByYearDay) == 0 {
		f.complete(r, start)
	}
	if r.ordinals() {
		f.days = r.ByDay
		f.ordinals = r.Freq == Yearly && len(r.ByMonth) == 0
	}
	f.yearly = f.ordinals || len(f.yearDays)+len(f.weeks) > 0
}

// empty reports that every day is chosen.
func (f *filter) empty() bool {
	return f.months == 0 && f.monthDays|f.monthEnds == 0 && f.weekdays == 0
}

// complete takes from DTSTART what a rule that names no days leaves open.
func (f *filter) complete(r *Rule, start int) {
	_, month, day := civil(start)
	switch {
	case r.Freq == Weekly, len(r.ByWeekNo) > 0:
		f.weekdays = 1 << weekdayOf(start)
	case r.Freq == Yearly && f.months == 0:
		f.months = 1 << month
		f.monthDays = 1 << (day - 1)
	case r.Freq != Daily:
		f.monthDays = 1 << (day - 1)
	}
}

func (f *filter) inMonth(month int) bool { return f.months == 0 || f.months>>month&1 == 1 }

func (f *filter) monthOf(day int) bool {
	if f.months == 0 {
		return true
	}
	_, month, _ := civil(day)
	return f.inMonth(month)
}

// matches applies the parts that limit DAILY.
func (f *filter) matches(day int) bool {
	if f.weekdays != 0 && !f.weekdays.has(day) {
		return false
	}
	if f.months == 0 && f.monthDays|f.monthEnds == 0 {
		return true
	}
	year, month, d := civil(day)
	return f.inMonth(month) && f.ofMonthDays(daysIn(year, month))>>(d-1)&1 == 1
}

// week adds the days of a week.
func (f *filter) week(p *period) {
	for n := range 7 {
		if day := p.first + n; f.weekdays.has(day) && f.monthOf(day) {
			p.days[0] |= 1 << n
		}
	}
}

// month adds the days of a month.
func (f *filter) month(p *period, year, month int) {
	if !f.inMonth(month) {
		return
	}
	first, length := dayNumber(year, month, 1), daysIn(year, month)
	set := f.ofMonthDays(length)
	switch {
	case f.weekdays == 0:
	case len(f.days) > 0 && !f.ordinals:
		set &= f.ofDays(int(weekdayOf(first)), length)
	default:
		set &= f.ofWeekdays(int(weekdayOf(first)))
	}
	p.add(set, first)
}

// ofMonthDays returns the days of a month that BYMONTHDAY allows.
func (f *filter) ofMonthDays(length int) (set uint32) {
	all := uint32(1)<<length - 1
	if f.monthDays|f.monthEnds == 0 {
		return all
	}
	set = f.monthDays
	for ends, n := f.monthEnds, length-1; ends != 0 && n >= 0; ends, n = ends>>1, n-1 {
		set |= ends & 1 << n
	}
	return set & all
}

const sevenths = 1 | 1<<7 | 1<<14 | 1<<21 | 1<<28

// ofWeekdays returns the days of a month that begins with a weekday which are of the
// weekdays wanted.
func (f *filter) ofWeekdays(first int) (set uint32) {
	for n := range 7 {
		if f.weekdays>>((first+n)%7)&1 == 1 {
			set |= sevenths << n
		}
	}
	return set
}

// ofDays returns those that have the right ordinals, too.
func (f *filter) ofDays(first, length int) (set uint32) {
	for _, d := range f.days {
		n := (int(d.Weekday) - first + 7) % 7
		switch {
		case d.N == 0:
			set |= sevenths << n
		case d.N > 0:
			set |= 1 << (n + 7*(d.N-1))
		default:
			if n += 7 * ((length-1-n)/7 + 1 + d.N); n >= 0 {
				set |= 1 << n
			}
		}
	}
	return set
}

// oneAMonth reports that every month has exactly one date: a day up to the 28th, or
// one of the first or last four of a weekday, by ordinal or by position.
func (f *filter) oneAMonth(positions []int) bool {
	days := f.monthDays | f.monthEnds
	one := days&(days-1) == 0 && (f.monthDays == 0 || f.monthEnds == 0)
	switch {
	case f.weekdays == 0:
		return one && days != 0 && days < 1<<28 && len(positions) == 0
	case days != 0:
		return false
	case len(f.days) > 0:
		return len(f.days) == 1 && len(positions) == 0 && f.days[0].N >= -4 && f.days[0].N <= 4
	}
	return len(positions) == 1 && positions[0] >= -4 && positions[0] <= 4
}
