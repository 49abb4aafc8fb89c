package calendar

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

func (f *filter) inWeek(day, year int) bool {
	if len(f.weeks) == 0 {
		return true
	}
	first, next := yearWeeks(year, f.weekStart), yearWeeks(year+1, f.weekStart)
	week := floorDiv(day-first, 7) + 1
	return day >= first && day < next && (contains(f.weeks, week) || contains(f.weeks, week-(next-first)/7-1))
}
