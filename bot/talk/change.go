package talk

import (
	"cmp"
	"strconv"
	"strings"

	"parley/shared/calendar"
	"parley/shared/text"
)

// Limits of a message, so that it stays one that homeservers take, whatever a room's
// state holds: the longest texts, in characters, and the most changes of the calendar.
const (
	maxExcerpt = 500 // of a description
	maxRule    = 200 // of how something repeats
	maxChanges = 10
)

// muted is the colour of what held before. On white and on black it has the same
// contrast, of at least 4.5.
const muted = "#767676"

// unread stands for dates that cannot be read.
const unread = "?"

// Change is what somebody changed about a meeting.
type Change struct {
	Locale    string // BCP 47, that of the room
	Zone      string // IANA, that of the room
	OtherZone string // IANA, that of whoever made the change; dates are shown in it, too
	Zones     calendar.Zones
	Old, New  Facts
}

// Facts are what a meeting is about and when it takes place.
type Facts struct {
	Title, Description string
	Calendar           []calendar.Entry
}

// Text returns the message as plain text and as HTML; differs is false when there is
// nothing to say.
func (c Change) Text() (plain, rich string, differs bool) {
	w := changes{Change: c, lang: text.Choose(c.Locale), formats: FormatsFor(c.Locale)}
	w.texts()
	w.calendar()
	if len(w.parts) == 0 {
		return "", "", false
	}
	if w.whole {
		w.parts = append([]part{{now: w.get(text.ChangeHeadline)}}, w.parts...)
	}
	var lines, marked []string
	for _, p := range w.parts {
		lines, marked = append(lines, p.now), append(marked, "<strong>"+escape(p.now)+"</strong>")
		if p.was != "" {
			lines, marked = append(lines, p.was), append(marked, `<span data-mx-color="`+muted+`">`+escape(p.was)+"</span>")
		}
	}
	return strings.Join(lines, "\n"), strings.Join(marked, "<br>"), true
}

// part of the message: a line about what holds now, and one about what held before, ""
// for none.
type part struct{ now, was string }

// changes puts the message together.
type changes struct {
	Change
	lang    text.Lang
	formats *Formats
	parts   []part
	whole   bool // something is about more than one occurrence
}

func (w *changes) get(k text.Key, params ...string) string { return text.Get(w.lang, k, params...) }

// say adds a part; before is "" where nothing held before.
func (w *changes) say(now, before string) {
	p := part{now: now}
	if before != "" {
		p.was = w.get(text.ChangePreviously, "value", before)
	}
	w.parts = append(w.parts, p)
}

// texts are title and description.
func (w *changes) texts() {
	old, now := oneLine(w.Old.Title), oneLine(w.New.Title)
	if old != now {
		w.say(w.get(text.ChangeTitle, "title", now), old)
		w.whole = true
	}
	if w.Old.Description == w.New.Description {
		return
	}
	old, now = excerpt(w.Old.Description), excerpt(w.New.Description)
	if now == "" {
		now = w.get(text.ChangeNoDescription)
	}
	w.say(w.get(text.ChangeDescription, "description", now), old)
	w.whole = true
}

// calendar are the differences of the calendar, in its order.
func (w *changes) calendar() {
	all := calendar.Diff(sameMeeting(w.Old.Calendar, w.New.Calendar), w.New.Calendar, w.Zones)
	for i, d := range all {
		if i == maxChanges {
			w.say(w.get(text.ChangeMore, "count", strconv.Itoa(len(all)-i)), "")
			return
		}
		if d.RecurrenceID == nil {
			w.whole = true
			w.entry(d)
		} else {
			w.occurrence(d)
		}
	}
}

// entry is about a single event or a series as a whole.
func (w *changes) entry(d calendar.Difference) {
	switch d.Change {
	case calendar.Added:
		w.say(w.get(text.ChangeAdded, "range", cmp.Or(w.dates(d.Is, d.New), unread)), "")
		if d.New.IsSeries() {
			w.say(w.get(text.ChangeRepeats, "rule", w.rule(d.New)), "")
		}
	case calendar.Removed:
		w.say(w.get(text.ChangeRemoved, "range", cmp.Or(w.dates(d.Was, d.Old), unread)), "")
	case calendar.TimeMoved:
		w.say(w.get(text.ChangeDate, "range", cmp.Or(w.dates(d.Is, d.New), unread)), w.dates(d.Was, d.Old))
	case calendar.ZoneChanged:
		w.say(w.get(text.ChangeZone, "zone", d.New.DTStart.TZID), d.Old.DTStart.TZID)
	case calendar.RuleChanged:
		w.say(w.get(text.ChangeRepeats, "rule", w.rule(d.New)), w.rule(d.Old))
	}
}

// occurrence is about one date of a series.
func (w *changes) occurrence(d calendar.Difference) {
	switch d.Change {
	case calendar.OccurrenceMoved:
		w.say(w.get(text.ChangeMoved, "range", w.dates(d.Is, nil)), w.dates(d.Was, nil))
	case calendar.OccurrenceDeleted:
		w.say(w.get(text.ChangeDeleted, "range", w.dates(d.Was, nil)), "")
	case calendar.OccurrenceRestored:
		w.say(w.get(text.ChangeRestored, "range", w.dates(d.Is, nil)), "")
	}
}

// rule is how an entry repeats, or that it does not.
func (w *changes) rule(e *calendar.Entry) string {
	if !e.IsSeries() {
		return w.get(text.ChangeOnce)
	}
	return shorten(text.Describe(w.lang, w.formats, e, w.Zones), maxRule)
}

// dates is a span of time in the zone of the room, and in the other one where that reads
// differently. Where the span is not known, it is what the entry says; "" for an entry
// that cannot be read.
func (w *changes) dates(s calendar.Span, e *calendar.Entry) string {
	if s.Start.IsZero() {
		if e == nil {
			return ""
		}
		o, ok := first([]calendar.Entry{*e}, w.Zones)
		if !ok {
			return ""
		}
		s = calendar.Span{Start: o.Start, End: o.End}
	}
	here := w.formats.ZonedDates(s.Start, s.End, w.Zone)
	if w.OtherZone == "" {
		return here
	}
	there := w.formats.ZonedDates(s.Start, s.End, w.OtherZone)
	if there == here {
		return here
	}
	if times, ok := w.formats.ZonedTimes(s.Start, s.End, w.OtherZone, w.Zone); ok {
		there = times
	}
	return w.get(text.ChangeZones, "range", here, "other", there)
}

// sameMeeting takes the only entry of one calendar for that of the other, whatever their
// uids are: then the meeting was moved, and not replaced by another one.
func sameMeeting(old, new []calendar.Entry) []calendar.Entry {
	if len(old) != 1 || len(new) != 1 || old[0].UID == new[0].UID {
		return old
	}
	entry := old[0]
	entry.UID = new[0].UID
	return []calendar.Entry{entry}
}

// excerpt is the beginning of a description.
func excerpt(s string) string { return shorten(strings.TrimSpace(visible(s)), maxExcerpt) }
