package calendar

import (
	"sort"
	"time"
)

// MaxOccurrences is how many occurrences of one entry an expansion yields at most.
const MaxOccurrences = 10_000

// Occurrence is one taking place of an entry. RecurrenceID is the local start
// that the series' rule gave it, nil for a single event and for a series whose rule
// is not expanded.
type Occurrence struct {
	UID          string
	Start, End   time.Time
	RecurrenceID *DateTime
	Entry        *Entry // the single event, the series or the override it comes from
}

// Occurrences returns all occurrences that overlap [from, to), sorted by start
// and then uid; one without length counts when its start lies in the window.
// Overrides replace exactly the occurrence at their RecurrenceID, also when they
// move it into the window from outside. An entry, override or exclusion that means
// nothing is left out and reported in the error, which joins one error for each; the
// occurrences of the others are valid then.
func Occurrences(entries []Entry, from, to time.Time, zones Zones) ([]Occurrence, error) {
	var all []Occurrence
	x := expand(entries, zones)
	for x.next() {
		all = x.window(all, from, to)
	}
	for i := 1; i < len(all); i++ {
		if before(&all[i], &all[i-1]) {
			sort.Stable(byStart(all))
			break
		}
	}
	return all, x.err()
}

func overlaps(o *Occurrence, from, to time.Time) bool {
	if o.End.Equal(o.Start) {
		return !o.Start.Before(from) && o.Start.Before(to)
	}
	return o.Start.Before(to) && o.End.After(from)
}

// before is the order in which occurrences are listed.
func before(a, b *Occurrence) bool {
	if c := a.Start.Compare(b.Start); c != 0 {
		return c < 0
	}
	return a.UID < b.UID
}

type byStart []Occurrence

func (s byStart) Len() int           { return len(s) }
func (s byStart) Swap(i, j int)      { s[i], s[j] = s[j], s[i] }
func (s byStart) Less(i, j int) bool { return before(&s[i], &s[j]) }
