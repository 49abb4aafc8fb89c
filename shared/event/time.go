package event

import (
	"time"

	"parley/shared/calendar"
	"parley/shared/fault"
	"parley/shared/wire"
)

// timeLayouts are the forms of ISO 8601 that are understood: with an offset, which
// may lack its colon; seconds, which may have a fraction, are optional.
var timeLayouts = [...]string{time.RFC3339, "2006-01-02T15:04Z07:00", "2006-01-02T15:04:05Z0700", "2006-01-02T15:04Z0700"}

// ReadTime reads a field that is an ISO 8601 time with an offset. One that is
// absent, or no such time, is a fault. The result is to the second.
func ReadTime(o *wire.Object, name string) time.Time {
	value, ok := o.Need(name)
	if !ok {
		return time.Time{}
	}
	text := value.Text()
	for _, layout := range timeLayouts {
		if t, err := time.Parse(layout, text); err == nil && realYear(t) {
			if _, err := t.MarshalJSON(); err != nil { // an offset of 24 hours
				t = t.UTC()
			}
			return t.Truncate(time.Second)
		}
	}
	value.Fault(fault.BadDate)
	return time.Time{}
}

// realYear reports that the year has four digits in every zone, and is not 0.
func realYear(t time.Time) bool {
	return t.Add(-24*time.Hour).Year() > 0 && t.Add(24*time.Hour).Year() < 10_000
}

// LegacyEntry makes the one calendar entry that stands for an object's start_time and
// end_time, in the given zone; the instants, to the second, do not change. It is nil
// when one of the two is absent, which is fault.AmbiguousTime, or no time.
func LegacyEntry(o *wire.Object, uid, tzid string, loc *time.Location) *calendar.Entry {
	e := calendar.Entry{UID: uid}
	before := o.Faults()
	for _, part := range []struct {
		name string
		to   *calendar.DateTime
	}{{"start_time", &e.DTStart}, {"end_time", &e.DTEnd}} {
		if value, ok := o.Get(part.name); !ok {
			value.Fault(fault.AmbiguousTime)
		} else {
			*part.to = dateTime(ReadTime(o, part.name), tzid, loc)
		}
	}
	if o.Faults() > before {
		return nil
	}
	return &e
}

// Single makes the calendar entry of a single event between two instants, in the given
// zone; the instants, to the second, do not change.
func Single(uid string, start, end time.Time, tzid string, loc *time.Location) calendar.Entry {
	return calendar.Entry{UID: uid, DTStart: dateTime(start, tzid, loc), DTEnd: dateTime(end, tzid, loc)}
}

// dateTime returns an instant in a zone; in UTC when its local time there, which
// comes twice, would stand for another instant.
func dateTime(t time.Time, tzid string, loc *time.Location) calendar.DateTime {
	t = t.Truncate(time.Second)
	local := calendar.At(t, tzid, loc)
	if wall, err := local.Wall(); err == nil && calendar.Resolve(wall, loc).Equal(t) {
		return local
	}
	return calendar.At(t, "UTC", time.UTC)
}
