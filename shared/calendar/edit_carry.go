package calendar

import "parley/shared/fault"

// carry writes a series of the plan and takes the exceptions over to it, of which the
// instance at anchor becomes its first. The series comes first in the result.
func (e *editor) carry(uid string, to Plan, anchor string, known []exception) ([]Entry, []Exception, error) {
	series, next, err := e.draft(uid, to, anchor)
	if err != nil {
		return nil, nil, err
	}
	var overrides []Entry
	var dropped []Exception
	excluded := map[string]bool{}
	for _, x := range known {
		value, ok := next.shifted(x.value, anchor)
		switch {
		case !ok || !series.IsSeries():
			dropped = append(dropped, e.named(x))
		case x.override >= 0:
			if moved := e.follow(next, uid, x, value); !next.unmoved(&moved, value) {
				overrides = append(overrides, moved)
			}
		case !excluded[value]:
			excluded[value] = true
			series.ExDate = append(series.ExDate, next.at(value))
		}
	}
	if !e.remains(&series) {
		return nil, nil, &fault.Fault{Code: fault.BadRule, Field: "rrule", Cause: errNothing}
	}
	return append([]Entry{series}, overrides...), dropped, e.check(&series)
}

// draft is the series of a plan without exceptions. It starts with its first date.
func (e *editor) draft(uid string, to Plan, anchor string) (series Entry, next *shape, err error) {
	series = Entry{UID: uid, DTStart: to.DTStart, DTEnd: to.DTEnd, RRule: to.RRule}
	if err := e.check(&series); err != nil {
		return series, nil, err
	}
	if e.shape != nil && to.RRule == e.series().RRule {
		series.RRule = e.keepRule(&series, anchor)
	}
	if next, err = newShape(&series, e.zones); err == nil && next.begins != to.DTStart.Value {
		series.DTStart, series.DTEnd = next.times(next.begins)
	}
	return series, next, err
}

// follow is an override in its new series. One that had not moved the start of its
// occurrence follows it; others stay where a person put them.
func (e *editor) follow(next *shape, uid string, x exception, value string) Entry {
	old := &e.entries[x.override]
	moved := next.override(uid, value, old.DTStart, old.DTEnd)
	own, ok := spanOf(old, e.zones)
	was, now := e.shape.span(x.value), next.span(value)
	if !ok || !own.Start.Equal(was.Start) || now.Start.Equal(was.Start) {
		return moved
	}
	to, end := next.times(value)
	length := e.shape.clock(own.End).Sub(e.shape.clock(own.Start))
	end.Value = next.clock(now.Start).Add(length).Format(Layout)
	if follows := next.override(uid, value, to, end); e.check(&follows) == nil {
		return follows
	}
	return moved
}
