package calendar

import (
	"slices"
	"strconv"
	"time"

	"parley/shared/fault"
)

// PlanFrom returns the plan of the occurrence id and all that follow, as a dialog
// shows it first: the rule's COUNT is what is left of it. An error is a *fault.Fault.
func PlanFrom(entries []Entry, uid string, id DateTime, zones Zones) (Plan, error) {
	e, value, err := openAt(entries, uid, id, zones)
	if err != nil {
		return Plan{}, err
	}
	return e.planFrom(value), nil
}

func (e *editor) planFrom(value string) Plan {
	if value == e.series().DTStart.Value {
		return planOf(e.series())
	}
	start, end := e.shape.times(value)
	plan := Plan{DTStart: start, DTEnd: end, RRule: e.series().RRule}
	if rule, err := ParseRule(plan.RRule); err == nil && rule.Count > 0 {
		if left := rule.Count - e.shape.count(value); left > 0 {
			plan.RRule = setPart(plan.RRule, "COUNT", strconv.Itoa(left))
		}
	}
	return plan
}

// EditFollowing gives the occurrence id and all that follow another plan: the series
// ends before it, and one with the uid newUID begins. Moved and deleted occurrences go
// to the part that they fall in, as EditSeries keeps them. The plan's rule is taken as
// it is, so COUNT counts the new series (see PlanFrom). Where no occurrence would be
// left before it, it is the whole series that is edited. An error is a *fault.Fault,
// with Field relative to the new entry.
func EditFollowing(entries []Entry, uid string, id DateTime, to Plan, newUID string, zones Zones) (Edited, error) {
	e, value, err := openAt(entries, uid, id, zones)
	if err != nil {
		return Edited{}, err
	}
	if to == e.planFrom(value) {
		return Edited{Entries: e.entries}, nil
	}
	before, after := e.split(value)
	if !e.anyBefore(value) {
		return e.replan(to, value, after)
	}
	if slices.ContainsFunc(entries, func(e Entry) bool { return e.UID == newUID }) {
		return Edited{}, fault.New(fault.DuplicateUID, "uid")
	}
	carried, dropped, err := e.carry(newUID, to, value, after)
	if err != nil {
		return Edited{}, err
	}
	kept, err := e.cut(value, before, after)
	if err != nil {
		return Edited{}, err
	}
	return e.edited(append(kept, carried...), dropped)
}

// split distributes the exceptions to those before an instance and the others.
func (e *editor) split(value string) (before, after []exception) {
	for _, x := range e.known {
		if x.value < value {
			before = append(before, x)
		} else {
			after = append(after, x)
		}
	}
	return before, after
}

// anyBefore reports whether an occurrence before the instance takes place.
func (e *editor) anyBefore(value string) bool {
	first, ok := e.first(e.series())
	return ok && first < value
}

// cut returns the calendar with the series ended before an instance.
func (e *editor) cut(value string, before, after []exception) ([]Entry, error) {
	series, err := e.ended(value)
	if err != nil {
		return nil, err
	}
	series.ExDate = nil
	for _, x := range before {
		if x.exdate >= 0 {
			series.ExDate = append(series.ExDate, e.series().ExDate[x.exdate])
		}
	}
	return replace(e.entries, e.at, []Entry{series}, after), nil
}

// ended is the series with its rule ended before an instance: fewer to COUNT, or
// UNTIL the last second before, in UTC as RFC 5545 §3.3.10 wants it.
func (e *editor) ended(value string) (Entry, error) {
	series := *e.series()
	rule, err := ParseRule(series.RRule)
	if err == nil && rule.Count > 0 {
		series.RRule = setPart(series.RRule, "COUNT", strconv.Itoa(e.shape.count(value)))
	} else {
		until := e.shape.span(value).Start.Add(-time.Second).UTC().Format(Layout + "Z")
		series.RRule = setPart(series.RRule, "UNTIL", until)
	}
	return series, e.check(&series)
}
