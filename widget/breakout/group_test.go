package breakout

import (
	"math/rand/v2"
	"sort"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"parley/shared/room"
	"parley/widget/browser"
)

var reader = browser.NewReader("en", "", "UTC")

func crowd(n int) (people []string) {
	for i := range n {
		people = append(people, "@"+strconv.Itoa(i)+":x")
	}
	return people
}

// assertSpread asserts that everybody is in exactly one group, and that all groups are of
// the same size, except for one person.
func assertSpread(t *testing.T, people []string, f *form) {
	t.Helper()
	var all []string
	smallest, largest := len(people), 0
	for _, g := range f.Groups {
		all = append(all, g.People...)
		smallest, largest = min(smallest, len(g.People)), max(largest, len(g.People))
	}
	sort.Strings(all)
	want := append([]string(nil), people...)
	sort.Strings(want)
	assert.Equal(t, want, all)
	assert.LessOrEqual(t, largest-smallest, 1)
}

func TestDistribution(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		people := crowd(1 + random.IntN(60))
		f := &form{}
		f.resize(reader, 1+random.IntN(len(people)))
		f.distribute(people)
		assertSpread(t, people, f)
		f.distribute(shuffled(people, random.IntN))
		assertSpread(t, people, f)
	}
}

func TestShufflingReachesEveryOrder(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	seen := map[string]int{}
	people := []string{"a", "b", "c"}
	for range 6000 {
		order := ""
		for _, id := range shuffled(people, random.IntN) {
			order += id
		}
		seen[order]++
	}
	require.Len(t, seen, 6)
	for order, times := range seen {
		assert.InDelta(t, 1000, times, 150, order)
	}
	assert.Equal(t, []string{"a", "b", "c"}, people, "left as it was")
}

// Whatever a person does with the groups, nobody is in two of them.
func TestMovingKeepsEverybodyInOnePlace(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	people := crowd(12)
	f := &form{}
	f.resize(reader, 3)
	for range 5000 {
		switch random.IntN(6) {
		case 0:
			f.resize(reader, 1+random.IntN(6))
		case 1:
			f.distribute(shuffled(people, random.IntN))
		default:
			id, to := people[random.IntN(len(people))], random.IntN(len(f.Groups)+1)-1
			f.move(id, to)
			assert.Equal(t, to, placeIn(f, id))
		}
		seen := map[string]bool{}
		for _, g := range f.Groups {
			for _, id := range g.People {
				require.False(t, seen[id], id)
				seen[id] = true
			}
		}
	}
}

func TestGroupsHaveTitlesAndLosePeopleWhoAreGone(t *testing.T) {
	f := &form{}
	f.resize(reader, 3)
	assert.Equal(t, []string{"Group 1", "Group 2", "Group 3"}, []string{f.Groups[0].Title, f.Groups[1].Title, f.Groups[2].Title})
	f.Groups[0].Title = "Red"
	f.distribute(crowd(3))
	f.resize(reader, 2)
	assert.Equal(t, nowhere, placeIn(f, "@2:x"))
	f.keep([]string{"@1:x"})
	assert.Equal(t, nowhere, placeIn(f, "@0:x"))
	assert.Equal(t, 1, placeIn(f, "@1:x"))
	again, ok := decode(f.encode())
	require.True(t, ok)
	assert.Equal(t, f.Groups[0].Title, again.Groups[0].Title)
	for _, bad := range []string{"", "{}", "[]", `{"groups":1}`} {
		_, ok := decode(bad)
		assert.False(t, ok, bad)
	}
}

func TestPeriod(t *testing.T) {
	at := func(clock string) time.Time {
		c, err := time.Parse("15:04", clock)
		require.NoError(t, err)
		return time.Date(2026, 3, 4, c.Hour(), c.Minute(), 0, 0, time.UTC)
	}
	for _, c := range []struct{ now, from, to, start, end string }{
		{"09:00", "10:00", "11:00", "10:00", "10:15"}, // before the meeting
		{"10:07", "10:00", "11:00", "10:10", "10:25"}, // in it
		{"10:10", "10:00", "11:00", "10:10", "10:25"},
		{"10:50", "10:00", "11:00", "10:50", "11:00"}, // near its end
		{"10:57", "10:00", "11:00", "10:57", "11:00"},
	} {
		start, end := period(at(c.now), at(c.from), at(c.to))
		assert.Equal(t, at(c.start), start, c)
		assert.Equal(t, at(c.end), end, c)
	}
	start, end := period(at("12:01"), time.Time{}, time.Time{})
	assert.Equal(t, at("12:05"), start, "the meeting is over, but people are still there")
	assert.Equal(t, at("12:20"), end)
}

func TestTitlesAreSortedByTheirNumbers(t *testing.T) {
	titles := []string{"Group 1", "Group 2", "Group 10", "Group 011", "Red"}
	for i := range titles {
		for j := range titles {
			assert.Equal(t, i < j, titledBefore(&room.Meeting{Title: titles[i]}, &room.Meeting{Title: titles[j]}), "%s, %s", titles[i], titles[j])
		}
	}
}

func placeIn(f *form, id string) int {
	if n, grouped := f.places()[id]; grouped {
		return n
	}
	return nowhere
}
