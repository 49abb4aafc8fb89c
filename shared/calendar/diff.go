package calendar

import (
	"sort"
	"strings"
	"time"
)

// Change is what a Difference is about.
type Change string

// The changes of a single event or a series as a whole, and of one occurrence.
const (
	Added       Change = "added"        // New
	Removed     Change = "removed"      // Old
	TimeMoved   Change = "time_moved"   // Old, New; Was and Is are the first dates
	ZoneChanged Change = "zone_changed" // Old, New
	RuleChanged Change = "rule_changed" // Old, New: one of them may be without a rule

	OccurrenceMoved    Change = "occurrence_moved"    // Was, Is
	OccurrenceDeleted  Change = "occurrence_deleted"  // Was
	OccurrenceRestored Change = "occurrence_restored" // Is
)

// Span is when something takes place.
type Span struct{ Start, End time.Time }

// Difference is one change between two calendars, as data for a message.
type Difference struct {
	Change       Change
	UID          string
	Old, New     *Entry    // the single event or series; nil where there is none
	RecurrenceID *DateTime // of a change of one occurrence: its local start by the new rule
	Was, Is      Span      // zero where it did not or does not take place
}

// Diff returns what changed from one calendar to another: what was removed or changed
// in the order of old, then what was added in the order of new. What follows from a
// change of the whole series is not repeated for its occurrences. Calendars that only
// are written differently do not differ: other order, lower-case rules, the same
// instant in another zone, exceptions without an effect.
func Diff(old, new []Entry, zones Zones) []Difference {
	var all []Difference
	for i := range old {
		if old[i].IsOverride() {
			continue
		}
		if j, err := indexOf(new, old[i].UID); err != nil {
			all = append(all, Difference{Change: Removed, UID: old[i].UID, Old: &old[i], Was: firstSpan(&old[i], zones)})
		} else if first, _ := indexOf(old, old[i].UID); first == i {
			all = append(all, diffEntry(old, new, i, j, zones)...)
		}
	}
	for i := range new {
		if _, err := indexOf(old, new[i].UID); err != nil && !new[i].IsOverride() {
			all = append(all, Difference{Change: Added, UID: new[i].UID, New: &new[i], Is: firstSpan(&new[i], zones)})
		}
	}
	return all
}

// firstSpan is the first date of an entry, zero where it cannot be read.
func firstSpan(e *Entry, zones Zones) Span {
	s, err := newShape(e, zones)
	if err != nil {
		return Span{}
	}
	return s.span(s.begins)
}

// diffEntry compares two entries with the same uid.
func diffEntry(old, new []Entry, i, j int, zones Zones) []Difference {
	base := Difference{UID: old[i].UID, Old: &old[i], New: &new[j]}
	a, oldErr := open(old, i, zones)
	b, newErr := open(new, j, zones)
	if oldErr != nil || newErr != nil {
		return diffText(base)
	}
	var all []Difference
	base.Was, base.Is = a.shape.span(a.shape.begins), b.shape.span(b.shape.begins)
	if !base.Was.same(base.Is) {
		base.Change = TimeMoved
		all = append(all, base)
	}
	if base.Old.DTStart.TZID != base.New.DTStart.TZID {
		base.Change = ZoneChanged
		all = append(all, base)
	}
	if !a.shape.sameRule(b.shape) {
		base.Change = RuleChanged
		all = append(all, base)
	}
	if base.Old.IsSeries() && base.New.IsSeries() {
		all = append(all, a.diff(b)...)
	}
	return all
}

// diffText compares entries of which one cannot be read.
func diffText(base Difference) []Difference {
	var all []Difference
	if base.Old.DTStart != base.New.DTStart || base.Old.DTEnd != base.New.DTEnd {
		base.Change = TimeMoved
		all = append(all, base)
	}
	if !strings.EqualFold(base.Old.RRule, base.New.RRule) {
		base.Change = RuleChanged
		all = append(all, base)
	}
	return all
}

func (s Span) same(o Span) bool { return s.Start.Equal(o.Start) && s.End.Equal(o.End) }

// stand is how one occurrence of a series stands: deleted, or moved to a span.
type stand struct {
	value   string // the local start that it has in the new series
	deleted bool
	span    Span
	was     Span // before it was carried to the new series
}

type byValue []stand

func (s byValue) Len() int           { return len(s) }
func (s byValue) Swap(i, j int)      { s[i], s[j] = s[j], s[i] }
func (s byValue) Less(i, j int) bool { return s[i].value < s[j].value }

// diff compares the exceptions of a series with those of its new form, to which they
// are carried as an edit does.
func (e *editor) diff(next *editor) []Difference {
	before, after := e.stands(next.shape), next.stands(next.shape)
	var all []Difference
	for len(before)+len(after) > 0 {
		var old, now *stand
		if len(after) == 0 || len(before) > 0 && before[0].value <= after[0].value {
			old = &before[0]
		}
		if old == nil || len(after) > 0 && after[0].value == old.value {
			now, after = &after[0], after[1:]
		}
		if old != nil {
			before = before[1:]
		}
		if d, ok := e.occurrence(next, old, now); ok {
			all = append(all, d)
		}
	}
	return all
}

// stands returns the exceptions that have an effect, in order.
func (e *editor) stands(next *shape) []stand {
	all := make([]stand, 0, len(e.known))
	for _, x := range e.known {
		value, ok := next.shifted(x.value, e.shape.begins)
		if !ok {
			continue
		}
		s := stand{value: value, deleted: true, was: e.shape.span(x.value)}
		if x.override >= 0 {
			s = e.moved(next, x, value)
		}
		all = append(all, s)
	}
	sort.Stable(byValue(all)) // exclusions stay before overrides
	n := 0
	for i, s := range all {
		switch {
		case n > 0 && all[n-1].value == s.value && all[n-1].deleted: // an exclusion wins
		case i+1 < len(all) && all[i+1].value == s.value && !s.deleted: // the last override wins
		case s.deleted || !s.span.same(next.span(s.value)):
			all[n] = s
			n++
		}
	}
	return all[:n]
}

func (e *editor) moved(next *shape, x exception, value string) stand {
	s := stand{value: value}
	s.was, _ = spanOf(&e.entries[x.override], e.zones)
	follows := e.follow(next, e.series().UID, x, value)
	s.span, _ = spanOf(&follows, e.zones)
	return s
}

// occurrence compares one occurrence of two forms of a series, of which one at least
// is an exception.
func (e *editor) occurrence(next *editor, old, now *stand) (d Difference, differs bool) {
	value := ""
	if now != nil {
		value, d.Is = now.value, now.span
	}
	if old != nil {
		value, d.Was = old.value, old.was
	}
	if now == nil {
		d.Is = next.shape.span(value)
	}
	if old == nil {
		d.Was = e.plain(next.shape, value)
	}
	id := next.shape.at(value)
	d.UID, d.Old, d.New, d.RecurrenceID = e.series().UID, e.series(), next.series(), &id
	was, is := old != nil && old.deleted, now != nil && now.deleted
	switch {
	case was && is, !was && !is && old != nil && now != nil && old.span.same(now.span):
		return d, false
	case is:
		d.Change, d.Is = OccurrenceDeleted, Span{}
	case was:
		d.Change, d.Was = OccurrenceRestored, Span{}
	default:
		d.Change = OccurrenceMoved
	}
	return d, true
}

// plain is when the date of the new series took place in this one.
func (e *editor) plain(next *shape, value string) Span {
	if was, ok := e.shape.shifted(value, next.begins); ok {
		return e.shape.span(was)
	}
	return next.span(value)
}
