package calendar

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"
)

// ruleCase is a rule and the local times of its start and of a window.
type ruleCase struct {
	rule            string
	start, from, to time.Time
}

func (c ruleCase) String() string {
	return fmt.Sprintf("%s from %s, window %s to %s", c.rule, c.start.Format(Layout), c.from.Format(Layout), c.to.Format(Layout))
}

// ours are the local times that we generate.
func (c ruleCase) ours() ([]string, error) {
	rule, err := ParseRule(c.rule)
	if err != nil {
		return nil, err
	}
	wall := c.start.Unix()
	s := series{second: wall - int64(dayOf(wall))*daySeconds}
	s.loc = time.UTC
	s.generator.rule = *rule
	s.generator.begin(dayOf(wall))
	s.end()
	found := []string{}
	for x := s.forward(dayOf(c.from.Unix()), dayOf(c.to.Unix())); x.next(); {
		if at := s.day(x.day, false); at >= c.from.Unix() && at <= c.to.Unix() {
			found = append(found, string(appendWall(nil, at)))
		}
	}
	return found, nil
}

// randomCase is a rule of those that are expanded; three in five as people write them
// in an editor, the others anything that RFC 5545 allows.
func randomCase(r *rand.Rand) ruleCase {
	start := time.Date(1995+r.IntN(35), time.Month(1+r.IntN(12)), 1+r.IntN(31), r.IntN(24), 15*r.IntN(4), 0, 0, time.UTC)
	c := ruleCase{start: start, from: start.AddDate(r.IntN(6)*r.IntN(2), r.IntN(12)-1, 0)}
	c.to = c.from.AddDate(r.IntN(3), 1+r.IntN(12), r.IntN(30))
	var rule string
	if r.IntN(5) < 3 {
		rule = randomEditorRule(r, start)
	} else {
		rule = randomWildRule(r)
		if strings.HasPrefix(rule, "FREQ=YEARLY") {
			c.to = c.to.AddDate(r.IntN(8), 0, 0)
		}
	}
	switch r.IntN(4) {
	case 0:
		rule += fmt.Sprintf(";COUNT=%d", 1+r.IntN(60))
	case 1:
		until := start.AddDate(r.IntN(5), r.IntN(12), r.IntN(30))
		rule += ";UNTIL=" + until.Format(Layout)
	}
	c.rule = rule
	return c
}

var weekdayNames = []string{"MO", "TU", "WE", "TH", "FR", "SA", "SU"}

func some(r *rand.Rand, most int, name func() string) string {
	var list []string
	for range 1 + r.IntN(most) {
		list = append(list, name())
	}
	return strings.Join(list, ",")
}

func randomEditorRule(r *rand.Rand, start time.Time) string {
	weekday := func() string { return weekdayNames[r.IntN(7)] }
	position := func() int { return []int{1, 2, 3, 4, -1}[r.IntN(5)] }
	interval := ""
	if r.IntN(2) == 0 {
		interval = fmt.Sprintf(";INTERVAL=%d", 1+r.IntN(4))
	}
	switch r.IntN(9) {
	case 0:
		return "FREQ=DAILY" + interval
	case 1:
		return "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"
	case 2:
		return "FREQ=WEEKLY" + interval
	case 3, 4:
		return "FREQ=WEEKLY" + interval + ";BYDAY=" + some(r, 5, weekday)
	case 5:
		return fmt.Sprintf("FREQ=MONTHLY%s;BYMONTHDAY=%d", interval, 1+r.IntN(31))
	case 6:
		return fmt.Sprintf("FREQ=MONTHLY%s;BYDAY=%s;BYSETPOS=%d", interval, weekday(), position())
	case 7:
		return fmt.Sprintf("FREQ=YEARLY%s;BYMONTH=%d;BYMONTHDAY=%d", interval, start.Month(), 1+r.IntN(31))
	default:
		return fmt.Sprintf("FREQ=YEARLY%s;BYMONTH=%d;BYDAY=%s;BYSETPOS=%d", interval, 1+r.IntN(12), weekday(), position())
	}
}

func randomWildRule(r *rand.Rand) string {
	freq := []Freq{Daily, Weekly, Monthly, Yearly}[r.IntN(4)]
	rule := "FREQ=" + string(freq)
	part := func(odds int, name string, value func() string) {
		if r.IntN(odds) == 0 {
			rule += ";" + name + "=" + value()
		}
	}
	number := func(low, high int) func() string {
		return func() string {
			n := low + r.IntN(high-low+1)
			if n == 0 {
				n = 1
			}
			return fmt.Sprint(n)
		}
	}
	list := func(most, low, high int) func() string {
		return func() string { return some(r, most, number(low, high)) }
	}
	part(2, "INTERVAL", number(1, 12))
	part(4, "BYMONTH", list(3, 1, 12))
	yearly, monthly := freq == Yearly, freq == Monthly
	weeks := yearly && r.IntN(6) == 0
	if weeks {
		rule += ";BYWEEKNO=" + list(4, -53, 53)()
	}
	if yearly && !weeks {
		part(5, "BYYEARDAY", list(5, -366, 366))
	}
	if freq != Weekly {
		part(4, "BYMONTHDAY", list(4, -31, 31))
	}
	ordinals := (monthly || yearly && !weeks) && r.IntN(2) == 0
	mixed := r.IntN(10) == 0
	part(2, "BYDAY", func() string {
		return some(r, 4, func() string {
			day := weekdayNames[r.IntN(7)]
			if ordinals && (!mixed || r.IntN(2) == 0) {
				return number(-5, 5)() + day
			}
			return day
		})
	})
	if strings.Contains(rule, ";BY") {
		part(5, "BYSETPOS", list(2, -6, 6))
	}
	part(4, "WKST", func() string { return weekdayNames[r.IntN(7)] })
	return rule
}

// editorRules are all rules that the editor writes, without their end.
func editorRules() (rules []string) {
	add := func(format string, values ...any) { rules = append(rules, fmt.Sprintf(format, values...)) }
	for _, freq := range []Freq{Daily, Weekly, Monthly, Yearly} {
		add("FREQ=%s", freq)
		add("FREQ=%s;INTERVAL=3", freq)
	}
	for set := 1; set < 128; set++ {
		var days []string
		for n, name := range weekdayNames {
			if set>>n&1 == 1 {
				days = append(days, name)
			}
		}
		add("FREQ=WEEKLY;BYDAY=%s", strings.Join(days, ","))
		add("FREQ=WEEKLY;INTERVAL=2;BYDAY=%s;WKST=SU", strings.Join(days, ","))
	}
	for month := range 13 {
		prefix := "FREQ=MONTHLY"
		if month > 0 {
			prefix = fmt.Sprintf("FREQ=YEARLY;BYMONTH=%d", month)
		}
		for day := 1; day <= 31; day++ {
			add("%s;BYMONTHDAY=%d", prefix, day)
		}
		for _, position := range []int{1, 2, 3, 4, -1} {
			for _, name := range weekdayNames {
				add("%s;BYDAY=%s;BYSETPOS=%d", prefix, name, position)
				add("%s;BYDAY=%d%s", prefix, position, name)
			}
		}
	}
	return rules
}
