package chat

import "strings"

// takeTitle returns what a line says beside its title: all, where the title does not come
// first. A title ends before the day, or before the word that stands where the day should.
func (d *Draft) takeTitle(line string) (rest string) {
	title, rest, ok := quoted(line)
	if !ok {
		at := dayIn(line)
		if at < 0 {
			at = beforeClock(line)
		}
		title, rest = line[:at], line[at:]
	}
	if !ok && clockIn(rest) < 0 {
		var times string
		title, times = withoutClock(title)
		rest = times + " " + rest
	}
	d.Title = strings.TrimRight(strings.TrimSpace(title), ",;")
	return rest
}

// quotes are opening quotation marks with what closes them.
var quotes = map[string]string{`"`: `"`, "“": "”", "„": "“", "«": "»", "»": "«"}

// quoted returns a title in quotation marks; ok is false when the line neither begins nor
// ends with one.
func quoted(line string) (title, rest string, ok bool) {
	for opening, closing := range quotes {
		if after, begins := strings.CutPrefix(line, opening); begins {
			return strings.Cut(after, closing)
		}
		if before, ends := strings.CutSuffix(line, closing); ends {
			if at := strings.LastIndex(before, opening); at >= 0 {
				return before[at+len(opening):], before[:at], true
			}
		}
	}
	return "", line, false
}

// words calls see with the place where each word of a text begins, until that returns
// where the next one to see begins, or less than 0.
func words(text string, see func(at int) (next int)) {
	for at := 0; at >= 0 && at < len(text); {
		if strings.ContainsAny(text[at:at+1], " \t\r\n") {
			at++
			continue
		}
		at = see(at)
	}
}

// after returns where the word that begins at a place ends.
func after(text string, at int) int {
	word, _ := cut(text[at:])
	return at + len(word)
}

// dayIn returns where the day of a line begins: the first one with a time beside it, else
// the first; among those that are written with day and month, if there are any.
func dayIn(line string) int {
	best, rank := -1, 0
	words(line, func(at int) int {
		if m := untilWord.FindString(line[at:]); m != "" {
			if _, rest, ok := readDay(line[at+len(m):]); ok {
				return len(line) - len(rest)
			}
		}
		d, rest, ok := readDay(line[at:])
		if r, left, is := readRepeat(line[at:]); is && r.weekday != nil {
			d, rest, ok = day{}, left, true
		}
		if !ok {
			return after(line, at)
		}
		if r := rankOf(d, line[:at], rest); r > rank {
			best, rank = at, r
		}
		return len(line) - len(rest)
	})
	return best
}

func rankOf(d day, before, rest string) int {
	rank := 1
	if d.absolute {
		rank += 2
	}
	_, times := withoutClock(before)
	if _, _, ok := readClock(rest, true); ok || times != "" {
		rank++
	}
	return rank
}

// clockIn returns where the first time in a text begins, -1 for none. After a day, a
// number alone is one.
func clockIn(text string) int {
	found := -1
	words(text, func(at int) int {
		_, rest, isDay := readDay(text[at:])
		next := len(text) - len(rest)
		if !isDay {
			next = at
		}
		if _, _, ok := readClock(text[next:], isDay); ok {
			found = next
			return -1
		}
		return max(next, after(text, at))
	})
	return found
}

// beforeClock returns where the word before the first time begins, if that is not the
// only one; else where the time begins, or the end of a line without one.
func beforeClock(line string) int {
	clock := clockIn(line)
	if clock < 0 {
		return len(line)
	}
	last := 0
	words(line[:clock], func(at int) int {
		last = at
		return after(line[:clock], at)
	})
	if last == 0 {
		return clock
	}
	return last
}

// withoutClock takes the times from the end of a title, or its beginning.
func withoutClock(title string) (rest, times string) {
	rest = title
	words(title, func(at int) int {
		left, ok := title[at:], true
		for ok && left != "" {
			if _, left, ok = readClock(left, false); !ok {
				_, _, left, ok = readLength(left)
			}
		}
		if ok {
			rest, times = title[:at], title[at:]
			return -1
		}
		return after(title, at)
	})
	if _, left, ok := readClock(title, false); ok && times == "" {
		return left, title[:len(title)-len(left)]
	}
	return rest, times
}
