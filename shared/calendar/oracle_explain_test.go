//go:build oracle

package calendar

// explain names the reason why an engine may differ, or "".
func explain(engine string, c ruleCase) string {
	r, _ := ParseRule(c.rule)
	for _, d := range differences {
		if d.engine == engine && d.applies(r, c) {
			return d.reason
		}
	}
	return ""
}

// differences are the known ones, each with the rules that show it.
var differences = []struct {
	engine, reason string
	applies        func(r *Rule, c ruleCase) bool
}{
	{"dateutil", "BYWEEKNO without a day: all seven days, not DTSTART's weekday", weekWithoutDay},
	{"dateutil", "BYDAY with and without ordinals: both must hold, not either", mixedOrdinals},
	{"dateutil", "WEEKLY with BYSETPOS, DTSTART in mid-week: positions are counted from DTSTART", midWeek},
	{"dateutil", "BYWEEKNO with INTERVAL, BYSETPOS or a negative number: a week over New Year counts in both years", weekOverYear},
	{"rrule", "BYWEEKNO without a day: all seven days, not DTSTART's weekday", weekWithoutDay},
	{"rrule", "BYDAY with and without ordinals: both must hold, not either", mixedOrdinals},
	{"rrule", "BYSETPOS beyond the dates of a period: takes others, or looks for ever", unreached},
	{"rrule", "BYSETPOS with two positions: a date is there twice", twoPositions},
	{"rrule", "WEEKLY with BYSETPOS, DTSTART in mid-week: positions are counted from DTSTART", midWeek},
	{"rrule", "BYWEEKNO with INTERVAL, BYSETPOS or a negative number: a week over New Year counts in both years", weekOverYear},
	{"ical.js", "BYWEEKNO: not expanded", func(r *Rule, _ ruleCase) bool { return len(r.ByWeekNo) > 0 }},
	{"ical.js", "BYYEARDAY: refused with other parts, negative ones in leap years", func(r *Rule, _ ruleCase) bool { return len(r.ByYearDay) > 0 }},
	{"ical.js", "BYSETPOS: only for the weekdays of one month", positionsElsewhere},
	{"ical.js", "BYSETPOS beyond the dates of a period: takes others", unreached},
	{"ical.js", "BYDAY with BYMONTHDAY: refused with ordinals, else dates missing", func(r *Rule, _ ruleCase) bool { return len(r.ByDay) > 0 && len(r.ByMonthDay) > 0 }},
	{"ical.js", "YEARLY with BYMONTHDAY but not BYMONTH: only DTSTART's month", func(r *Rule, _ ruleCase) bool {
		return r.Freq == Yearly && len(r.ByMonthDay) > 0 && len(r.ByMonth) == 0
	}},
	{"ical.js", "DAILY with negative BYMONTHDAY: no dates", func(r *Rule, _ ruleCase) bool {
		return r.Freq == Daily && len(r.ByMonthDay) > 0 && r.ByMonthDay[0] < 0
	}},
	{"ical.js", "MONTHLY with BYMONTH: months in the wrong order, twice or not at all", func(r *Rule, _ ruleCase) bool {
		return r.Freq == Monthly && len(r.ByMonth) > 0
	}},
	{"ical.js", "YEARLY with BYMONTH and a negative BYMONTHDAY: other years", func(r *Rule, _ ruleCase) bool {
		return r.Freq == Yearly && len(r.ByMonthDay) > 0 && r.ByMonthDay[0] < 0
	}},
	{"ical.js", "BYMONTH and a day that a month does not have: it spills into the next month", spills},
}

func weekWithoutDay(r *Rule, _ ruleCase) bool {
	return len(r.ByWeekNo) > 0 && len(r.ByDay)+len(r.ByMonthDay)+len(r.ByYearDay) == 0
}

func weekOverYear(r *Rule, _ ruleCase) bool {
	return len(r.ByWeekNo) > 0 && (r.Interval > 1 || len(r.BySetPos) > 0 || r.ByWeekNo[0] < 0)
}

func midWeek(r *Rule, c ruleCase) bool {
	return r.Freq == Weekly && len(r.BySetPos) > 0 && c.start.Weekday() != r.WeekStart
}

func mixedOrdinals(r *Rule, _ ruleCase) bool {
	for _, d := range r.ByDay {
		if d.N == 0 {
			return r.ordinals()
		}
	}
	return false
}

func twoPositions(r *Rule, _ ruleCase) bool { return len(r.BySetPos) > 1 }

// unreached reports that some period up to the end of the window has fewer dates than
// BYSETPOS counts.
func unreached(r *Rule, c ruleCase) bool {
	var g generator
	g.rule = *r
	g.rule.Count, g.rule.BySetPos = 0, nil
	g.begin(dayOf(c.start.Unix()))
	for n := range g.number(dayOf(c.to.Unix())) + 1 {
		var p period
		g.fill(&p, n)
		for _, position := range r.BySetPos {
			if max(position, -position) > p.count() {
				return true
			}
		}
	}
	return false
}

func positionsElsewhere(r *Rule, _ ruleCase) bool {
	oneMonth := r.Freq == Monthly && len(r.ByMonth) == 0 || r.Freq == Yearly && len(r.ByMonth) == 1
	return len(r.BySetPos) > 0 && !(oneMonth && len(r.ByDay) > 0 && len(r.ByMonthDay) == 0)
}

func spills(r *Rule, c ruleCase) bool {
	last := c.start.Day()
	if n := len(r.ByMonthDay); n > 0 {
		last = r.ByMonthDay[n-1]
	}
	return r.Freq == Yearly && len(r.ByMonth) > 0 && len(r.ByDay) == 0 && last > 28
}
