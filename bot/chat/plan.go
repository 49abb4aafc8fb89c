package chat

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"parley/shared/calendar"
)

// Plan is a meeting as people write it in one line:
//
//	<title> <date> <from>[-<to>] [daily|weekdays|weekly|monthly|yearly [<n>x] [until <date>]] [<zone>]
//
// A title may stand in quotation marks, and has to when it holds a date. Dates are
// 2040-10-03 or 3.10.2040, times 10:30, 9:00 Uhr or 10:30 pm. Without an end it lasts an
// hour; an end before the start is on the next day.
type Plan struct {
	Title    string
	From, To time.Time // local, labelled UTC
	Rule     string    // the value of an RRULE, without its end; "" for once
	Count    int       // how often; 0 for no number
	Until    time.Time // the last day, labelled UTC; zero for no end
	Zone     string    // as it was written; "" for none
}

// Mistake is why a line is no plan. Word is what it is about, as it was written.
type Mistake struct {
	Code Code
	Word string
}

// Code says what is wrong with a line.
type Code int

// The codes.
const (
	NoTitle Code = iota
	NoDate
	NoTime
	BadDate // Word is no real one
	BadTime
	BadWord  // Word is not understood
	BadUntil // no date follows, or it is before the start
	NoRule   // it is said how often or until when, but not how
)

// rules are all words for a repetition, in English and German.
var rules = map[string]string{
	"daily": "FREQ=DAILY", "täglich": "FREQ=DAILY", "taeglich": "FREQ=DAILY",
	"weekdays": workdays, "workdays": workdays, "werktags": workdays,
	"weekly": "FREQ=WEEKLY", "wöchentlich": "FREQ=WEEKLY", "woechentlich": "FREQ=WEEKLY",
	"monthly": "FREQ=MONTHLY", "monatlich": "FREQ=MONTHLY",
	"yearly": "FREQ=YEARLY", "jährlich": "FREQ=YEARLY", "jaehrlich": "FREQ=YEARLY",
}

const workdays = "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"

var (
	isoDate    = regexp.MustCompile(`^(\d{4})-(\d{1,2})-(\d{1,2})$`)
	germanDate = regexp.MustCompile(`^(\d{1,2})\.(\d{1,2})\.(\d{4})$`)
	times      = regexp.MustCompile(`(?i)^(\d{1,2}):(\d{2})\s*([ap]m)?(?:\s*(?:-|–|—|to\s|bis\s)\s*(\d{1,2}):(\d{2})\s*([ap]m)?)?(?:\s*Uhr)?(?:\s|$)`)
	zone       = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_+-]*(?:/[A-Za-z0-9_+-]+)+$`)
	often      = regexp.MustCompile(`^(?:[x×](\d{1,4})|(\d{1,4})[x×])$`)
)

const plainLength = time.Hour

// ParsePlan reads a line. A nil mistake says that the plan is whole.
func ParsePlan(line string) (p Plan, mistake *Mistake) {
	title, rest, ok := quoted(line)
	if !ok {
		title, rest = beforeDate(line)
	}
	if p.Title = strings.TrimSpace(title); p.Title == "" {
		return p, &Mistake{Code: NoTitle}
	}
	word, rest := cut(rest)
	day, real := date(word)
	switch {
	case word == "" || !looksLikeDate(word):
		return p, &Mistake{NoDate, word}
	case !real:
		return p, &Mistake{BadDate, word}
	}
	if rest, mistake = p.times(day, rest); mistake == nil {
		mistake = p.words(rest)
	}
	return p, mistake
}

// quotes are opening quotation marks with what closes them.
var quotes = map[string]string{`"`: `"`, "“": "”", "„": "“", "«": "»", "»": "«"}

// quoted returns a title in quotation marks; ok is false when the line does not begin
// with one.
func quoted(line string) (title, rest string, ok bool) {
	for opening, closing := range quotes {
		if after, begins := strings.CutPrefix(line, opening); begins {
			return strings.Cut(after, closing)
		}
	}
	return "", line, false
}

// beforeDate splits a line at its first date.
func beforeDate(line string) (title, rest string) {
	for at := 0; at < len(line); {
		word, _ := cut(line[at:])
		i := at + strings.Index(line[at:], word)
		if word == "" {
			break
		}
		if looksLikeDate(word) {
			return line[:i], line[i:]
		}
		at = i + len(word)
	}
	return line, ""
}

func looksLikeDate(word string) bool {
	return isoDate.MatchString(word) || germanDate.MatchString(word)
}

// date returns a day as its midnight, labelled UTC.
func date(word string) (time.Time, bool) {
	var parts [3]string // year, month, day
	if m := isoDate.FindStringSubmatch(word); m != nil {
		parts = [3]string{m[1], m[2], m[3]}
	} else if m := germanDate.FindStringSubmatch(word); m != nil {
		parts = [3]string{m[3], m[2], m[1]}
	}
	year, month, day := number(parts[0]), number(parts[1]), number(parts[2])
	t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	return t, t.Day() == day && int(t.Month()) == month && year > 0
}

func number(digits string) int {
	n, _ := strconv.Atoi(digits) // what is none is 0, which no date has
	return n
}

// times reads the times of day that the rest begins with.
func (p *Plan) times(day time.Time, rest string) (left string, mistake *Mistake) {
	m := times.FindStringSubmatch(rest)
	if m == nil {
		word, _ := cut(rest)
		return rest, &Mistake{NoTime, word}
	}
	from, ok := clock(m[1], m[2], m[3])
	to, alsoOK := from+plainLength, true
	if m[4] != "" {
		to, alsoOK = clock(m[4], m[5], m[6])
	}
	if !ok || !alsoOK {
		return rest, &Mistake{BadTime, strings.TrimSpace(m[0])}
	}
	p.From, p.To = day.Add(from), day.Add(to)
	if !p.To.After(p.From) {
		p.To = p.To.AddDate(0, 0, 1)
	}
	return rest[len(m[0]):], nil
}

// clock returns a time of day; half is am, pm or "".
func clock(hours, minutes, half string) (time.Duration, bool) {
	h, m := number(hours), number(minutes)
	if half != "" {
		if h < 1 || h > 12 {
			return 0, false
		}
		if h %= 12; strings.EqualFold(half, "pm") {
			h += 12
		}
	}
	return time.Duration(h)*time.Hour + time.Duration(m)*time.Minute, h < 24 && m < 60
}

// words reads what follows the times, in any order.
func (p *Plan) words(rest string) *Mistake {
	for rest != "" {
		var word string
		word, rest = cut(rest)
		switch lower := strings.ToLower(word); {
		case rules[lower] != "" && p.Rule == "":
			p.Rule = rules[lower]
		case often.MatchString(lower) && p.Count == 0 && p.Until.IsZero():
			m := often.FindStringSubmatch(lower)
			if p.Count = number(m[1] + m[2]); p.Count == 0 {
				return &Mistake{BadWord, word}
			}
		case (lower == "until" || lower == "bis") && p.Count == 0 && p.Until.IsZero():
			word, rest = cut(rest)
			until, ok := date(word)
			if !ok || !until.AddDate(0, 0, 1).After(p.From) {
				return &Mistake{BadUntil, word}
			}
			p.Until = until
		case lower == "utc" && p.Zone == "":
			p.Zone = "UTC"
		case zone.MatchString(word) && p.Zone == "":
			p.Zone = word
		default:
			return &Mistake{BadWord, word}
		}
	}
	if p.Rule == "" && (p.Count > 0 || !p.Until.IsZero()) {
		return &Mistake{Code: NoRule}
	}
	return nil
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
