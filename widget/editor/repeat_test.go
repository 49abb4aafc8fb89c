package editor

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"parley/shared/calendar"
	"parley/shared/fault"
)

// tuesday is the third and not the last one of its month.
var tuesday = calendar.DateTime{TZID: "Europe/Berlin", Value: "20401016T103000"}

func wallOf(d calendar.DateTime) time.Time {
	wall, err := d.Wall()
	if err != nil {
		panic(err)
	}
	return wall
}

func TestEachKindIsWrittenAndShownAgain(t *testing.T) {
	last := calendar.DateTime{TZID: "Europe/Berlin", Value: "20401030T103000"}
	for kind, want := range map[string]string{
		once: "", daily: "FREQ=DAILY", workdays: "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", weekly: "FREQ=WEEKLY",
		monthlyOn: "FREQ=MONTHLY", monthlyNth: "FREQ=MONTHLY;BYDAY=TU;BYSETPOS=3", monthlyEnd: "FREQ=MONTHLY;BYDAY=TU;BYSETPOS=-1", yearly: "FREQ=YEARLY",
	} {
		start := tuesday
		if kind == monthlyEnd {
			start = last
		}
		r := Repeat{Kind: kind}
		assert.Equal(t, want, r.rule(wallOf(start), start.TZID, zones), kind)
		assert.Equal(t, kind, repeatOf(want, start, zones).Kind, want)
	}
}

func TestEnds(t *testing.T) {
	r := Repeat{Kind: daily, End: endAfter, Count: "5"}
	assert.Equal(t, "FREQ=DAILY;COUNT=5", r.rule(wallOf(tuesday), tuesday.TZID, zones))
	r = Repeat{Kind: daily, End: endOn, Until: "2040-10-30"} // summer time is over then
	assert.Equal(t, "FREQ=DAILY;UNTIL=20401030T225959Z", r.rule(wallOf(tuesday), tuesday.TZID, zones))
	shown := repeatOf("FREQ=DAILY;UNTIL=20401030T225959Z", tuesday, zones)
	assert.Equal(t, [3]string{daily, endOn, "2040-10-30"}, [3]string{shown.Kind, shown.End, shown.Until})
	assert.Equal(t, "2040-10-30", repeatOf("FREQ=DAILY;UNTIL=20401030", tuesday, zones).Until)
}

// What the controls cannot show stays as it is.
func TestRulesOfOthers(t *testing.T) {
	for rule, want := range map[string]string{
		"FREQ=WEEKLY;BYDAY=TU":                            weekly,
		"FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH":              custom,
		"FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH;WKST=SU":      kept,
		"FREQ=MONTHLY;BYDAY=3TU":                          monthlyNth,
		"FREQ=MONTHLY;BYMONTHDAY=16":                      monthlyOn,
		"FREQ=MONTHLY;BYMONTHDAY=-1":                      kept,
		"FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1":   kept,
		"FREQ=MONTHLY;INTERVAL=3;BYDAY=TU;BYSETPOS=3":     custom,
		"FREQ=YEARLY;BYMONTH=10;BYDAY=3TU":                custom,
		"FREQ=YEARLY;BYMONTH=10;BYMONTHDAY=16":            yearly,
		"FREQ=HOURLY":                                     kept,
		"FREQ=DAILY;BYHOUR=9":                             kept,
		"nonsense":                                        kept,
		"FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR":                 kept,
		"FREQ=WEEKLY;COUNT=7;BYDAY=MO,TU,WE,TH,FR;":       workdays,
		"FREQ=WEEKLY;INTERVAL=2;UNTIL=20410101T000000Z":   custom,
		"FREQ=YEARLY;INTERVAL=2;BYMONTH=1,3;BYMONTHDAY=1": kept,
	} {
		r := repeatOf(rule, tuesday, zones)
		assert.Equal(t, want, r.Kind, rule)
		if want == kept {
			assert.Equal(t, rule, r.rule(wallOf(tuesday), tuesday.TZID, zones))
			continue
		}
		again := repeatOf(r.rule(wallOf(tuesday), tuesday.TZID, zones), tuesday, zones)
		assert.Equal(t, r, again, rule)
	}
}

// A rule that the controls show means the same dates as before.
func TestWhatIsShownHasTheSameDates(t *testing.T) {
	end := calendar.DateTime{TZID: tuesday.TZID, Value: "20401016T113000"}
	dates := func(rule string) (all []string) {
		found, err := calendar.Occurrences([]calendar.Entry{{UID: "u", DTStart: tuesday, DTEnd: end, RRule: rule}},
			time.Date(2040, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2043, 1, 1, 0, 0, 0, 0, time.UTC), zones)
		assert.NoError(t, err)
		for _, o := range found {
			all = append(all, o.Start.Format(time.RFC3339))
		}
		return all
	}
	for _, freq := range []string{"DAILY", "WEEKLY", "MONTHLY", "YEARLY"} {
		for _, rest := range []string{"", ";INTERVAL=2", ";COUNT=4", ";BYDAY=TU", ";BYDAY=TU,WE", ";BYDAY=3TU", ";BYSETPOS=3;BYDAY=TU", ";BYMONTH=10", ";BYMONTH=10;BYDAY=3TU", ";BYMONTHDAY=16", ";UNTIL=20420101"} {
			rule := "FREQ=" + freq + rest
			if _, err := calendar.ParseRule(rule); err != nil {
				continue
			}
			assert.Equal(t, dates(rule), dates(repeatOf(rule, tuesday, zones).rule(wallOf(tuesday), tuesday.TZID, zones)), rule)
		}
	}
}

func TestCustomControlsAreChecked(t *testing.T) {
	for _, c := range []struct {
		r    Repeat
		want faults
	}{
		{Repeat{Kind: custom, Freq: "WEEKLY", Interval: "2"}, faults{}},
		{Repeat{Kind: custom, Freq: "WEEKLY", Interval: "two"}, faults{fieldInterval: fault.OutOfRange}},
		{Repeat{Kind: custom, Freq: "WEEKLY", Interval: "0"}, faults{fieldInterval: fault.OutOfRange}},
		{Repeat{Kind: custom, Freq: "WEEKLY", Interval: "1001"}, faults{fieldInterval: fault.OutOfRange}},
		{Repeat{Kind: daily, End: endAfter}, faults{fieldCount: fault.OutOfRange}},
		{Repeat{Kind: daily, End: endOn, Until: "2040-02-30"}, faults{fieldUntil: fault.BadDate}},
		{Repeat{Kind: kept, Rule: "FREQ=HOURLY", End: endOn}, faults{}},
	} {
		found := faults{}
		c.r.check(found, Moment{Date: "2040-10-16"})
		assert.Equal(t, c.want, found, c.r)
	}
}
