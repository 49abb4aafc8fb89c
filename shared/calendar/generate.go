package calendar

import (
	"slices"
	"sort"
	"time"

	"github.com/teambition/rrule-go"
)

// maxSteps bounds the work for one series, whatever its rule says.
const maxSteps = 200_000 // five centuries of days

const day = 24 * time.Hour

// generate calls yield with the local dates of the rule from low to high, in
// order. Days and weeks are counted here, so that a window far from DTSTART is
// reached at once and a rule that matches nothing ends with the window; months
// and years, of which there are few, are left to rrule-go.
func (s *series) generate(r *Rule, low, high time.Time, yield func(wall time.Time)) error {
	if until, utc, err := parseUntil(r.Until); r.Until != "" && err == nil {
		if utc {
			until = s.local(until)
		}
		if until.Before(high) {
			high = until
		}
	}
	w := window{low: low, high: high, count: r.Count, yield: yield}
	switch {
	case r.impossible():
		return nil
	case r.Freq == Daily:
		s.daily(r, &w)
	case r.Freq == Weekly:
		s.weekly(r, &w)
	default:
		return s.calendarly(r, &w)
	}
	return nil
}

// window takes the dates of a rule in order and passes on those that are asked for.
type window struct {
	low, high time.Time
	count     int // COUNT; 0: none
	seen      int
	yield     func(time.Time)
}

// take reports whether more dates are wanted.
func (w *window) take(wall time.Time) bool {
	if wall.After(w.high) {
		return false
	}
	w.seen++
	if !wall.Before(w.low) {
		w.yield(wall)
	}
	return w.seen != w.count
}

// skip returns how many whole periods lie between start and the window; none may
// be skipped when dates are counted.
func (w *window) skip(start time.Time, period time.Duration) int {
	if w.count > 0 || !w.low.After(start) {
		return 0
	}
	// Days since 1970, because a Duration spans less than three centuries.
	days := w.low.Unix()/86400 - start.Unix()/86400
	return max(int(days/int64(period/day))-1, 0)
}

func (s *series) daily(r *Rule, w *window) {
	at := s.wall.AddDate(0, 0, w.skip(s.wall, time.Duration(r.Interval)*day)*r.Interval)
	for range maxSteps {
		if at.After(w.high) || r.matches(at) && !w.take(at) {
			return
		}
		at = at.AddDate(0, 0, r.Interval)
	}
}

func (s *series) weekly(r *Rule, w *window) {
	offsets := r.offsets(s.wall.Weekday())
	week := s.wall.AddDate(0, 0, -offset(s.wall.Weekday(), r.WeekStart))
	week = week.AddDate(0, 0, 7*r.Interval*w.skip(week, 7*time.Duration(r.Interval)*day))
	for range maxSteps {
		if week.After(w.high) {
			return
		}
		for _, at := range r.positions(week, offsets) {
			if !at.Before(s.wall) && !w.take(at) {
				return
			}
		}
		week = week.AddDate(0, 0, 7*r.Interval)
	}
}

// matches applies the parts that limit a day.
func (r *Rule) matches(at time.Time) bool {
	return r.inMonth(at) &&
		(len(r.ByDay) == 0 || slices.ContainsFunc(r.ByDay, func(d Day) bool { return d.Weekday == at.Weekday() })) &&
		(len(r.ByMonthDay) == 0 || slices.Contains(r.ByMonthDay, at.Day()) || slices.Contains(r.ByMonthDay, at.Day()-daysIn(at)-1))
}

func (r *Rule) inMonth(at time.Time) bool {
	return len(r.ByMonth) == 0 || slices.Contains(r.ByMonth, int(at.Month()))
}

func daysIn(at time.Time) int {
	return time.Date(at.Year(), at.Month()+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// offset is how many days a weekday comes after the start of the week.
func offset(d, weekStart time.Weekday) int { return (int(d-weekStart) + 7) % 7 }

// offsets are the days of the week that the rule names, from the start of the week.
func (r *Rule) offsets(first time.Weekday) []int {
	if len(r.ByDay) == 0 {
		return []int{offset(first, r.WeekStart)}
	}
	var all []int
	for _, d := range r.ByDay {
		all = append(all, offset(d.Weekday, r.WeekStart))
	}
	sort.Ints(all)
	return all
}

// positions returns the dates of one week, reduced to those that BYSETPOS names.
func (r *Rule) positions(week time.Time, offsets []int) []time.Time {
	var set []time.Time
	for _, n := range offsets {
		if at := week.AddDate(0, 0, n); r.inMonth(at) {
			set = append(set, at)
		}
	}
	if len(r.BySetPos) == 0 {
		return set
	}
	var chosen []time.Time
	for i, at := range set {
		if slices.Contains(r.BySetPos, i+1) || slices.Contains(r.BySetPos, i-len(set)) {
			chosen = append(chosen, at)
		}
	}
	return chosen
}

// impossible reports that the rule can never match, so that nobody looks for its
// dates until the year 9999.
func (r *Rule) impossible() bool {
	dayless := len(r.ByMonth) > 0 && len(r.ByMonthDay) > 0 && !slices.ContainsFunc(r.ByMonth, func(month int) bool {
		longest := time.Date(2024, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day() // 2024 is a leap year
		return slices.ContainsFunc(r.ByMonthDay, func(d int) bool { return max(d, -d) <= longest })
	})
	beyond := len(r.BySetPos) > 0 && !slices.ContainsFunc(r.BySetPos, func(n int) bool { return max(n, -n) <= r.largestSet() })
	return dayless || beyond
}

// largestSet is the largest number of dates that one period of the rule can have.
func (r *Rule) largestSet() int {
	switch {
	case r.Freq == Daily:
		return 1
	case r.Freq == Weekly:
		return max(len(r.ByDay), 1)
	case r.Freq == Yearly:
		return 366
	case len(r.ByMonthDay) > 0:
		return len(r.ByMonthDay)
	}
	size := 0
	for _, d := range r.ByDay {
		size++
		if d.N == 0 {
			size += 4
		}
	}
	return max(size, 1)
}

var generatorDays = map[time.Weekday]rrule.Weekday{
	time.Sunday: rrule.SU, time.Monday: rrule.MO, time.Tuesday: rrule.TU, time.Wednesday: rrule.WE,
	time.Thursday: rrule.TH, time.Friday: rrule.FR, time.Saturday: rrule.SA,
}

// calendarly generates the dates of MONTHLY and YEARLY rules.
func (s *series) calendarly(r *Rule, w *window) error {
	generator, err := rrule.NewRRule(s.option(r, w.high))
	if err != nil {
		return err
	}
	next := generator.Iterator()
	for range maxSteps {
		if wall, ok := next(); !ok || !w.take(wall) {
			break
		}
	}
	return nil
}

func (s *series) option(r *Rule, high time.Time) rrule.ROption {
	o := rrule.ROption{
		Freq: rrule.MONTHLY, Interval: r.Interval, Dtstart: s.wall, Until: high, Wkst: generatorDays[r.WeekStart],
		Bymonthday: r.ByMonthDay, Bymonth: r.ByMonth, Bysetpos: r.BySetPos,
	}
	if r.Freq == Yearly {
		o.Freq = rrule.YEARLY
		if len(r.ByMonthDay) > 0 && len(r.ByMonth) == 0 {
			o.Bymonth = []int{int(s.wall.Month())}
		}
	}
	for _, d := range r.ByDay {
		day := generatorDays[d.Weekday]
		if d.N != 0 {
			day = day.Nth(d.N)
		}
		o.Byweekday = append(o.Byweekday, day)
	}
	return o
}
