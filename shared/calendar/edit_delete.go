package calendar

// DeleteOccurrence deletes the occurrence id of the series uid: it becomes an excluded
// date, and its override goes. A series of which nothing is left goes as a whole. All
// other entries stay as they are. An error is a *fault.Fault.
func DeleteOccurrence(entries []Entry, uid string, id DateTime, zones Zones) (Edited, error) {
	e, value, err := openAt(entries, uid, id, zones)
	if err != nil {
		return Edited{}, err
	}
	series := *e.series()
	series.ExDate = append(series.ExDate[:len(series.ExDate):len(series.ExDate)], e.shape.at(value))
	if !e.remains(&series) {
		return DeleteSeries(e.entries, uid)
	}
	if err := e.check(&series); err != nil {
		return Edited{}, err
	}
	return Edited{Entries: replace(e.entries, e.at, []Entry{series}, e.overriding(value))}, nil
}

// DeleteFollowing ends the series uid before the occurrence id; where nothing is left
// before it, the whole series goes. An error is a *fault.Fault.
func DeleteFollowing(entries []Entry, uid string, id DateTime, zones Zones) (Edited, error) {
	e, value, err := openAt(entries, uid, id, zones)
	if err != nil {
		return Edited{}, err
	}
	if !e.anyBefore(value) {
		return DeleteSeries(e.entries, uid)
	}
	before, after := e.split(value)
	kept, err := e.cut(value, before, after)
	if err != nil {
		return Edited{}, err
	}
	return Edited{Entries: kept}, nil
}

// DeleteSeries deletes the series or single event uid with all its overrides. An error
// is a *fault.Fault.
func DeleteSeries(entries []Entry, uid string) (Edited, error) {
	i, err := indexOf(entries, uid)
	if err != nil {
		return Edited{}, err
	}
	e := editor{entries: entries, at: i}
	return Edited{Entries: replace(entries, i, nil, e.exceptions())}, nil
}
