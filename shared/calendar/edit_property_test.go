package calendar

import (
	"fmt"
	"math/rand/v2"
	"sort"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestEditingOneChangesOnlyThat(t *testing.T) {
	forRandom(t, func(r *rand.Rand, entries []Entry) {
		o, ok := ofSeries(r, entries)
		if !ok {
			return
		}
		from := date("2040-06-01T10:00:00Z").Add(time.Duration(r.IntN(1000)) * time.Hour)
		zone := pick(r, randomZones)
		got, err := EditOccurrence(entries, o.UID, *o.RecurrenceID, inZone(from, zone), inZone(from.Add(time.Hour), zone), cached)
		requireWhole(t, got, err)
		want := taking(entries)
		want[key(o)] = from.Format(Layout) + " " + from.Add(time.Hour).Format(Layout)
		assert.Equal(t, want, taking(got.Entries))
		for _, entry := range entries {
			if !entry.IsOverride() {
				assert.Contains(t, got.Entries, entry)
			}
		}
		changes := Diff(entries, got.Entries, cached)
		assert.Len(t, changes, 1)
		assert.Equal(t, OccurrenceMoved, changes[0].Change)

		back := o.Entry
		if back.IsOverride() {
			got, err = EditOccurrence(got.Entries, o.UID, *o.RecurrenceID, back.DTStart, back.DTEnd, cached)
			requireWhole(t, got, err)
			assert.Equal(t, taking(entries), taking(got.Entries))
			assert.Empty(t, Diff(entries, got.Entries, cached))
		}
	})
}

func TestDeletingOneRemovesOnlyThat(t *testing.T) {
	forRandom(t, func(r *rand.Rand, entries []Entry) {
		o, ok := ofSeries(r, entries)
		if !ok {
			return
		}
		got, err := DeleteOccurrence(entries, o.UID, *o.RecurrenceID, cached)
		requireWhole(t, got, err)
		want := taking(entries)
		delete(want, key(o))
		assert.Equal(t, want, taking(got.Entries))
		changes := Diff(entries, got.Entries, cached)
		require.Len(t, changes, 1)
		assert.Contains(t, []Change{OccurrenceDeleted, Removed}, changes[0].Change)
		assert.True(t, changes[0].Change == Removed || changes[0].Was.same(Span{o.Start, o.End}))
	})
}

func TestDeletingTheFollowingKeepsTheEarlier(t *testing.T) {
	forRandom(t, func(r *rand.Rand, entries []Entry) {
		o, ok := ofSeries(r, entries)
		if !ok {
			return
		}
		got, err := DeleteFollowing(entries, o.UID, *o.RecurrenceID, cached)
		requireWhole(t, got, err)
		want := taking(entries)
		for k := range want {
			if strings.HasPrefix(k, o.UID+" ") && k >= key(o) {
				delete(want, k)
			}
		}
		assert.Equal(t, want, taking(got.Entries))
	})
}

// Both parts of a series together are the series; before the split nothing changes,
// from it on the time of day does.
func TestSplitKeepsEveryOccurrence(t *testing.T) {
	forRandom(t, func(r *rand.Rand, entries []Entry) {
		o, ok := ofSeries(r, entries)
		if !ok {
			return
		}
		plan, err := PlanFrom(entries, o.UID, *o.RecurrenceID, cached)
		require.NoError(t, err)
		by := time.Duration(r.IntN(10)) * 15 * time.Minute
		start, _ := plan.DTStart.Wall()
		if start.Add(by).Day() != start.Day() {
			by = 0 // a rule that names days would mean others
		}
		plan.DTStart.Value = start.Add(by).Format(Layout)
		plan.DTEnd.Value = start.Add(by + 17*time.Minute + 24*time.Hour).Format(Layout)
		got, err := EditFollowing(entries, o.UID, *o.RecurrenceID, plan, "new", cached)
		requireWhole(t, got, err)
		assert.Empty(t, got.Dropped)
		assert.Equal(t, splitWant(entries, o, by), splitGot(got.Entries, o.UID))
	})
}

// splitWant is each occurrence of the series by its original start, moved from that of
// o on.
func splitWant(entries []Entry, o Occurrence, by time.Duration) []string {
	var all []string
	for _, was := range within(entries) {
		if was.UID != o.UID || was.RecurrenceID.Value > sure {
			continue
		}
		id, start := *was.RecurrenceID, was.Start
		if id.Value >= o.RecurrenceID.Value {
			wall, _ := id.Wall()
			original, _ := id.Time(cached)
			id.Value = wall.Add(by).Format(Layout)
			if start.Equal(original) {
				start, _ = id.Time(cached)
			}
		}
		all = append(all, id.Value+" "+start.UTC().Format(Layout))
	}
	sort.Strings(all)
	return all
}

func splitGot(entries []Entry, uid string) []string {
	var all []string
	for _, o := range within(entries) {
		if (o.UID == uid || o.UID == "new") && o.RecurrenceID.Value <= sure {
			all = append(all, o.RecurrenceID.Value+" "+o.Start.UTC().Format(Layout))
		}
	}
	sort.Strings(all)
	return all
}

// As much takes place after the time of day or the zone of a series changed.
func TestMovingTheWholeSeriesKeepsItsExceptions(t *testing.T) {
	forRandom(t, func(r *rand.Rand, entries []Entry) {
		o, ok := ofSeries(r, entries)
		if !ok {
			return
		}
		plan, err := PlanOf(entries, o.UID)
		require.NoError(t, err)
		was := plan
		start, _ := plan.DTStart.Wall()
		plan.DTStart.TZID = pick(r, randomZones)
		plan.DTStart.Value = start.Truncate(24 * time.Hour).Add(time.Duration(9+r.IntN(12)) * time.Hour).Format(Layout)
		plan.DTEnd = DateTime{plan.DTStart.TZID, start.Truncate(24 * time.Hour).Add(33 * time.Hour).Format(Layout)}
		got, err := EditSeries(entries, o.UID, plan, cached)
		requireWhole(t, got, err)
		assert.Empty(t, got.Dropped)
		assert.Equal(t, occurrencesOf(entries, o.UID), occurrencesOf(got.Entries, o.UID))
		for _, d := range Diff(entries, got.Entries, cached) {
			assert.Contains(t, []Change{TimeMoved, ZoneChanged}, d.Change)
		}
		back, err := EditSeries(got.Entries, o.UID, was, cached)
		requireWhole(t, back, err)
		assert.Equal(t, len(taking(entries)), len(taking(back.Entries)))
	})
}

// occurrencesOf are the days on which the rule of a series has what takes place.
func occurrencesOf(entries []Entry, uid string) []string {
	var all []string
	for _, o := range within(entries) {
		if o.UID == uid && o.RecurrenceID.Value <= sure {
			all = append(all, o.RecurrenceID.Value[:8])
		}
	}
	sort.Strings(all)
	return all
}

func TestAnEditWithoutChangeChangesNothing(t *testing.T) {
	forRandom(t, func(r *rand.Rand, entries []Entry) {
		for _, e := range entries {
			plan, err := PlanOf(entries, e.UID)
			require.NoError(t, err)
			same, err := EditSeries(entries, e.UID, plan, cached)
			require.NoError(t, err)
			assert.Equal(t, entries, same.Entries)
		}
		assert.Empty(t, Diff(entries, entries, cached))
		o, ok := ofSeries(r, entries)
		if !ok {
			return
		}
		plan, err := PlanFrom(entries, o.UID, *o.RecurrenceID, cached)
		require.NoError(t, err)
		same, err := EditFollowing(entries, o.UID, *o.RecurrenceID, plan, "new", cached)
		require.NoError(t, err)
		assert.Equal(t, entries, same.Entries)
		if o.Entry.IsOverride() {
			same, err = EditOccurrence(entries, o.UID, *o.RecurrenceID, o.Entry.DTStart, o.Entry.DTEnd, cached)
			require.NoError(t, err)
			assert.Empty(t, Diff(entries, same.Entries, cached))
		}
	})
}

func TestDiffIsEmptyForTheSameCalendarOnly(t *testing.T) {
	forRandom(t, func(r *rand.Rand, entries []Entry) {
		require.Empty(t, Diff(entries, rewritten(r, entries), cached))
		next := randomEdit(t, r, entries)
		same := fmt.Sprint(taking(entries)) == fmt.Sprint(taking(next))
		changes := Diff(entries, next, cached)
		if !same {
			assert.NotEmpty(t, changes)
		}
		for _, d := range changes {
			if d.RecurrenceID != nil {
				assert.False(t, same, "%+v", d)
			}
		}
		assert.Equal(t, len(changes) == 0, len(Diff(next, entries, cached)) == 0)
	})
}
