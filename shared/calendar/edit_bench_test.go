package calendar

import "testing"

// exceptional is a series with as many exceptions as a calendar may have.
func exceptional(rule, start string) []Entry {
	e := Entry{UID: "s", DTStart: wall(start + "T090000"), DTEnd: wall(start + "T100000"), RRule: rule}
	entries := []Entry{e}
	at, _ := wall("20600102T090000").Wall()
	for range MaxEntries - 1 {
		at = at.AddDate(0, 0, 7)
		entries[0].ExDate = append(entries[0].ExDate, DateTime{"UTC", at.Format(Layout)})
		entries = append(entries, moved("s", at.AddDate(0, 0, 1).Format(Layout), at.AddDate(0, 0, 2).Format(Layout), at.AddDate(0, 0, 3).Format(Layout)))
	}
	return entries
}

// BenchmarkEditAndDiff moves the time of day of a series with 999 deleted and 999
// moved occurrences, and tells the difference.
func BenchmarkEditAndDiff(b *testing.B) {
	for name, entries := range map[string][]Entry{
		"endless":      exceptional("FREQ=DAILY", "20400101"),
		"counted":      exceptional("FREQ=DAILY;COUNT=10000", "20400101"),
		"since year 1": exceptional("FREQ=DAILY;UNTIL=99991231", "00010101"),
		"rare":         exceptional("FREQ=YEARLY;BYDAY=5MO;BYMONTH=2;COUNT=10000", "20400101"),
		"walked":       exceptional("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1,-1,9;COUNT=10000", "20400101"),
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				plan, err := PlanOf(entries, "s")
				if err != nil {
					b.Fatal(err)
				}
				plan.DTStart.Value = plan.DTStart.Value[:9] + "093000"
				edited, err := EditSeries(entries, "s", plan, cached)
				if err != nil {
					b.Fatal(err)
				}
				Diff(entries, edited.Entries, cached)
			}
		})
	}
}
