package calendar

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const calendars = 250 // random calendars for each property

// wanted is the window in which random calendars are compared, and sure the last day
// of which every occurrence lies in it, whatever the time to which it moves.
var wanted = [2]time.Time{date("2039-12-01T00:00:00Z"), date("2041-06-01T00:00:00Z")}

const sure = "20410501"

// cached reads each zone once.
var cached = func() ZoneFunc {
	var known sync.Map
	return func(name string) (*time.Location, error) {
		if loc, ok := known.Load(name); ok {
			return loc.(*time.Location), nil
		}
		loc, err := time.LoadLocation(name)
		if err == nil {
			known.Store(name, loc)
		}
		return loc, err
	}
}()

var randomZones = []string{berlin, newYork, "UTC", "Asia/Kolkata", "America/Santiago", "Australia/Lord_Howe", "Pacific/Chatham"}

var randomRules = []string{
	"FREQ=DAILY", "FREQ=DAILY;COUNT=12", "FREQ=DAILY;INTERVAL=3;UNTIL=20400501", "freq=daily;count=40;byday=mo,we,fr", "FREQ=DAILY;UNTIL=20400408T093000Z",
	"FREQ=WEEKLY", "FREQ=WEEKLY;BYDAY=MO,TH;COUNT=20", "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU;WKST=SU", "FREQ=WEEKLY;UNTIL=20410101T120000;BYDAY=TU",
	"FREQ=MONTHLY;BYDAY=-1FR", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1;COUNT=9", "FREQ=MONTHLY;BYMONTHDAY=31", "COUNT=5;FREQ=MONTHLY",
	"FREQ=YEARLY", "FREQ=YEARLY;BYMONTH=3,4;BYDAY=SU;UNTIL=20420101T000000Z",
}

func pick[T any](r *rand.Rand, from []T) T { return from[r.IntN(len(from))] }

// randomCalendar has one to three single events and series with deleted and moved
// occurrences, around the changes of offset in spring 2040.
func randomCalendar(r *rand.Rand) []Entry {
	var entries []Entry
	for n := range 1 + r.IntN(3) {
		zone := pick(r, randomZones)
		start := time.Date(2040, time.Month(2+r.IntN(3)), 1+r.IntN(28), pick(r, []int{0, 1, 2, 9, 23}), pick(r, []int{0, 30}), 0, 0, time.UTC)
		end := start.Add(time.Duration(1+r.IntN(100)) * 15 * time.Minute)
		e := Entry{UID: fmt.Sprint("u", n), DTStart: DateTime{zone, start.Format(Layout)}, DTEnd: DateTime{zone, end.Format(Layout)}}
		if r.IntN(5) > 0 {
			e.RRule = pick(r, randomRules)
		}
		if len(Validate([]Entry{e}, "", cached)) > 0 || len(within([]Entry{e})) == 0 {
			continue // its end lies in the same gap as its start, or its rule ends before it starts
		}
		entries = append(entries, withExceptions(r, e)...)
	}
	if len(entries) == 0 {
		return randomCalendar(r)
	}
	r.Shuffle(len(entries), func(i, j int) { entries[i], entries[j] = entries[j], entries[i] })
	return entries
}

func within(entries []Entry) []Occurrence {
	found, err := Occurrences(entries, wanted[0], wanted[1], cached)
	if err != nil {
		panic(err)
	}
	return found
}

func withExceptions(r *rand.Rand, e Entry) []Entry {
	entries := []Entry{e}
	found := within(entries)
	for _, o := range found[1:min(len(found), 30)] {
		if !e.IsSeries() || r.IntN(5) > 0 {
			continue
		}
		id := *o.RecurrenceID
		if r.IntN(3) == 0 {
			id = inZone(o.Start, pick(r, randomZones))
		}
		if r.IntN(2) == 0 {
			entries[0].ExDate = append(entries[0].ExDate, id)
			continue
		}
		from := o.Start
		if r.IntN(3) > 0 {
			from = from.Add(time.Duration(r.IntN(200)-100) * time.Hour)
		}
		zone := pick(r, randomZones)
		moved := Entry{UID: e.UID, DTStart: inZone(from, zone), DTEnd: inZone(from.Add(time.Duration(1+r.IntN(8))*time.Hour), zone), RecurrenceID: &id}
		if s, ok := spanOf(&moved, cached); ok && s.End.After(s.Start) {
			entries = append(entries, moved)
		}
	}
	return entries
}

