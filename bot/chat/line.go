package chat

import (
	"strings"
	"time"

	"parley/shared/calendar"
)

// Draft is a meeting as people write it in one line: a title, a day, a time, and if they
// like how long it is, how it repeats and in which time zone, in any order that can be
// told apart. A title ends at the first day with a time beside it, or stands in quotation
// marks. Which day is meant may depend on today's; see At.
type Draft struct {
	Title string
	Zone  string // IANA, or what looks like it; "" for none

	day, until, endDay day
	clock              clock
	length             time.Duration
	rule               string
	weekday            *time.Weekday // on which it repeats
	count              int

	zones calendar.Zones
}

// ParsePlan reads a line. A nil mistake says that there is a plan in it.
func ParsePlan(line string, zones calendar.Zones) (*Draft, *Mistake) {
	d := &Draft{zones: zones}
	rest := d.takeTitle(strings.TrimSpace(line))
	if mistake := d.readAll(rest); mistake != nil {
		return d, mistake
	}
	switch {
	case d.Title == "":
		return d, &Mistake{Code: NoTitle}
	case d.day.word == "":
		return d, &Mistake{Code: NoDate}
	case d.clock.word == "":
		return d, &Mistake{Code: NoTime}
	case d.rule == "" && (d.count > 0 || d.until.word != ""):
		return d, &Mistake{Code: NoRule}
	}
	if d.length == 0 {
		d.length = plainLength
	}
	return d, nil
}

// ParseMove reads to when a meeting that takes place between two local times, labelled
// UTC, is moved. What is not written stays: the day, the time of day, the length.
func ParseMove(line string, from, to time.Time, zones calendar.Zones) (*Draft, *Mistake) {
	d := &Draft{Title: line, zones: zones}
	if mistake := d.readAll(line); mistake != nil {
		return d, mistake
	}
	switch {
	case d.rule != "" || d.count > 0 || d.until.word != "":
		return d, &Mistake{Code: BadWord, Word: line}
	case d.day.word == "" && d.clock.word == "":
		return d, &Mistake{Code: NoDate}
	}
	if d.day.word == "" {
		d.day = day{from.Format(time.DateOnly), true, func(time.Time) (time.Time, bool) { return from.Truncate(wholeDay), true }}
	}
	if d.clock.word == "" {
		d.clock = clock{from.Format("15:04"), from.Sub(from.Truncate(wholeDay)), -1, true}
	}
	if d.length == 0 {
		d.length = to.Sub(from)
	}
	return d, nil
}

// readAll reads all that is beside the title, and the title itself if there is none yet:
// what is nothing else.
func (d *Draft) readAll(rest string) *Mistake {
	named := d.Title != ""
	var title []string
	for rest = strings.TrimLeft(rest, " \t\r\n,;"); rest != ""; rest = strings.TrimLeft(rest, " \t\r\n,;") {
		left, mistake := d.readPart(rest, named)
		if mistake != nil {
			return mistake
		}
		if left != rest {
			named, rest = named || title != nil, left
			continue
		}
		var word string
		word, rest = cut(rest)
		if named {
			return &Mistake{Code: d.missing(), Word: written(word)}
		}
		title = append(title, word)
	}
	if title != nil {
		d.Title = strings.Join(title, " ")
	}
	return nil
}

// missing is what a word that is not understood was probably meant to be.
func (d *Draft) missing() Code {
	switch {
	case d.day.word == "":
		return NotDate
	case d.clock.word == "":
		return NotTime
	}
	return BadWord
}

// readPart reads one part of a line and returns what is left: all, when it is none.
func (d *Draft) readPart(s string, named bool) (left string, mistake *Mistake) {
	if m := untilWord.FindString(s); m != "" {
		return d.readUntil(s[len(m):], written(m))
	}
	if r, left, ok := readRepeat(s); ok && d.rule == "" {
		d.rule, d.weekday = r.rule, r.weekday
		if d.weekday != nil && d.day.word == "" {
			d.day, _, _ = readDay("tomorrow") // or the first such weekday after it
			d.day.word = r.word
		}
		return left, nil
	}
	if day, left, ok := readDay(s); ok && d.day.word == "" {
		d.day = day
		return d.readClock(left, true)
	}
	if n, word, left, ok := readCount(s); ok && d.count == 0 && d.until.word == "" {
		if d.count = n; n == 0 {
			return s, &Mistake{Code: BadWord, Word: word}
		}
		return left, nil
	}
	if n, word, left, ok := readLength(s); ok && d.length == 0 && (d.clock.word == "" || d.clock.to < 0) {
		if d.length = n; n <= 0 || n > wholeDay {
			return s, &Mistake{Code: BadTime, Word: word}
		}
		return left, nil
	}
	if left, mistake = d.readClock(s, false); left != s || mistake != nil {
		return left, mistake
	}
	if zone, left, ok := readZone(s, d.zones, named); ok && d.Zone == "" {
		d.Zone = zone
		return left, nil
	}
	return s, nil
}

// readClock reads the time that a text may begin with, if there is none yet.
func (d *Draft) readClock(s string, bare bool) (left string, mistake *Mistake) {
	c, left, ok := readClock(s, bare)
	if !ok || d.clock.word != "" || c.to >= 0 && d.length > 0 {
		return s, nil
	}
	if d.clock = c; !c.real {
		return s, &Mistake{Code: BadTime, Word: c.word}
	}
	return left, nil
}

// untilWord stands before the last day, or before the end.
var untilWord = pattern(`(?:{until}|to|-|–|—)`)

// readUntil reads the last day, or when the meeting ends: a time, or a day and a time.
func (d *Draft) readUntil(s, word string) (left string, mistake *Mistake) {
	open := d.clock.word != "" && d.clock.to < 0 && d.length == 0
	until, left, ok := readDay(s)
	c, rest, timed := readClock(left, false)
	switch {
	case timed && open && c.to < 0 && c.real:
		d.clock.word += " " + word + " " + c.word
		d.clock.to, d.endDay = c.from, until
		return rest, nil
	case !ok || d.count > 0 || d.until.word != "":
		word, _ = cut(s)
		return s, &Mistake{Code: BadUntil, Word: written(word)}
	}
	d.until = until
	return left, nil
}
