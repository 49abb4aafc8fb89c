package chat

import (
	"strconv"
	"time"

	"parley/shared/calendar"
)

// Plan is a meeting that somebody has written in one line; see Read.
type Plan struct {
	Title    string
	From, To time.Time // local, labelled UTC
	Rule     string    // the value of an RRULE, without its end; "" for once
	Count    int       // how often; 0 for no number
	Until    time.Time // the last day, labelled UTC; zero for no end
}

// Mistake is why a line is no plan. Word is what it is about, as it was written.
type Mistake struct {
	Code Code
	Word string
	Hint string // what may have been meant, "" for nothing
}

// Code says what is wrong with a line.
type Code int

// The codes.
const (
	NoTitle Code = iota
	NoDate
	NoTime
	NotDate // Word stands where a date should
	NotTime
	BadDate // Word is no real one
	BadTime
	BadWord  // Word is not understood
	BadUntil // no date follows, or it is before the start
	NoRule   // it is said how often or until when, but not how
	Past     // Word is over
	Backward // the end is before the start
)

// At returns the plan of a draft that is read at a time: the local one, labelled UTC. A
// nil mistake says that it is whole.
func (d *Draft) At(now time.Time) (p Plan, mistake *Mistake) {
	midnight := func(t time.Time) time.Time { return t.Truncate(wholeDay) }
	date, real := d.day.on(midnight(now))
	if !real {
		return p, &Mistake{Code: BadDate, Word: d.day.word}
	}
	if d.weekday != nil {
		date = onWeekday(date, *d.weekday)
	}
	p = Plan{Title: d.Title, Rule: d.rule, Count: d.count, From: date.Add(d.clock.from)}
	if p.From.Before(now) {
		return p, &Mistake{Code: Past, Word: d.day.word + " " + d.clock.word}
	}
	if p.To, mistake = d.end(p.From, midnight(now)); mistake != nil || d.until.word == "" {
		return p, mistake
	}
	until, real := d.until.on(date)
	if !real || until.Before(date) {
		return p, &Mistake{Code: BadUntil, Word: d.until.word}
	}
	p.Until = until
	return p, nil
}

// end returns when a draft that begins at a time ends. A night goes on to the next day
// without saying so.
func (d *Draft) end(from, today time.Time) (time.Time, *Mistake) {
	day, c := from.Truncate(wholeDay), d.clock
	switch {
	case d.endDay.word != "":
		last, real := d.endDay.on(today)
		if to := last.Add(c.to); real && to.After(from) {
			return to, nil
		}
		return from, &Mistake{Code: BadDate, Word: d.endDay.word}
	case c.to < 0:
		return from.Add(d.length), nil
	case c.to == 0:
		return day.Add(wholeDay), nil
	case c.to > c.from:
		return day.Add(c.to), nil
	case c.to < c.from && wholeDay+c.to-c.from <= longNight:
		return day.Add(wholeDay + c.to), nil
	case c.to == c.from:
		return from, &Mistake{Code: Backward, Word: c.word}
	}
	return from, &Mistake{Code: Backward, Word: c.word, Hint: onClock(c.to) + "-" + onClock(c.from)}
}

// Entry returns the calendar entry of the plan in an IANA zone.
func (p Plan) Entry(uid, tzid string, loc *time.Location) calendar.Entry {
	e := calendar.Entry{
		UID: uid, RRule: p.Rule,
		DTStart: calendar.DateTime{TZID: tzid, Value: p.From.Format(calendar.Layout)},
		DTEnd:   calendar.DateTime{TZID: tzid, Value: p.To.Format(calendar.Layout)},
	}
	switch {
	case p.Count > 0:
		e.RRule += ";COUNT=" + strconv.Itoa(p.Count)
	case !p.Until.IsZero():
		last := calendar.Resolve(p.Until.Add(24*time.Hour-time.Second), loc)
		e.RRule += ";UNTIL=" + last.UTC().Format(calendar.Layout) + "Z"
	}
	return e
}