func inZone(t time.Time, zone string) DateTime {
	loc, err := cached.Location(zone)
	if err != nil {
		panic(err)
	}
	return At(t, zone, loc)
}

// forRandom calls f with random calendars.
func forRandom(t *testing.T, f func(r *rand.Rand, entries []Entry)) {
	t.Parallel()
	for seed := range uint64(calendars) {
		r := rand.New(rand.NewPCG(seed, 3))
		entries := randomCalendar(r)
		require.NoError(t, Validate(entries, "", cached).Err(), "%v", entries)
		before := fmt.Sprint(entries)
		f(r, entries)
		require.Equal(t, before, fmt.Sprint(entries), "the calendar given is not changed")
		if t.Failed() {
			t.Logf("seed %d: %s", seed, before)
			return
		}
	}
}

// ofSeries is a random occurrence of a series, if there is one.
func ofSeries(r *rand.Rand, entries []Entry) (Occurrence, bool) {
	var some []Occurrence
	for _, o := range within(entries) {
		if o.RecurrenceID != nil && len(some) < 60 {
			some = append(some, o)
		}
	}
	if len(some) == 0 {
		return Occurrence{}, false
	}
	return pick(r, some), true
}

func key(o Occurrence) string {
	if o.RecurrenceID == nil {
		return o.UID
	}
	return o.UID + " " + o.RecurrenceID.Value
}

// taking is when each occurrence takes place.
func taking(entries []Entry) map[string]string {
	all := map[string]string{}
	for _, o := range within(entries) {
		all[key(o)] = o.Start.UTC().Format(Layout) + " " + o.End.UTC().Format(Layout)
	}
	return all
}

func requireWhole(t *testing.T, edited Edited, err error) {
	t.Helper()
	require.NoError(t, err)
	if len(edited.Entries) > 0 {
		requireValid(t, edited.Entries)
	}
}

// rewritten is the same calendar in other words.
func rewritten(r *rand.Rand, entries []Entry) []Entry {
	var all []Entry
	for _, e := range entries {
		e.RRule = strings.ToLower(e.RRule)
		e.DTEnd, _ = other(r, e.DTEnd)
		var dates []DateTime
		for _, d := range e.ExDate {
			d, _ = other(r, d)
			dates = append(dates, d)
		}
		e.ExDate = dates
		if e.IsOverride() {
			id, _ := other(r, *e.RecurrenceID)
			e.RecurrenceID = &id
		} else if e.IsSeries() {
			e.ExDate = append(e.ExDate, DateTime{"UTC", "20400101T112233"})
		}
		all = append(all, e)
	}
	r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return all
}

// other writes an instant in another zone where that has a name for it.
func other(r *rand.Rand, d DateTime) (DateTime, bool) {
	t, err := d.Time(cached)
	if err != nil {
		return d, false
	}
	o := inZone(t, pick(r, randomZones))
	back, err := o.Time(cached)
	if err != nil || !back.Equal(t) {
		return d, false
	}
	return o, true
}

// randomEdit is a calendar after one to three edits.
func randomEdit(t *testing.T, r *rand.Rand, entries []Entry) []Entry {
	for range 1 + r.IntN(3) {
		o := pick(r, within(entries))
		if o.RecurrenceID == nil {
			o.RecurrenceID = &o.Entry.DTStart
		}
		plan, err := PlanOf(entries, o.UID)
		require.NoError(t, err)
		plan.RRule = pick(r, randomRules)
		var got Edited
		switch r.IntN(5) {
		case 0:
			got, err = EditOccurrence(entries, o.UID, *o.RecurrenceID, inZone(o.Start, "UTC"), inZone(o.End.Add(time.Minute), "UTC"), cached)
		case 1:
			got, err = EditFollowing(entries, o.UID, *o.RecurrenceID, plan, fmt.Sprint("n", r.Uint64()), cached)
		case 2:
			got, err = EditSeries(entries, o.UID, plan, cached)
		case 3:
			got, err = DeleteOccurrence(entries, o.UID, *o.RecurrenceID, cached)
		default:
			got, err = Convert(entries, o.UID, pick(r, []string{"", plan.RRule}), cached)
		}
		if err == nil && len(within(got.Entries)) > 0 {
			requireValid(t, got.Entries)
			entries = got.Entries
		}
	}
	return entries
}
