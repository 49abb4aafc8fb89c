package text

import (
	"strconv"
	"time"

	"parley/shared/calendar"
)

// maxDates is how many days of the year are named one by one.
const maxDates = 4

func (r *recurrence) yearly() (when string) {
	rule := &r.rule
	switch {
	case len(rule.ByYearDay) > 0:
		r.onlyMonths()
		r.onlyDates()
		r.onlyWeeks()
		r.onlyWeekdays()
		when = r.on(r.the(r.days(rule.ByYearDay)), r.get(RepeatOfYear))
	case len(rule.ByMonthDay) > 0:
		r.onlyWeeks()
		r.onlyWeekdays()
		when = r.datesOfYear(rule.ByMonthDay)
	case len(rule.ByWeekNo) > 0:
		r.onlyMonths()
		when = r.on(r.plainDays(r.weekdaysOrStart()), r.weeks())
	case len(rule.ByDay) > 0:
		if when = r.weekdaysOfYear(); when != "" {
			return when
		}
		when = r.on(r.weekdays(), r.scope())
	case len(rule.ByMonth) > 0:
		when = r.datesOfYear([]int{r.start.Day()})
	default:
		when = r.get(RepeatOnDates, "dates", r.formats.MonthDay(r.start.Month(), r.start.Day()))
	}
	r.pick(RepeatPickYear)
	if len(rule.ByWeekNo) > 0 {
		r.weekStart()
	}
	return when
}

// weekdaysOfYear is nthOfSet of one month or of the year; positions in several
// months count through all of them.
func (r *recurrence) weekdaysOfYear() string {
	if len(r.rule.ByMonth) > 1 {
		return ""
	}
	if when := r.nthOfSet(); when != "" {
		return r.on(when, r.scope())
	}
	return ""
}

// scope says what the weekdays of a yearly rule are counted in.
func (r *recurrence) scope() string {
	if len(r.rule.ByMonth) > 0 {
		return r.months()
	}
	return r.get(RepeatOfYear)
}

// datesOfYear are days of the rule's months: as dates if these are few and real,
// else as days and months.
func (r *recurrence) datesOfYear(days []int) string {
	months := r.rule.ByMonth
	if len(months) == 0 {
		return r.on(r.dates(days), r.get(RepeatOfEveryMonth))
	}
	if len(days)*len(months) > maxDates {
		return r.daysAndMonths(days)
	}
	var dates []string
	for _, month := range months {
		for _, day := range days {
			if day < 1 || time.Date(2000, time.Month(month), day, 0, 0, 0, 0, time.UTC).Day() != day {
				return r.daysAndMonths(days)
			}
			dates = append(dates, r.formats.MonthDay(time.Month(month), day))
		}
	}
	return r.get(RepeatOnDates, "dates", r.formats.And(dates))
}

func (r *recurrence) daysAndMonths(days []int) string {
	return r.on(r.dates(days), r.get(RepeatOfMonths, "months", r.monthNames()))
}

func (r *recurrence) months() string { return r.get(RepeatInMonths, "months", r.monthNames()) }

func (r *recurrence) monthNames() string {
	names := make([]string, 0, len(r.rule.ByMonth))
	for _, m := range r.rule.ByMonth {
		names = append(names, r.formats.Month(time.Month(m)))
	}
	return r.formats.And(names)
}

func (r *recurrence) onlyMonths() {
	if len(r.rule.ByMonth) > 0 {
		r.only(r.months())
	}
}

// weeks of the year, those counted from its end apart.
func (r *recurrence) weeks() string {
	var forward, back, parts []string
	for _, n := range r.rule.ByWeekNo {
		if n > 0 {
			forward = append(forward, strconv.Itoa(n))
		} else {
			back = append(back, r.nth(n))
		}
	}
	if len(forward) > 0 {
		weeks := r.formats.And(forward)
		parts = append(parts, r.get(RepeatInWeeks, "weeks", weeks, "count", strconv.Itoa(len(forward))))
	}
	if len(back) > 0 {
		parts = append(parts, r.get(RepeatInNth, "nth", r.formats.And(back)))
	}
	return r.formats.And(parts)
}

func (r *recurrence) onlyWeeks() {
	if len(r.rule.ByWeekNo) > 0 {
		r.only(r.weeks())
	}
}

// weekStart tells of weeks that do not begin on Monday.
func (r *recurrence) weekStart() {
	if r.rule.WeekStart != time.Monday {
		r.clauses = append(r.clauses, r.get(RepeatWeekStart, "day", r.formats.Weekday(r.rule.WeekStart)))
	}
}

// weekStartDivides reports whether the weeks of the rule, compared with weeks from
// Monday, put some of the days and DTSTART's into another week than the others:
// only then it matters in which weeks a rule with an interval applies.
func (r *recurrence) weekStartDivides(days []calendar.Day) bool {
	moved := func(d time.Weekday) bool { return (d+6)%7 < (r.rule.WeekStart+6)%7 }
	first := moved(r.start.Weekday())
	for _, d := range days {
		if moved(d.Weekday) != first {
			return true
		}
	}
	return false
}
