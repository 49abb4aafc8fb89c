package calendar

import "time"

// Shift moves single events by a span of local time, each in its own zone. Series and
// what belongs to them stay: another day would need another rule. It fails at a date
// that is none.
func Shift(entries []Entry, by time.Duration) ([]Entry, error) {
	moved := make([]Entry, len(entries))
	for i, e := range entries {
		if moved[i] = e; e.IsSeries() || e.IsOverride() {
			continue
		}
		for _, d := range []*DateTime{&moved[i].DTStart, &moved[i].DTEnd} {
			wall, err := d.Wall()
			if err != nil {
				return nil, err
			}
			d.Value = wall.Add(by).Format(Layout)
		}
	}
	return moved, nil
}

// MovedBy returns by how much local time the first entry that both calendars have
// starts later, below zero for earlier; by how much time where its zone is another one.
func MovedBy(before, after []Entry, zones Zones) time.Duration {
	for _, old := range before {
		i, err := indexOf(after, old.UID)
		if err != nil || old.IsOverride() {
			continue
		}
		read := DateTime.Wall
		if now := after[i]; old.DTStart.TZID != now.DTStart.TZID {
			read = func(d DateTime) (time.Time, error) { return d.Time(zones) }
		}
		from, err := read(old.DTStart)
		if err != nil {
			return 0
		}
		to, err := read(after[i].DTStart)
		if err != nil {
			return 0
		}
		return to.Sub(from)
	}
	return 0
}
