package chat

import (
	"strconv"
	"time"
)

// repeat is how a meeting repeats.
type repeat struct {
	word, rule string
	weekday    *time.Weekday // nil for that of the day
}

var (
	ruleWord = pattern(`({rule})`)
	every    = pattern(`{every}\s+(?:(\d{1,2}|{number})\.?\s+)?(?:({span})|({weekday}))`)
	onEvery  = pattern(`(?:on\s+)?({weekday})s`)
	often    = pattern(`(?:[x×](\d{1,4})|(\d{1,4})[x×]|(\d{1,4})(?:\s+|-){times})`)
)

// byDay are weekdays in a rule.
var byDay = [...]string{"SU", "MO", "TU", "WE", "TH", "FR", "SA"}

// readRepeat reads how a meeting repeats from what a text begins with.
func readRepeat(s string) (r repeat, rest string, ok bool) {
	if m := ruleWord.FindStringSubmatch(s); m != nil {
		return repeat{written(m[0]), rules[key(m[1])], nil}, s[len(m[0]):], true
	}
	m := every.FindStringSubmatch(s)
	if one := onEvery.FindStringSubmatch(s); one != nil {
		m = []string{one[0], "", "", one[1]}
	}
	if m == nil {
		return repeat{}, s, false
	}
	r = repeat{word: written(m[0]), rule: spans[key(m[2])]}
	if m[3] != "" {
		w := weekdays[key(m[3])]
		r.rule, r.weekday = "FREQ=WEEKLY;BYDAY="+byDay[w], &w
	}
	if n := howMany(m[1]); n > 1 {
		r.rule += ";INTERVAL=" + strconv.Itoa(n)
	}
	return r, s[len(m[0]):], true
}

// readCount reads how often a meeting takes place from what a text begins with.
func readCount(s string) (n int, word, rest string, ok bool) {
	m := often.FindStringSubmatch(s)
	if m == nil {
		return 0, "", s, false
	}
	return number(m[1] + m[2] + m[3]), written(m[0]), s[len(m[0]):], true
}
