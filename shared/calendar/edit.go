package calendar

import (
	"errors"
	"strings"

	"parley/shared/fault"
)

// Plan is when an event takes place and how often: what a person edits. An empty
// RRule is a single event.
type Plan struct {
	DTStart, DTEnd DateTime
	RRule          string
}

// Edited is what an edit leads to. Nothing is applied yet, so that a dialog can say
// beforehand what an edit costs.
type Edited struct {
	Entries []Entry     // the whole calendar; empty when nothing takes place any more: the meeting is to be closed
	Dropped []Exception // what was said of single occurrences and has no place after the edit
}

// Exception is a moved or deleted occurrence of a series.
type Exception struct {
	UID          string
	RecurrenceID DateTime // the local start that the rule gave it
	Override     *Entry   // nil: the occurrence is deleted
}

var errNothing = errors.New("nothing would take place")

// PlanOf returns the plan of the whole series or single event with this uid, as a
// dialog shows it first. An error is a *fault.Fault.
func PlanOf(entries []Entry, uid string) (Plan, error) {
	i, err := indexOf(entries, uid)
	if err != nil {
		return Plan{}, err
	}
	return planOf(&entries[i]), nil
}

func planOf(e *Entry) Plan { return Plan{DTStart: e.DTStart, DTEnd: e.DTEnd, RRule: e.RRule} }

// EditOccurrence moves the occurrence of the series uid whose rule start is id (see
// Occurrence.RecurrenceID) to [start, end). Moved back to its own time and length it
// is no exception any more. All other entries stay as they are. An error is a
// *fault.Fault, with Field relative to the edited entry.
func EditOccurrence(entries []Entry, uid string, id, start, end DateTime, zones Zones) (Edited, error) {
	e, value, err := openAt(entries, uid, id, zones)
	if err != nil {
		return Edited{}, err
	}
	moved := e.shape.override(uid, value, start, end)
	if err := e.check(&moved); err != nil {
		return Edited{}, err
	}
	at, gone := len(e.entries), e.overriding(value)
	if len(gone) > 0 {
		at = gone[0].override
	}
	if e.shape.unmoved(&moved, value) {
		return e.edited(replace(e.entries, at, nil, gone), nil)
	}
	return e.edited(replace(e.entries, at, []Entry{moved}, gone), nil)
}

// EditSeries gives the whole series or single event uid another plan. Moved and
// deleted occurrences that still have an instance survive, shifted along when the
// time of day moved; an override that had kept the start of its occurrence keeps it.
// The others are dropped. A series starts with the first date that its rule yields,
// and its rule is written as the plan has it. An error is a *fault.Fault, with Field
// relative to the entry.
func EditSeries(entries []Entry, uid string, to Plan, zones Zones) (Edited, error) {
	i, err := indexOf(entries, uid)
	if err != nil {
		return Edited{}, err
	}
	if planOf(&entries[i]) == to {
		return Edited{Entries: append([]Entry(nil), entries...)}, nil
	}
	e, err := open(entries, i, zones)
	if err != nil { // there is no telling what the exceptions mean
		return e.replan(to, "", e.exceptions())
	}
	edited, err := e.replan(to, e.shape.begins, e.known)
	if err == nil {
		edited.Dropped = append(edited.Dropped, e.orphans()...)
	}
	return edited, err
}

// Convert makes a single event recur by the rule, or, without a rule, a series a
// single event: its first occurrence that takes place, at the time to which it was
// moved. An error is a *fault.Fault.
func Convert(entries []Entry, uid, rule string, zones Zones) (Edited, error) {
	plan, err := PlanOf(entries, uid)
	if err != nil {
		return Edited{}, err
	}
	kept := -1
	if rule == "" && plan.RRule != "" {
		if plan, kept, err = firstPlan(entries, uid, plan, zones); err != nil {
			return Edited{}, err
		}
	}
	plan.RRule = rule
	edited, err := EditSeries(entries, uid, plan, zones)
	for i, x := range edited.Dropped {
		if kept >= 0 && x.Override != nil && *x.Override.RecurrenceID == *entries[kept].RecurrenceID {
			edited.Dropped = append(edited.Dropped[:i:i], edited.Dropped[i+1:]...)
			break
		}
	}
	return edited, err
}

// firstPlan returns the time of the first occurrence that takes place, and the index
// of its override, -1 without one.
func firstPlan(entries []Entry, uid string, plan Plan, zones Zones) (Plan, int, error) {
	i, err := indexOf(entries, uid)
	if err != nil {
		return plan, -1, err
	}
	e, err := open(entries, i, zones)
	if err != nil {
		return plan, -1, err
	}
	first, ok := e.first(&entries[i])
	if !ok {
		return plan, -1, fault.New(fault.BadRule, "rrule")
	}
	if known := e.overriding(first); len(known) > 0 {
		last := known[len(known)-1].override
		return planOf(&entries[last]), last, nil
	}
	start, end := e.shape.times(first)
	return Plan{DTStart: start, DTEnd: end}, -1, nil
}

func indexOf(entries []Entry, uid string) (int, error) {
	for i := range entries {
		if entries[i].UID == uid && !entries[i].IsOverride() {
			return i, nil
		}
	}
	return 0, fault.New(fault.BadRecurrence, "uid")
}

// check returns the first thing that is wrong with an entry, its overrides apart.
func (e *editor) check(entry *Entry) error {
	v := validator{zones: e.zones, series: map[string]bool{entry.UID: true}}
	v.entry(*entry, "")
	if len(v.faults) == 0 {
		return nil
	}
	f := v.faults[0]
	f.Field = strings.TrimPrefix(f.Field, ".")
	return f
}
