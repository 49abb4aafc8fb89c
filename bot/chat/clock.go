package chat

import (
	"cmp"
	"fmt"
	"strings"
	"time"
)

// clock is the time of a meeting as it is written.
type clock struct {
	word     string
	from, to time.Duration // after midnight; to is negative when no end is written
	real     bool
}

const (
	plainLength = time.Hour
	longNight   = 12 * time.Hour
	wholeDay    = 24 * time.Hour
)

var (
	timeOfDay = `(\d{1,2})(?::(\d{2}))?\s*([ap]m)?(?:\s*uhr)?`
	timeSpan  = pattern(`({at}\s+)?` + timeOfDay + `(?:\s*{to}\s*` + timeOfDay + `)?`)
	length    = pattern(`{for}(?:(\d{1,4})(?:[.,](\d))?\s*|({number})\s+)({unit})\.?(?:(\d{2})|\s*(\d{1,2})\s*(?:m|min|minutes|minuten)\.?)?`)
)

// readClock reads the time that a text begins with. A number alone is one if bare.
func readClock(s string, bare bool) (c clock, rest string, ok bool) {
	m := timeSpan.FindStringSubmatch(s)
	if m == nil {
		return clock{}, s, false
	}
	word := written(m[0])
	if m[1] == "" && strings.Trim(word, "0123456789") == "" {
		_, _, _, counts := readCount(s)
		_, _, _, lasts := readLength(s)
		if !bare || counts || lasts {
			return clock{}, s, false
		}
	}
	return clockOf(word, m[2:5], m[5:8]), s[len(m[0]):], true
}

// clockOf returns a span between two times: hours, minutes and the half of the day. Where
// only one has a half, the other one is that which makes the shorter meeting.
func clockOf(word string, first, last []string) clock {
	c := clock{word: word, to: -1}
	var ok bool
	c.from, c.real = timeOf(first[0], first[1], cmp.Or(first[2], last[2]))
	if last[0] == "" {
		return c
	}
	c.to, ok = timeOf(last[0], last[1], cmp.Or(last[2], first[2]))
	c.real = c.real && ok
	switch {
	case c.real && first[2] == "" && last[2] != "" && c.from >= c.to:
		c.from = (c.from + wholeDay/2) % wholeDay
	case c.real && first[2] != "" && last[2] == "" && c.to <= c.from:
		c.to = (c.to + wholeDay/2) % wholeDay
	}
	return c
}

// timeOf returns a time of day; half is am, pm or "".
func timeOf(hours, minutes, half string) (time.Duration, bool) {
	h, m := number(hours), number(minutes)
	if half != "" {
		if h < 1 || h > 12 {
			return 0, false
		}
		if h %= 12; strings.EqualFold(half, "pm") {
			h += 12
		}
	}
	return time.Duration(h)*time.Hour + time.Duration(m)*time.Minute, (h < 24 || h == 24 && m == 0) && m < 60
}

// readLength reads how long a meeting is from what a text begins with; 0 is no length.
func readLength(s string) (d time.Duration, word, rest string, ok bool) {
	m := length.FindStringSubmatch(s)
	if m == nil {
		return 0, "", s, false
	}
	unit := units[key(m[4])]
	d = time.Duration(howMany(m[1]+m[3]))*unit + time.Duration(number(m[2]))*unit/10
	d += time.Duration(number(m[5]+m[6])) * time.Minute
	return d, written(m[0]), s[len(m[0]):], true
}

// howMany returns the number that a word or digits stand for.
func howMany(word string) int { return cmp.Or(numbers[key(word)], number(word)) }

func onClock(d time.Duration) string {
	return fmt.Sprintf("%d:%02d", d/time.Hour, d%time.Hour/time.Minute)
}
