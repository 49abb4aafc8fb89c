package calendar

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// maxFuzzed keeps one input cheap: what is tried is strange content, not much of it.
const maxFuzzed = 4096

// seedCalendars are what fuzzing starts from: one entry a line, see fuzzed.
var seedCalendars = []string{
	"s Europe/Berlin@20401024T090000 Europe/Berlin@20401024T100000 FREQ=DAILY;COUNT=9 - UTC@20401028T080000\n" +
		"s Europe/Berlin@20401026T100000 Europe/Berlin@20401026T110000 - Europe/Berlin@20401026T090000",
	"s UTC@20401024T090000 UTC@20401024T100000",
	"s America/New_York@20400311T023000 UTC@20400311T100000 FREQ=MONTHLY;BYDAY=2SU;UNTIL=20401201T000000Z",
	"s UTC@00010101T000000 UTC@99991231T235959 FREQ=YEARLY;INTERVAL=1000;BYMONTHDAY=29;BYMONTH=2",
	"s UTC@20401024T090000 UTC@20401024T100000 FREQ=HOURLY\n @ @ - @ @",
	"s UTC@20401024T090000 UTC@20401024T100000 FREQ=DAILY;BYHOUR=9;UNTIL=20401027 - UTC@20401026T090000\n" +
		"x UTC@20401024T090000 UTC@20401024T100000 FREQ=YEARLY;BYWEEKNO=53;BYDAY=SU",
}

// fuzzedRules are what a fuzzed edit changes the rule to.
var fuzzedRules = []string{"FREQ=WEEKLY", "FREQ=DAILY;COUNT=3", "", "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13;UNTIL=20991231", "FREQ=NEVER"}

func addSeeds(f *testing.F) {
	for _, text := range seedCalendars {
		for _, rule := range fuzzedRules {
			f.Add(text, "Europe/Berlin", "20401025T090000", "20401025T110000", rule)
			f.Add(text, "UTC", "20401024T090000", "20401024T080000", rule)
		}
	}
}

// fuzzEdit runs an edit on any calendar with any parameters: whatever they are, its
// result is bounded and can be expanded, written and edited again.
func fuzzEdit(f *testing.F, edit func(entries []Entry, id, to DateTime, rule string) (Edited, error)) {
	addSeeds(f)
	f.Fuzz(func(t *testing.T, text, zone, id, to, rule string) {
		entries, ok := fuzzed(text)
		if !ok || len(rule) > MaxRule {
			return
		}
		valid := len(Validate(entries, "", cached)) == 0
		for range 2 {
			got, err := edit(entries, DateTime{zone, id}, DateTime{zone, to}, rule)
			if err != nil {
				assert.NotEmpty(t, code(err))
				return
			}
			assert.LessOrEqual(t, len(got.Entries), len(entries)+2)
			if valid && len(got.Entries) > 0 {
				assert.Empty(t, Validate(got.Entries, "", cached))
			}
			expandFuzzed(got.Entries)
			entries = got.Entries
		}
	})
}

// fuzzed reads entries, one a line: uid, start, end, rule, recurrenceId, excluded dates,
// each date as zone@value and - for what is not there. Unlike JSON that stays readable
// whatever a fuzzer does to it.
func fuzzed(text string) (entries []Entry, ok bool) {
	if len(text) > maxFuzzed || strings.Count(text, "\n") > 8 {
		return nil, false
	}
	for line := range strings.SplitSeq(text, "\n") {
		fields := append(strings.Split(line, " "), "-", "-", "-", "-", "-")
		e := Entry{UID: fields[0], DTStart: fuzzedDate(fields[1]), DTEnd: fuzzedDate(fields[2])}
		if fields[3] != "-" {
			e.RRule = fields[3]
		}
		if fields[4] != "-" {
			id := fuzzedDate(fields[4])
			e.RecurrenceID = &id
		}
		for _, field := range fields[5:] {
			if field != "-" {
				e.ExDate = append(e.ExDate, fuzzedDate(field))
			}
		}
		entries = append(entries, e)
	}
	return entries, true
}

func fuzzedDate(text string) DateTime {
	zone, value, _ := strings.Cut(text, "@")
	return DateTime{zone, value}
}

func expandFuzzed(entries []Entry) {
	from := date("2040-10-01T00:00:00Z")
	_, _ = Occurrences(entries, from, from.AddDate(0, 1, 0), cached)
}

func end(start DateTime) DateTime {
	t, err := start.Time(cached)
	if err != nil {
		return start
	}
	return At(t.Add(5400e9), start.TZID, t.Location())
}

func FuzzEditOccurrence(f *testing.F) {
	fuzzEdit(f, func(entries []Entry, id, to DateTime, _ string) (Edited, error) {
		return EditOccurrence(entries, "s", id, to, end(to), cached)
	})
}

func FuzzEditFollowing(f *testing.F) {
	fuzzEdit(f, func(entries []Entry, id, to DateTime, rule string) (Edited, error) {
		return EditFollowing(entries, "s", id, Plan{to, end(to), rule}, "new", cached)
	})
}

func FuzzEditSeries(f *testing.F) {
	fuzzEdit(f, func(entries []Entry, id, to DateTime, rule string) (Edited, error) {
		plan, err := PlanOf(entries, "s")
		if err != nil || rule != "" {
			plan = Plan{to, end(to), rule}
		}
		plan.DTStart, plan.DTEnd = to, end(to)
		return EditSeries(entries, "s", plan, cached)
	})
}

func FuzzDelete(f *testing.F) {
	fuzzEdit(f, func(entries []Entry, id, _ DateTime, rule string) (Edited, error) {
		if rule == "" {
			return DeleteFollowing(entries, "s", id, cached)
		}
		return DeleteOccurrence(entries, "s", id, cached)
	})
}

func FuzzConvert(f *testing.F) {
	fuzzEdit(f, func(entries []Entry, _, _ DateTime, rule string) (Edited, error) {
		return Convert(entries, "s", rule, cached)
	})
}

func FuzzDiff(f *testing.F) {
	for _, a := range seedCalendars {
		for _, b := range seedCalendars {
			f.Add(a, b)
		}
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		old, ok := fuzzed(a)
		next, too := fuzzed(b)
		if !ok || !too {
			return
		}
		assert.Empty(t, Diff(old, old, cached))
		there, back := Diff(old, next, cached), Diff(next, old, cached)
		assert.Equal(t, len(there) == 0, len(back) == 0)
		assert.LessOrEqual(t, len(there), maxFuzzed)
	})
}
