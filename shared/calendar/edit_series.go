package calendar

import (
	"slices"
	"time"

	"parley/shared/fault"
)

// editor is one series or single event of a calendar that is being edited.
type editor struct {
	entries []Entry
	at      int // the series
	zones   Zones
	shape   *shape
	known   []exception
}

// exception is an excluded date (exdate ≥ 0) or an override (index in the calendar).
type exception struct {
	value    string // local start of the instance that it is about
	exdate   int
	override int
}

// open reads the series at an index. With an error the editor has no shape and no
// exceptions.
func open(entries []Entry, at int, zones Zones) (*editor, error) {
	e := &editor{entries: readable(entries, zones), at: at, zones: zones}
	var err error
	if e.shape, err = newShape(&e.entries[at], zones); err != nil || !e.series().IsSeries() {
		return e, err
	}
	for _, x := range e.exceptions() {
		var ok bool
		if x.value, ok = e.shape.instance(e.named(x).RecurrenceID); ok {
			e.known = append(e.known, x)
		}
	}
	return e, nil
}

// readable returns a calendar without the excluded dates that are none. They exclude
// nothing, and would keep the calendar from being accepted.
func readable(entries []Entry, zones Zones) []Entry {
	v := validator{zones: zones}
	unread := func(d DateTime) bool { return !v.dateTime(d, "") }
	result := slices.Clone(entries)
	for i, e := range entries {
		if slices.ContainsFunc(e.ExDate, unread) {
			result[i].ExDate = slices.DeleteFunc(slices.Clone(e.ExDate), unread)
		}
	}
	return result
}

// openAt reads the series uid and finds one of its occurrences.
func openAt(entries []Entry, uid string, id DateTime, zones Zones) (e *editor, value string, err error) {
	i, err := indexOf(entries, uid)
	if err != nil {
		return nil, "", err
	}
	if e, err = open(entries, i, zones); err != nil {
		return nil, "", err
	}
	value, ok := e.shape.instance(id)
	if !ok || !entries[i].IsSeries() || e.shape.opaque || e.excluded(value) {
		return nil, "", fault.New(fault.BadRecurrence, "recurrenceId")
	}
	return e, value, nil
}

func (e *editor) series() *Entry { return &e.entries[e.at] }

func (e *editor) excluded(value string) bool {
	for _, x := range e.known {
		if x.exdate >= 0 && x.value == value {
			return true
		}
	}
	return false
}

// overriding are the overrides of an instance; the last one counts.
func (e *editor) overriding(value string) []exception {
	var all []exception
	for _, x := range e.known {
		if x.override >= 0 && x.value == value {
			all = append(all, x)
		}
	}
	return all
}

// exceptions is all that is said of single occurrences of the series, unread.
func (e *editor) exceptions() []exception {
	var all []exception
	for i := range e.series().ExDate {
		all = append(all, exception{exdate: i, override: -1})
	}
	for i := range e.entries {
		if e.entries[i].IsOverride() && e.entries[i].UID == e.series().UID {
			all = append(all, exception{exdate: -1, override: i})
		}
	}
	return all
}

// orphans are the overrides of no occurrence. They have no effect.
func (e *editor) orphans() (all []Exception) {
	for _, x := range e.exceptions() {
		known := func(k exception) bool { return k.override == x.override }
		if x.override >= 0 && !slices.ContainsFunc(e.known, known) {
			all = append(all, e.named(x))
		}
	}
	return all
}

// named is what an exception is called outside.
func (e *editor) named(x exception) Exception {
	n := Exception{UID: e.series().UID}
	if x.override >= 0 {
		n.Override, n.RecurrenceID = &e.entries[x.override], *e.entries[x.override].RecurrenceID
	} else {
		n.RecurrenceID = e.series().ExDate[x.exdate]
	}
	if x.value != "" {
		n.RecurrenceID = DateTime{TZID: e.series().DTStart.TZID, Value: x.value}
	}
	return n
}

// first returns the local start of the first date of a series that takes place.
func (e *editor) first(series *Entry) (string, bool) {
	start, err := series.DTStart.Time(e.zones)
	if err != nil {
		return "", false
	}
	o, ok := Next([]Entry{*series}, start.Add(-time.Second), e.zones)
	if !ok || o.RecurrenceID == nil {
		return series.DTStart.Value, ok
	}
	return o.RecurrenceID.Value, true
}

func (e *editor) remains(series *Entry) bool {
	_, ok := e.first(series)
	return ok
}

// replan gives the series another plan, with the exceptions that it can carry; the
// instance at anchor becomes its first.
func (e *editor) replan(to Plan, anchor string, known []exception) (Edited, error) {
	carried, dropped, err := e.carry(e.series().UID, to, anchor, known)
	if err != nil {
		return Edited{}, err
	}
	return e.edited(replace(e.entries, e.at, carried, e.exceptions()), dropped)
}

// replace returns the calendar with other entries instead of that at an index, or
// added where the index is its length, and without the overrides among gone.
func replace(entries []Entry, at int, by []Entry, gone []exception) []Entry {
	left := make([]bool, len(entries))
	for _, x := range gone {
		if x.override >= 0 {
			left[x.override] = true
		}
	}
	result := make([]Entry, 0, len(entries)+len(by))
	for i := range entries {
		if i == at {
			result = append(result, by...)
		} else if !left[i] {
			result = append(result, entries[i])
		}
	}
	if at == len(entries) {
		result = append(result, by...)
	}
	return result
}

// edited is the result of an edit, unless the calendar would become too large.
func (e *editor) edited(result []Entry, dropped []Exception) (Edited, error) {
	series := 0
	for i := range result {
		if result[i].IsSeries() {
			series++
		}
	}
	if len(result) > max(MaxEntries, len(e.entries)) || series > MaxSeries {
		return Edited{}, fault.New(fault.TooMany, "")
	}
	return Edited{Entries: result, Dropped: dropped}, nil
}
