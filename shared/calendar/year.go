package calendar

// year adds the days of a year; where BYWEEKNO counts, those of its weeks, which may
// lie in the neighbouring ones.
func (f *filter) year(p *period, year int) {
	for month := 1; month <= 12; month++ {
		f.month(p, year, month)
	}
	if !f.yearly {
		return
	}
	if len(f.weeks) > 0 {
		f.margins(p, year)
	}
	first, next := dayNumber(year, 1, 1), dayNumber(year+1, 1, 1)
	for day, ok := p.next(p.first); ok; day, ok = p.next(day + 1) {
		if !f.inYear(day, year, first, next) || !f.inWeek(day, year) {
			p.remove(day)
		}
	}
}

// margins adds the last days of the year before and the first of the year after.
func (f *filter) margins(p *period, year int) {
	var months period
	months.begin(dayNumber(year-1, 12, 1), 1)
	f.month(&months, year-1, 12)
	for n := range yearMargin {
		p.days[0] |= months.days[0] >> (31 - yearMargin + n) & 1 << n
	}
	months.begin(dayNumber(year+1, 1, 1), 1)
	f.month(&months, year+1, 1)
	p.add(uint32(months.days[0])&(1<<yearMargin-1), months.first)
}

// inYear applies the parts that count in the year of a day: in the one that begins on
// the first day and ends before the next, or beside it where a week reaches over.
func (f *filter) inYear(day, year, first, next int) bool {
	switch {
	case day < first:
		first, next = dayNumber(year-1, 1, 1), first
	case day >= next:
		first, next = next, dayNumber(year+2, 1, 1)
	}
	if len(f.yearDays) > 0 && !contains(f.yearDays, day-first+1) && !contains(f.yearDays, day-next) {
		return false
	}
	if !f.ordinals {
		return true
	}
	for _, d := range f.days {
		if d.Weekday == weekdayOf(day) && (d.N == 0 || d.N == (day-first)/7+1 || d.N == (day-next+1)/7-1) {
			return true
		}
	}
	return false
}

// inWeek applies BYWEEKNO, which counts the weeks of a year.
func (f *filter) inWeek(day, year int) bool {
	if len(f.weeks) == 0 {
		return true
	}
	first, next := yearWeeks(year, f.weekStart), yearWeeks(year+1, f.weekStart)
	week := floorDiv(day-first, 7) + 1
	return day >= first && day < next && (contains(f.weeks, week) || contains(f.weeks, week-(next-first)/7-1))
}
